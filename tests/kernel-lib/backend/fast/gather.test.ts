import assert from 'node:assert/strict';

import { maxDifference, tf } from 'kernel-lib';

import { onEveryEngine } from '../../../support/engines';

const ids = (numbers: number[], shape: number[]): tf.Tensor1D =>
  tf.tensor(numbers, shape as [number], 'int32') as tf.Tensor1D;

onEveryEngine('gather', () => {
  it('copies rows of any width and type, in any order', () => {
    tf.tidy(() => {
      const table = tf.tensor2d([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
      const expected = [[[4, 5, 6], [1, 2, 3]], [[4, 5, 6], [4, 5, 6]]]; // prettier-ignore
      assert.equal(maxDifference(tf.gather(table, ids([1, 0, 1, 1], [2, 2])), expected), 0);
      const whole = tf.gather(tf.tensor1d([7, 8, 9], 'int32'), ids([2, 0], [2]));
      assert.equal(whole.dtype, 'int32');
      assert.deepEqual(Array.from(whole.dataSync()), [9, 7]);
      const isOpen = tf.tensor2d([[1, 0], [0, 1]], [2, 2], 'bool'); // prettier-ignore
      const rows = tf.gather(isOpen, ids([1, 1], [2]));
      assert.deepEqual([rows.dtype, ...rows.dataSync()], ['bool', 0, 1, 0, 1]);
      assert.deepEqual(tf.gather(table, ids([], [0])).shape, [0, 3]);
      assert.deepEqual(tf.gather(table, ids([0], [])).shape, [3]);
    });
  });

  it('still knows other axes', () => {
    tf.tidy(() => {
      const table = tf.tensor2d([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
      assert.equal(maxDifference(tf.gather(table, ids([2, 0], [2]), 1), [[3, 1], [6, 4]]), 0); // prettier-ignore
    });
  });
});
