import { tf } from '../backend/tensorflow';
import { requireFloats, requireWhole } from '../tensor/require';

/**
 * Cuts images into squares: from left to right, then from top to bottom, each flattened row by row with the
 * channels of a pixel side by side.
 *
 * @param images (B, height, width, C) float32.
 * @param patchSize p, a divisor of both.
 * @returns (B, P, p·p·C) with P = height · width / p². The caller disposes it.
 * @throws Error when the sides are not multiples of p.
 * @see Dosovitskiy et al. 2021, section 3.1.
 */
export function imagePatches(images: tf.Tensor4D, patchSize: number): tf.Tensor3D {
  requireFloats('imagePatches', 'images', images, ['B', 'height', 'width', 'C']);
  const [numBatch, height, width, channels] = images.shape;
  const [rows, columns] = patchGrid('imagePatches', height, width, patchSize);
  return tf.tidy(() => {
    const strips = images.reshape([numBatch * rows, patchSize, columns, patchSize * channels]);
    const squares = strips.transpose([0, 2, 1, 3]); // (B·rows, columns, p, p·C)
    return squares.reshape([numBatch, rows * columns, patchSize * patchSize * channels]);
  });
}

/**
 * Puts patches together again: undoes `imagePatches`.
 *
 * @param patches (B, P, p·p·C) float32.
 * @param shape [height, width, C] of an image.
 * @returns (B, height, width, C). The caller disposes it.
 * @throws Error when the shapes do not fit.
 */
export function imageFromPatches(
  patches: tf.Tensor3D,
  patchSize: number,
  [height, width, channels]: [number, number, number],
): tf.Tensor4D {
  const [rows, columns] = patchGrid('imageFromPatches', height, width, patchSize);
  const size = patchSize * patchSize * channels;
  requireFloats('imageFromPatches', 'patches', patches, ['B', rows * columns, size]);
  const [numBatch] = patches.shape;
  return tf.tidy(() => {
    const squares = patches.reshape([numBatch * rows, columns, patchSize, patchSize * channels]);
    return squares.transpose([0, 2, 1, 3]).reshape([numBatch, height, width, channels]);
  });
}

/** How many patches an image has in each direction: [rows, columns]. */
function patchGrid(
  fnName: string,
  height: number,
  width: number,
  patchSize: number,
): [number, number] {
  requireWhole(fnName, 'patchSize', patchSize, 1);
  if (height % patchSize !== 0 || width % patchSize !== 0) {
    throw new Error(`${fnName}: patchSize must divide ${height} and ${width}, got ${patchSize}`);
  }
  return [height / patchSize, width / patchSize];
}
