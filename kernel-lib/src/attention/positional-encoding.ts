import { tf } from '../backend/tensorflow';
import { Module } from '../nn/module';
import { requireFloats, requireWhole } from '../tensor/require';
import { sinusoidalPositions, type SinusoidOptions } from './sinusoidal-positions';

export interface PositionalEncodingOptions extends SinusoidOptions {
  /** D, the width of a token. */
  dim: number;
  /** The longest sequence; 512 unless said. */
  numPositions?: number;
}

/** Where the sequence that is given begins. */
export interface PositionOptions {
  /** The position of its first token; 0 unless said. A decoder that goes on from kept keys starts later. */
  offset?: number;
}

/** Adds sines and cosines of the position to each token. Nothing in it is learned. */
export class PositionalEncoding extends Module {
  /** P, (numPositions, D), not trainable. */
  readonly table: tf.Variable<tf.Rank.R2>;

  constructor({ dim, numPositions = 512, layout }: PositionalEncodingOptions) {
    super();
    requireWhole('PositionalEncoding', 'dim', dim, 1);
    requireWhole('PositionalEncoding', 'numPositions', numPositions, 1);
    this.table = tf.tidy(() =>
      tf.variable(sinusoidalPositions(numPositions, dim, { layout }), false),
    );
  }

  /**
   * @param x (B, T, D) float32.
   * @returns (B, T, D), x + P. The caller disposes it.
   * @throws Error when the width differs or the sequence goes on beyond the table.
   */
  forward(x: tf.Tensor3D, { offset = 0 }: PositionOptions = {}): tf.Tensor3D {
    return addRows('PositionalEncoding.forward', x, this.table, offset);
  }
}

/** x (B, T, D) plus rows offset … offset + T − 1 of a table (N, D). */
export function addRows(
  fnName: string,
  x: tf.Tensor3D,
  table: tf.Tensor2D,
  offset: number,
): tf.Tensor3D {
  const [numPositions, dim] = table.shape;
  requireFloats(fnName, 'x', x, ['B', 'T', dim]);
  requireWhole(fnName, 'offset', offset, 0);
  const length = x.shape[1];
  if (offset + length > numPositions) {
    throw new Error(
      `${fnName}: x must end at position ${numPositions - 1} or before, got ${offset + length - 1}`,
    );
  }
  return tf.tidy(() => tf.add(x, table.slice([offset, 0], [length, dim])));
}
