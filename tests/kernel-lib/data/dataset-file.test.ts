import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readDataset, readDatasetBytes } from 'kernel-lib/data/dataset-file';
import { sha256Of, withDatasetRows } from 'kernel-lib/data/dataset-table';

const table = '| File | Origin | Licence | Bytes | SHA-256 |\n| - | - | - | -: | - |\n';

describe('readDataset', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-datasets-'));
  const bytes = Buffer.from('le café\t1\n');
  const rows = ['tea.tsv', 'gone.tsv'].map((file) => ({
    file,
    origin: 'a test',
    licence: 'MIT',
    bytes: bytes.length,
    sha256: sha256Of(bytes),
  }));
  before(() => fs.writeFileSync(path.join(folder, 'README.md'), withDatasetRows(table, rows)));
  beforeEach(() => fs.writeFileSync(path.join(folder, 'tea.tsv'), bytes));
  after(() => fs.rmSync(folder, { recursive: true }));

  it('gives the text, or the bytes, of a file that is as its row says', () => {
    assert.equal(readDataset('tea.tsv', folder), 'le café\t1\n');
    assert.deepEqual([...readDatasetBytes('tea.tsv', folder)], [...bytes]);
  });

  it('refuses a file that somebody has changed, and says what to run', () => {
    fs.writeFileSync(path.join(folder, 'tea.tsv'), 'le café\t2\n');
    assert.throws(
      () => readDataset('tea.tsv', folder),
      /^Error: readDataset: datasets\/tea\.tsv is not the file .* expected 11 bytes .* Run `npx attend data` to make it again\.$/,
    );
  });

  it('says so when a file, its row or the table is missing', () => {
    assert.throws(() => readDataset('gone.tsv', folder), /gone\.tsv is not there\. Run `npx/);
    assert.throws(
      () => readDatasetBytes('milk.idx', folder),
      /^Error: readDatasetBytes: .* no row for milk\.idx; it has gone\.tsv, tea\.tsv$/,
    );
    assert.throws(
      () => readDataset('tea.tsv', path.join(folder, 'nowhere')),
      /there is no .*README/,
    );
  });
});
