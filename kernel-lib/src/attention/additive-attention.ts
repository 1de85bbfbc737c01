import { additiveAttentionOf } from '../backend/fused/additive-attention';
import { denseOf } from '../backend/fused/dense';
import { tf } from '../backend/tensorflow';
import { glorotUniform } from '../nn/initial';
import { Module } from '../nn/module';
import type { Random } from '../tensor/random';
import { requireFloats, requireWhole } from '../tensor/require';
import { additiveScores } from './additive-scores';
import { limitedSoftmax, openKeysOf } from './masked-softmax';
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
    const fnName = 'AdditiveAttention.forward';
    this.requireInputs(fnName, input);
    return tf.tidy(() =>
      this.attendFor(fnName, { ...input, keys: this.projectKeys(input.keys), values }),
    );
  }

  /**
   * The part of `forward` that no query changes: K W_k. A decoder computes it once and attends again and again.
   *
   * @param keys (B, K, dk) float32.
   * @returns (B, K, h). The caller disposes it.
   * @throws Error when the shape does not fit.
   */
  projectKeys(keys: tf.Tensor3D): tf.Tensor3D {
    const [keyDim] = this.keyWeight.shape;
    requireFloats('AdditiveAttention.projectKeys', 'keys', keys, ['B', 'K', keyDim]);
    return denseOf(keys, this.keyWeight as tf.Tensor2D, null) as tf.Tensor3D;
  }

  /**
   * The rest of `forward`.
   *
   * @param input as for `forward`, with the keys (B, K, h) that `projectKeys` made.
   * @returns (B, Q, v). The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  attend(input: AttentionInput): tf.Tensor3D {
    const fnName = 'AdditiveAttention.attend';
    const [queryDim, numHiddens] = this.queryWeight.shape;
    requireFloats(fnName, 'queries', input.queries, ['B', 'Q', queryDim]);
    requireFloats(fnName, 'keys', input.keys, [input.queries.shape[0], 'K', numHiddens]);
    return tf.tidy(() => this.attendFor(fnName, input));
  }

  private attendFor(
    fnName: string,
    { queries, keys, values, ...limits }: AttentionInput,
  ): tf.Tensor3D {
    const [numBatch, numQueries] = queries.shape;
    const numKeys = keys.shape[1];
    const openKeys = openKeysOf(fnName, limits, [numBatch, numQueries, numKeys]);
    requireFloats(fnName, 'values', values, [numBatch, numKeys, 'v']);
    const projected = denseOf(queries, this.queryWeight as tf.Tensor2D, null) as tf.Tensor3D;
    const scoreWeight = this.scoreWeight as tf.Tensor1D;
    return additiveAttentionOf({ queries: projected, keys, scoreWeight, values, ...openKeys });
  }

  private weightsFor(fnName: string, { queries, keys, ...limits }: WeightsInput): tf.Tensor3D {
    this.requireInputs(fnName, { queries, keys });
    return tf.tidy(() => limitedSoftmax(fnName, additiveScores(queries, keys, this), limits));
  }

  private requireInputs(fnName: string, { queries, keys }: WeightsInput): void {
    requireFloats(fnName, 'queries', queries, ['B', 'Q', this.queryWeight.shape[0]]);
    requireFloats(fnName, 'keys', keys, [queries.shape[0], 'K', this.keyWeight.shape[0]]);
  }
}
