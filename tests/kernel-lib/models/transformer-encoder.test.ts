import assert from 'node:assert/strict';

import { TransformerEncoder, allClose, seededRandom, tf, useBackend } from 'kernel-lib';

import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

// The numbers themselves are compared with the reference in transformer-decoder.test.ts.
const sizes = { dim: 4, numHeads: 2, hiddenDim: 6, numLayers: 2 };
const encoder = (): TransformerEncoder =>
  new TransformerEncoder({ ...sizes, random: seededRandom(1) });

describe('TransformerEncoder', () => {
  before(() => useBackend());

  it('goes on from what it kept as if it had seen everything at once', () => {
    const stack = encoder();
    tf.tidy(() => {
      const x = seededRandom(2).normalTensor<tf.Rank.R3>([2, 5, 4]);
      const whole = stack.forward(x, { isCausal: true });
      const first = stack.extend(x.slice([0, 0, 0], [2, 2, 4]), null);
      const second = stack.extend(x.slice([0, 2, 0], [2, 3, 4]), first.kept);
      assert.ok(allClose(tf.concat([first.output, second.output], 1), whole));
    });
    stack.dispose();
  });

  it('gives each layer weights of its own, and as many as the formula says', () => {
    const stack = encoder();
    // Each block: 4 (D² + D) of attention, 2 D F + F + D of the network, two norms of 2 D; and the last norm.
    assert.equal(stack.numParameters(), 2 * (4 * 20 + 48 + 6 + 4 + 16) + 8);
    tf.tidy(() => {
      const [one, other] = stack.weights(tf.ones([1, 3, 4]));
      assert.deepEqual([one.shape, other.shape], [[1, 2, 3, 3], [1, 2, 3, 3]]); // prettier-ignore
      assert.ok(!allClose(stack.blocks[0].attention.queryProjection.weight, stack.blocks[1].attention.queryProjection.weight)); // prettier-ignore
    });
    const post = new TransformerEncoder({ ...sizes, norm: 'post', random: seededRandom(1) });
    assert.equal(post.finalNorm, null);
    stack.dispose();
    post.dispose();
  });

  it('leaves one tensor behind', () => {
    const before = tf.memory().numTensors;
    const stack = encoder();
    const x = tf.ones([2, 3, 4]) as tf.Tensor3D;
    assertOwnsOneTensor(() => stack.forward(x));
    const extended = stack.extend(x, null);
    tf.dispose([stack.weights(x), extended.output, x]);
    for (const kept of extended.kept) tf.dispose(kept);
    stack.dispose();
    assertRefuses(
      () => new TransformerEncoder({ ...sizes, numLayers: 0, random: seededRandom(1) }),
      'TransformerEncoder: numLayers must be a whole number from 1 on, got 0',
    );
    assert.equal(tf.memory().numTensors, before);
  });
});
