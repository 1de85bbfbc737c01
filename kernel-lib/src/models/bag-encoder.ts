import type { tf } from '../backend/tensorflow';
import { meanOfTokens, SentenceEncoder, type SentenceLens } from './sentence-encoder';

/** The mean of the embeddings: which words there are, in whatever order. Nothing in it is learned. */
export class BagEncoder extends SentenceEncoder {
  readonly outputDim: number;

  /** @param dim D, the width of an embedding. */
  constructor({ dim }: { dim: number }) {
    super();
    this.outputDim = dim;
  }

  forward(x: tf.Tensor3D, lens: SentenceLens): tf.Tensor2D {
    return meanOfTokens(x, lens);
  }
}
