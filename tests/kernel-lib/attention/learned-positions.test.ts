import assert from 'node:assert/strict';

import { allClose, seededRandom, tf } from 'kernel-lib';
import { LearnedPositions } from 'kernel-lib/attention/learned-positions';

import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

describe('LearnedPositions', () => {
  const options = { numPositions: 3, dim: 2 };

  it('adds the vector of its position, from the offset on', () => {
    tf.tidy(() => {
      const layer = new LearnedPositions({ ...options, random: seededRandom(1) });
      layer.setParameters({ weight: [[1, 2], [3, 4], [5, 6]] }); // prettier-ignore
      const x = tf.tensor3d([[[10, 10], [20, 20]], [[0, 0], [0, 1]]]); // prettier-ignore
      const expected = tf.tensor3d([[[13, 14], [25, 26]], [[3, 4], [5, 7]]]); // prettier-ignore
      assert.ok(allClose(layer.forward(x, { offset: 1 }), expected, 0));
    });
  });

  it('learns from each batch item, and nothing about positions that do not occur', () => {
    tf.tidy(() => {
      const layer = new LearnedPositions({ ...options, random: seededRandom(1) });
      const x = tf.zeros([4, 2, 2]) as tf.Tensor3D;
      const { grads } = tf.variableGrads(() => layer.forward(x).sum() as tf.Scalar);
      assert.ok(allClose(grads[layer.weight.name], [[4, 4], [4, 4], [0, 0]])); // prettier-ignore
    });
  });

  it('begins with small numbers, the same ones for the same seed', () => {
    const [one, other] = [5, 5].map(
      (seed) => new LearnedPositions({ numPositions: 100, dim: 40, random: seededRandom(seed) }),
    );
    assert.ok(allClose(one.weight, other.weight, 0));
    const deviation = tf.tidy(() => Math.sqrt(one.weight.square().mean().dataSync()[0]));
    assert.ok(Math.abs(deviation - 0.02) < 0.001, `${deviation}`);
    one.dispose();
    other.dispose();
  });

  it('leaves one tensor behind, and says where the positions end', () => {
    const layer = new LearnedPositions({ ...options, random: seededRandom(1) });
    const x = tf.zeros([1, 3, 2]) as tf.Tensor3D;
    assertOwnsOneTensor(() => layer.forward(x));
    assertRefuses(
      () => layer.forward(x, { offset: 2 }),
      'LearnedPositions.forward: x must end at position 2 or before, got 4',
    );
    layer.dispose();
    x.dispose();
  });
});
