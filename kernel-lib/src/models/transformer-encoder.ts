import type { KeysAndValues } from '../attention/multi-head-attention';
import type { SequenceLimits } from '../attention/sequence-limits';
import { tf } from '../backend/tensorflow';
import { Module } from '../nn/module';
import { requireWhole } from '../tensor/require';
import { newNorm, type Norm } from './residual';
import { SelfAttentionBlock, type BlockOptions, type Extended } from './self-attention-block';

export interface StackOptions extends BlockOptions {
  /** How many blocks. */
  numLayers: number;
  /** Whether what leaves the last block is normalised once more; with `norm: 'pre'` unless said. */
  hasFinalNorm?: boolean;
}

/** Blocks of self-attention, one after the other. With `isCausal` it is the body of a GPT. */
export class TransformerEncoder extends Module {
  readonly blocks: SelfAttentionBlock[];
  readonly finalNorm: Norm | null;

  constructor(options: StackOptions) {
    super();
    const { numLayers, norm = 'pre', hasFinalNorm = norm === 'pre' } = options;
    requireWhole('TransformerEncoder', 'numLayers', numLayers, 1);
    this.blocks = Array.from({ length: numLayers }, () => new SelfAttentionBlock(options));
    this.finalNorm = hasFinalNorm ? newNorm(options.normKind, options) : null;
  }

  /**
   * @param x (B, T, D) float32.
   * @param limits which positions each may attend to.
   * @returns (B, T, D). The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  forward(x: tf.Tensor3D, limits: SequenceLimits = {}): tf.Tensor3D {
    return tf.tidy(() =>
      this.normalised(this.blocks.reduce((h, block) => block.forward(h, limits), x)),
    );
  }

  /**
   * Causal `forward` for positions that follow those whose keys and values were kept.
   *
   * @param x (B, T, D) float32, the new positions.
   * @param kept one for each block; null for none.
   * @returns the output for the new positions, and what is kept now. The caller disposes all, and the old ones.
   */
  extend(x: tf.Tensor3D, kept: KeysAndValues[] | null): Extended<KeysAndValues[]> {
    return tf.tidy(() => {
      const all: KeysAndValues[] = [];
      const last = this.blocks.reduce((h, block, i) => {
        const extended = block.extend(h, kept && kept[i]);
        all.push(extended.kept);
        return extended.output;
      }, x);
      return { output: this.normalised(last), kept: all };
    });
  }

  /**
   * @param x (B, T, D) float32.
   * @returns (B, H, T, T) for each block, the weights of its attention. The caller disposes them.
   */
  weights(x: tf.Tensor3D, limits: SequenceLimits = {}): tf.Tensor4D[] {
    return tf.tidy(() => {
      let h = x;
      return this.blocks.map((block) => {
        const weights = block.weights(h, limits);
        h = block.forward(h, limits);
        return weights;
      });
    });
  }

  private normalised(x: tf.Tensor3D): tf.Tensor3D {
    return this.finalNorm === null ? x : this.finalNorm.forward(x);
  }
}
