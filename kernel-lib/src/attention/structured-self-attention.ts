import { denseOf } from '../backend/fused/dense';
import { tf } from '../backend/tensorflow';
import { Module } from '../nn/module';
import type { ValidLens } from '../tensor/mask';
import type { Random } from '../tensor/random';
import { requireFloats, requireWhole } from '../tensor/require';
import { attentionPool } from './attention-pool';
import { limitedSoftmax } from './masked-softmax';

export interface StructuredSelfAttentionOptions {
  /** D, the width of a token. */
  inputDim: number;
  /** h, the width of the hidden layer. */
  numHiddens: number;
  /** r, how many times a sentence is looked at. */
  numHops: number;
  /** Where the first weights come from. */
  random: Random;
}

/** Which tokens count. */
export interface HopLimits {
  /** (B), how many tokens of each sentence count; null or nothing: all. */
  validLens?: ValidLens | null;
}

/** A sentence as r mixtures of its tokens. The caller disposes both. */
export interface StructuredEmbedding {
  /** M = A X, (B, r, D). */
  embedding: tf.Tensor3D;
  /** A, (B, r, T). */
  weights: tf.Tensor3D;
}

/**
 * Attention without a query: r learned questions ("hops") that are the same for every sentence,
 * A = softmax(W₂ᵀ tanh(W₁ᵀ Xᵀ)) over the tokens, M = A X.
 *
 * @see Lin et al. 2017, equations 5 to 7.
 */
export class StructuredSelfAttention extends Module {
  /** W₁, (D, h) */
  readonly hiddenWeight: tf.Variable<tf.Rank.R2>;
  /** W₂, (h, r): a column for each hop. */
  readonly hopWeight: tf.Variable<tf.Rank.R2>;

  constructor({ inputDim, numHiddens, numHops, random }: StructuredSelfAttentionOptions) {
    super();
    for (const [name, size] of Object.entries({ inputDim, numHiddens, numHops })) {
      requireWhole('StructuredSelfAttention', name, size, 1);
    }
    this.hiddenWeight = smallUniform(random, inputDim, numHiddens);
    this.hopWeight = smallUniform(random, numHiddens, numHops);
  }

  /**
   * @param x (B, T, D) float32.
   * @param limits.validLens (B), how many tokens of each sentence count; null or nothing: all.
   * @returns (B, r, T), each row sums to 1. The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  weights(x: tf.Tensor3D, { validLens = null }: HopLimits = {}): tf.Tensor3D {
    return this.weightsFor('StructuredSelfAttention.weights', x, validLens);
  }

  /**
   * @param x (B, T, D) float32.
   * @param limits as for `weights`.
   * @returns embedding (B, r, D) and weights (B, r, T). The caller disposes both.
   * @throws Error when the shapes do not fit.
   */
  forward(x: tf.Tensor3D, { validLens = null }: HopLimits = {}): StructuredEmbedding {
    const weights = this.weightsFor('StructuredSelfAttention.forward', x, validLens);
    return { embedding: attentionPool(weights, x), weights };
  }

  private weightsFor(fnName: string, x: tf.Tensor3D, validLens: ValidLens | null): tf.Tensor3D {
    requireFloats(fnName, 'x', x, ['B', 'T', this.hiddenWeight.shape[0]]);
    return tf.tidy(() => {
      const hidden = denseOf(x, this.hiddenWeight as tf.Tensor2D, null).tanh(); // (B, T, h)
      const scores = denseOf(hidden, this.hopWeight as tf.Tensor2D, null); // (B, T, r)
      return limitedSoftmax(fnName, scores.transpose([0, 2, 1]), { validLens });
    });
  }
}

/** Uniform in ±1 / √rows: all hops begin by looking at every token, so that only training sets them apart. */
function smallUniform(random: Random, rows: number, columns: number): tf.Variable<tf.Rank.R2> {
  const bound = 1 / Math.sqrt(rows);
  return tf.tidy(() =>
    tf.variable(random.uniformTensor<tf.Rank.R2>([rows, columns], { min: -bound, max: bound })),
  );
}

/**
 * How far hops are from looking at tokens of their own: ‖A Aᵀ − I‖²_F, the mean over the batch. It is 0 when each
 * hop looks at one token and no two at the same.
 *
 * @param weights A, (B, r, T) float32.
 * @returns a scalar. The caller disposes it.
 * @throws Error when weights has not three axes.
 * @see Lin et al. 2017, equation 8.
 */
export function hopPenalty(weights: tf.Tensor3D): tf.Scalar {
  requireFloats('hopPenalty', 'weights', weights, ['B', 'r', 'T']);
  const numHops = weights.shape[1];
  return tf.tidy(() => {
    const overlaps = tf.matMul(weights, weights, false, true); // (B, r, r)
    const excess = overlaps.sub(tf.eye(numHops));
    return excess.square().sum([1, 2]).mean() as tf.Scalar;
  });
}
