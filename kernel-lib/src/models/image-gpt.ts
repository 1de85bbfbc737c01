import { tf } from '../backend/tensorflow';
import { crossEntropy } from '../nn/cross-entropy';
import { Module } from '../nn/module';
import type { Random } from '../tensor/random';
import { requireShape } from '../tensor/require';
import type { SamplingOptions } from './sampling';
import { GPT, type GPTOptions } from './gpt';

export interface ImageGPTOptions extends Omit<
  GPTOptions,
  'vocabularySize' | 'numPositions' | 'isTied' | 'outputSize' | 'normKind'
> {
  /** How many colours a pixel can have. */
  numColours: number;
  /** How many pixels an image has. */
  numPixels: number;
}

/**
 * A GPT that writes images: the pixels row by row are its text, each one of a few colours, and a start token stands
 * before the first (Chen et al. 2020, section 2).
 */
export class ImageGPT extends Module {
  readonly gpt: GPT;
  readonly numColours: number;
  readonly numPixels: number;

  constructor(options: ImageGPTOptions) {
    super();
    const { numColours, numPixels, activation = 'quickGelu' } = options;
    this.gpt = new GPT({
      ...{ ...options, activation, normKind: 'rms' },
      // The start token is read, but never written.
      ...{ vocabularySize: numColours + 1, outputSize: numColours, isTied: false },
      numPositions: numPixels,
    });
    this.numColours = numColours;
    this.numPixels = numPixels;
  }

  /**
   * @param pixels (B, T) int32, colours row by row, T up to numPixels.
   * @returns (B, T, colours): position t holds the logits of pixel t, from those before it. The caller disposes it.
   * @throws Error when a colour is out of range or there are too many pixels.
   */
  logits(pixels: tf.Tensor2D): tf.Tensor3D {
    requireShape('ImageGPT.logits', 'pixels', pixels, ['B', 'T']);
    return tf.tidy(() => {
      const [numBatch, length] = pixels.shape;
      const start = tf.fill<tf.Rank.R2>([numBatch, 1], this.numColours, 'int32');
      const before = tf.concat([start, pixels.slice([0, 0], [-1, length - 1])], 1);
      return this.gpt.logits(before);
    });
  }

  /**
   * How many bits a pixel costs that is written with the model's predictions: cross entropy / ln 2.
   *
   * @param pixels (B, T) int32.
   */
  bitsPerPixel(pixels: tf.Tensor2D): number {
    return tf.tidy(() => crossEntropy(this.logits(pixels), pixels).dataSync()[0] / Math.LN2);
  }

  /**
   * Draws the rest of an image.
   *
   * @param beginning the colours of its first pixels; may be empty.
   * @param options as for `samplingDistribution`, and what draws.
   * @returns all numPixels colours.
   */
  complete(
    beginning: readonly number[],
    options: SamplingOptions & { random?: Random; isCached?: boolean },
  ): number[] {
    const prompt = [this.numColours, ...beginning];
    const maxNewTokens = this.numPixels - beginning.length;
    return [...beginning, ...this.gpt.generate(prompt, { ...options, maxNewTokens })];
  }
}
