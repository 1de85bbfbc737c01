import { tf } from '../backend/tensorflow';
import type { Random } from '../tensor/random';
import { requireFloats, requireWhole } from '../tensor/require';
import { Module } from './module';

export interface Conv2DOptions {
  /** Channels of what comes in. */
  inputDim: number;
  /** Channels of what goes out. */
  outputDim: number;
  /** Height and width of a filter. */
  kernelSize: number;
  /** Pixels from one place of the filter to the next; 1 unless said. */
  stride?: number;
  /** Where the first weights come from. */
  random: Random;
}

/** One small filter at every place of an image: y = x ∗ weight + bias, with zeros around the image. */
export class Conv2D extends Module {
  /** (kernelSize, kernelSize, inputDim, outputDim), normal with variance 2 / inputs of a filter at first. */
  readonly weight: tf.Variable<tf.Rank.R4>;
  /** (outputDim), zeros at first. */
  readonly bias: tf.Variable<tf.Rank.R1>;
  readonly stride: number;

  constructor({ inputDim, outputDim, kernelSize, stride = 1, random }: Conv2DOptions) {
    super();
    for (const [name, size] of Object.entries({ inputDim, outputDim, kernelSize, stride })) {
      requireWhole('Conv2D', name, size, 1);
    }
    const shape: [number, number, number, number] = [kernelSize, kernelSize, inputDim, outputDim];
    // What ReLU halves, the 2 gives back (He et al. 2015, equation 10).
    const std = Math.sqrt(2 / (kernelSize * kernelSize * inputDim));
    this.weight = tf.tidy(() => tf.variable(random.normalTensor<tf.Rank.R4>(shape, { std })));
    this.bias = tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([outputDim])));
    this.stride = stride;
  }

  /**
   * @param x (B, height, width, inputDim) float32.
   * @returns (B, ⌈height / stride⌉, ⌈width / stride⌉, outputDim). The caller disposes it.
   * @throws Error when x has not four axes or other channels.
   * @see LeCun et al. 1989, "Backpropagation applied to handwritten zip code recognition".
   */
  forward(x: tf.Tensor4D): tf.Tensor4D {
    const inputDim = this.weight.shape[2];
    requireFloats('Conv2D.forward', 'x', x, ['B', 'height', 'width', inputDim]);
    return tf.tidy(() =>
      tf.conv2d(x, this.weight as tf.Tensor4D, this.stride, 'same').add(this.bias),
    );
  }
}
