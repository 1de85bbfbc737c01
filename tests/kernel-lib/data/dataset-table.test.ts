import assert from 'node:assert/strict';
import { datasetRows, sha256Of, withDatasetRows } from 'kernel-lib/data/dataset-table';
import prettier from 'prettier';

const empty = `# Data

Small files.

| File | Origin | Licence | Bytes | SHA-256 |
| ---- | ------ | ------- | ----: | ------- |
`;
const row = (file: string, bytes: number) => ({
  file,
  origin: 'rhymes; made here',
  licence: 'MIT',
  bytes,
  sha256: sha256Of(file),
});

describe('the table of datasets/README.md', () => {
  it('hashes as FIPS 180-4 says', () => {
    assert.equal(
      sha256Of('abc'),
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    assert.equal(sha256Of(new Uint8Array([97, 98, 99])), sha256Of('abc'));
  });

  it('gives back the rows that were put in, sorted by file, and keeps the text around them', () => {
    const text = withDatasetRows(`${empty}\nMore.\n`, [row('b.tsv', 7), row('a.tsv', 123456)]);
    assert.deepEqual(datasetRows(text), [row('a.tsv', 123456), row('b.tsv', 7)]);
    assert.match(text, /^# Data\n\nSmall files\.\n\n\| File/);
    assert.match(text, /\|\n\nMore\.\n$/);
  });

  it('replaces the row of a file that has one', () => {
    const once = withDatasetRows(empty, [row('a.tsv', 1), row('b.tsv', 2)]);
    assert.deepEqual(datasetRows(withDatasetRows(once, [row('a.tsv', 3)])), [
      row('a.tsv', 3),
      row('b.tsv', 2),
    ]);
  });

  it('is written as the formatter writes it', async () => {
    const text = withDatasetRows(empty, [row('long-name.tsv', 5), row('a.tsv', 123456789)]);
    assert.equal(await prettier.format(text, { parser: 'markdown' }), text);
  });

  it('refuses a table that it cannot read', () => {
    assert.throws(() => datasetRows('# Data\n'), /has no table/);
    assert.throws(() => datasetRows(`${empty}| a.tsv | me | MIT | many | - |\n`), /cannot read/);
  });
});
