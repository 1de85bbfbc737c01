import { PositionalEncoding } from '../attention/positional-encoding';
import { tf } from '../backend/tensorflow';
import { Dropout } from '../nn/dropout';
import { Embedding } from '../nn/embedding';
import { Linear } from '../nn/linear';
import { Module } from '../nn/module';
import type { ValidLens } from '../tensor/mask';
import { requireShape } from '../tensor/require';
import { beamSearch, type BeamSearchOptions, type Hypothesis } from './beam-search';
import type { DecoderKept, DecoderWeights } from './cross-attention-block';
import { greedySearch, type SearchOptions } from './greedy-search';
import { TransformerDecoder } from './transformer-decoder';
import { TransformerEncoder, type StackOptions } from './transformer-encoder';
import { Writing, type WritingOptions } from './writing';

export interface TransformerOptions extends StackOptions {
  /** How many tokens the language that is read has. */
  sourceVocabularySize: number;
  /** How many tokens the language that is written has. */
  targetVocabularySize: number;
  /** The longest sequence; 512 unless said. */
  numPositions?: number;
}

export interface SourceInput {
  /** (B, S) int32, the text to read. */
  source: tf.Tensor2D;
  /** How many of its tokens count, (B); null or nothing: all. */
  sourceLens?: tf.Tensor1D | number[] | null;
}

export interface TranslationInput extends SourceInput {
  /** (B, T) int32, what is written: its beginning token first, its end left out. */
  target: tf.Tensor2D;
}

/** The Transformer: an encoder that reads and a decoder that writes (Vaswani et al. 2017, figure 1). */
export class Transformer extends Module {
  readonly sourceEmbedding: Embedding;
  readonly targetEmbedding: Embedding;
  readonly positions: PositionalEncoding;
  readonly dropout: Dropout;
  readonly encoder: TransformerEncoder;
  readonly decoder: TransformerDecoder;
  /** Logits of the next token. */
  readonly output: Linear;

  constructor(options: TransformerOptions) {
    super();
    const { sourceVocabularySize, targetVocabularySize, numPositions, dim, random } = options;
    this.sourceEmbedding = new Embedding({ numEmbeddings: sourceVocabularySize, dim, random });
    this.targetEmbedding = new Embedding({ numEmbeddings: targetVocabularySize, dim, random });
    this.positions = new PositionalEncoding({ dim, numPositions });
    this.dropout = new Dropout({ rate: options.dropout ?? 0, random });
    this.encoder = new TransformerEncoder(options);
    this.decoder = new TransformerDecoder(options);
    this.output = new Linear({ inputDim: dim, outputDim: targetVocabularySize, random });
  }

  /**
   * Teacher forcing: the decoder is given the right beginning and says what follows each of its tokens.
   *
   * @param input.source (B, S) int32, input.sourceLens (B), input.target (B, T) int32.
   * @returns (B, T, V): position t holds the logits of token t + 1. The caller disposes it.
   * @throws Error when an id is out of range or the shapes do not fit.
   */
  logits({ source, sourceLens = null, target }: TranslationInput): tf.Tensor3D {
    requireShape('Transformer.logits', 'source', source, ['B', 'S']);
    requireShape('Transformer.logits', 'target', target, [source.shape[0], 'T']);
    return tf.tidy(() => {
      const memory = this.encode({ source, sourceLens }); // (B, S, D)
      const x = this.embed(this.targetEmbedding, target); // (B, T, D)
      return this.output.forward(this.decoder.forward(x, memory, { memoryLens: sourceLens }));
    });
  }

  /**
   * @returns (B, S, D), the memory: each token that was read, in the light of the others. The caller disposes it.
   */
  encode({ source, sourceLens = null }: SourceInput): tf.Tensor3D {
    requireShape('Transformer.encode', 'source', source, ['B', 'S']);
    return tf.tidy(() => {
      const x = this.embed(this.sourceEmbedding, source);
      return this.encoder.forward(x, { validLens: sourceLens });
    });
  }

  /**
   * The three families of attention: encoder, decoder, and decoder to memory.
   *
   * @returns (B, H, T, K) for each block. The caller disposes them.
   */
  weights(input: TranslationInput): { encoder: tf.Tensor4D[]; decoder: DecoderWeights[] } {
    const { source, sourceLens = null, target } = input;
    return tf.tidy(() => {
      const read = this.embed(this.sourceEmbedding, source);
      const memory = this.encoder.forward(read, { validLens: sourceLens });
      const x = this.embed(this.targetEmbedding, target);
      return {
        encoder: this.encoder.weights(read, { validLens: sourceLens }),
        decoder: this.decoder.weights(x, memory, { memoryLens: sourceLens }),
      };
    });
  }

  /** Begins to write, with nothing written yet: a row for each text of the batch. The caller disposes it. */
  write(input: SourceInput, options: WritingOptions = {}): Writing<TransformerKept> {
    const start = tf.tidy(() => {
      const blocks = this.decoder.start(this.encode(input));
      return { blocks, lens: lensOf(input) };
    });
    return new Writing<TransformerKept>(
      start,
      (tokens, { blocks, lens }, offset) => {
        const x = this.embed(this.targetEmbedding, tokens, offset); // (B, T, D)
        const { output, kept } = this.decoder.extend(x, blocks, { memoryLens: lens });
        const last = output.slice([0, x.shape[1] - 1, 0], [-1, 1, -1]).squeeze<tf.Tensor2D>([1]);
        return { logits: this.output.forward(last), kept: { blocks: kept, lens } };
      },
      options,
    );
  }

  /** Greedy translations: the most likely token each time. */
  translate(input: SourceInput, options: SearchOptions & WritingOptions): number[][] {
    const writing = this.write(input, options);
    try {
      return greedySearch(writing, input.source.shape[0], options);
    } finally {
      writing.dispose();
    }
  }

  /**
   * The best translations of one text by beam search.
   *
   * @param input.source (1, S) int32.
   */
  translateWithBeams(
    input: SourceInput,
    options: BeamSearchOptions & WritingOptions,
  ): Hypothesis[] {
    requireShape('Transformer.translateWithBeams', 'source', input.source, [1, 'S']);
    const writing = this.write(input, options);
    try {
      return beamSearch(writing, options);
    } finally {
      writing.dispose();
    }
  }

  /** Embeddings times √D, so that they stand up to the positions that are added. */
  private embed(embedding: Embedding, ids: tf.Tensor2D, offset: number = 0): tf.Tensor3D {
    const [, dim] = embedding.weight.shape;
    const x = embedding.forward(ids).mul<tf.Tensor3D>(Math.sqrt(dim)); // (B, T) -> (B, T, D)
    return this.dropout.forward(this.positions.forward(x, { offset }));
  }
}

/** What a Transformer keeps while it writes. */
export type TransformerKept = { blocks: DecoderKept[]; lens: tf.Tensor1D };

/** How many tokens of each text count, (B) int32. */
export function lensOf({ source, sourceLens }: SourceInput): tf.Tensor1D {
  const [numBatch, length] = source.shape;
  const lens: ValidLens = sourceLens ?? Array.from({ length: numBatch }, () => length);
  return lens instanceof tf.Tensor ? lens.clone() : tf.tensor1d(lens as number[], 'int32');
}
