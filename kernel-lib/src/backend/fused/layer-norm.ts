import { tf } from '../tensorflow';
import { fusedOp, numRows } from './fused-op';
import { fixedChunks, fold } from '../fast/reduce';

/**
 * Layer normalisation over the last axis: (x − mean) / √(variance + ε) · gain + bias.
 *
 * @param x (…, D) float32.
 * @param gain (D).
 * @param bias (D).
 * @returns (…, D). The caller disposes it.
 * @see Ba, Kiros and Hinton 2016, equation 4.
 */
export function layerNormOf<R extends tf.Rank>(
  x: tf.Tensor<R>,
  gain: tf.Tensor1D,
  bias: tf.Tensor1D,
  epsilon: number = 1e-5,
): tf.Tensor<R> {
  const [columns] = gain.shape;
  const rows = numRows(x, columns);
  return fusedOp<tf.Tensor<R>>({
    inputs: [x, gain, bias],
    forward(kernels) {
      const { heap } = kernels;
      const [y, means, inverses] = [x.shape, [rows], [rows]].map((shape) => heap.tensor(shape));
      const places = [x, gain, bias, y, means, inverses].map((t) => heap.addressOf(t));
      const chunks = fixedChunks(rows);
      kernels.run('layerNorm', chunks, x.size, [rows, columns, ...places], [epsilon]);
      return { value: y, kept: [means, inverses] };
    },
    backward(kernels, dy, [x, gain, , means, inverses]) {
      const { heap } = kernels;
      const chunks = fixedChunks(rows);
      const dx = heap.tensor(x.shape);
      const parts = heap.tensor([chunks, 2, columns]);
      const places = [x, gain, dy, means, inverses, dx, parts].map((t) => heap.addressOf(t));
      kernels.run('layerNormGradient', chunks, x.size, [rows, columns, ...places]);
      const sums = [0, columns].map((from) =>
        heap.adopt(fold(kernels, parts, chunks, columns, 2 * columns, from)),
      );
      return [dx, ...sums];
    },
    composed([x, gain, bias]) {
      const { mean, variance } = tf.moments(x, -1, true);
      return x.sub(mean).mul(variance.add(epsilon).rsqrt()).mul(gain).add(bias);
    },
  });
}
