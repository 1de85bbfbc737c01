import { tf } from '../backend/tensorflow';
import { Embedding } from '../nn/embedding';
import { FeedForward } from '../nn/feed-forward';
import { Module } from '../nn/module';
import { lengthsOf } from '../nn/recurrence';
import type { Random } from '../tensor/random';
import { requireShape } from '../tensor/require';
import { embedAtScale } from './embed-at-scale';
import type { SentenceEncoder, SentenceLens } from './sentence-encoder';

export interface SentenceClassifierOptions<E extends SentenceEncoder> {
  /** V, how many tokens there are. */
  vocabularySize: number;
  /** D, the width of an embedding. */
  dim: number;
  /** What makes one vector of a sentence; made for embeddings of width D. */
  encoder: E;
  /** How many classes. */
  numClasses: number;
  /** The width of the hidden layer between the sentence and its class; 64 unless said. */
  hiddenDim?: number;
  /** How likely in training a number of that layer is dropped; 0 unless said. */
  dropout?: number;
  /** Where the first weights come from. */
  random: Random;
}

/** Sentences of a batch. */
export interface SentenceInput {
  /** (B, T) int32. */
  ids: tf.Tensor2D;
  /** How many tokens of each sentence count, (B); null or nothing: all. */
  validLens?: tf.Tensor1D | number[] | null;
}

/** Embeddings, an encoder that makes one vector of a sentence, and a network with one hidden layer on top. */
export class SentenceClassifier<E extends SentenceEncoder = SentenceEncoder> extends Module {
  readonly embedding: Embedding;
  readonly encoder: E;
  /** From the sentence to the logits of its classes. */
  readonly head: FeedForward;

  constructor(options: SentenceClassifierOptions<E>) {
    super();
    const { vocabularySize, dim, encoder, numClasses, hiddenDim = 64, dropout, random } = options;
    this.embedding = new Embedding({ numEmbeddings: vocabularySize, dim, random });
    this.encoder = encoder;
    this.head = new FeedForward({
      dim: encoder.outputDim,
      hiddenDim,
      outputDim: numClasses,
      dropout,
      random,
    });
  }

  /**
   * @param input.ids (B, T) int32, input.validLens (B).
   * @returns (B, numClasses). The caller disposes it.
   * @throws Error when an id is out of range or the shapes do not fit.
   */
  logits(input: SentenceInput): tf.Tensor2D {
    return tf.tidy(() => {
      const { x, lens } = this.embed(input);
      return this.head.forward(this.encoder.forward(x, lens));
    });
  }

  /**
   * What the encoder is given.
   *
   * @returns x (B, T, D), the embeddings times √D, and lens (B) int32. The caller disposes both.
   */
  embed({ ids, validLens = null }: SentenceInput): { x: tf.Tensor3D; lens: SentenceLens } {
    const fnName = 'SentenceClassifier.embed';
    requireShape(fnName, 'ids', ids, ['B', 'T']);
    const [numBatch, length] = ids.shape;
    return tf.tidy(() => ({
      x: embedAtScale(this.embedding, ids),
      lens: lengthsOf(fnName, validLens, numBatch) ?? tf.fill([numBatch], length, 'int32'),
    }));
  }

  /**
   * The most likely class of each sentence.
   *
   * @returns B whole numbers from 0 to numClasses − 1.
   */
  classify(input: SentenceInput): number[] {
    return tf.tidy(() => Array.from(this.logits(input).argMax(1).dataSync()));
  }
}
