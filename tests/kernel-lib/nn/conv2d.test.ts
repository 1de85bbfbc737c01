import assert from 'node:assert/strict';

import { Conv2D, allClose, seededRandom, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

const layer = (kernelSize: number, stride = 1): Conv2D =>
  new Conv2D({ inputDim: 1, outputDim: 1, kernelSize, stride, random: seededRandom(1) });

onEveryEngine('Conv2D', () => {
  it('puts the filter at every place, with zeros around the image', () => {
    const conv = layer(3);
    // The pixel itself, ten times the one to its right, a hundred times the one below.
    const rows = [[0, 0, 0], [0, 1, 10], [0, 100, 0]]; // prettier-ignore
    conv.weight.assign(tf.tidy(() => tf.tensor2d(rows).reshape([3, 3, 1, 1])));
    conv.bias.assign(tf.tidy(() => tf.tensor1d([0.5])));
    tf.tidy(() => {
      const image = tf.tensor2d([[1, 2], [3, 4]]).reshape<tf.Tensor4D>([1, 2, 2, 1]); // prettier-ignore
      const expected = [[1 + 20 + 300, 2 + 400], [3 + 40, 4]].map((row) => row.map((x) => [x + 0.5])); // prettier-ignore
      assert.ok(allClose(conv.forward(image), [expected]));
    });
    conv.dispose();
  });

  it('has the gradients worked by hand', () => {
    const conv = layer(1);
    conv.weight.assign(tf.tidy(() => tf.fill([1, 1, 1, 1], 3)));
    tf.tidy(() => {
      const image = tf.tensor2d([[1, 2], [3, 4]]).reshape<tf.Tensor4D>([1, 2, 2, 1]); // prettier-ignore
      const { grads } = tf.variableGrads(() => conv.forward(image).square().sum() as tf.Scalar);
      // Σ 2 · 3 x · x and Σ 2 · 3 x.
      assert.ok(allClose(grads[conv.weight.name], [[[[180]]]]));
      assert.ok(allClose(grads[conv.bias.name], [60]));
    });
    conv.dispose();
  });
});

describe('Conv2D', () => {
  it('starts with the variance 2 / inputs of a filter', () => {
    const conv = new Conv2D({ inputDim: 4, outputDim: 50, kernelSize: 3, random: seededRandom(2) });
    const { variance } = tf.tidy(() => ({ variance: tf.moments(conv.weight).variance.dataSync()[0] })); // prettier-ignore
    // Of 1800 numbers; four standard errors are 4 √(2 / 1800) = 13 %.
    assert.ok(Math.abs(variance / (2 / 36) - 1) < 0.13);
    conv.dispose();
  });

  it('leaves one tensor behind and says what it expects', () => {
    const before = tf.memory().numTensors;
    const conv = layer(3, 2);
    const [image, colour] = [tf.ones([2, 5, 4, 1]), tf.ones([2, 5, 4, 3])] as tf.Tensor4D[];
    assertOwnsOneTensor(() => conv.forward(image));
    tf.tidy(() => assert.deepEqual(conv.forward(image).shape, [2, 3, 2, 1]));
    assertRefuses(
      () => conv.forward(colour),
      'Conv2D.forward: x must be a tensor of shape (B, height, width, 1), got (2, 5, 4, 3)',
    );
    tf.dispose([image, colour]);
    conv.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
