import assert from 'node:assert/strict';
import { readDataset } from 'kernel-lib/data/dataset-file';
import { enfrFiles } from 'kernel-lib/data/enfr/files';
import { enfrPairs, type EnfrSplit } from 'kernel-lib/data/enfr-pairs';
import { readTabbedPairs } from 'kernel-lib/data/tabbed-pairs';

describe('the files of the English–French grammar', () => {
  const files = enfrFiles();

  it('are the bytes that lie in datasets/: run `npx attend data enfr` after a change', () => {
    for (const { file, content } of files) {
      assert.ok(content === readDataset(file), `datasets/${file} differs from its generator`);
    }
  });

  it('come back unchanged through the reader of real data', () => {
    for (const { file, content } of files) {
      const lines = readTabbedPairs(content as string).map(({ source, target, attribution }) =>
        [source, target, ...(attribution ? [attribution] : [])].join('\t'),
      );
      const trimmed = (content as string).replaceAll('\t | ', '\t| ');
      assert.equal(`${lines.join('\n')}\n`, trimmed, file);
      const pairs = enfrPairs(file.slice('enfr-'.length, -'.tsv'.length) as EnfrSplit);
      assert.deepEqual(
        pairs.map(({ english, french }) => `${english.join(' ')}\t${french.join(' ')}`),
        lines.map((line) => line.split('\t').slice(0, 2).join('\t')),
      );
    }
  });

  it('are small enough for a clone', () => {
    const total = files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
    assert.ok(total < 950_000, `${total} bytes`);
  });
}).timeout(60000);
