import { seededRandom, tf } from 'kernel-lib';
import { layerNormOf } from 'kernel-lib/backend/fused/layer-norm';

import { assertSameOnBoth } from '../wasm-kernels/compare-engines';
import { assertRuns, assertSameWithGradients, withGradients } from './with-gradients';

const norm = (x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor): tf.Tensor =>
  layerNormOf(x, gain as tf.Tensor1D, bias as tf.Tensor1D);

describe('layerNormOf', () => {
  it('is fused, and so is its gradient', () =>
    assertRuns(['layerNorm', 'layerNormGradient', 'fold'], () =>
      withGradients([[3, 5], [5], [5]], norm),
    ));

  const shapes = [
    [1, 2],
    [3, 4],
    [2, 3, 5],
    [1, 33],
    [70, 7],
    [4, 17, 12],
    [5, 50],
    [0, 4],
    [200, 128],
  ];
  for (const shape of shapes) {
    const width = shape[shape.length - 1];
    it(`is on wasm as on cpu for (${shape.join(', ')})`, () =>
      assertSameWithGradients('layer norm', [shape, [width], [width]], norm));
  }

  it('can be differentiated twice', () =>
    assertSameOnBoth('second gradient', () => {
      const x = seededRandom(8).normalTensor([3, 6]);
      const [gain, bias] = [tf.linspace(0.5, 2, 6), tf.zeros([6])];
      const first = tf.grad((t: tf.Tensor) => norm(t, gain, bias).square().mul(t).sum());
      return tf.grad((t: tf.Tensor) => first(t).square().sum())(x);
    }));
});
