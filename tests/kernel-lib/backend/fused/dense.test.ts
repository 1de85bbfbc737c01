import { tf } from 'kernel-lib';
import { denseOf } from 'kernel-lib/backend/fused/dense';

import { assertRuns, assertSameWithGradients, withGradients } from './with-gradients';

const dense = (x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor =>
  denseOf(x, weight as tf.Tensor2D, (bias as tf.Tensor1D) ?? null);

describe('denseOf', () => {
  it('is fused, and so is its gradient', () =>
    assertRuns(['matMul', 'rowSums', 'fold'], () => withGradients([[3, 5], [5, 4], [4]], dense)));

  const cases: [number[], number][] = [
    [[1, 1], 1],
    [[4], 3],
    [[3, 5], 4],
    [[2, 3, 5], 9],
    [[2, 3, 2, 7], 1],
    [[0, 4], 3],
    [[130, 40], 33],
  ];
  for (const [shape, outputDim] of cases) {
    const inputDim = shape[shape.length - 1];
    it(`is on wasm as on cpu for (${shape.join(', ')}) to ${outputDim}`, async () => {
      const shapes = [shape, [inputDim, outputDim], [outputDim]];
      await assertSameWithGradients('with bias', shapes, dense);
      await assertSameWithGradients('without bias', shapes.slice(0, 2), dense);
    });
  }
});
