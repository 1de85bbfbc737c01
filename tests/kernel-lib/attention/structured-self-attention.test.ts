import assert from 'node:assert/strict';

import { allClose, fit, seededRandom, tf } from 'kernel-lib';
import {
  hopPenalty,
  StructuredSelfAttention,
} from 'kernel-lib/attention/structured-self-attention';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';
import { withWeights } from '../nn/with-weights';

onEveryEngine('StructuredSelfAttention', () => {
  for (const goldenCase of goldenCases('structured_self_attention')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      const { W_s1, W_s2 } = goldenCase.params;
      const [numHiddens, inputDim] = W_s1.shape;
      const [numHops] = W_s2.shape;
      const random = seededRandom(0);
      const layer = new StructuredSelfAttention({ inputDim, numHiddens, numHops, random });
      checkGolden(goldenCase, (tensors) => {
        const weights = {
          hiddenWeight: tensors.W_s1.transpose(),
          hopWeight: tensors.W_s2.transpose(),
        };
        const validLens = (tensors.validLens as tf.Tensor1D) ?? null;
        const result = withWeights(layer, weights, () =>
          layer.forward(tensors.H as tf.Tensor3D, { validLens }),
        );
        // The reference has a penalty for each sentence.
        const penalties = tf
          .split(result.weights, result.weights.shape[0])
          .map((one) => hopPenalty(one as tf.Tensor3D));
        return { A: result.weights, M: result.embedding, penalty: tf.stack(penalties) };
      });
      layer.dispose();
    });
  }

  it('does not look beyond the end of a sentence', () => {
    tf.tidy(() => {
      const random = seededRandom(2);
      const options = { inputDim: 3, numHiddens: 4, numHops: 2, random };
      const layer = new StructuredSelfAttention(options);
      const x = random.normalTensor<tf.Rank.R3>([2, 5, 3]);
      const other = x.add(tf.range(0, 5).greaterEqual(3).cast('float32').reshape([1, 5, 1]));
      const [one, same] = [x, other as tf.Tensor3D].map((input) =>
        layer.forward(input, { validLens: [3, 3] }),
      );
      assert.deepEqual(one.embedding.dataSync(), same.embedding.dataSync());
      assert.ok(allClose(one.weights.sum(2), [[1, 1], [1, 1]])); // prettier-ignore
    });
  });

  it('lets the penalty drive the hops apart', async () => {
    const random = seededRandom(3);
    const layer = new StructuredSelfAttention({
      inputDim: 4,
      numHiddens: 16,
      numHops: 3,
      random,
    });
    const x = random.normalTensor<tf.Rank.R3>([2, 6, 4]);
    const penalty = (): tf.Scalar => hopPenalty(layer.weights(x));
    const { losses } = await fit({ steps: 300, learningRate: 0.05, loss: penalty });
    assert.ok(losses[0] > 1 && losses[299] < 0.05, `${losses[0]} ${losses[299]}`);
    layer.dispose();
    x.dispose();
  });
});

describe('hopPenalty', () => {
  it('is 0 for hops on tokens of their own, and counts each shared one', () => {
    tf.tidy(() => {
      const apart = tf.tensor3d([[[1, 0, 0], [0, 0, 1]]]); // prettier-ignore
      assert.equal(hopPenalty(apart).dataSync()[0], 0);
      // A Aᵀ − I = [[0, 1], [1, 0]] when both look at the same token.
      const together = tf.tensor3d([[[0, 1, 0], [0, 1, 0]]]); // prettier-ignore
      assert.equal(hopPenalty(together).dataSync()[0], 2);
      assert.equal(hopPenalty(tf.concat([apart, together]) as tf.Tensor3D).dataSync()[0], 1);
      // Spread over two tokens each, apart: A Aᵀ = I / 2.
      const spread = tf.tensor3d([[[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]]]); // prettier-ignore
      assert.ok(allClose(hopPenalty(spread), 0.5));
    });
  });

  it('has the gradient 4 (A Aᵀ − I) A / B', () => {
    tf.tidy(() => {
      const weights = seededRandom(4).uniformTensor<tf.Rank.R3>([2, 3, 4]);
      const gradient = tf.grad((a) => hopPenalty(a as tf.Tensor3D))(weights);
      const excess = tf.matMul(weights, weights, false, true).sub(tf.eye(3)) as tf.Tensor3D;
      assert.ok(allClose(gradient, tf.matMul(excess, weights).mul(4 / 2)));
    });
  });

  it('leaves one tensor behind, and says which shape it expects', () => {
    const [weights, flat] = [tf.ones([2, 3, 4]) as tf.Tensor3D, tf.ones([3, 4])];
    assertOwnsOneTensor(() => hopPenalty(weights));
    assertRefuses(
      () => hopPenalty(flat as never),
      'hopPenalty: weights must be a tensor of shape (B, r, T), got (3, 4)',
    );
    tf.dispose([weights, flat]);
  });
});

describe('StructuredSelfAttention', () => {
  it('counts (D + r) h numbers, leaves its results behind, and says which shape it expects', () => {
    const random = seededRandom(1);
    const layer = new StructuredSelfAttention({ inputDim: 3, numHiddens: 5, numHops: 2, random });
    assert.equal(layer.numParameters(), 25);
    const [x, wide] = [3, 4].map((width) => tf.ones<tf.Rank.R3>([2, 6, width]));
    assertOwnsOneTensor(() => layer.weights(x, { validLens: [6, 1] }));
    const before = tf.memory().numTensors;
    const { embedding, weights } = layer.forward(x);
    assert.equal(tf.memory().numTensors - before, 2);
    tf.dispose([embedding, weights]);
    assertRefuses(
      () => layer.forward(wide),
      'StructuredSelfAttention.forward: x must be a tensor of shape (B, T, 3), got (2, 6, 4)',
    );
    layer.dispose();
    tf.dispose([x, wide]);
  });
});
