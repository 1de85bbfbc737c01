import { tf } from '../backend/tensorflow';
import { Module } from '../nn/module';

/** How many tokens of each sentence count, (B) int32. */
export type SentenceLens = tf.Tensor1D;

/** Something that makes one vector of a sentence. */
export abstract class SentenceEncoder extends Module {
  /** The width of the vector. */
  abstract readonly outputDim: number;

  /**
   * @param x (B, T, D) float32, the embeddings of the tokens.
   * @param lens (B) int32, how many of them count.
   * @returns (B, outputDim). The caller disposes it.
   */
  abstract forward(x: tf.Tensor3D, lens: SentenceLens): tf.Tensor2D;
}

/** 1 where a token counts, else 0: (B) -> (B, T, 1). */
export function countedTokens(lens: SentenceLens, length: number): tf.Tensor3D {
  const positions = tf.range(0, length, 1, 'int32').reshape([1, length, 1]);
  return tf.less(positions, lens.reshape([-1, 1, 1])).cast('float32') as tf.Tensor3D;
}

/** The mean over the tokens that count; 0 for an empty sentence. (B, T, D) -> (B, D) */
export function meanOfTokens(x: tf.Tensor3D, lens: SentenceLens): tf.Tensor2D {
  return tf.tidy(() => {
    const counted = countedTokens(lens, x.shape[1]);
    const numTokens = lens.maximum(1).cast('float32').reshape([-1, 1]);
    return x.mul(counted).sum(1).div(numTokens) as tf.Tensor2D;
  });
}
