import { tf } from '../backend/tensorflow';
import { requireFloats } from './require';

/** Vectors shorter than this have no direction. */
const shortest = 1e-12;

/**
 * The cosine of the angle between vectors, a·b / (‖a‖ ‖b‖): 1 for the same direction, 0 for a right angle,
 * −1 for the opposite. Unlike the dot product it does not see lengths. A vector of zeros has similarity 0
 * with everything.
 *
 * @param a (D), or (N, D) for N vectors; float32.
 * @param b (D), or (M, D) to compare every row of a with every row of b.
 * @returns a scalar, or (N, M). The caller disposes it.
 * @throws Error when the shapes do not fit.
 */
export function cosineSimilarity(a: tf.Tensor1D, b: tf.Tensor1D): tf.Scalar;
export function cosineSimilarity(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D;
export function cosineSimilarity(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const isPair = a instanceof tf.Tensor && a.rank === 1;
  requireFloats('cosineSimilarity', 'a', a, isPair ? ['D'] : ['N', 'D']);
  const dim = a.shape[a.rank - 1];
  requireFloats('cosineSimilarity', 'b', b, isPair ? [dim] : ['M', dim]);
  return tf.tidy(() => {
    const [rows, columns] = [a, b].map((x) => directions(x.reshape([-1, dim]) as tf.Tensor2D));
    const cosines = tf.matMul(rows, columns, false, true);
    return isPair ? cosines.reshape([]) : cosines;
  });
}

/** Each row with length 1. */
function directions(x: tf.Tensor2D): tf.Tensor2D {
  const squared = x.square().sum(-1, true);
  return x.div(squared.maximum(shortest ** 2).sqrt());
}
