import assert from 'node:assert/strict';

import { greedySearch, tf, useBackend } from 'kernel-lib';

import { markovWriting } from './markov';

// Token 0 begins, 3 ends.
const table = [
  [0.1, 0.6, 0.2, 0.1],
  [0.1, 0.1, 0.6, 0.2],
  [0.1, 0.2, 0.1, 0.6],
  [0.25, 0.25, 0.25, 0.25],
];

describe('greedySearch', () => {
  before(() => useBackend());

  it('follows the most likely token to the end, and leaves begin and end out', () => {
    const before = tf.memory().numTensors;
    const writing = markovWriting(table);
    assert.deepEqual(greedySearch(writing, 2, { bos: 0, eos: 3, maxLength: 9 }), [[1, 2], [1, 2]]); // prettier-ignore
    // 0, 1 and 2 of both rows were written; then both were done.
    assert.deepEqual(writing.texts, [[0, 1, 2], [0, 1, 2]]); // prettier-ignore
    writing.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('stops at maxLength', () => {
    const writing = markovWriting(table);
    assert.deepEqual(greedySearch(writing, 1, { bos: 0, eos: 3, maxLength: 1 }), [[1]]);
    writing.dispose();
  });
});
