import { attentionPool } from '../attention/attention-pool';
import { StructuredSelfAttention } from '../attention/structured-self-attention';
import { tf } from '../backend/tensorflow';
import { BidirectionalGRU } from '../nn/bidirectional-gru';
import type { Random } from '../tensor/random';
import { SentenceEncoder, type SentenceLens } from './sentence-encoder';

export interface HopsEncoderOptions {
  /** D, the width of an embedding. */
  dim: number;
  /** u, the width of the state in each direction. */
  numHiddens: number;
  /** h, the width of the attention's hidden layer; u unless said. */
  attentionHiddens?: number;
  /** r, how many times the sentence is looked at. */
  numHops: number;
  /** Where the first weights come from. */
  random: Random;
}

/** Words in the light of their sentence, and where each hop looks. The caller disposes both. */
export interface HopsReading {
  /** H, (B, T, 2u). */
  outputs: tf.Tensor3D;
  /** A, (B, r, T). */
  weights: tf.Tensor3D;
}

/**
 * The sentence embedding of Lin et al. 2017: a GRU reads from both ends, and r hops each take a mixture of its
 * outputs, M = A H. The two halves can be called by themselves, to put other weights between them.
 */
export class HopsEncoder extends SentenceEncoder {
  readonly gru: BidirectionalGRU;
  readonly attention: StructuredSelfAttention;
  readonly outputDim: number;

  constructor({ dim, numHiddens, attentionHiddens, numHops, random }: HopsEncoderOptions) {
    super();
    this.gru = new BidirectionalGRU({ inputDim: dim, numHiddens, random });
    this.attention = new StructuredSelfAttention({
      inputDim: 2 * numHiddens,
      numHiddens: attentionHiddens ?? numHiddens,
      numHops,
      random,
    });
    this.outputDim = numHops * 2 * numHiddens;
  }

  forward(x: tf.Tensor3D, lens: SentenceLens): tf.Tensor2D {
    return tf.tidy(() => this.mix(this.read(x, lens)));
  }

  /** The first half: what the GRU makes of the words, and where the hops look. */
  read(x: tf.Tensor3D, lens: SentenceLens): HopsReading {
    return tf.tidy(() => {
      const { outputs } = this.gru.forward(x, { validLens: lens });
      return { outputs, weights: this.attention.weights(outputs, { validLens: lens }) };
    });
  }

  /** The second half: the mixtures of all hops, one after the other. (B, r · 2u) */
  mix({ outputs, weights }: HopsReading): tf.Tensor2D {
    return tf.tidy(() =>
      attentionPool(weights, outputs).reshape<tf.Tensor2D>([outputs.shape[0], this.outputDim]),
    );
  }
}
