import { fastKernels } from '../fast/fast-kernels';
import { fixedChunks } from '../fast/reduce';
import { tf } from '../tensorflow';

/**
 * What dropout multiplies by: 0 with probability `rate`, else 1 / (1 − rate). The same seed gives the same mask
 * on every engine; number i depends on the seed and on i alone.
 *
 * @param rate from 0 to below 1.
 * @param seed a whole number from 0 to 2³² − 1.
 * @returns float32 of the given shape. The caller disposes it.
 * @see Srivastava et al. 2014, section 4.
 */
export function dropoutMaskOf<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  rate: number,
  seed: number,
): tf.Tensor<R> {
  const count = tf.util.sizeFromShape(shape as number[]);
  const threshold = Math.round(rate * 2 ** 32);
  const scale = 1 / (1 - rate);
  const kernels = fastKernels();
  if (kernels === null) return tf.tensor<R>(maskOf(count, seed, threshold, scale), shape);
  const mask = kernels.heap.tensor<R>(shape as number[]);
  const words = [count, seed, threshold, kernels.heap.addressOf(mask)];
  kernels.run('dropoutMask', fixedChunks(Math.ceil(count / 16)), 4 * count, words, [scale]);
  return mask;
}

function maskOf(count: number, seed: number, threshold: number, scale: number): Float32Array {
  return Float32Array.from({ length: count }, (_value, i) => {
    const isDropped = hash((seed + Math.imul(i, 0x9e3779b9)) >>> 0) < threshold;
    return isDropped ? 0 : scale;
  });
}

/** The same bits as `hash` in `wasm/dropout.ts`. */
function hash(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}
