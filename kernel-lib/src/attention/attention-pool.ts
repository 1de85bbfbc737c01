import { tf } from '../backend/tensorflow';
import { requireFloats } from '../tensor/require';

/**
 * Mixes values by weights: `output[i] = Σⱼ weights[i][j] · values[j]`.
 *
 * @param weights (Q, K), or (B, Q, K): one row per query, usually with sum 1.
 * @param values (K, v), or (B, K, v): one row per key.
 * @returns (Q, v), or (B, Q, v). The caller disposes it.
 * @throws Error when the number of keys or the batch differs.
 * @see Bahdanau et al. 2015, equation 5.
 */
export function attentionPool(weights: tf.Tensor2D, values: tf.Tensor2D): tf.Tensor2D;
export function attentionPool(weights: tf.Tensor3D, values: tf.Tensor3D): tf.Tensor3D;
export function attentionPool(
  weights: tf.Tensor2D | tf.Tensor3D,
  values: tf.Tensor2D | tf.Tensor3D,
): tf.Tensor {
  const isBatched = weights instanceof tf.Tensor && (weights.rank as number) === 3;
  requireFloats('attentionPool', 'weights', weights, isBatched ? ['B', 'Q', 'K'] : ['Q', 'K']);
  const batch = weights.shape.slice(0, -2);
  const numKeys = weights.shape[weights.shape.length - 1];
  requireFloats('attentionPool', 'values', values, [...batch, numKeys, 'v']);
  return tf.matMul(weights as tf.Tensor, values as tf.Tensor);
}
