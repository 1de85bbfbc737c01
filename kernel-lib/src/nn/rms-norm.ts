import { tf } from '../backend/tensorflow';
import { requireFloats, requireWhole } from '../tensor/require';
import type { LayerNormOptions } from './layer-norm';
import { Module } from './module';

/** y = x / √(mean(x²) + ε) · gain: a layer normalisation that neither takes the mean away nor adds a bias. */
export class RMSNorm extends Module {
  /** (D), ones at first. */
  readonly gain: tf.Variable<tf.Rank.R1>;
  readonly epsilon: number;

  constructor({ dim, epsilon = 1e-5 }: LayerNormOptions) {
    super();
    requireWhole('RMSNorm', 'dim', dim, 1);
    this.gain = tf.tidy(() => tf.variable(tf.ones<tf.Rank.R1>([dim])));
    this.epsilon = epsilon;
  }

  /**
   * @param x (…, D) float32, any number of axes before.
   * @returns of the same shape. The caller disposes it.
   * @throws Error when the last axis of x is not D.
   * @see Zhang & Sennrich 2019, equation 4.
   */
  forward<R extends tf.Rank>(x: tf.Tensor<R>): tf.Tensor<R> {
    const leading = x instanceof tf.Tensor ? x.shape.slice(0, -1) : ['…'];
    requireFloats('RMSNorm.forward', 'x', x, [...leading, this.gain.shape[0]]);
    return tf.tidy(() => {
      const meanSquare = x.square().mean(-1, true); // (…, 1)
      return x.mul(meanSquare.add(this.epsilon).rsqrt()).mul(this.gain) as tf.Tensor<R>;
    });
  }
}
