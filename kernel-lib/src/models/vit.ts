import { LearnedPositions } from '../attention/learned-positions';
import { tf } from '../backend/tensorflow';
import { Dropout } from '../nn/dropout';
import { Linear } from '../nn/linear';
import { MLP } from '../nn/mlp';
import { Module } from '../nn/module';
import { imagePatches } from '../nn/patches';
import { requireFloats } from '../tensor/require';
import type { BlockOptions } from './self-attention-block';
import { TransformerEncoder } from './transformer-encoder';

export interface ViTOptions extends Omit<BlockOptions, 'hiddenDim' | 'norm'> {
  /** Height and width of an image. */
  imageSize: number;
  /** Colours of a pixel; 1 unless said. */
  numChannels?: number;
  /** Height and width of a patch, a divisor of imageSize. */
  patchSize: number;
  numClasses: number;
  /** How many blocks. */
  numLayers: number;
  /** The width inside the feed-forward networks; 4 D unless said. */
  hiddenDim?: number;
  /** The hidden layers of the readout; none unless said. */
  readoutDims?: number[];
  /** What is read out: the class token, or the mean of all patches. `class` unless said. */
  pooling?: 'class' | 'mean';
  /** Whether patches know where they stand; true unless said. */
  hasPositions?: boolean;
}

/**
 * A Vision Transformer: an image becomes a sequence of patches, a class token before them, and an encoder does the
 * rest (Dosovitskiy et al. 2021, figure 1). All of it is here.
 */
export class ViT extends Module {
  readonly patchEmbedding: Linear;
  /** (1, 1, D), before the patches. */
  readonly classToken: tf.Variable<tf.Rank.R3>;
  /** Null without positions. */
  readonly positions: LearnedPositions | null;
  readonly dropout: Dropout;
  readonly encoder: TransformerEncoder;
  readonly readout: MLP;
  readonly patchSize: number;
  readonly pooling: 'class' | 'mean';
  private readonly imageShape: [number, number, number];

  constructor(options: ViTOptions) {
    super();
    const { imageSize, patchSize, numClasses, dim, random } = options;
    const { numChannels = 1, pooling = 'class', hasPositions = true, readoutDims = [] } = options;
    if (imageSize % patchSize !== 0) {
      throw new Error(`ViT: patchSize must divide ${imageSize}, got ${patchSize}`);
    }
    const numPatches = (imageSize / patchSize) ** 2;
    const { hiddenDim = 4 * dim, activation = 'gelu', dropout = 0 } = options;
    const inputDim = patchSize * patchSize * numChannels;
    this.patchEmbedding = new Linear({ inputDim, outputDim: dim, random });
    this.classToken = tf.tidy(() =>
      tf.variable(random.normalTensor<tf.Rank.R3>([1, 1, dim], { std: 0.02 })),
    );
    this.positions = hasPositions
      ? new LearnedPositions({ numPositions: numPatches + 1, dim, random })
      : null;
    this.dropout = new Dropout({ rate: dropout, random });
    this.encoder = new TransformerEncoder({ ...options, hiddenDim, activation, norm: 'pre' });
    this.readout = new MLP({ dims: [dim, ...readoutDims, numClasses], activation: 'gelu', random });
    this.patchSize = patchSize;
    this.pooling = pooling;
    this.imageShape = [imageSize, imageSize, numChannels];
  }

  /**
   * @param images (B, height, width, C) float32.
   * @returns (B, classes). The caller disposes it.
   * @throws Error when the images have another shape.
   */
  logits(images: tf.Tensor4D): tf.Tensor2D {
    requireFloats('ViT.logits', 'images', images, ['B', ...this.imageShape]);
    return tf.tidy(() => {
      const x = this.encoder.forward(this.embed(images)); // (B, P + 1, D)
      return this.readout.forward(this.pool(x));
    });
  }

  /**
   * What enters the first block: the class token, then the patches, with their positions.
   *
   * @returns (B, P + 1, D). The caller disposes it.
   */
  embed(images: tf.Tensor4D): tf.Tensor3D {
    requireFloats('ViT.embed', 'images', images, ['B', ...this.imageShape]);
    return tf.tidy(() => {
      const patches = this.patchEmbedding.forward(imagePatches(images, this.patchSize)); // (B, P, D)
      // A sum repeats the token: the gradient of a sum is a sum, that of `tile` one slice for each image.
      const first = tf.zeros([images.shape[0], 1, patches.shape[2]]).add(this.classToken);
      const x = tf.concat([first as tf.Tensor3D, patches], 1);
      return this.dropout.forward(this.positions === null ? x : this.positions.forward(x));
    });
  }

  /**
   * @param images (B, height, width, C) float32.
   * @returns (B, H, P + 1, P + 1) for each block, the weights of its attention. The caller disposes them.
   */
  weights(images: tf.Tensor4D): tf.Tensor4D[] {
    return tf.tidy(() => this.encoder.weights(this.embed(images)));
  }

  private pool(x: tf.Tensor3D): tf.Tensor2D {
    const [numBatch, length, dim] = x.shape;
    if (this.pooling === 'class') return x.slice([0, 0, 0], [-1, 1, -1]).reshape([numBatch, dim]);
    return x.slice([0, 1, 0], [-1, length - 1, -1]).mean(1);
  }
}
