import assert from 'node:assert/strict';

import {
  allClose,
  attentionWeights,
  causalMask,
  maskedSoftmax,
  seededRandom,
  tf,
} from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

const zeros = (...shape: [number, number, number]): tf.Tensor3D => tf.zeros(shape);

onEveryEngine('maskedSoftmax', () => {
  for (const goldenCase of goldenCases('masked_softmax')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      checkGolden(goldenCase, ({ scores, validLens }) => ({
        weights: maskedSoftmax(scores as tf.Tensor3D, validLens as tf.Tensor1D),
      }));
    });
  }

  it('takes lengths as arrays, and null for all keys', () => {
    tf.tidy(() => {
      // Equal scores: each key that counts gets an equal share.
      const half = maskedSoftmax(zeros(1, 2, 4), [2]);
      assert.ok(allClose(half, [[[0.5, 0.5, 0, 0], [0.5, 0.5, 0, 0]]])); // prettier-ignore
      const perQuery = maskedSoftmax(zeros(1, 2, 4), [[1, 4]]);
      assert.ok(allClose(perQuery, [[[1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25]]])); // prettier-ignore
      const all = maskedSoftmax(zeros(1, 1, 4), null);
      assert.ok(allClose(all, [[[0.25, 0.25, 0.25, 0.25]]]));
    });
  });

  it('does not see what stands behind the length', () => {
    tf.tidy(() => {
      const scores = seededRandom(1).normalTensor<tf.Rank.R3>([1, 2, 3]);
      const noise = tf.tensor3d([[[0, 0, 7], [0, 0, -9]]]); // prettier-ignore
      const plain = maskedSoftmax(scores, [2]).arraySync();
      assert.deepEqual(maskedSoftmax(scores.add(noise), [2]).arraySync(), plain);
    });
  });
});

onEveryEngine('attentionWeights', () => {
  it('closes keys by a mask for all batch items, and leaves a row without open keys at 0', () => {
    tf.tidy(() => {
      const mask = tf.tensor2d([[1, 0, 1], [0, 0, 0]], [2, 3], 'bool'); // prettier-ignore
      const weights = attentionWeights(zeros(2, 2, 3), { mask });
      const rows = [[0.5, 0, 0.5], [0, 0, 0]]; // prettier-ignore
      assert.ok(allClose(weights, [rows, rows]));
    });
  });

  it('opens only what both the mask and the lengths open', () => {
    tf.tidy(() => {
      // Causal opens 1, 2, 3 keys; the lengths leave at most two.
      const weights = attentionWeights(zeros(1, 3, 3), { mask: causalMask(3), validLens: [2] });
      assert.ok(allClose(weights, [[[1, 0, 0], [0.5, 0.5, 0], [0.5, 0.5, 0]]])); // prettier-ignore
    });
  });
});

describe('maskedSoftmax and attentionWeights', () => {
  it('leave one tensor behind', () => {
    const scores = zeros(2, 2, 3);
    const mask = tf.ones([2, 3], 'bool') as tf.Tensor2D;
    assertOwnsOneTensor(() => maskedSoftmax(scores, [1, 2]));
    assertOwnsOneTensor(() => maskedSoftmax(scores));
    assertOwnsOneTensor(() => attentionWeights(scores, { mask, validLens: [1, 2] }));
    tf.dispose([scores, mask]);
  });

  it('say which shape or type they expect', () => {
    const scores = zeros(3, 4, 5);
    const shorter = tf.ones([4, 4], 'bool') as tf.Tensor2D;
    const numbers = tf.ones([4, 5]) as tf.Tensor2D;
    const names = tf.tensor1d(['a', 'b', 'c']);
    const flat = tf.zeros([4, 5]) as unknown as tf.Tensor3D;
    const whole = tf.zeros([1, 1, 1], 'int32') as tf.Tensor3D;
    assertRefuses(
      () => maskedSoftmax(scores, [1, 2]),
      'maskedSoftmax: validLens must have shape (3) or (3, 4), got (2)',
    );
    assertRefuses(
      () => maskedSoftmax(scores, [[1], [2], [3]]),
      'maskedSoftmax: validLens must have shape (3) or (3, 4), got (3, 1)',
    );
    assertRefuses(
      () => maskedSoftmax(scores, names),
      'maskedSoftmax: validLens must have dtype int32, got string',
    );
    assertRefuses(
      () => maskedSoftmax(flat),
      'maskedSoftmax: scores must be a tensor of shape (B, Q, K), got (4, 5)',
    );
    assertRefuses(
      () => maskedSoftmax(whole),
      'maskedSoftmax: scores must have dtype float32, got int32',
    );
    assertRefuses(
      () => maskedSoftmax([[[1]]] as unknown as tf.Tensor3D),
      'maskedSoftmax: scores must be a tensor of shape (B, Q, K), got an array',
    );
    assertRefuses(
      () => attentionWeights(scores, { mask: shorter }),
      'attentionWeights: mask must be a tensor of shape (4, 5), got (4, 4)',
    );
    assertRefuses(
      () => attentionWeights(scores, { mask: numbers }),
      'attentionWeights: mask must have dtype bool, got float32',
    );
    tf.dispose([scores, shorter, numbers, names, flat, whole]);
    assertRefuses(
      () => maskedSoftmax(scores),
      'maskedSoftmax: scores must be a tensor of shape (B, Q, K), got one that was disposed',
    );
  });
});
