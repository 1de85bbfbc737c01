import assert from 'node:assert/strict';

import { maxDifference, mergeHeads, splitHeads, tf, useBackend } from 'kernel-lib';

import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

describe('splitHeads and mergeHeads', () => {
  before(() => useBackend());

  it('give head h the columns h·d to (h + 1)·d, and put them back', () => {
    tf.tidy(() => {
      const x = tf.tensor3d([[[1, 2, 3, 4], [5, 6, 7, 8]]]); // prettier-ignore
      const heads = splitHeads(x, 2);
      assert.equal(maxDifference(heads, [[[[1, 2], [5, 6]], [[3, 4], [7, 8]]]]), 0); // prettier-ignore
      assert.equal(maxDifference(mergeHeads(heads), x), 0);
    });
  });

  it('leave one tensor behind and say what they expect', () => {
    const x = tf.ones([2, 3, 4]) as tf.Tensor3D;
    const heads = splitHeads(x, 2);
    assertOwnsOneTensor(() => splitHeads(x, 4));
    assertOwnsOneTensor(() => mergeHeads(heads));
    assertRefuses(() => splitHeads(x, 3), 'splitHeads: numHeads must divide the width 4, got 3');
    assertRefuses(
      () => mergeHeads(x as unknown as tf.Tensor4D),
      'mergeHeads: x must be a tensor of shape (B, H, T, d), got (2, 3, 4)',
    );
    tf.dispose([x, heads]);
  });
});
