import { tf } from '../backend/tensorflow';
import { requireFloats } from '../tensor/require';
import type { Kernel } from './kernels';

/**
 * The weights of kernel regression: `weights[i][j] = K(qᵢ − kⱼ) / Σₗ K(qᵢ − kₗ)`.
 *
 * @param queries (Q) float32, where to predict.
 * @param keys (K) float32, where something is known.
 * @param kernel how much a key counts, from its difference to the query.
 * @returns (Q, K); each row sums to 1. A query out of every key's reach weighs all keys alike. The caller
 *   disposes it.
 * @throws Error when an argument has another shape.
 * @see Nadaraya 1964; Watson 1964.
 */
export function kernelWeights(
  queries: tf.Tensor1D,
  keys: tf.Tensor1D,
  kernel: Kernel,
): tf.Tensor2D {
  requireFloats('kernelWeights', 'queries', queries, ['Q']);
  requireFloats('kernelWeights', 'keys', keys, ['K']);
  return tf.tidy(() => {
    const difference = tf.sub<tf.Tensor2D>(queries.expandDims(1), keys.expandDims(0)); // (Q, K)
    if (kernel.log) return tf.softmax(kernel.log(difference)) as tf.Tensor2D;
    const counts = kernel(difference);
    const total = counts.sum(1, true); // (Q, 1)
    const isAlone = total.equal(0);
    const share = counts.div(tf.where(isAlone, tf.onesLike(total), total));
    return share.add(isAlone.cast('float32').div(keys.size)) as tf.Tensor2D;
  });
}

/**
 * Kernel regression: predicts by the weighted mean of known values,
 * `f(qᵢ) = Σⱼ weights[i][j] · valuesⱼ` with the weights of `kernelWeights`.
 *
 * @param options.queries (Q) float32, where to predict.
 * @param options.keys (K) float32, where something is known.
 * @param options.values (K) float32, what is known there.
 * @param options.kernel how much a key counts, from its difference to the query.
 * @returns (Q). The caller disposes it.
 * @throws Error when an argument has another shape.
 * @see Nadaraya 1964; Watson 1964.
 */
export function kernelRegression(options: {
  queries: tf.Tensor1D;
  keys: tf.Tensor1D;
  values: tf.Tensor1D;
  kernel: Kernel;
}): tf.Tensor1D {
  const { queries, keys, values, kernel } = options;
  requireFloats('kernelRegression', 'queries', queries, ['Q']);
  requireFloats('kernelRegression', 'keys', keys, ['K']);
  requireFloats('kernelRegression', 'values', values, [keys.size]);
  return tf.tidy(() => {
    const weights = kernelWeights(queries, keys, kernel);
    return tf.matMul(weights, values.expandDims(1)).squeeze([1]) as tf.Tensor1D;
  });
}
