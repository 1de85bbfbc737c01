import { pairs } from '../fast/element-wise';
import { fixedChunks } from '../fast/reduce';
import { tf } from '../tensorflow';
import { fusedOp, isTapeOn } from './fused-op';

/** Which formula: with the error function, or the approximation with tanh. */
export type GeluKind = 'erf' | 'tanh';

/**
 * The Gaussian error linear unit: x · Φ(x), or x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))).
 *
 * @param x float32 of any shape.
 * @returns of the same shape. The caller disposes it.
 * @see Hendrycks and Gimpel 2016, section 2.
 */
export function geluOf<R extends tf.Rank>(x: tf.Tensor<R>, kind: GeluKind = 'erf'): tf.Tensor<R> {
  const chunks = fixedChunks(Math.ceil(x.size / 4));
  const isTanh = Number(kind === 'tanh');
  return fusedOp<tf.Tensor<R>>({
    inputs: [x],
    forward(kernels) {
      const { heap } = kernels;
      const y = heap.tensor(x.shape);
      // Both share what takes most of the time.
      const kept = isTapeOn() ? [heap.tensor(x.shape)] : [];
      const [from, to, slopes = 0] = [x, y, ...kept].map((t) => heap.addressOf(t));
      kernels.run('gelu', chunks, 4 * x.size, [x.size, from, to, isTanh, slopes]);
      return { value: y, kept };
    },
    backward(kernels, dy, [, slopes]) {
      // Nobody reads the slopes again: the gradient takes their place.
      const dx = kernels.heap.share(slopes);
      pairs(kernels, 'multiply', slopes, dy, dx);
      return [kernels.heap.adopt(dx)];
    },
    composed([x]) {
      const inner =
        kind === 'erf'
          ? x.div(Math.SQRT2).erf()
          : x.pow(3).mul(0.044715).add(x).mul(Math.sqrt(2 / Math.PI)).tanh(); // prettier-ignore
      return x.mul(inner.add(1)).mul(0.5);
    },
  });
}
