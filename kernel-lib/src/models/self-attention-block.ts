import { MultiHeadAttention, type KeysAndValues } from '../attention/multi-head-attention';
import type { SequenceLimits } from '../attention/sequence-limits';
import { tf } from '../backend/tensorflow';
import type { Activation } from '../nn/activation';
import { FeedForward } from '../nn/feed-forward';
import { Module } from '../nn/module';
import type { Random } from '../tensor/random';
import { joinKept } from './kept-keys';
import { Residual, type NormOptions } from './residual';

export interface BlockOptions extends NormOptions {
  /** D, the width of the model. */
  dim: number;
  /** H, a divisor of D. */
  numHeads: number;
  /** The width inside the feed-forward network; in the paper 4 D. */
  hiddenDim: number;
  /** Of the feed-forward network; `relu` unless said. */
  activation?: Activation;
  /** How likely a number that a sublayer gives is dropped in training; 0 unless said. */
  dropout?: number;
  /** How likely an attention weight is dropped in training; 0 unless said. */
  attentionDropout?: number;
  /** Where the first weights come from. */
  random: Random;
}

/** What a block gives when it goes on from keys and values that were kept. */
export type Extended<Kept extends tf.TensorContainer> = {
  /** (B, T, D), for the new positions only. */
  output: tf.Tensor3D;
  /** What to go on from next time. */
  kept: Kept;
};

/**
 * A block of an encoder, of a GPT or of a ViT: self-attention, then a feed-forward network, each within a residual
 * connection.
 *
 * @see Vaswani et al. 2017, figure 1, left.
 */
export class SelfAttentionBlock extends Module {
  readonly attention: MultiHeadAttention;
  readonly attentionResidual: Residual;
  readonly feedForward: FeedForward;
  readonly feedForwardResidual: Residual;

  constructor(options: BlockOptions) {
    super();
    this.attention = new MultiHeadAttention({ ...options, dropout: options.attentionDropout });
    this.attentionResidual = new Residual(options);
    this.feedForward = new FeedForward({ ...options, dropout: 0 });
    this.feedForwardResidual = new Residual(options);
  }

  /**
   * @param x (B, T, D) float32.
   * @param limits which positions each may attend to.
   * @returns (B, T, D). The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  forward(x: tf.Tensor3D, limits: SequenceLimits = {}): tf.Tensor3D {
    return tf.tidy(() => {
      const attended = this.attentionResidual.forward(x, (h) =>
        this.attention.forward({ queries: h, keys: h, values: h, ...limits }),
      );
      return this.feedForwardResidual.forward(attended, (h) => this.feedForward.forward(h));
    });
  }

  /**
   * The same for positions that follow those whose keys and values were kept; each sees what was kept and what
   * of x is not after it.
   *
   * @param x (B, T, D) float32, the new positions.
   * @param kept of the positions before; null for none.
   * @returns the output for the new positions, and the keys and values of all. The caller disposes them all, and
   *   the old ones.
   */
  extend(x: tf.Tensor3D, kept: KeysAndValues | null): Extended<KeysAndValues> {
    return tf.tidy(() => {
      let all: KeysAndValues | null = null;
      const attended = this.attentionResidual.forward(x, (h) => {
        all = joinKept(kept, this.attention.project({ keys: h, values: h }));
        return this.attention.attend(h, all, { isCausal: true });
      });
      const output = this.feedForwardResidual.forward(attended, (h) => this.feedForward.forward(h));
      return { output, kept: all! };
    });
  }

  /**
   * @param x (B, T, D) float32.
   * @returns (B, H, T, T), the weights of the attention. The caller disposes it.
   */
  weights(x: tf.Tensor3D, limits: SequenceLimits = {}): tf.Tensor4D {
    return tf.tidy(() => {
      const h = this.attentionResidual.inputOf(x);
      return this.attention.weights({ queries: h, keys: h, ...limits });
    });
  }
}
