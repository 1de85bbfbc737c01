import { maskedSoftmaxOf } from '../backend/fused/masked-softmax';
import { tf } from '../backend/tensorflow';
import { Module } from '../nn/module';
import type { Random } from '../tensor/random';
import { requireFloats, requireWhole } from '../tensor/require';
import { openKeysOf } from './masked-softmax';
import type { AttentionInput, WeightsInput } from './scaled-dot-product';
import { dotProductScores } from './scores';

export interface RelativeAttentionOptions {
  /** d, the width of queries and keys. */
  dim: number;
  /** v, the width of values; as `dim` unless said. */
  valueDim?: number;
  /** c: keys that are farther away than this share one vector for each side. */
  maxDistance: number;
  /** Where the first numbers come from. */
  random: Random;
}

/**
 * Scaled dot-product attention that learns one vector for every distance j − i, clipped to −c … c:
 * αᵢⱼ = softmaxⱼ(qᵢ · (kⱼ + aᵢⱼ) / √d), zᵢ = Σⱼ αᵢⱼ (vⱼ + bᵢⱼ). It knows how far a key is, not where it stands.
 * For several heads, queries, keys and values come as (B·H, T, d): the heads share the vectors.
 *
 * @see Shaw et al. 2018, section 3.
 */
export class RelativeAttention extends Module {
  /** a, (2c + 1, d): row c is distance 0, the rows after it are keys to the right. */
  readonly keyTable: tf.Variable<tf.Rank.R2>;
  /** b, (2c + 1, v). */
  readonly valueTable: tf.Variable<tf.Rank.R2>;
  private readonly maxDistance: number;

  constructor({ dim, valueDim = dim, maxDistance, random }: RelativeAttentionOptions) {
    super();
    requireWhole('RelativeAttention', 'dim', dim, 1);
    requireWhole('RelativeAttention', 'valueDim', valueDim, 1);
    requireWhole('RelativeAttention', 'maxDistance', maxDistance, 0);
    this.maxDistance = maxDistance;
    const table = (width: number): tf.Variable<tf.Rank.R2> =>
      tf.tidy(() =>
        tf.variable(
          random.normalTensor<tf.Rank.R2>([2 * maxDistance + 1, width], { std: width ** -0.5 }),
        ),
      );
    this.keyTable = table(dim);
    this.valueTable = table(valueDim);
  }

  /**
   * @param input queries (B, Q, d), keys (B, K, d), and which keys may be attended to, as in
   *   `scaledDotProductWeights`.
   * @returns (B, Q, K). The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  weights(input: WeightsInput): tf.Tensor3D {
    return this.weightsFor('RelativeAttention.weights', input);
  }

  /**
   * @param input as for `weights`, and values (B, K, v).
   * @returns (B, Q, v). The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  forward({ values, ...input }: AttentionInput): tf.Tensor3D {
    const fnName = 'RelativeAttention.forward';
    return tf.tidy(() => {
      const weights = this.weightsFor(fnName, input);
      const [numBatch, numQueries, numKeys] = weights.shape;
      requireFloats(fnName, 'values', values, [numBatch, numKeys, this.valueTable.shape[1]]);
      const perDistance = this.perDistance(this.valueTable, numQueries, numKeys);
      const fromDistance = tf.matMul(weights.transpose([1, 0, 2]), perDistance); // (Q, B, v)
      return tf.add(tf.matMul(weights, values), fromDistance.transpose([1, 0, 2])) as tf.Tensor3D;
    });
  }

  private weightsFor(fnName: string, { queries, keys, ...limits }: WeightsInput): tf.Tensor3D {
    const dim = this.keyTable.shape[1];
    requireFloats(fnName, 'queries', queries, ['B', 'Q', dim]);
    const [numBatch, numQueries] = queries.shape;
    requireFloats(fnName, 'keys', keys, [numBatch, 'K', dim]);
    const numKeys = keys.shape[1];
    return tf.tidy(() => {
      const perDistance = this.perDistance(this.keyTable, numQueries, numKeys);
      const fromDistance = tf
        .matMul(queries.transpose<tf.Tensor3D>([1, 0, 2]), perDistance, false, true) // (Q, B, K)
        .transpose([1, 0, 2]);
      const products = dotProductScores(queries, keys).add(fromDistance) as tf.Tensor3D;
      const open = openKeysOf(fnName, limits, [numBatch, numQueries, numKeys]);
      return maskedSoftmaxOf(products.div<tf.Tensor3D>(Math.sqrt(dim)), open);
    });
  }

  /** The row of a table for each query and key, (Q, K, width). */
  private perDistance(table: tf.Tensor2D, numQueries: number, numKeys: number): tf.Tensor3D {
    const rows = clippedDistances(numQueries, numKeys, this.maxDistance).add(this.maxDistance);
    return tf.gather<tf.Tensor>(table, rows.cast('int32')) as tf.Tensor3D;
  }
}

/**
 * How far each key is from each query, `clip(j − i, −c, c)`.
 *
 * @param numQueries Q.
 * @param numKeys K.
 * @param maxDistance c.
 * @returns (Q, K) int32. The caller disposes it.
 * @throws Error when a size is no whole number.
 * @see Shaw et al. 2018, section 3.2.
 */
export function clippedDistances(
  numQueries: number,
  numKeys: number,
  maxDistance: number,
): tf.Tensor2D {
  requireWhole('clippedDistances', 'numQueries', numQueries, 1);
  requireWhole('clippedDistances', 'numKeys', numKeys, 1);
  requireWhole('clippedDistances', 'maxDistance', maxDistance, 0);
  const distances = Int32Array.from({ length: numQueries * numKeys }, (_distance, at) => {
    const distance = (at % numKeys) - Math.floor(at / numKeys);
    return Math.max(-maxDistance, Math.min(maxDistance, distance));
  });
  return tf.tensor2d(distances, [numQueries, numKeys], 'int32');
}
