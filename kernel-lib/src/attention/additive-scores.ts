import { tf } from '../backend/tensorflow';
import { requireFloats } from '../tensor/require';

/** The weights of additive scores. */
export interface AdditiveWeights {
  /** W_q, (dq, h) */
  queryWeight: tf.Tensor2D;
  /** W_k, (dk, h) */
  keyWeight: tf.Tensor2D;
  /** w, (h) */
  scoreWeight: tf.Tensor1D;
}

/**
 * Additive scores: `scores[b][i][j] = w · tanh(qᵢ W_q + kⱼ W_k)`, a network with one hidden layer that reads
 * query and key together.
 *
 * @param queries (B, Q, dq) float32.
 * @param keys (B, K, dk) float32.
 * @param weights queryWeight (dq, h), keyWeight (dk, h), scoreWeight (h), all float32.
 * @returns (B, Q, K). The caller disposes it.
 * @throws Error when the shapes do not fit.
 * @see Bahdanau et al. 2015, appendix A.1.2.
 */
export function additiveScores(
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  { queryWeight, keyWeight, scoreWeight }: AdditiveWeights,
): tf.Tensor3D {
  requireFloats('additiveScores', 'queries', queries, ['B', 'Q', 'dq']);
  const [numBatch, numQueries, queryDim] = queries.shape;
  requireFloats('additiveScores', 'keys', keys, [numBatch, 'K', 'dk']);
  const [, numKeys, keyDim] = keys.shape;
  requireFloats('additiveScores', 'queryWeight', queryWeight, [queryDim, 'h']);
  const numHiddens = queryWeight.shape[1];
  requireFloats('additiveScores', 'keyWeight', keyWeight, [keyDim, numHiddens]);
  requireFloats('additiveScores', 'scoreWeight', scoreWeight, [numHiddens]);
  return tf.tidy(() => {
    const fromQueries = tf
      .matMul(queries.reshape<tf.Tensor2D>([-1, queryDim]), queryWeight)
      .reshape([numBatch, numQueries, 1, numHiddens]);
    const fromKeys = tf
      .matMul(keys.reshape<tf.Tensor2D>([-1, keyDim]), keyWeight)
      .reshape([numBatch, 1, numKeys, numHiddens]);
    const hidden = tf.tanh(tf.add(fromQueries, fromKeys)); // (B, Q, K, h)
    return tf
      .matMul(
        hidden.reshape<tf.Tensor2D>([-1, numHiddens]),
        scoreWeight.expandDims(1) as tf.Tensor2D,
      )
      .reshape([numBatch, numQueries, numKeys]);
  });
}
