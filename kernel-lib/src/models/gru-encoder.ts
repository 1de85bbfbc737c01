import { tf } from '../backend/tensorflow';
import { GRU } from '../nn/gru';
import type { Random } from '../tensor/random';
import { SentenceEncoder, type SentenceLens } from './sentence-encoder';

export interface GRUEncoderOptions {
  /** D, the width of an embedding. */
  dim: number;
  /** h, the width of the state. */
  numHiddens: number;
  /** Where the first weights come from. */
  random: Random;
}

/** The state of a GRU after the last word. */
export class GRUEncoder extends SentenceEncoder {
  readonly gru: GRU;
  readonly outputDim: number;

  constructor({ dim, numHiddens, random }: GRUEncoderOptions) {
    super();
    this.gru = new GRU({ inputDim: dim, numHiddens, random });
    this.outputDim = numHiddens;
  }

  forward(x: tf.Tensor3D, lens: SentenceLens): tf.Tensor2D {
    return tf.tidy(() => this.gru.forward(x, { validLens: lens }).state.squeeze<tf.Tensor2D>([0]));
  }
}
