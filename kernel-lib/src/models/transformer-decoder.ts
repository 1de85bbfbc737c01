import { tf } from '../backend/tensorflow';
import { Module } from '../nn/module';
import { requireWhole } from '../tensor/require';
import {
  CrossAttentionBlock,
  type DecoderKept,
  type DecoderLimits,
  type DecoderWeights,
} from './cross-attention-block';
import { newNorm, type Norm } from './residual';
import type { Extended } from './self-attention-block';
import type { StackOptions } from './transformer-encoder';

/** Blocks that attend to what is written so far and to the memory, one after the other. */
export class TransformerDecoder extends Module {
  readonly blocks: CrossAttentionBlock[];
  readonly finalNorm: Norm | null;

  constructor(options: StackOptions) {
    super();
    const { numLayers, norm = 'pre', hasFinalNorm = norm === 'pre' } = options;
    requireWhole('TransformerDecoder', 'numLayers', numLayers, 1);
    this.blocks = Array.from({ length: numLayers }, () => new CrossAttentionBlock(options));
    this.finalNorm = hasFinalNorm ? newNorm(options.normKind, options) : null;
  }

  /**
   * @param x (B, T, D) float32.
   * @param memory (B, S, D) float32, what the encoder made.
   * @returns (B, T, D). The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  forward(x: tf.Tensor3D, memory: tf.Tensor3D, limits: DecoderLimits = {}): tf.Tensor3D {
    return tf.tidy(() =>
      this.normalised(this.blocks.reduce((h, block) => block.forward(h, memory, limits), x)),
    );
  }

  /** What to `extend` from: the memory's keys and values for each block. The caller disposes it. */
  start(memory: tf.Tensor3D): DecoderKept[] {
    return this.blocks.map((block) => block.start(memory));
  }

  /**
   * `forward` for positions that follow those whose keys and values were kept.
   *
   * @param x (B, T, D) float32, the new positions.
   * @param kept from `start` or from the call before.
   * @returns the output for the new positions, and what is kept now. The caller disposes the output and what is
   *   kept, and the old `self` of each block; the `memory` is handed on.
   */
  extend(x: tf.Tensor3D, kept: DecoderKept[], limits: DecoderLimits = {}): Extended<DecoderKept[]> {
    return tf.tidy(() => {
      const all: DecoderKept[] = [];
      const last = this.blocks.reduce((h, block, i) => {
        const extended = block.extend(h, kept[i], limits);
        all.push(extended.kept);
        return extended.output;
      }, x);
      return { output: this.normalised(last), kept: all };
    });
  }

  /**
   * @param x (B, T, D) float32.
   * @param memory (B, S, D) float32.
   * @returns the weights of both attentions of each block. The caller disposes them.
   */
  weights(x: tf.Tensor3D, memory: tf.Tensor3D, limits: DecoderLimits = {}): DecoderWeights[] {
    return tf.tidy(() => {
      let h = x;
      return this.blocks.map((block) => {
        const weights = block.weights(h, memory, limits);
        h = block.forward(h, memory, limits);
        return weights;
      });
    }) as unknown as DecoderWeights[];
  }

  private normalised(x: tf.Tensor3D): tf.Tensor3D {
    return this.finalNorm === null ? x : this.finalNorm.forward(x);
  }
}
