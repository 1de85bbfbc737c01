import assert from 'node:assert/strict';

import { CrossAttentionBlock, allClose, maxDifference, seededRandom, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor } from '../../support/memory';
import { bindWeights, blockOptions, decoderBlockWeights, lengthsOf } from '../../support/weights';

const sizes = { dim: 4, numHeads: 2, hiddenDim: 6 };
const block = (norm: 'pre' | 'post' = 'pre'): CrossAttentionBlock =>
  new CrossAttentionBlock({ ...sizes, norm, random: seededRandom(1) });

onEveryEngine('CrossAttentionBlock', () => {
  for (const goldenCase of goldenCases('decoder_layer')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      checkGolden(goldenCase, ({ tgt, memory, memoryKeyPaddingMask, ...weights }, options) => {
        const layer = new CrossAttentionBlock(blockOptions(options, weights));
        const bound = bindWeights(layer, decoderBlockWeights('', '', weights));
        const memoryLens = lengthsOf(memoryKeyPaddingMask);
        const output = bound.forward(tgt as tf.Tensor3D, memory as tf.Tensor3D, { memoryLens });
        return { output };
      });
    });
  }
});

describe('CrossAttentionBlock', () => {
  it('goes on from what it kept as if it had seen everything at once', () => {
    for (const norm of ['pre', 'post'] as const) {
      const layer = block(norm);
      tf.tidy(() => {
        const x = seededRandom(2).normalTensor<tf.Rank.R3>([2, 5, 4]);
        const memory = seededRandom(3).normalTensor<tf.Rank.R3>([2, 3, 4]);
        const limits = { memoryLens: [2, 3] };
        const whole = layer.forward(x, memory, limits);
        const first = layer.extend(x.slice([0, 0, 0], [2, 4, 4]), layer.start(memory), limits);
        const second = layer.extend(x.slice([0, 4, 0], [2, 1, 4]), first.kept, limits);
        assert.ok(allClose(tf.concat([first.output, second.output], 1), whole));
      });
      layer.dispose();
    }
  });

  it('lets no position see what comes after it: the difference is exactly 0', () => {
    const layer = block();
    tf.tidy(() => {
      const x = seededRandom(2).normalTensor<tf.Rank.R3>([1, 5, 4]);
      const memory = seededRandom(3).normalTensor<tf.Rank.R3>([1, 3, 4]);
      const changed = tf.concat([x.slice([0, 0, 0], [1, 3, 4]), tf.ones([1, 2, 4])], 1);
      const [one, other] = [x, changed as tf.Tensor3D].map((input) => layer.forward(input, memory));
      const upTo = (y: tf.Tensor3D): tf.Tensor3D => y.slice([0, 0, 0], [1, 3, 4]);
      assert.equal(maxDifference(upTo(one), upTo(other)), 0);
      assert.ok(maxDifference(one, other) > 1e-3);
    });
    layer.dispose();
  });

  it('shows the weights of both attentions', () => {
    const layer = block();
    tf.tidy(() => {
      const x = seededRandom(2).normalTensor<tf.Rank.R3>([2, 5, 4]);
      const memory = seededRandom(3).normalTensor<tf.Rank.R3>([2, 3, 4]);
      const { self, cross } = layer.weights(x, memory, { memoryLens: [1, 3] });
      assert.deepEqual([self.shape, cross.shape], [[2, 2, 5, 5], [2, 2, 5, 3]]); // prettier-ignore
      assert.equal(maxDifference(cross.slice([0, 0, 0, 1], [1, 2, 5, 2]), tf.zeros([1, 2, 5, 2])), 0); // prettier-ignore
      assert.ok(allClose(self.slice([0, 0, 0, 0], [2, 2, 1, 1]), tf.ones([2, 2, 1, 1])));
    });
    layer.dispose();
  });

  it('leaves one tensor behind', () => {
    const before = tf.memory().numTensors;
    const layer = block();
    const x = tf.ones([2, 3, 4]) as tf.Tensor3D;
    assertOwnsOneTensor(() => layer.forward(x, x, { memoryLens: [1, 3] }));
    const kept = layer.start(x);
    const extended = layer.extend(x, kept);
    assert.equal(extended.kept.memory, kept.memory);
    tf.dispose([kept, extended.output, extended.kept.self!, layer.weights(x, x), x]);
    layer.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
