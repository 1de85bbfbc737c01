import assert from 'node:assert/strict';

import { allClose, attentionRollout, tf, useBackend } from 'kernel-lib';

import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

describe('attentionRollout', () => {
  before(() => useBackend());

  it('multiplies the blocks, the last from the left, each half identity', () => {
    tf.tidy(() => {
      // Heads that agree with their mean: rows (1, 0), (1, 0); with the identity (1, 0), (0.5, 0.5).
      const first = tf.tensor4d([[[[1, 0], [1, 0]], [[1, 0], [1, 0]]]]); // prettier-ignore
      // The mean of the heads is (0, 1), (0.5, 0.5); with the identity (0.5, 0.5), (0.25, 0.75).
      const second = tf.tensor4d([[[[0, 1], [1, 0]], [[0, 1], [0, 1]]]]); // prettier-ignore
      // (0.5, 0.5) · first = (0.75, 0.25); (0.25, 0.75) · first = (0.625, 0.375).
      const rolled = attentionRollout([first, second]);
      assert.ok(allClose(rolled, [[[0.75, 0.25], [0.625, 0.375]]])); // prettier-ignore
    });
  });

  it('leaves one tensor behind and says what it expects', () => {
    const [one, other] = [tf.ones([1, 2, 3, 3]), tf.ones([1, 2, 2, 2])] as tf.Tensor4D[];
    assertOwnsOneTensor(() => attentionRollout([one, one]));
    assertOwnsOneTensor(() => attentionRollout([one]));
    assertRefuses(
      () => attentionRollout([one, other]),
      'attentionRollout: weights[1] must be a tensor of shape (1, H, 3, 3), got (1, 2, 2, 2)',
    );
    assertRefuses(
      () => attentionRollout([]),
      'attentionRollout: weights must have at least one block, got none',
    );
    tf.dispose([one, other]);
  });
});
