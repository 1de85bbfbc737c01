import assert from 'node:assert/strict';

import {
  allClose,
  attentionPool,
  bilinearScores,
  distanceScores,
  dotProductScores,
  maskedSoftmax,
  scaledDotProductScores,
  tf,
} from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

onEveryEngine('scores', () => {
  const queries = [[[1, 2], [0, -1]]]; // prettier-ignore
  const keys = [[[3, 0], [1, 1], [-1, 2]]]; // prettier-ignore

  it('are the products, the scaled products and the distances worked by hand', () => {
    tf.tidy(() => {
      const [q, k] = [tf.tensor3d(queries), tf.tensor3d(keys)];
      const products = [[[3, 3, 3], [0, -1, -2]]]; // prettier-ignore
      assert.ok(allClose(dotProductScores(q, k), products));
      const scaled = products.map((rows) => rows.map((row) => row.map((s) => s / Math.SQRT2)));
      assert.ok(allClose(scaledDotProductScores(q, k), scaled));
      // Squared distances 8, 1, 4 and 10, 5, 10.
      const distances = [[[-4, -0.5, -2], [-5, -2.5, -5]]]; // prettier-ignore
      assert.ok(allClose(distanceScores(q, k), distances));
    });
  });

  it('keep their digits where query and key are near each other and far from 0', () => {
    tf.tidy(() => {
      const scores = distanceScores(tf.tensor3d([[[1000, 0]]]), tf.tensor3d([[[1000.25, 0]]]));
      assert.ok(allClose(scores, [[[-0.03125]]], 1e-7));
    });
  });

  it('weigh by distance as by product where all keys have one norm', () => {
    tf.tidy(() => {
      const q = tf.tensor3d(queries);
      const k = tf.tensor3d([[[3, 4], [5, 0], [-4, 3]]]); // prettier-ignore
      const byDistance = maskedSoftmax(distanceScores(q, k));
      assert.ok(allClose(byDistance, maskedSoftmax(dotProductScores(q, k))));
    });
  });

  for (const goldenCase of goldenCases('bilinear_attention')) {
    it(`agree with the reference for bilinear scores: ${goldenCase.name}`, () => {
      checkGolden(goldenCase, (tensors) => {
        const { W, validLens } = tensors;
        const [q, k, v] = [tensors.queries, tensors.keys, tensors.values] as tf.Tensor3D[];
        const scores = bilinearScores(q, k, W as tf.Tensor2D);
        const weights = maskedSoftmax(scores, (validLens as tf.Tensor1D) ?? null);
        return { scores, weights, output: attentionPool(weights, v) };
      });
    });
  }

  it('have the gradients worked by hand', () => {
    tf.tidy(() => {
      const [q, k] = [tf.tensor3d(queries), tf.tensor3d(keys)];
      // The sum of all q . k: each query gets the sum of the keys, (3, 3).
      const ofProducts = tf.grad((x) => dotProductScores(x as tf.Tensor3D, k).sum())(q);
      assert.ok(allClose(ofProducts, [[[3, 3], [3, 3]]])); // prettier-ignore
      // The sum of -|q - k|^2 / 2: each query gets the sum of (k - q), (3, 3) - 3 q.
      const ofDistances = tf.grad((x) => distanceScores(x as tf.Tensor3D, k).sum())(q);
      assert.ok(allClose(ofDistances, [[[0, -3], [3, 6]]])); // prettier-ignore
      const ofScaled = tf.grad((x) => scaledDotProductScores(x as tf.Tensor3D, k).sum())(q);
      assert.ok(allClose(ofScaled.mul(Math.SQRT2), ofProducts));
    });
  });
});

describe('scores', () => {
  const scorers = { dotProductScores, scaledDotProductScores, distanceScores };

  it('leave one tensor behind', () => {
    const q = tf.ones([2, 3, 4]) as tf.Tensor3D;
    const weight = tf.ones([4, 4]) as tf.Tensor2D;
    for (const score of Object.values(scorers)) assertOwnsOneTensor(() => score(q, q));
    assertOwnsOneTensor(() => bilinearScores(q, q, weight));
    tf.dispose([q, weight]);
  });

  it('say which shape they expect', () => {
    const q = tf.ones([2, 3, 4]) as tf.Tensor3D;
    const k = tf.ones([2, 3, 5]) as tf.Tensor3D;
    const weight = tf.ones([5, 4]) as tf.Tensor2D;
    const flat = tf.ones([3, 4]) as unknown as tf.Tensor3D;
    for (const [name, score] of Object.entries(scorers)) {
      assertRefuses(
        () => score(q, k),
        `${name}: keys must be a tensor of shape (2, K, 4), got (2, 3, 5)`,
      );
      assertRefuses(
        () => score(flat, k),
        `${name}: queries must be a tensor of shape (B, Q, d), got (3, 4)`,
      );
    }
    assertRefuses(
      () => bilinearScores(q, k, weight),
      'bilinearScores: weight must be a tensor of shape (4, 5), got (5, 4)',
    );
    tf.dispose([q, k, weight, flat]);
  });
});
