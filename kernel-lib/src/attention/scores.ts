import { tf } from '../backend/tensorflow';
import { requireFloats } from '../tensor/require';

/**
 * Dot-product scores: `scores[b][i][j] = qᵢ · kⱼ`.
 *
 * @param queries (B, Q, d) float32.
 * @param keys (B, K, d) float32.
 * @returns (B, Q, K). The caller disposes it.
 * @throws Error when the shapes do not fit.
 * @see Luong, Pham & Manning 2015, section 3.1 (dot).
 */
export function dotProductScores(queries: tf.Tensor3D, keys: tf.Tensor3D): tf.Tensor3D {
  requireQueriesAndKeys('dotProductScores', queries, keys);
  return tf.matMul(queries, keys, false, true);
}

/**
 * Scaled dot-product scores: `scores[b][i][j] = qᵢ · kⱼ / √d`. For random vectors the dot product has
 * variance d; the root brings it back to 1.
 *
 * @param queries (B, Q, d) float32.
 * @param keys (B, K, d) float32.
 * @returns (B, Q, K). The caller disposes it.
 * @throws Error when the shapes do not fit.
 * @see Vaswani et al. 2017, section 3.2.1.
 */
export function scaledDotProductScores(queries: tf.Tensor3D, keys: tf.Tensor3D): tf.Tensor3D {
  requireQueriesAndKeys('scaledDotProductScores', queries, keys);
  return tf.tidy(() => tf.matMul(queries, keys, false, true).div(Math.sqrt(queries.shape[2])));
}

/**
 * Distance scores: `scores[b][i][j] = −‖qᵢ − kⱼ‖² / 2`. Their softmax is Gaussian kernel regression; where
 * all keys have one norm it is that of the dot product.
 *
 * @param queries (B, Q, d) float32.
 * @param keys (B, K, d) float32.
 * @returns (B, Q, K). The caller disposes it.
 * @throws Error when the shapes do not fit.
 * @see Zhang et al., Dive into Deep Learning, section 11.3.
 */
export function distanceScores(queries: tf.Tensor3D, keys: tf.Tensor3D): tf.Tensor3D {
  requireQueriesAndKeys('distanceScores', queries, keys);
  return tf.tidy(() => {
    // The difference itself, not ‖q‖² + ‖k‖² − 2 q · k, which loses digits where q is near k.
    const difference = tf.sub(queries.expandDims(2), keys.expandDims(1)); // (B, Q, K, d)
    return difference.square().sum(3).mul(-0.5) as tf.Tensor3D;
  });
}

/**
 * Bilinear scores: `scores[b][i][j] = qᵢᵀ W kⱼ`, for queries and keys of different width.
 *
 * @param queries (B, Q, dq) float32.
 * @param keys (B, K, dk) float32.
 * @param weight W, (dq, dk) float32.
 * @returns (B, Q, K). The caller disposes it.
 * @throws Error when the shapes do not fit.
 * @see Luong, Pham & Manning 2015, section 3.1 (general).
 */
export function bilinearScores(
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  weight: tf.Tensor2D,
): tf.Tensor3D {
  requireFloats('bilinearScores', 'queries', queries, ['B', 'Q', 'dq']);
  const [numBatch, numQueries, queryDim] = queries.shape;
  requireFloats('bilinearScores', 'keys', keys, [numBatch, 'K', 'dk']);
  requireFloats('bilinearScores', 'weight', weight, [queryDim, keys.shape[2]]);
  return tf.tidy(() => {
    const projected = tf.matMul(queries.reshape<tf.Tensor2D>([-1, queryDim]), weight); // (B*Q, dk)
    const inKeySpace = projected.reshape<tf.Tensor3D>([numBatch, numQueries, keys.shape[2]]);
    return tf.matMul(inKeySpace, keys, false, true);
  });
}

/** Checks queries (B, Q, d) and keys (B, K, d). */
export function requireQueriesAndKeys(
  fnName: string,
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
): void {
  requireFloats(fnName, 'queries', queries, ['B', 'Q', 'd']);
  requireFloats(fnName, 'keys', keys, [queries.shape[0], 'K', queries.shape[2]]);
}
