import { attentionOf } from '../backend/fused/attention';
import { tf } from '../backend/tensorflow';
import { requireFloats } from '../tensor/require';
import { limitedSoftmax, openKeysOf, type AttentionLimits } from './masked-softmax';
import { requireQueriesAndKeys, scaledDotProductScores } from './scores';

export interface WeightsInput extends AttentionLimits {
  /** (B, Q, d) */
  queries: tf.Tensor3D;
  /** (B, K, d) */
  keys: tf.Tensor3D;
}

export interface AttentionInput extends WeightsInput {
  /** (B, K, v) */
  values: tf.Tensor3D;
}

/**
 * The weights of scaled dot-product attention: softmax(Q Kᵀ / √d), over the keys that may be attended to.
 *
 * @param input.queries (B, Q, d) float32.
 * @param input.keys (B, K, d) float32.
 * @param input.validLens how many keys count, (B) or (B, Q); null or nothing: all.
 * @param input.mask (Q, K) or (B, Q, K) bool, true = may attend; null or nothing: all.
 * @returns (B, Q, K). The caller disposes it.
 * @throws Error when the shapes do not fit.
 * @see Vaswani et al. 2017, equation 1.
 */
export function scaledDotProductWeights(input: WeightsInput): tf.Tensor3D {
  return weightsFor('scaledDotProductWeights', input);
}

/**
 * Scaled dot-product attention: softmax(Q Kᵀ / √d) V.
 *
 * @param input.queries (B, Q, d) float32.
 * @param input.keys (B, K, d) float32.
 * @param input.values (B, K, v) float32.
 * @param input.validLens how many keys count, (B) or (B, Q); null or nothing: all.
 * @param input.mask (Q, K) or (B, Q, K) bool, true = may attend; null or nothing: all.
 * @returns (B, Q, v). The caller disposes it.
 * @throws Error when the shapes do not fit.
 * @see Vaswani et al. 2017, equation 1.
 */
export function scaledDotProductAttention(input: AttentionInput): tf.Tensor3D {
  const { queries, keys, values, ...limits } = input;
  const fnName = 'scaledDotProductAttention';
  requireQueriesAndKeys(fnName, queries, keys);
  return tf.tidy(() => {
    const [numBatch, numQueries] = queries.shape;
    const numKeys = keys.shape[1];
    const openKeys = openKeysOf(fnName, limits, [numBatch, numQueries, numKeys]);
    requireFloats(fnName, 'values', values, [numBatch, numKeys, 'v']);
    return attentionOf({ queries, keys, values, numHeads: 1, ...openKeys });
  });
}

function weightsFor(fnName: string, { queries, keys, ...limits }: WeightsInput): tf.Tensor3D {
  requireQueriesAndKeys(fnName, queries, keys);
  return tf.tidy(() => limitedSoftmax(fnName, scaledDotProductScores(queries, keys), limits));
}
