import { tf } from '../backend/tensorflow';
import { requireFloats, requireWhole } from '../tensor/require';

/**
 * Cuts each vector into H strips of d = D / H neighbouring numbers, one for each head.
 *
 * @param x (B, T, D) float32.
 * @param numHeads H, a divisor of D.
 * @returns (B, H, T, d). The caller disposes it.
 * @throws Error when D is not a multiple of H.
 */
export function splitHeads(x: tf.Tensor3D, numHeads: number): tf.Tensor4D {
  requireFloats('splitHeads', 'x', x, ['B', 'T', 'D']);
  const [numBatch, length, dim] = x.shape;
  requireHeads('splitHeads', numHeads, dim);
  return tf.tidy(() => {
    const strips = x.reshape<tf.Tensor4D>([numBatch, length, numHeads, dim / numHeads]);
    return strips.transpose([0, 2, 1, 3]); // (B, T, H, d) -> (B, H, T, d)
  });
}

/**
 * Puts the strips of all heads side by side again: undoes `splitHeads`.
 *
 * @param x (B, H, T, d) float32.
 * @returns (B, T, H·d). The caller disposes it.
 * @throws Error when x has not four axes.
 */
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  requireFloats('mergeHeads', 'x', x, ['B', 'H', 'T', 'd']);
  const [numBatch, numHeads, length, d] = x.shape;
  return tf.tidy(() =>
    x.transpose([0, 2, 1, 3]).reshape<tf.Tensor3D>([numBatch, length, numHeads * d]),
  );
}

/** Checks that a width can be cut into heads of one width. */
export function requireHeads(fnName: string, numHeads: number, dim: number): void {
  requireWhole(fnName, 'numHeads', numHeads, 1);
  if (dim % numHeads !== 0) {
    throw new Error(`${fnName}: numHeads must divide the width ${dim}, got ${numHeads}`);
  }
}
