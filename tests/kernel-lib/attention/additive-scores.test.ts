import assert from 'node:assert/strict';

import { additiveScores, allClose, attentionPool, maskedSoftmax, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

onEveryEngine('additiveScores', () => {
  for (const goldenCase of goldenCases('additive_attention')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      checkGolden(goldenCase, (tensors) => {
        const { W_q, W_k, w_v, validLens } = tensors;
        const [q, k, v] = [tensors.queries, tensors.keys, tensors.values] as tf.Tensor3D[];
        // The reference keeps its matrices as (out, in).
        const scores = additiveScores(q, k, {
          queryWeight: W_q.transpose(),
          keyWeight: W_k.transpose(),
          scoreWeight: w_v as tf.Tensor1D,
        });
        const weights = maskedSoftmax(scores, validLens as tf.Tensor1D);
        return { weights, output: attentionPool(weights, v) };
      });
    });
  }

  it('scores numbers worked by hand', () => {
    tf.tidy(() => {
      const scores = additiveScores(tf.tensor3d([[[1]]]), tf.tensor3d([[[0], [2]]]), {
        queryWeight: tf.tensor2d([[1, 0.5]]),
        keyWeight: tf.tensor2d([[-0.5, 1]]),
        scoreWeight: tf.tensor1d([2, 1]),
      });
      // 2 tanh(1) + tanh(0.5), and 2 tanh(0) + tanh(2.5).
      const expected = [2 * Math.tanh(1) + Math.tanh(0.5), Math.tanh(2.5)];
      assert.ok(allClose(scores, [[expected]]));
    });
  });
});

describe('additiveScores', () => {
  it('leaves one tensor behind, and says which shape it expects', () => {
    const queries = tf.ones([2, 3, 4]) as tf.Tensor3D;
    const keys = tf.ones([2, 5, 6]) as tf.Tensor3D;
    const queryWeight = tf.ones([4, 7]) as tf.Tensor2D;
    const keyWeight = tf.ones([6, 7]) as tf.Tensor2D;
    const scoreWeight = tf.ones([7]) as tf.Tensor1D;
    const weights = { queryWeight, keyWeight, scoreWeight };
    assertOwnsOneTensor(() => additiveScores(queries, keys, weights));
    assertRefuses(
      () => additiveScores(queries, keys, { ...weights, keyWeight: queryWeight }),
      'additiveScores: keyWeight must be a tensor of shape (6, 7), got (4, 7)',
    );
    assertRefuses(
      () => additiveScores(keys, keys, weights),
      'additiveScores: queryWeight must be a tensor of shape (6, h), got (4, 7)',
    );
    assertRefuses(
      () =>
        additiveScores(queries, keys, {
          ...weights,
          scoreWeight: keyWeight as unknown as tf.Tensor1D,
        }),
      'additiveScores: scoreWeight must be a tensor of shape (7), got (6, 7)',
    );
    tf.dispose([queries, keys, queryWeight, keyWeight, scoreWeight]);
  });
});
