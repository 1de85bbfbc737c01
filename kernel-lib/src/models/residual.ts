import { tf } from '../backend/tensorflow';
import { Dropout } from '../nn/dropout';
import { LayerNorm, type LayerNormOptions } from '../nn/layer-norm';
import { Module } from '../nn/module';
import { RMSNorm } from '../nn/rms-norm';
import type { Random } from '../tensor/random';

/** A normalisation of each position. */
export type Norm = LayerNorm | RMSNorm;

/** What a residual connection goes around: attention, or the feed-forward network. */
export type Sublayer = (x: tf.Tensor3D) => tf.Tensor3D;

/** Without a tidy of their own: what a sublayer keeps for later outlives them. */
const around = {
  pre: (x: tf.Tensor3D, norm: Norm, sublayer: Sublayer): tf.Tensor3D =>
    x.add(sublayer(norm.forward(x))),
  post: (x: tf.Tensor3D, norm: Norm, sublayer: Sublayer): tf.Tensor3D =>
    norm.forward(x.add(sublayer(x))),
};

/**
 * Normalises before the sublayer: x + sublayer(norm(x)). The sum itself is never normalised, so that gradients
 * reach the first layer as they leave the last.
 *
 * @param x (B, T, D) float32.
 * @returns (B, T, D). The caller disposes it.
 * @see Xiong et al. 2020, section 3.2.
 */
export function preNorm(x: tf.Tensor3D, norm: Norm, sublayer: Sublayer): tf.Tensor3D {
  return tf.tidy(() => around.pre(x, norm, sublayer));
}

/**
 * Normalises after the sum, as the first Transformer did: norm(x + sublayer(x)).
 *
 * @param x (B, T, D) float32.
 * @returns (B, T, D). The caller disposes it.
 * @see Vaswani et al. 2017, section 3.1.
 */
export function postNorm(x: tf.Tensor3D, norm: Norm, sublayer: Sublayer): tf.Tensor3D {
  return tf.tidy(() => around.post(x, norm, sublayer));
}

/** Where a block normalises, and how. */
export interface NormOptions {
  /** `pre` unless said. */
  norm?: 'pre' | 'post';
  /** `layer` unless said; `rms` neither takes the mean away nor adds a bias. */
  normKind?: 'layer' | 'rms';
  /** What is added to the variance; 1e-5 unless said. */
  epsilon?: number;
}

export interface ResidualOptions extends NormOptions {
  dim: number;
  dropout?: number;
  random: Random;
}

/** `preNorm` or `postNorm` with weights of its own, and dropout on what the sublayer gives. */
export class Residual extends Module {
  readonly norm: Norm;
  readonly dropout: Dropout;
  readonly place: 'pre' | 'post';

  constructor({ dim, norm = 'pre', normKind, epsilon, dropout = 0, random }: ResidualOptions) {
    super();
    if (norm !== 'pre' && norm !== 'post') {
      throw new Error(`Residual: norm must be 'pre' or 'post', got ${String(norm)}`);
    }
    this.norm = newNorm(normKind, { dim, epsilon });
    this.dropout = new Dropout({ rate: dropout, random });
    this.place = norm;
  }

  /**
   * @param x (B, T, D) float32.
   * @returns (B, T, D). The caller disposes it and what is made on the way, best by `tf.tidy`.
   */
  forward(x: tf.Tensor3D, sublayer: Sublayer): tf.Tensor3D {
    const { dropout, norm } = this;
    const dropped: Sublayer = dropout.isActive ? (h) => dropout.forward(sublayer(h)) : sublayer;
    return around[this.place](x, norm, dropped);
  }

  /** What the sublayer is given for x. The caller disposes it. */
  inputOf(x: tf.Tensor3D): tf.Tensor3D {
    return this.place === 'pre' ? this.norm.forward(x) : x.clone();
  }
}

/** A fresh norm of the kind that was asked for. */
export function newNorm(kind: 'layer' | 'rms' = 'layer', options: LayerNormOptions): Norm {
  return kind === 'layer' ? new LayerNorm(options) : new RMSNorm(options);
}
