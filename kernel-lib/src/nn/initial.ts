import { tf } from '../backend/tensorflow';
import type { Random } from '../tensor/random';

/**
 * A new weight matrix: uniform in ±√(6 / (rows + columns)), which keeps the variance of signals and of
 * gradients alike from layer to layer.
 *
 * @param random where the numbers come from.
 * @param rows number of inputs.
 * @param columns number of outputs.
 * @returns (rows, columns), trainable. The caller disposes it.
 * @see Glorot & Bengio 2010, equation 16.
 */
export function glorotUniform(
  random: Random,
  rows: number,
  columns: number,
): tf.Variable<tf.Rank.R2> {
  const bound = Math.sqrt(6 / (rows + columns));
  return tf.tidy(() =>
    tf.variable(random.uniformTensor<tf.Rank.R2>([rows, columns], { min: -bound, max: bound })),
  );
}
