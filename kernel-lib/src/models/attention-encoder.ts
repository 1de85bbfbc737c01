import { LearnedPositions } from '../attention/learned-positions';
import { MultiHeadAttention } from '../attention/multi-head-attention';
import { PositionalEncoding } from '../attention/positional-encoding';
import { tf } from '../backend/tensorflow';
import { FeedForward } from '../nn/feed-forward';
import { Module } from '../nn/module';
import type { Random } from '../tensor/random';
import { requireWhole } from '../tensor/require';
import { meanOfTokens, SentenceEncoder, type SentenceLens } from './sentence-encoder';

export interface AttentionEncoderOptions {
  /** D, the width of an embedding. */
  dim: number;
  /** H, a divisor of D. */
  numHeads: number;
  /** How many times the words look at each other; 2 unless said. */
  numLayers?: number;
  /** How the words know where they stand; `sinusoidal` unless said. */
  positions?: 'none' | 'sinusoidal' | 'learned';
  /** The longest sentence; 128 unless said. */
  numPositions?: number;
  /** Where the first weights come from. */
  random: Random;
}

/** Self-attention from each word to all others, several times, and the mean of what comes out. */
export class AttentionEncoder extends SentenceEncoder {
  readonly positions: PositionalEncoding | LearnedPositions | null;
  readonly layers: SelfAttentionLayer[];
  readonly outputDim: number;

  constructor(options: AttentionEncoderOptions) {
    super();
    const { dim, numLayers = 2, numPositions = 128, positions = 'sinusoidal', random } = options;
    requireWhole('AttentionEncoder', 'numLayers', numLayers, 1);
    this.positions = newPositions(positions, { dim, numPositions, random });
    this.layers = Array.from({ length: numLayers }, () => new SelfAttentionLayer(options));
    this.outputDim = dim;
  }

  forward(x: tf.Tensor3D, lens: SentenceLens): tf.Tensor2D {
    return tf.tidy(() => meanOfTokens(this.contextualise(x, lens), lens));
  }

  /** Each word in the light of the others: (B, T, D) -> (B, T, D). The caller disposes it. */
  contextualise(x: tf.Tensor3D, lens: SentenceLens): tf.Tensor3D {
    return tf.tidy(() => {
      const placed = this.positions === null ? x : this.positions.forward(x);
      return this.layers.reduce((h, layer) => layer.forward(h, lens), placed);
    });
  }
}

/** x + attention(x), and then x + W₂ max(0, W₁ x) for each word by itself. */
class SelfAttentionLayer extends Module {
  readonly attention: MultiHeadAttention;
  readonly feedForward: FeedForward;

  constructor({ dim, numHeads, random }: AttentionEncoderOptions) {
    super();
    this.attention = new MultiHeadAttention({ dim, numHeads, random });
    this.feedForward = new FeedForward({ dim, hiddenDim: 2 * dim, random });
  }

  forward(x: tf.Tensor3D, validLens: SentenceLens): tf.Tensor3D {
    return tf.tidy(() => {
      const seen = x.add<tf.Tensor3D>(
        this.attention.forward({ queries: x, keys: x, values: x, validLens }),
      );
      return seen.add<tf.Tensor3D>(this.feedForward.forward(seen));
    });
  }
}

function newPositions(
  kind: 'none' | 'sinusoidal' | 'learned',
  options: { dim: number; numPositions: number; random: Random },
): PositionalEncoding | LearnedPositions | null {
  if (kind === 'none') return null;
  if (kind === 'sinusoidal') return new PositionalEncoding(options);
  if (kind === 'learned') return new LearnedPositions(options);
  throw new Error(
    `AttentionEncoder: positions must be 'none', 'sinusoidal' or 'learned', got ${String(kind)}`,
  );
}
