import { layerNormOf } from '../backend/fused/layer-norm';
import { tf } from '../backend/tensorflow';
import { requireFloats, requireWhole } from '../tensor/require';
import { Module } from './module';

export interface LayerNormOptions {
  /** D, the width of what is normalised. */
  dim: number;
  /** What is added to the variance; 1e-5 unless said. */
  epsilon?: number;
}

/** y = (x − mean) / √(variance + ε) · gain + bias, for each position over its own D numbers. */
export class LayerNorm extends Module {
  /** (D), ones at first. */
  readonly gain: tf.Variable<tf.Rank.R1>;
  /** (D), zeros at first. */
  readonly bias: tf.Variable<tf.Rank.R1>;
  readonly epsilon: number;

  constructor({ dim, epsilon = 1e-5 }: LayerNormOptions) {
    super();
    requireWhole('LayerNorm', 'dim', dim, 1);
    this.gain = tf.tidy(() => tf.variable(tf.ones<tf.Rank.R1>([dim])));
    this.bias = tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([dim])));
    this.epsilon = epsilon;
  }

  /**
   * @param x (…, D) float32, any number of axes before.
   * @returns of the same shape. The caller disposes it.
   * @throws Error when the last axis of x is not D.
   * @see Ba, Kiros & Hinton 2016, equation 4.
   */
  forward<R extends tf.Rank>(x: tf.Tensor<R>): tf.Tensor<R> {
    const leading = x instanceof tf.Tensor ? x.shape.slice(0, -1) : ['…'];
    requireFloats('LayerNorm.forward', 'x', x, [...leading, this.gain.shape[0]]);
    return layerNormOf(x, this.gain as tf.Tensor1D, this.bias as tf.Tensor1D, this.epsilon);
  }
}
