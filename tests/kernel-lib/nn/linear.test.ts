import assert from 'node:assert/strict';

import { Linear, allClose, seededRandom, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

const linear = (useBias = true): Linear =>
  new Linear({ inputDim: 2, outputDim: 3, useBias, random: seededRandom(1) });

onEveryEngine('Linear', () => {
  it('computes x W + b along the last axis, whatever stands before it', () => {
    const layer = linear();
    layer.setParameters({ weight: [[1, 0, 2], [0, 1, 3]], bias: [10, 20, 30] }); // prettier-ignore
    tf.tidy(() => {
      // (1, 2) gives (1, 2, 2 + 6) + b.
      const expected = [11, 22, 38];
      assert.ok(allClose(layer.forward(tf.tensor1d([1, 2])), expected));
      assert.ok(allClose(layer.forward(tf.tensor2d([[1, 2], [0, 0]])), [expected, [10, 20, 30]])); // prettier-ignore
      assert.ok(allClose(layer.forward(tf.tensor4d([[[[1, 2]]]])), [[[expected]]]));
    });
    layer.dispose();
  });

  it('has the gradients worked by hand', () => {
    const layer = linear();
    const [weight, bias] = layer.parameters();
    tf.tidy(() => {
      const x = tf.tensor2d([[1, 2], [3, 4]]); // prettier-ignore
      const upstream = tf.tensor1d([1, 10, 100]);
      const { grads } = tf.variableGrads(() => layer.forward(x).mul(upstream).sum() as tf.Scalar);
      // The columns of x sum to 4 and 6; each row of x meets the bias once.
      assert.ok(allClose(grads[weight.name], [[4, 40, 400], [6, 60, 600]])); // prettier-ignore
      assert.ok(allClose(grads[bias.name], [2, 20, 200]));
    });
    layer.dispose();
  });
});

describe('Linear', () => {
  it('starts in ±√(6 / (inputs + outputs)) with a bias of 0, or without one', () => {
    const wide = new Linear({ inputDim: 50, outputDim: 100, random: seededRandom(2) });
    const weights = Array.from(wide.weight.dataSync());
    assert.ok(weights.every((weight) => Math.abs(weight) <= 0.2));
    assert.ok(weights.some((weight) => weight > 0.19) && weights.some((weight) => weight < -0.19));
    assert.equal(wide.numParameters(), 5100);
    assert.ok(wide.bias!.dataSync().every((value) => value === 0));
    const plain = linear(false);
    assert.deepEqual(Object.keys(plain.namedParameters()), ['weight']);
    wide.dispose();
    plain.dispose();
  });

  it('leaves one tensor behind, and gives its own back', () => {
    const before = tf.memory().numTensors;
    const layer = linear();
    const x = tf.ones([2, 2]);
    assertOwnsOneTensor(() => layer.forward(x));
    layer.dispose();
    x.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('says what it expects', () => {
    const layer = linear();
    const [wide, whole] = [tf.ones([4, 3]), tf.ones([4, 2], 'int32')];
    assertRefuses(
      () => layer.forward(wide),
      'Linear.forward: x must be a tensor of shape (4, 2), got (4, 3)',
    );
    assertRefuses(
      () => layer.forward(whole),
      'Linear.forward: x must have dtype float32, got int32',
    );
    assertRefuses(
      () => layer.forward([1, 2] as unknown as tf.Tensor),
      'Linear.forward: x must be a tensor of shape (…, 2), got an array',
    );
    assertRefuses(
      () => new Linear({ inputDim: 0, outputDim: 1, random: seededRandom(1) }),
      'Linear: inputDim must be a whole number from 1 on, got 0',
    );
    tf.dispose([wide, whole]);
    layer.dispose();
  });
});
