import { tf } from '../backend/tensorflow';
import type { Random } from '../tensor/random';
import { activate, requireActivation, type Activation } from './activation';
import { Linear } from './linear';
import { Module } from './module';

export interface MLPOptions {
  /** The widths from what comes in to what goes out, two or more. */
  dims: number[];
  /** Between the layers; `relu` unless said. */
  activation?: Activation;
  /** Where the first weights come from. */
  random: Random;
}

/** Linear layers with an activation between them: y = activation(… activation(x W₁ + b₁) …) Wₙ + bₙ. */
export class MLP extends Module {
  readonly layers: Linear[];
  readonly activation: Activation;

  constructor({ dims, activation = 'relu', random }: MLPOptions) {
    super();
    if (dims.length < 2) {
      throw new Error(`MLP: dims must have at least two widths, got ${dims.length}`);
    }
    requireActivation('MLP', activation);
    this.layers = dims
      .slice(1)
      .map((outputDim, i) => new Linear({ inputDim: dims[i], outputDim, random }));
    this.activation = activation;
  }

  /**
   * @param x (…, first width) float32.
   * @returns (…, last width). The caller disposes it.
   * @throws Error when the last axis of x has another width.
   */
  forward<R extends tf.Rank>(x: tf.Tensor<R>): tf.Tensor<R> {
    return tf.tidy(() =>
      this.layers.reduce(
        (h, layer, i) => layer.forward(i === 0 ? h : activate(h, this.activation)),
        x,
      ),
    );
  }
}
