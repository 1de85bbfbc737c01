import { attentionOf } from '../backend/fused/attention';
import { maskedSoftmaxOf, type OpenKeys } from '../backend/fused/masked-softmax';
import { tf } from '../backend/tensorflow';
import { Dropout } from '../nn/dropout';
import { Linear } from '../nn/linear';
import { Module } from '../nn/module';
import type { Random } from '../tensor/random';
import { requireFloats } from '../tensor/require';
import { mergeHeads, requireHeads, splitHeads } from './heads';
import { openKeysWithin, type SequenceLimits } from './sequence-limits';

export interface MultiHeadAttentionOptions {
  /** D, the width inside and of what goes out. */
  dim: number;
  /** H, a divisor of D. */
  numHeads: number;
  /** Width of a query; D unless said. */
  queryDim?: number;
  /** Width of a key; D unless said. */
  keyDim?: number;
  /** Width of a value; D unless said. */
  valueDim?: number;
  /** Whether the four projections have a bias; true unless said. */
  useBias?: boolean;
  /** How likely a weight is dropped in training; 0 unless said. */
  dropout?: number;
  /** Where the first weights come from. */
  random: Random;
}

/** Keys and values after their projection: what decoding keeps from one token to the next. */
export type KeysAndValues = {
  /** (B, K, D) */
  keys: tf.Tensor3D;
  /** (B, K, D) */
  values: tf.Tensor3D;
};

export interface MultiHeadWeightsInput extends SequenceLimits {
  /** (B, Q, queryDim) */
  queries: tf.Tensor3D;
  /** (B, K, keyDim) */
  keys: tf.Tensor3D;
}

export interface MultiHeadAttentionInput extends MultiHeadWeightsInput {
  /** (B, K, valueDim) */
  values: tf.Tensor3D;
}

/**
 * H attentions side by side: headₕ = softmax(Q W_Qₕ (K W_Kₕ)ᵀ / √d) V W_Vₕ, and [head₁ … head_H] W_O. Self-attention
 * where queries, keys and values are one sequence, else cross-attention (Vaswani et al. 2017, section 3.2.2).
 */
export class MultiHeadAttention extends Module {
  readonly queryProjection: Linear;
  readonly keyProjection: Linear;
  readonly valueProjection: Linear;
  readonly outputProjection: Linear;
  readonly dropout: Dropout;
  readonly numHeads: number;

  constructor(options: MultiHeadAttentionOptions) {
    super();
    const { dim, numHeads, useBias = true, dropout = 0, random } = options;
    const { queryDim = dim, keyDim = dim, valueDim = dim } = options;
    requireHeads('MultiHeadAttention', numHeads, dim);
    const projection = (inputDim: number): Linear =>
      new Linear({ inputDim, outputDim: dim, useBias, random });
    this.queryProjection = projection(queryDim);
    this.keyProjection = projection(keyDim);
    this.valueProjection = projection(valueDim);
    this.outputProjection = projection(dim);
    this.dropout = new Dropout({ rate: dropout, random });
    this.numHeads = numHeads;
  }

  /**
   * @param input.queries (B, Q, queryDim), input.keys (B, K, keyDim), input.values (B, K, valueDim) float32.
   * @param input.validLens how many keys count, (B) or (B, Q); null or nothing: all.
   * @param input.mask (Q, K) or (B, Q, K) bool, true = may attend; null or nothing: all.
   * @param input.isCausal whether a query sees no key after its own position; false unless said.
   * @returns (B, Q, D). The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  forward({ queries, keys, values, ...limits }: MultiHeadAttentionInput): tf.Tensor3D {
    const fnName = 'MultiHeadAttention.forward';
    this.requireInputs(fnName, { queries, keys });
    const [numBatch, numKeys] = keys.shape;
    requireFloats(fnName, 'values', values, [numBatch, numKeys, inputDimOf(this.valueProjection)]);
    return tf.tidy(() => this.attend(queries, this.project({ keys, values }), limits));
  }

  /**
   * @param input as for `forward`, without values.
   * @returns (B, H, Q, K): for each head a row of weights for each query. The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  weights({ queries, keys, ...limits }: MultiHeadWeightsInput): tf.Tensor4D {
    const fnName = 'MultiHeadAttention.weights';
    this.requireInputs(fnName, { queries, keys });
    return tf.tidy(() => {
      const openKeys = openKeysWithin(fnName, limits, weightsShape(queries, keys));
      const projected = this.queryProjection.forward(queries); // (B, Q, D)
      return this.weightsOf(projected, this.keyProjection.forward(keys), openKeys);
    });
  }

  /**
   * The first half of `forward`: W_K and W_V. What comes out can be kept, joined to more of its kind along axis
   * 1, and attended to again and again.
   *
   * @returns keys and values, (B, K, D) each. The caller disposes both.
   */
  project({ keys, values }: { keys: tf.Tensor3D; values: tf.Tensor3D }): KeysAndValues {
    return { keys: this.keyProjection.forward(keys), values: this.valueProjection.forward(values) };
  }

  /**
   * The second half of `forward`.
   *
   * @param queries (B, Q, queryDim) float32.
   * @param projected what `project` made, (B, K, D) each.
   * @param limits as for `forward`.
   * @returns (B, Q, D). The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  attend(
    queries: tf.Tensor3D,
    { keys, values }: KeysAndValues,
    limits: SequenceLimits = {},
  ): tf.Tensor3D {
    const fnName = 'MultiHeadAttention.attend';
    const dim = this.outputProjection.weight.shape[1];
    requireFloats(fnName, 'queries', queries, ['B', 'Q', inputDimOf(this.queryProjection)]);
    requireFloats(fnName, 'keys', keys, [queries.shape[0], 'K', dim]);
    requireFloats(fnName, 'values', values, keys.shape);
    return tf.tidy(() => {
      const openKeys = openKeysWithin(fnName, limits, weightsShape(queries, keys));
      const projected = this.queryProjection.forward(queries); // (B, Q, D)
      return this.outputProjection.forward(this.mix(projected, { keys, values }, openKeys));
    });
  }

  /** The heads side by side. In one pass, unless single weights are dropped. */
  private mix(queries: tf.Tensor3D, { keys, values }: KeysAndValues, open: OpenKeys): tf.Tensor3D {
    const { numHeads } = this;
    if (!this.dropout.isActive) return attentionOf({ queries, keys, values, numHeads, ...open });
    const weights = this.dropout.forward(this.weightsOf(queries, keys, open)); // (B, H, Q, K)
    return mergeHeads(tf.matMul(weights, splitHeads(values, numHeads)));
  }

  private weightsOf(queries: tf.Tensor3D, keys: tf.Tensor3D, openKeys: OpenKeys): tf.Tensor4D {
    const d = queries.shape[2] / this.numHeads;
    const [Q, K] = [queries, keys].map((x) => splitHeads(x, this.numHeads)); // (B, H, T, d)
    return maskedSoftmaxOf(tf.matMul(Q, K, false, true).div(Math.sqrt(d)) as tf.Tensor4D, openKeys);
  }

  private requireInputs(fnName: string, { queries, keys }: MultiHeadWeightsInput): void {
    requireFloats(fnName, 'queries', queries, ['B', 'Q', inputDimOf(this.queryProjection)]);
    const numBatch = queries.shape[0];
    requireFloats(fnName, 'keys', keys, [numBatch, 'K', inputDimOf(this.keyProjection)]);
  }
}

function inputDimOf(projection: Linear): number {
  return projection.weight.shape[0];
}

function weightsShape(queries: tf.Tensor3D, keys: tf.Tensor3D): [number, number, number] {
  return [queries.shape[0], queries.shape[1], keys.shape[1]];
}
