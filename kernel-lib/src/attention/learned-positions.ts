import { tf } from '../backend/tensorflow';
import { Module } from '../nn/module';
import type { Random } from '../tensor/random';
import { requireWhole } from '../tensor/require';
import { addRows, type PositionOptions } from './positional-encoding';

export interface LearnedPositionsOptions {
  /** The longest sequence. */
  numPositions: number;
  /** D, the width of a token. */
  dim: number;
  /** Where the first numbers come from. */
  random: Random;
}

/** Adds to each token a vector that is learned for its position; it knows no position it never saw. */
export class LearnedPositions extends Module {
  /** (numPositions, D), normal with standard deviation 0.02 at first. */
  readonly weight: tf.Variable<tf.Rank.R2>;

  constructor({ numPositions, dim, random }: LearnedPositionsOptions) {
    super();
    requireWhole('LearnedPositions', 'numPositions', numPositions, 1);
    requireWhole('LearnedPositions', 'dim', dim, 1);
    this.weight = tf.tidy(() =>
      tf.variable(random.normalTensor<tf.Rank.R2>([numPositions, dim], { std: 0.02 })),
    );
  }

  /**
   * @param x (B, T, D) float32.
   * @returns (B, T, D), x plus the vectors of its positions. The caller disposes it.
   * @throws Error when the width differs or the sequence goes on beyond the last position.
   * @see Gehring et al. 2017, section 3.1.
   */
  forward(x: tf.Tensor3D, { offset = 0 }: PositionOptions = {}): tf.Tensor3D {
    return addRows('LearnedPositions.forward', x, this.weight, offset);
  }
}
