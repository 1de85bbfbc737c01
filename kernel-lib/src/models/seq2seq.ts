import { tf } from '../backend/tensorflow';
import { Module } from '../nn/module';
import type { Random } from '../tensor/random';
import { requireShape } from '../tensor/require';
import { greedySearch, type SearchOptions } from './greedy-search';
import { Seq2SeqDecoder, type Seq2SeqAttention, type SourceMemory } from './seq2seq-decoder';
import { Seq2SeqEncoder } from './seq2seq-encoder';
import { lensOf, type SourceInput, type TranslationInput } from './transformer';
import { Writing } from './writing';

export interface Seq2SeqOptions {
  /** How many tokens the language that is read has. */
  sourceVocabularySize: number;
  /** How many tokens the language that is written has. */
  targetVocabularySize: number;
  /** D, the width of embeddings. */
  dim: number;
  /** h, the width of the states; D unless said. */
  numHiddens?: number;
  /** `none`: the decoder sees one vector for the whole text; else it attends to each token's. */
  attention: Seq2SeqAttention;
  /** Whether the encoder reads from both ends; true unless said. */
  isBidirectional?: boolean;
  /** How likely in training a number of an embedding is dropped; 0 unless said. */
  dropout?: number;
  /** Where the first weights come from. */
  random: Random;
}

/** What a model keeps while it writes. */
export type Seq2SeqKept = { state: tf.Tensor2D; memory: SourceMemory };

/**
 * A recurrent encoder and decoder: one GRU reads a text, another writes its translation. Without attention all it
 * knows of the text is one vector (Cho et al. 2014, Sutskever et al. 2014); with attention it looks back at each
 * word (Bahdanau et al. 2015).
 */
export class Seq2Seq extends Module {
  readonly encoder: Seq2SeqEncoder;
  readonly decoder: Seq2SeqDecoder;

  constructor(options: Seq2SeqOptions) {
    super();
    const { sourceVocabularySize, targetVocabularySize, dim, numHiddens = dim } = options;
    const { attention, isBidirectional = true, dropout = 0, random } = options;
    const common = { dim, numHiddens, dropout, random };
    this.encoder = new Seq2SeqEncoder({
      ...common,
      vocabularySize: sourceVocabularySize,
      isBidirectional,
    });
    this.decoder = new Seq2SeqDecoder({
      ...common,
      vocabularySize: targetVocabularySize,
      contextDim: this.encoder.outputDim,
      attention,
    });
  }

  /**
   * Teacher forcing: the decoder is given the right beginning and says what follows each of its tokens.
   *
   * @param input.source (B, S) int32, input.sourceLens (B), input.target (B, T) int32: the beginning token first,
   *   the end left out.
   * @returns (B, T, V): position t holds the logits of token t + 1. The caller disposes it.
   * @throws Error when an id is out of range or the shapes do not fit.
   */
  logits(input: TranslationInput): tf.Tensor3D {
    requireInput('Seq2Seq.logits', input);
    return tf.tidy(() => {
      const { state, memory } = this.read(input);
      return this.decoder.forward(input.target, state, memory).logits;
    });
  }

  /**
   * Where each token that is written looks: row t holds the weights with which token t + 1 was chosen.
   *
   * @param input as for `logits`; for the alignment of a translation, the translation as target.
   * @returns (B, T, S). The caller disposes it.
   * @throws Error when the model has no attention, an id is out of range or the shapes do not fit.
   */
  alignment(input: TranslationInput): tf.Tensor3D {
    requireInput('Seq2Seq.alignment', input);
    const { attention } = this.decoder;
    if (attention === null) throw new Error('Seq2Seq.alignment: the model must have attention');
    const { source, sourceLens = null, target } = input;
    return tf.tidy(() => {
      const { state, memory } = this.read(input);
      const { queries } = this.decoder.forward(target, state, memory);
      const keys = this.encoder.forward(source, sourceLens).outputs;
      return attention.weights({ queries, keys, validLens: sourceLens });
    });
  }

  /** Begins to write, with nothing written yet: a row for each text of the batch. The caller disposes it. */
  write(input: SourceInput): Writing<Seq2SeqKept> {
    requireShape('Seq2Seq.write', 'source', input.source, ['B', 'S']);
    return new Writing<Seq2SeqKept>(this.read(input), (tokens, { state, memory }) => {
      const run = this.decoder.forward(tokens, state, memory);
      const last = run.logits.slice([0, tokens.shape[1] - 1, 0], [-1, 1, -1]);
      return { logits: last.squeeze<tf.Tensor2D>([1]), kept: { state: run.state, memory } };
    });
  }

  /**
   * Greedy translations: the most likely token each time.
   *
   * @returns the tokens of each text, without its beginning and its end.
   */
  translate(input: SourceInput, options: SearchOptions): number[][] {
    const writing = this.write(input);
    try {
      return greedySearch(writing, input.source.shape[0], options);
    } finally {
      writing.dispose();
    }
  }

  /** Reads a text: the decoder's first state, and what it remembers. */
  private read({ source, sourceLens = null }: SourceInput): Seq2SeqKept {
    return tf.tidy(() => {
      const { outputs, summary } = this.encoder.forward(source, sourceLens);
      const state = this.decoder.firstState(summary);
      const { attention } = this.decoder;
      if (attention === null) return { state, memory: { summary } };
      const keys = attention.projectKeys(outputs);
      const tokens = { values: outputs, keys, lens: lensOf({ source, sourceLens }) };
      return { state, memory: { summary, tokens } };
    });
  }
}

function requireInput(fnName: string, { source, target }: TranslationInput): void {
  requireShape(fnName, 'source', source, ['B', 'S']);
  requireShape(fnName, 'target', target, [source.shape[0], 'T']);
}
