import { tf } from '../backend/tensorflow';
import { requireFloats } from '../tensor/require';

/** Below every score that can occur, so that its weight is 0. */
const leftOut = -1e30;

/**
 * Gaussian attention weights with a width that can be learned:
 * `weights[i] = softmaxⱼ(−(w (qᵢ − kⱼ))² / 2)`, where w is one over the width.
 *
 * @param queries (Q) float32.
 * @param keys (K) float32.
 * @param w inverse width: a number, or a scalar tensor or variable that receives gradients.
 * @param options.leaveOneOut whether query i may not look at key i. Only for queries that are the keys.
 * @returns (Q, K); each row sums to 1. The caller disposes it.
 * @throws Error when an argument has another shape, or when leaveOneOut has fewer than two keys or not as many
 *   queries as keys.
 * @see Zhang et al., Dive into Deep Learning, section 11.2.
 */
export function gaussianWeights(
  queries: tf.Tensor1D,
  keys: tf.Tensor1D,
  w: number | tf.Scalar,
  { leaveOneOut = false }: { leaveOneOut?: boolean } = {},
): tf.Tensor2D {
  requireFloats('gaussianWeights', 'queries', queries, ['Q']);
  requireFloats('gaussianWeights', 'keys', keys, leaveOneOut ? [queries.size] : ['K']);
  if (typeof w !== 'number') requireFloats('gaussianWeights', 'w', w, []);
  if (leaveOneOut && keys.size < 2) {
    throw new Error(`gaussianWeights: leaveOneOut must have at least two keys, got ${keys.size}`);
  }
  return tf.tidy(() => {
    const difference = tf.sub(queries.expandDims(1), keys.expandDims(0)); // (Q, K)
    const scores = difference.mul(w).square().mul(-0.5);
    if (!leaveOneOut) return tf.softmax(scores) as tf.Tensor2D;
    const self = tf.eye(keys.size).cast('bool');
    return tf.softmax(tf.where(self, tf.fill(scores.shape, leftOut), scores)) as tf.Tensor2D;
  });
}
