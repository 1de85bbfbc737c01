import assert from 'node:assert/strict';

import { allClose, attentionPool, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

onEveryEngine('attentionPool', () => {
  const values = [[10, 1], [20, 2], [40, 4]]; // prettier-ignore

  it('gives the mean for equal weights, a value for a single weight, a mixture between', () => {
    tf.tidy(() => {
      const weights = tf.tensor2d([[1 / 3, 1 / 3, 1 / 3], [0, 1, 0], [0.5, 0, 0.5]]); // prettier-ignore
      // 70/3 and 7/3; the second value; half of the first and the third.
      const expected = [[70 / 3, 7 / 3], [20, 2], [25, 2.5]]; // prettier-ignore
      assert.ok(allClose(attentionPool(weights, tf.tensor2d(values)), expected));
    });
  });

  it('mixes each batch item by its own weights', () => {
    tf.tidy(() => {
      const weights = tf.tensor3d([[[1, 0, 0]], [[0, 0, 1]]]);
      const pooled = attentionPool(weights, tf.tensor3d([values, values]));
      assert.ok(allClose(pooled, [[[10, 1]], [[40, 4]]]));
    });
  });
});

describe('attentionPool', () => {
  it('leaves one tensor behind', () => {
    const [weights, values] = [tf.ones([2, 3]), tf.ones([3, 4])] as tf.Tensor2D[];
    assertOwnsOneTensor(() => attentionPool(weights, values));
    tf.dispose([weights, values]);
  });

  it('says which shape it expects', () => {
    const [weights, values] = [tf.ones([2, 3]), tf.ones([2, 4])] as tf.Tensor2D[];
    const batched = tf.ones([5, 2, 3]) as tf.Tensor3D;
    assertRefuses(
      () => attentionPool(weights, values),
      'attentionPool: values must be a tensor of shape (3, v), got (2, 4)',
    );
    assertRefuses(
      () => attentionPool(batched, values as unknown as tf.Tensor3D),
      'attentionPool: values must be a tensor of shape (5, 3, v), got (2, 4)',
    );
    assertRefuses(
      () => attentionPool([[1]] as unknown as tf.Tensor2D, values),
      'attentionPool: weights must be a tensor of shape (Q, K), got an array',
    );
    tf.dispose([weights, values, batched]);
  });
});
