import { tf } from '../backend/tensorflow';
import { requireWhole } from '../tensor/require';

/** Where sines and cosines of one frequency stand: side by side, or in the two halves of a row. */
export type SinusoidLayout = 'interleaved' | 'halves';

export interface SinusoidOptions {
  /**
   * `interleaved` unless said: sin in column 2j, cos in column 2j + 1, as in the paper. `halves`: the first
   * ⌈D / 2⌉ columns are sines, the rest cosines, as in the authors' program. One is a permutation of the
   * other's columns, so that a model learns as well with either.
   */
  layout?: SinusoidLayout;
}

/**
 * The position of each token written as sines and cosines:
 * `P[i][2j] = sin(i / 10000^(2j / D))`, `P[i][2j + 1] = cos(i / 10000^(2j / D))`.
 *
 * @param numPositions T; positions are 0 … T − 1.
 * @param dim D. When it is odd, the last frequency has a sine only.
 * @returns (T, D). The caller disposes it.
 * @throws Error when a size is not a whole number from 1 on, or the layout is unknown.
 * @see Vaswani et al. 2017, section 3.5.
 */
export function sinusoidalPositions(
  numPositions: number,
  dim: number,
  { layout = 'interleaved' }: SinusoidOptions = {},
): tf.Tensor2D {
  requireWhole('sinusoidalPositions', 'numPositions', numPositions, 1);
  requireWhole('sinusoidalPositions', 'dim', dim, 1);
  if (layout !== 'interleaved' && layout !== 'halves') {
    throw new Error(
      `sinusoidalPositions: layout must be 'interleaved' or 'halves', got ${String(layout)}`,
    );
  }
  const numSines = Math.ceil(dim / 2);
  const numbers = new Float32Array(numPositions * dim);
  for (let position = 0; position < numPositions; position++) {
    for (let column = 0; column < dim; column++) {
      const isSine = layout === 'halves' ? column < numSines : column % 2 === 0;
      const j = layout === 'halves' ? column % numSines : Math.floor(column / 2);
      const angle = position * frequency(j, dim);
      numbers[position * dim + column] = isSine ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return tf.tensor2d(numbers, [numPositions, dim]);
}

/** Radians by which pair j of the D columns turns from one position to the next: 10000^(−2j / D). */
export function frequency(j: number, dim: number, base: number = 10000): number {
  return base ** ((-2 * j) / dim);
}
