import { tf } from '../backend/tensorflow';
import { requireFloats } from '../tensor/require';

/**
 * How much of each input token is in each output token after several blocks: the product, block after block, of
 * Ā = (mean over heads of A + I) / 2, where the identity stands for the residual connection.
 *
 * @param weights (B, H, T, T) for each block, the first block first. The caller keeps them.
 * @returns (B, T, T); row i says where output i comes from, and sums to 1. The caller disposes it.
 * @throws Error when there is no block or the shapes differ.
 * @see Abnar & Zuidema 2020, section 3.
 */
export function attentionRollout(weights: readonly tf.Tensor4D[]): tf.Tensor3D {
  if (weights.length === 0) {
    throw new Error('attentionRollout: weights must have at least one block, got none');
  }
  requireFloats('attentionRollout', 'weights[0]', weights[0], ['B', 'H', 'T', 'T']);
  const [numBatch, , length] = weights[0].shape;
  weights.forEach((block, i) => {
    requireFloats('attentionRollout', `weights[${i}]`, block, [numBatch, 'H', length, length]);
  });
  return tf.tidy(() => {
    const itself = tf.eye(length);
    const mixed = weights.map((block) =>
      block.mean<tf.Tensor3D>(1).add(itself).div<tf.Tensor3D>(2),
    );
    return mixed.reduce((rolled, block) => tf.matMul(block, rolled)); // (B, T, T)
  });
}
