import assert from 'node:assert/strict';
import { seededRandom, tf, useBackend } from 'kernel-lib';

import { assertSameOnBoth } from './compare-engines';

describe('kernels borrowed from the JavaScript engine', () => {
  before(useBackend);

  it('clip whole numbers as whole numbers', () => {
    tf.tidy(() => {
      const clipped = tf.clipByValue(tf.tensor1d([-3, 0, 3], 'int32'), -1, 1);
      assert.deepEqual([...clipped.dataSync()], [-1, 0, 1]);
      const floats = tf.clipByValue([-3, 0.5, 3], -1, 1);
      assert.deepEqual([...floats.dataSync()], [-1, 0.5, 1]);
    });
  });

  it('mark a class in fractions as in whole numbers', () => {
    tf.tidy(() => {
      const classes = tf.tensor1d([2, 0], 'int32');
      const marked = [
        [0, 0, 1],
        [1, 0, 0],
      ];
      assert.deepEqual(tf.oneHot(classes, 3).arraySync(), marked);
      assert.deepEqual(tf.oneHot(classes, 3, 1, 0, 'float32').arraySync(), marked);
    });
  });

  it('gather from each batch its own rows', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      const indices = tf.tensor2d(
        [
          [2, 0],
          [1, 1],
        ],
        undefined,
        'int32',
      );
      assert.deepEqual(tf.gather(x, indices, 1, 1).arraySync(), [
        [3, 1],
        [5, 5],
      ]);
    });
  });

  it('pool windows that are not square with a number as padding', () =>
    assertSameOnBoth('mean pools', () => {
      const x = seededRandom(3).normalTensor<tf.Rank.R4>([2, 5, 6, 3]);
      const one = tf.avgPool(x, [3, 2], 2, 1, 'floor');
      const other = tf.avgPool(x, 3, 2, 1, 'ceil');
      return tf.concat([one.flatten(), other.flatten()]);
    }));

  it('keep nothing of the copies', () => {
    const x = tf.tensor1d([5], 'int32');
    const before = tf.memory();
    tf.clipByValue(x, 0, 1).dispose();
    assert.deepEqual(tf.memory(), before);
    x.dispose();
  });
});
