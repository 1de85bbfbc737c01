import { tf } from '../backend/tensorflow';
import { requireFloats, requireWhole } from '../tensor/require';
import { Module } from './module';

export interface BatchNormOptions {
  /** D, the number of features. */
  dim: number;
  /** What is added to the variance; 1e-5 unless said. */
  epsilon?: number;
  /** How far a step moves the running statistics towards those of its batch; 0.1 unless said. */
  momentum?: number;
}

/**
 * y = (x − mean) / √(variance + ε) · gain + bias, for each feature over the whole batch. In training the
 * statistics are those of the batch, and the running ones follow them; else the running ones are used.
 */
export class BatchNorm extends Module {
  /** (D), ones at first. */
  readonly gain: tf.Variable<tf.Rank.R1>;
  /** (D), zeros at first. */
  readonly bias: tf.Variable<tf.Rank.R1>;
  /** (D), not trained; zeros at first. */
  readonly runningMean: tf.Variable<tf.Rank.R1>;
  /** (D), not trained; ones at first. */
  readonly runningVariance: tf.Variable<tf.Rank.R1>;
  readonly epsilon: number;
  readonly momentum: number;

  constructor({ dim, epsilon = 1e-5, momentum = 0.1 }: BatchNormOptions) {
    super();
    requireWhole('BatchNorm', 'dim', dim, 1);
    const filled = (value: number, isTrained: boolean): tf.Variable<tf.Rank.R1> =>
      tf.tidy(() => tf.variable(tf.fill<tf.Rank.R1>([dim], value), isTrained));
    this.gain = filled(1, true);
    this.bias = filled(0, true);
    this.runningMean = filled(0, false);
    this.runningVariance = filled(1, false);
    this.epsilon = epsilon;
    this.momentum = momentum;
  }

  /**
   * @param x (…, D) float32: all axes but the last are the batch.
   * @returns of the same shape. The caller disposes it.
   * @throws Error when the last axis of x is not D, or a batch in training holds a single row.
   * @see Ioffe & Szegedy 2015, algorithms 1 and 2.
   */
  forward<R extends tf.Rank>(x: tf.Tensor<R>): tf.Tensor<R> {
    const leading = x instanceof tf.Tensor ? x.shape.slice(0, -1) : ['…'];
    requireFloats('BatchNorm.forward', 'x', x, [...leading, this.gain.shape[0]]);
    return tf.tidy(() => {
      const { mean, variance } = this.isTraining ? this.batchStatistics(x) : this.running();
      const scale = variance.add(this.epsilon).rsqrt().mul(this.gain);
      return x.sub(mean).mul(scale).add(this.bias) as tf.Tensor<R>;
    });
  }

  private running(): { mean: tf.Tensor; variance: tf.Tensor } {
    return { mean: this.runningMean, variance: this.runningVariance };
  }

  private batchStatistics(x: tf.Tensor): { mean: tf.Tensor; variance: tf.Tensor } {
    const numRows = x.size / this.gain.size;
    if (numRows < 2) {
      throw new Error(`BatchNorm.forward: x must have at least 2 rows in training, got ${numRows}`);
    }
    const { mean, variance } = tf.moments(
      x,
      x.shape.slice(0, -1).map((_size, axis) => axis),
    );
    const follow = (running: tf.Variable, value: tf.Tensor): void =>
      running.assign(running.mul(1 - this.momentum).add(value.mul(this.momentum)));
    follow(this.runningMean, mean);
    // The spread around the batch's own mean is too small by (n − 1) / n.
    follow(this.runningVariance, variance.mul(numRows / (numRows - 1)));
    return { mean, variance };
  }
}
