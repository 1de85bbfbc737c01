import { LearnedPositions } from '../attention/learned-positions';
import type { KeysAndValues } from '../attention/multi-head-attention';
import { tf } from '../backend/tensorflow';
import { Dropout } from '../nn/dropout';
import { Embedding } from '../nn/embedding';
import { Linear } from '../nn/linear';
import { Module } from '../nn/module';
import { requireShape } from '../tensor/require';
import { generate, type GenerateOptions } from './generate';
import type { BlockOptions } from './self-attention-block';
import { TransformerEncoder } from './transformer-encoder';
import { Writing, type WritingOptions } from './writing';

export interface GPTOptions extends Omit<BlockOptions, 'hiddenDim' | 'norm'> {
  /** V, how many tokens there are. */
  vocabularySize: number;
  /** The longest text that it sees at a time. */
  numPositions: number;
  /** How many blocks. */
  numLayers: number;
  /** The width inside the feed-forward networks; 4 D unless said. */
  hiddenDim?: number;
  /** Whether the logits are products with the embeddings themselves; true unless said. */
  isTied?: boolean;
  /** How many tokens can follow, for a head of its own; V unless said. */
  outputSize?: number;
}

/**
 * A GPT: embeddings, learned positions, blocks of causal self-attention with the norm before each sublayer, and the
 * logits of the token that follows (Radford et al. 2019, section 2.3). All of it is here.
 */
export class GPT extends Module {
  readonly embedding: Embedding;
  readonly positions: LearnedPositions;
  readonly dropout: Dropout;
  readonly body: TransformerEncoder;
  /** Null when tied. */
  readonly head: Linear | null;

  constructor(options: GPTOptions) {
    super();
    const { vocabularySize, numPositions, dim, random, dropout = 0 } = options;
    const { isTied = true, outputSize = vocabularySize } = options;
    const { hiddenDim = 4 * dim, activation = 'geluTanh' } = options;
    if (isTied && outputSize !== vocabularySize) {
      throw new Error(`GPT: outputSize must be ${vocabularySize} when tied, got ${outputSize}`);
    }
    this.embedding = new Embedding({ numEmbeddings: vocabularySize, dim, random });
    this.positions = new LearnedPositions({ numPositions, dim, random });
    this.dropout = new Dropout({ rate: dropout, random });
    this.body = new TransformerEncoder({ ...options, hiddenDim, activation, norm: 'pre' });
    this.head = isTied
      ? null
      : new Linear({ inputDim: dim, outputDim: outputSize, useBias: false, random });
  }

  /**
   * @param ids (B, T) int32, T up to numPositions.
   * @returns (B, T, V): position t holds the logits of token t + 1. The caller disposes it.
   * @throws Error when an id is out of range or the text is too long.
   */
  logits(ids: tf.Tensor2D): tf.Tensor3D {
    requireShape('GPT.logits', 'ids', ids, ['B', 'T']);
    return tf.tidy(() => this.readOut(this.body.forward(this.embed(ids), { isCausal: true })));
  }

  /**
   * @param ids (B, T) int32.
   * @returns (B, H, T, T) for each block, the weights of its attention. The caller disposes them.
   */
  weights(ids: tf.Tensor2D): tf.Tensor4D[] {
    requireShape('GPT.weights', 'ids', ids, ['B', 'T']);
    return tf.tidy(() => this.body.weights(this.embed(ids), { isCausal: true }));
  }

  /** Begins texts, with nothing written yet. The caller disposes it. */
  write(options: WritingOptions = {}): Writing<KeysAndValues[]> {
    return new Writing<KeysAndValues[]>(
      [],
      (tokens, before, offset) => {
        const x = this.embed(tokens, offset); // (B, T, D)
        const { output, kept } = this.body.extend(x, before.length > 0 ? before : null);
        const last = output.slice([0, x.shape[1] - 1, 0], [-1, 1, -1]);
        return { logits: this.readOut(last).squeeze<tf.Tensor2D>([1]), kept };
      },
      options,
    );
  }

  /**
   * Goes on with a text, a token at a time.
   *
   * @param prompt the tokens it begins with, at least one.
   * @returns the tokens that follow.
   */
  generate(prompt: readonly number[], options: GenerateOptions): number[] {
    return generate(this, prompt, options);
  }

  private embed(ids: tf.Tensor2D, offset: number = 0): tf.Tensor3D {
    const x = this.positions.forward(this.embedding.forward(ids), { offset }); // (B, T) -> (B, T, D)
    return this.dropout.forward(x);
  }

  private readOut(x: tf.Tensor3D): tf.Tensor3D {
    if (this.head !== null) return this.head.forward(x); // (B, T, D) -> (B, T, V)
    const [numBatch, length, dim] = x.shape;
    const rows = x.reshape<tf.Tensor2D>([numBatch * length, dim]);
    const products = tf.matMul(rows, this.embedding.weight as tf.Tensor2D, false, true);
    return products.reshape([numBatch, length, -1]);
  }
}
