import assert from 'node:assert/strict';
import { allClose, tf } from 'kernel-lib';
import { nearestNeighbours } from 'kernel-lib/text/nearest-neighbours';
import { onEveryEngine } from '../../support/engines';
import { assertRefuses } from '../../support/memory';

onEveryEngine('nearestNeighbours', () => {
  // 0 and 1 point the same way; 2 is 45° away, 3 opposite, 4 as far as 2.
  const rows = [
    [1, 0],
    [9, 0],
    [1, 1],
    [-1, 0],
    [2, -2],
  ];
  let embedding: tf.Tensor2D;
  before(() => {
    embedding = tf.tensor2d(rows);
  });
  after(() => embedding.dispose());

  it('lists the rows by their angle to a row, itself left out', () => {
    const before = tf.memory().numTensors;
    const near = nearestNeighbours(embedding, 0, 10);
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(
      near.map(({ index }) => index),
      [1, 2, 4, 3],
    );
    const similarities = near.map(({ similarity }) => similarity);
    assert.ok(allClose(similarities, [1, Math.SQRT1_2, Math.SQRT1_2, -1], 1e-6));
    assert.deepEqual(nearestNeighbours(embedding, 0, 1).length, 1);
  });

  it('looks for a vector, which no row is left out for unless asked', () => {
    const query = tf.tensor1d([0, 3]);
    const first = (exclude: number[]): number =>
      nearestNeighbours(embedding, query, 1, { exclude })[0].index;
    assert.equal(first([]), 2);
    assert.equal(first([2]), 0);
    query.dispose();
  });

  it('says what is wrong', () => {
    assertRefuses(
      () => nearestNeighbours(embedding, 5, 1),
      'nearestNeighbours: query must be an index 0 … 4, got 5',
    );
    assertRefuses(
      () => nearestNeighbours(embedding, 0, 0),
      'nearestNeighbours: k must be a whole number from 1 on, got 0',
    );
    const query = tf.ones<tf.Rank.R1>([3]);
    assertRefuses(
      () => nearestNeighbours(embedding, query, 1),
      'nearestNeighbours: query must be a tensor of shape (2), got (3)',
    );
    query.dispose();
  });
});
