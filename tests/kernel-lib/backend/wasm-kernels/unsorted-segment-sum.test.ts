import assert from 'node:assert/strict';

import { allClose, seededRandom, tf } from 'kernel-lib';

import { onEveryEngine } from '../../../support/engines';
import { assertSameOnBoth } from './compare-engines';

onEveryEngine('the gradient of gather', () => {
  it('adds up where a row was read twice', () => {
    tf.tidy(() => {
      const table = tf.zeros([3, 2]) as tf.Tensor2D;
      const upstream = tf.tensor2d([[1, 2], [10, 20], [100, 200]]); // prettier-ignore
      const read = (t: tf.Tensor): tf.Tensor =>
        tf
          .gather(t, tf.tensor1d([2, 0, 2], 'int32'))
          .mul(upstream)
          .sum();
      assert.ok(allClose(tf.grad(read)(table), [[10, 20], [0, 0], [101, 202]])); // prettier-ignore
    });
  });

  it('ignores ids outside the range', () => {
    tf.tidy(() => {
      const ids = tf.tensor1d([-1, 0, 1], 'int32');
      const sums = tf.unsortedSegmentSum(tf.tensor1d([1, 2, 4]), ids, 2);
      assert.ok(allClose(sums, [2, 4]));
    });
  });
});

describe('the gradient of gather', () => {
  it('is the same on wasm as on cpu for random shapes, axes and ids', async () => {
    const random = seededRandom(13);
    for (let round = 0; round < 30; round++) {
      const size = [1 + random.integer(5), 1 + random.integer(4), 1 + random.integer(3)];
      const axis = random.integer(3);
      const numIds = 1 + random.integer(7);
      const ids = Array.from({ length: numIds }, () => random.integer(size[axis]));
      const table = random.normalArray(size.reduce((a, b) => a * b));
      await assertSameOnBoth(`${size} axis ${axis} ids ${ids}`, () =>
        tf.grad((t) => tf.gather(t, tf.tensor1d(ids, 'int32'), axis).square().sum())(
          tf.tensor(table, size),
        ),
      );
    }
  });
});
