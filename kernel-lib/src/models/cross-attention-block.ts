import { MultiHeadAttention, type KeysAndValues } from '../attention/multi-head-attention';
import type { SequenceLimits } from '../attention/sequence-limits';
import { tf } from '../backend/tensorflow';
import { FeedForward } from '../nn/feed-forward';
import { Module } from '../nn/module';
import type { ValidLens } from '../tensor/mask';
import { joinKept } from './kept-keys';
import { Residual } from './residual';
import type { BlockOptions, Extended } from './self-attention-block';

/** What the positions of a decoder may attend to. */
export interface DecoderLimits {
  /** How many positions of the memory count: (B), (B, T), or null for all. */
  memoryLens?: ValidLens | null;
  /** Limits within the sequence itself, besides that none sees what comes after it. */
  self?: SequenceLimits;
}

/** What a decoder block keeps from one token to the next. */
export type DecoderKept = {
  /** Of the positions so far; absent before the first. */
  self?: KeysAndValues;
  /** Of the memory: the same all along. */
  memory: KeysAndValues;
};

/** The weights of both attentions of a decoder block. */
export type DecoderWeights = {
  /** (B, H, T, T) */
  self: tf.Tensor4D;
  /** (B, H, T, S), over the memory. */
  cross: tf.Tensor4D;
};

/**
 * A block of a decoder: causal self-attention, attention to the memory that the encoder made, a feed-forward
 * network, each within a residual connection.
 *
 * @see Vaswani et al. 2017, figure 1, right.
 */
export class CrossAttentionBlock extends Module {
  readonly selfAttention: MultiHeadAttention;
  readonly selfResidual: Residual;
  readonly crossAttention: MultiHeadAttention;
  readonly crossResidual: Residual;
  readonly feedForward: FeedForward;
  readonly feedForwardResidual: Residual;

  constructor(options: BlockOptions) {
    super();
    const attention = { ...options, dropout: options.attentionDropout };
    this.selfAttention = new MultiHeadAttention(attention);
    this.selfResidual = new Residual(options);
    this.crossAttention = new MultiHeadAttention(attention);
    this.crossResidual = new Residual(options);
    this.feedForward = new FeedForward({ ...options, dropout: 0 });
    this.feedForwardResidual = new Residual(options);
  }

  /**
   * @param x (B, T, D) float32.
   * @param memory (B, S, D) float32.
   * @returns (B, T, D). The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  forward(x: tf.Tensor3D, memory: tf.Tensor3D, limits: DecoderLimits = {}): tf.Tensor3D {
    return tf.tidy(() => {
      const kept = this.start(memory);
      return this.compute(x, kept, limits).output;
    });
  }

  /**
   * Keys and values of the memory, projected once for all tokens to come.
   *
   * @returns what to `extend` from. The caller disposes it.
   */
  start(memory: tf.Tensor3D): DecoderKept {
    const projected = this.crossAttention.project({ keys: memory, values: memory });
    return { memory: projected };
  }

  /**
   * `forward` for positions that follow those whose keys and values were kept.
   *
   * @param x (B, T, D) float32, the new positions.
   * @param kept from `start` or from the call before.
   * @returns the output for the new positions, and what is kept now; its `memory` is the one that was given. The
   *   caller disposes them, and the old `self`.
   */
  extend(x: tf.Tensor3D, kept: DecoderKept, limits: DecoderLimits = {}): Extended<DecoderKept> {
    return tf.tidy(() => this.compute(x, kept, limits));
  }

  /**
   * @param x (B, T, D) float32.
   * @param memory (B, S, D) float32.
   * @returns the weights of both attentions. The caller disposes them.
   */
  weights(x: tf.Tensor3D, memory: tf.Tensor3D, limits: DecoderLimits = {}): DecoderWeights {
    const { memoryLens: validLens, self = {} } = limits;
    return tf.tidy(() => {
      const h = this.selfResidual.inputOf(x);
      const input = { queries: h, keys: h, ...self, isCausal: true };
      const attended = this.selfResidual.forward(x, (values) =>
        this.selfAttention.forward({ ...input, values }),
      );
      const queries = this.crossResidual.inputOf(attended);
      const cross = this.crossAttention.weights({ queries, keys: memory, validLens });
      return { self: this.selfAttention.weights(input), cross };
    });
  }

  private compute(
    x: tf.Tensor3D,
    kept: DecoderKept,
    { memoryLens: validLens, self = {} }: DecoderLimits,
  ): Extended<DecoderKept> {
    let all: KeysAndValues | null = null;
    const attended = this.selfResidual.forward(x, (h) => {
      all = joinKept(kept.self ?? null, this.selfAttention.project({ keys: h, values: h }));
      return this.selfAttention.attend(h, all, { ...self, isCausal: true });
    });
    const informed = this.crossResidual.forward(attended, (h) =>
      this.crossAttention.attend(h, kept.memory, { validLens }),
    );
    const output = this.feedForwardResidual.forward(informed, (h) => this.feedForward.forward(h));
    return { output, kept: { self: all!, memory: kept.memory } };
  }
}
