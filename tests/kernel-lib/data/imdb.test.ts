import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { imdbReviews, readReviewTree } from 'kernel-lib/data/imdb';
import { tarEntries } from 'kernel-lib/data/tar';
import { makeTar } from './support/archives';

describe('readReviewTree', () => {
  const tree = makeTar([
    { name: 'aclImdb/README', content: 'about' },
    { name: 'aclImdb/train/pos/10_9.txt', content: 'Superb.<br /><br />See it.' },
    { name: 'aclImdb/train/pos/2_7.txt', content: 'Good.' },
    { name: 'aclImdb/train/neg/0_1.txt', content: 'Dull.' },
    { name: 'aclImdb/train/unsup/5_0.txt', content: 'without a label' },
    { name: 'aclImdb/train/urls_pos.txt', content: 'http' },
    { name: 'aclImdb/test/neg/3_4.txt', content: 'Trop long, raté.' },
  ]);

  it('reads label and rating from the names, in the order of the numbers', () => {
    assert.deepEqual(readReviewTree(tarEntries(tree), 'train'), [
      { text: 'Dull.', isPositive: false, rating: 1 },
      { text: 'Good.', isPositive: true, rating: 7 },
      { text: 'Superb.\n\nSee it.', isPositive: true, rating: 9 },
    ]);
    assert.deepEqual(readReviewTree(tarEntries(tree), 'test'), [
      { text: 'Trop long, raté.', isPositive: false, rating: 4 },
    ]);
  });
});

describe('imdbReviews', () => {
  it('says where the reviews are', async () => {
    await assert.rejects(
      imdbReviews('test', { folder: path.join(os.tmpdir(), 'attend-nothing-here') }),
      /^Error: imdbReviews: Large Movie Review .*aclImdb_v1\.tar\.gz.*from ai\.stanford\.edu/,
    );
  });
});
