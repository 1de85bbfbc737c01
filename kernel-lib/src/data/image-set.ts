import { tf } from '../backend/tensorflow';
import type { IdxArray } from './idx';

/** Images of one size with a class each. */
export interface ImageSet {
  numImages: number;
  height: number;
  width: number;
  /** 1 for grey, 3 for red, green and blue. */
  channels: number;
  /** (numImages, height, width, channels), from 0 to 255. */
  pixels: Uint8Array;
  /** (numImages) */
  labels: Uint8Array;
  /** The name of each class. */
  classes: readonly string[];
}

/**
 * Puts images (N, height, width) and labels (N), as MNIST's files hold them, together.
 *
 * @throws Error when the shapes do not fit, or a label has no class.
 */
export function imageSetOf(
  images: IdxArray,
  labels: IdxArray,
  classes: readonly string[],
): ImageSet {
  const [numImages, height, width] = images.shape;
  if (images.shape.length !== 3 || !(images.data instanceof Uint8Array)) {
    throw new Error(
      `imageSetOf: images must be bytes of shape (N, height, width), got (${images.shape.join(', ')})`,
    );
  }
  if (
    labels.shape.length !== 1 ||
    labels.shape[0] !== numImages ||
    !(labels.data instanceof Uint8Array)
  ) {
    throw new Error(
      `imageSetOf: labels must be bytes of shape (${numImages}), got (${labels.shape.join(', ')})`,
    );
  }
  const strange = labels.data.find((label) => label >= classes.length);
  if (strange !== undefined) {
    throw new Error(`imageSetOf: labels must be below ${classes.length}, got ${strange}`);
  }
  return {
    numImages,
    height,
    width,
    channels: 1,
    pixels: images.data,
    labels: labels.data,
    classes,
  };
}

/**
 * Some images as a batch for a model.
 *
 * @param indices which images, in this order; from 0 to numImages − 1.
 * @returns `images` (B, height, width, channels) float32 from 0 to 1 and `labels` (B) int32. The caller
 *   disposes both.
 * @throws Error when there is no index, or one is out of range.
 */
export function imageBatch(
  { numImages, height, width, channels, pixels, labels }: ImageSet,
  indices: ArrayLike<number>,
): { images: tf.Tensor4D; labels: tf.Tensor1D } {
  const size = height * width * channels;
  if (indices.length === 0) throw new Error('imageBatch: indices must name an image, got none');
  const values = new Float32Array(indices.length * size);
  Array.from(indices).forEach((index, row) => {
    if (!Number.isInteger(index) || index < 0 || index >= numImages) {
      throw new Error(`imageBatch: indices must be 0 … ${numImages - 1}, got ${index}`);
    }
    for (let i = 0; i < size; i++) values[row * size + i] = pixels[index * size + i] / 255;
  });
  const chosen = Int32Array.from(indices, (index) => labels[index]);
  return {
    images: tf.tensor4d(values, [indices.length, height, width, channels]),
    labels: tf.tensor1d(chosen, 'int32'),
  };
}
