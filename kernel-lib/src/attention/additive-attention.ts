import { tf } from '../backend/tensorflow';
import { glorotUniform } from '../nn/initial';
import { Module } from '../nn/module';
import type { Random } from '../tensor/random';
import { requireFloats, requireWhole } from '../tensor/require';
import { additiveScores } from './additive-scores';
import { attentionPool } from './attention-pool';
import { limitedSoftmax } from './masked-softmax';
import type { AttentionInput, WeightsInput } from './scaled-dot-product';

export interface AdditiveAttentionOptions {
  /** dq, the width of a query. */
  queryDim: number;
  /** dk, the width of a key. */
  keyDim: number;
  /** h, the width of the hidden layer. */
  numHiddens: number;
  /** Where the first weights come from. */
  random: Random;
}

/** Attention whose scores are learned: softmaxⱼ(w · tanh(qᵢ W_q + kⱼ W_k)) V (Bahdanau et al. 2015). */
export class AdditiveAttention extends Module {
  /** W_q, (dq, h) */
  readonly queryWeight: tf.Variable<tf.Rank.R2>;
  /** W_k, (dk, h) */
  readonly keyWeight: tf.Variable<tf.Rank.R2>;
  /** w, (h) */
  readonly scoreWeight: tf.Variable<tf.Rank.R1>;

  constructor({ queryDim, keyDim, numHiddens, random }: AdditiveAttentionOptions) {
    super();
    for (const [name, size] of Object.entries({ queryDim, keyDim, numHiddens })) {
      requireWhole('AdditiveAttention', name, size, 1);
    }
    this.queryWeight = glorotUniform(random, queryDim, numHiddens);
    this.keyWeight = glorotUniform(random, keyDim, numHiddens);
    const bound = Math.sqrt(6 / (numHiddens + 1));
    this.scoreWeight = tf.tidy(() =>
      tf.variable(random.uniformTensor<tf.Rank.R1>([numHiddens], { min: -bound, max: bound })),
    );
  }

  /**
   * @param input queries (B, Q, dq), keys (B, K, dk), and which keys may be attended to, as in
   *   `scaledDotProductWeights`.
   * @returns (B, Q, K). The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  weights(input: WeightsInput): tf.Tensor3D {
    return this.weightsFor('AdditiveAttention.weights', input);
  }

  /**
   * @param input as for `weights`, and values (B, K, v).
   * @returns (B, Q, v). The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  forward({ values, ...input }: AttentionInput): tf.Tensor3D {
    return tf.tidy(() => {
      const weights = this.weightsFor('AdditiveAttention.forward', input);
      const [numBatch, , numKeys] = weights.shape;
      requireFloats('AdditiveAttention.forward', 'values', values, [numBatch, numKeys, 'v']);
      return attentionPool(weights, values);
    });
  }

  private weightsFor(fnName: string, { queries, keys, ...limits }: WeightsInput): tf.Tensor3D {
    requireFloats(fnName, 'queries', queries, ['B', 'Q', this.queryWeight.shape[0]]);
    requireFloats(fnName, 'keys', keys, [queries.shape[0], 'K', this.keyWeight.shape[0]]);
    return tf.tidy(() => limitedSoftmax(fnName, additiveScores(queries, keys, this), limits));
  }
}
