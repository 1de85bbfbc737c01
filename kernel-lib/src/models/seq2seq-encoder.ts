import { tf } from '../backend/tensorflow';
import { BidirectionalGRU } from '../nn/bidirectional-gru';
import { Dropout } from '../nn/dropout';
import { Embedding } from '../nn/embedding';
import { GRU } from '../nn/gru';
import { Module } from '../nn/module';
import type { Random } from '../tensor/random';
import { embedAtScale } from './embed-at-scale';

export interface Seq2SeqEncoderOptions {
  /** V, how many tokens the language that is read has. */
  vocabularySize: number;
  /** D, the width of an embedding. */
  dim: number;
  /** h, the width of the state. */
  numHiddens: number;
  /** Whether the text is read from both ends. */
  isBidirectional: boolean;
  /** How likely in training a number of an embedding is dropped. */
  dropout: number;
  random: Random;
}

/** What an encoder makes of a text. The caller disposes both. */
export interface EncodedSource {
  /** (B, S, c), one vector for each token, with c = h or 2h; 0 beyond the end. */
  outputs: tf.Tensor3D;
  /** (B, c), the whole text: what was known after the last token, of either direction. */
  summary: tf.Tensor2D;
}

/** Embeddings and a GRU that reads them. */
export class Seq2SeqEncoder extends Module {
  readonly embedding: Embedding;
  readonly dropout: Dropout;
  readonly gru: GRU | BidirectionalGRU;
  /** c, the width of an output. */
  readonly outputDim: number;

  constructor(options: Seq2SeqEncoderOptions) {
    super();
    const { vocabularySize, dim, numHiddens, isBidirectional, dropout, random } = options;
    this.embedding = new Embedding({ numEmbeddings: vocabularySize, dim, random });
    this.dropout = new Dropout({ rate: dropout, random });
    const layer = { inputDim: dim, numHiddens, random };
    this.gru = isBidirectional ? new BidirectionalGRU(layer) : new GRU(layer);
    this.outputDim = isBidirectional ? 2 * numHiddens : numHiddens;
  }

  /**
   * @param source (B, S) int32.
   * @param validLens (B), how many tokens of each text count; null: all.
   * @returns outputs (B, S, c) and summary (B, c). The caller disposes both.
   */
  forward(source: tf.Tensor2D, validLens: tf.Tensor1D | number[] | null): EncodedSource {
    return tf.tidy(() => {
      const embedded = this.dropout.forward(embedAtScale(this.embedding, source)); // (B, S, D)
      const { outputs, state } = this.gru.forward(embedded, { validLens });
      const numBatch = source.shape[0];
      const summary = state
        .transpose([1, 0, 2]) // (directions, B, h) -> (B, directions, h)
        .reshape<tf.Tensor2D>([numBatch, this.outputDim]);
      return { outputs, summary };
    });
  }
}
