import { tf } from '../backend/tensorflow';
import type { Embedding } from '../nn/embedding';

/**
 * Embeddings times √D. At first each of their numbers then varies by about 1, as the first weights of the layers
 * above them expect: recurrent models learn several times faster so.
 *
 * @param ids (B, T) int32.
 * @returns (B, T, D). The caller disposes it.
 * @see Vaswani et al. 2017, section 3.4.
 */
export function embedAtScale(embedding: Embedding, ids: tf.Tensor2D): tf.Tensor3D {
  const [, dim] = embedding.weight.shape;
  return tf.tidy(() => embedding.forward(ids).mul<tf.Tensor3D>(Math.sqrt(dim)));
}
