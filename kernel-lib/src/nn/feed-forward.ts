import { tf } from '../backend/tensorflow';
import type { Random } from '../tensor/random';
import { activate, requireActivation, type Activation } from './activation';
import { Dropout } from './dropout';
import { Linear } from './linear';
import { Module } from './module';

export interface FeedForwardOptions {
  /** D, the width of what comes in. */
  dim: number;
  /** The width between the two layers; in the paper 4 D. */
  hiddenDim: number;
  /** The width of what goes out; D unless said. */
  outputDim?: number;
  /** `relu` unless said. */
  activation?: Activation;
  /** How likely a hidden number is dropped in training; 0 unless said. */
  dropout?: number;
  /** Where the first weights come from. */
  random: Random;
}

/** y = activation(x W₁ + b₁) W₂ + b₂, for each position by itself. */
export class FeedForward extends Module {
  readonly hidden: Linear;
  readonly output: Linear;
  readonly dropout: Dropout;
  readonly activation: Activation;

  constructor(options: FeedForwardOptions) {
    super();
    const { dim, hiddenDim, outputDim = dim, activation = 'relu', dropout = 0, random } = options;
    requireActivation('FeedForward', activation);
    this.hidden = new Linear({ inputDim: dim, outputDim: hiddenDim, random });
    this.output = new Linear({ inputDim: hiddenDim, outputDim, random });
    this.dropout = new Dropout({ rate: dropout, random });
    this.activation = activation;
  }

  /**
   * @param x (…, D) float32.
   * @returns (…, outputDim). The caller disposes it.
   * @throws Error when the last axis of x is not D.
   * @see Vaswani et al. 2017, equation 2.
   */
  forward<R extends tf.Rank>(x: tf.Tensor<R>): tf.Tensor<R> {
    return tf.tidy(() => {
      const hidden = activate(this.hidden.forward(x), this.activation); // (…, hiddenDim)
      return this.output.forward(this.dropout.forward(hidden));
    });
  }
}
