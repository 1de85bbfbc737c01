import assert from 'node:assert/strict';

import { SelfAttentionBlock, allClose, maxDifference, seededRandom, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor } from '../../support/memory';
import { bindWeights, blockOptions, encoderBlockWeights, openMask } from '../../support/weights';

const sizes = { dim: 4, numHeads: 2, hiddenDim: 6 };
const block = (options: { norm?: 'pre' | 'post'; dropout?: number } = {}): SelfAttentionBlock =>
  new SelfAttentionBlock({ ...sizes, random: seededRandom(1), ...options });

onEveryEngine('SelfAttentionBlock', () => {
  for (const goldenCase of goldenCases('encoder_layer')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      checkGolden(goldenCase, ({ src, srcKeyPaddingMask, ...weights }, options) => {
        const layer = new SelfAttentionBlock(blockOptions(options, weights));
        const bound = bindWeights(layer, encoderBlockWeights('', '', weights));
        const mask = openMask(srcKeyPaddingMask, src.shape[1]!);
        return { output: bound.forward(src as tf.Tensor3D, { mask }) };
      });
    });
  }
});

describe('SelfAttentionBlock', () => {
  it('goes on from what it kept as if it had seen everything at once', () => {
    for (const norm of ['pre', 'post'] as const) {
      const layer = block({ norm });
      tf.tidy(() => {
        const x = seededRandom(2).normalTensor<tf.Rank.R3>([2, 5, 4]);
        const whole = layer.forward(x, { isCausal: true });
        const first = layer.extend(x.slice([0, 0, 0], [2, 3, 4]), null);
        const second = layer.extend(x.slice([0, 3, 0], [2, 2, 4]), first.kept);
        assert.ok(allClose(tf.concat([first.output, second.output], 1), whole));
        assert.deepEqual(second.kept.keys.shape, [2, 5, 4]);
      });
      layer.dispose();
    }
  });

  it('shows the weights of its attention: those of what the norm gives', () => {
    const layer = block();
    tf.tidy(() => {
      const x = seededRandom(2).normalTensor<tf.Rank.R3>([2, 5, 4]);
      const weights = layer.weights(x, { isCausal: true });
      assert.deepEqual(weights.shape, [2, 2, 5, 5]);
      assert.ok(allClose(weights.sum(3), tf.ones([2, 2, 5])));
      assert.ok(allClose(layer.weights(x.mul(3), { isCausal: true }), weights, 1e-4));
    });
    layer.dispose();
  });

  it('drops in training only', () => {
    const layer = block({ dropout: 0.5 });
    tf.tidy(() => {
      const x = seededRandom(2).normalTensor<tf.Rank.R3>([1, 5, 4]);
      assert.equal(maxDifference(layer.forward(x), layer.forward(x)), 0);
      layer.train();
      assert.ok(maxDifference(layer.forward(x), layer.forward(x)) > 1e-3);
    });
    layer.dispose();
  });

  it('leaves one tensor behind, and as many as it says when it keeps', () => {
    const before = tf.memory().numTensors;
    const layer = block({ dropout: 0.5 }).train();
    const x = tf.ones([2, 3, 4]) as tf.Tensor3D;
    assertOwnsOneTensor(() => layer.forward(x, { validLens: [1, 3] }));
    assertOwnsOneTensor(() => layer.weights(x));
    const withOne = tf.memory().numTensors;
    const extended = layer.extend(x, null);
    assert.equal(tf.memory().numTensors - withOne, 3);
    tf.dispose([extended, x]);
    layer.dispose();
    assert.equal(tf.memory().numTensors, before);
    assert.throws(() => block({ norm: 'both' as 'pre' }), {
      message: "Residual: norm must be 'pre' or 'post', got both",
    });
  });
});
