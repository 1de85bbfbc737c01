import {
  scaledDotProductAttention,
  scaledDotProductWeights,
  type AttentionInput,
  type WeightsInput,
} from '../attention/scaled-dot-product';
import type { tf } from '../backend/tensorflow';
import { Linear } from '../nn/linear';
import { Module } from '../nn/module';
import type { Random } from '../tensor/random';

export interface DotAttentionOptions {
  /** dq, the width of a query. */
  queryDim: number;
  /** dk, the width of a key. */
  keyDim: number;
  random: Random;
}

/**
 * Scaled dot-product attention whose keys are projected to the width of the queries first:
 * softmax(Q (K W)ᵀ / √dq) V. Another choice in the place of `AdditiveAttention`, with the same methods.
 *
 * @see Luong et al. 2015, section 3.1 ("general"), with the scale of Vaswani et al. 2017.
 */
export class DotAttention extends Module {
  /** W, (dk, dq) */
  readonly keyProjection: Linear;

  constructor({ queryDim, keyDim, random }: DotAttentionOptions) {
    super();
    const useBias = false;
    this.keyProjection = new Linear({ inputDim: keyDim, outputDim: queryDim, useBias, random });
  }

  /** (B, Q, K): as `scaledDotProductWeights`, with keys (B, K, dk). The caller disposes it. */
  weights(input: WeightsInput): tf.Tensor3D {
    const keys = this.projectKeys(input.keys);
    const weights = scaledDotProductWeights({ ...input, keys });
    keys.dispose();
    return weights;
  }

  /** (B, K, dk) -> (B, K, dq). The caller disposes it. */
  projectKeys(keys: tf.Tensor3D): tf.Tensor3D {
    return this.keyProjection.forward(keys);
  }

  /** (B, Q, v): as `scaledDotProductAttention`, with the keys (B, K, dq) that `projectKeys` made. */
  attend(input: AttentionInput): tf.Tensor3D {
    return scaledDotProductAttention(input);
  }
}
