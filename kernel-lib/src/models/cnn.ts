import { tf } from '../backend/tensorflow';
import { Conv2D } from '../nn/conv2d';
import { MLP } from '../nn/mlp';
import { Module } from '../nn/module';
import type { Random } from '../tensor/random';
import { requireFloats } from '../tensor/require';

export interface CNNOptions {
  /** Height and width of an image. */
  imageSize: number;
  /** Colours of a pixel; 1 unless said. */
  numChannels?: number;
  numClasses: number;
  /** Filters of each convolution, one or more; 16, then 32 unless said. */
  filters?: number[];
  /** Hidden layers of the readout; one of 64 unless said. */
  readoutDims?: number[];
  /** Where the first weights come from. */
  random: Random;
}

/**
 * A small convolutional network: filters of 3 × 3, ReLU, the largest of each 2 × 2, again for each convolution, then
 * a readout. What a pixel means depends on its neighbours, wherever it stands: that is built in, not learned.
 */
export class CNN extends Module {
  readonly convolutions: Conv2D[];
  readonly readout: MLP;
  private readonly imageShape: [number, number, number];

  constructor(options: CNNOptions) {
    super();
    const { imageSize, numChannels = 1, numClasses, random } = options;
    const { filters = [16, 32], readoutDims = [64] } = options;
    this.convolutions = filters.map((outputDim, i) => {
      const inputDim = i === 0 ? numChannels : filters[i - 1];
      return new Conv2D({ inputDim, outputDim, kernelSize: 3, random });
    });
    const side = filters.reduce((size) => Math.ceil(size / 2), imageSize);
    const numFeatures = side * side * (filters[filters.length - 1] ?? numChannels);
    this.readout = new MLP({ dims: [numFeatures, ...readoutDims, numClasses], random });
    this.imageShape = [imageSize, imageSize, numChannels];
  }

  /**
   * @param images (B, height, width, C) float32.
   * @returns (B, classes). The caller disposes it.
   * @throws Error when the images have another shape.
   */
  logits(images: tf.Tensor4D): tf.Tensor2D {
    requireFloats('CNN.logits', 'images', images, ['B', ...this.imageShape]);
    return tf.tidy(() => {
      const features = this.convolutions.reduce(
        (x, convolution) => tf.maxPool(tf.relu(convolution.forward(x)), 2, 2, 'same'),
        images,
      );
      return this.readout.forward(features.reshape<tf.Tensor2D>([images.shape[0], -1]));
    });
  }
}
