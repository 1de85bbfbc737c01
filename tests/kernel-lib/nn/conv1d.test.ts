import assert from 'node:assert/strict';

import { allClose, seededRandom, tf } from 'kernel-lib';
import { Conv1D } from 'kernel-lib/nn/conv1d';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

onEveryEngine('Conv1D', () => {
  const sums = (isCausal: boolean): number[] =>
    tf.tidy(() => {
      const random = seededRandom(1);
      const layer = new Conv1D({ inputDim: 1, outputDim: 1, kernelSize: 3, isCausal, random });
      layer.setParameters({ weight: [[100], [10], [1]], bias: [0.5] });
      return [...layer.forward(tf.tensor3d([[[1], [2], [3], [4]]])).dataSync()];
    });

  it('weighs neighbours from left to right, with zeros beyond the ends', () => {
    assert.deepEqual(sums(false), [12.5, 123.5, 234.5, 340.5]);
  });

  it('sees nothing to the right when it is causal', () => {
    assert.deepEqual(sums(true), [1.5, 12.5, 123.5, 234.5]);
  });

  it('agrees with the convolution of TensorFlow.js, of even width, too', () => {
    for (const kernelSize of [1, 2, 5]) {
      tf.tidy(() => {
        const random = seededRandom(kernelSize);
        const layer = new Conv1D({ inputDim: 3, outputDim: 4, kernelSize, random });
        const x = random.normalTensor<tf.Rank.R3>([2, 7, 3]);
        const filter = layer.weight.reshape<tf.Tensor3D>([kernelSize, 3, 4]);
        assert.ok(allClose(layer.forward(x), tf.conv1d(x, filter, 1, 'same')));
      });
    }
  });

  it('has a gradient of exactly 0 outside its window', () => {
    tf.tidy(() => {
      const random = seededRandom(3);
      const layer = new Conv1D({ inputDim: 2, outputDim: 3, kernelSize: 3, random });
      const x = random.normalTensor<tf.Rank.R3>([1, 9, 2]);
      const gradient = tf.grad((input) =>
        layer
          .forward(input as tf.Tensor3D)
          .slice([0, 4, 0], [1, 1, 3])
          .sum(),
      )(x);
      const seen = [...gradient.abs().sum([0, 2]).dataSync()].map((size) => size > 0);
      assert.deepEqual(seen, [false, false, false, true, true, true, false, false, false]);
    });
  });
});

describe('Conv1D', () => {
  it('leaves one tensor behind, and says which shape it expects', () => {
    const random = seededRandom(1);
    const layer = new Conv1D({ inputDim: 3, outputDim: 4, kernelSize: 5, random });
    assert.equal(layer.numParameters(), 5 * 3 * 4 + 4);
    const [x, wide] = [3, 4].map((width) => tf.ones<tf.Rank.R3>([2, 6, width]));
    assertOwnsOneTensor(() => layer.forward(x));
    assertRefuses(
      () => layer.forward(wide),
      'Conv1D.forward: x must be a tensor of shape (B, T, 3), got (2, 6, 4)',
    );
    assertRefuses(
      () => new Conv1D({ inputDim: 3, outputDim: 4, kernelSize: 0, random }),
      'Conv1D: kernelSize must be a whole number from 1 on, got 0',
    );
    layer.dispose();
    tf.dispose([x, wide]);
  });
});
