import { readIdx } from '../idx';
import { imageSetOf } from '../image-set';
import type { Random } from '../../tensor/random';
import { writeIdx } from '../write-idx';
import { clamp, type DrawnShape } from './draw-shape';
import {
  drawShapes,
  numImagesOf,
  requireSameShapes,
  SHAPE_CLASSES,
  type ShapeOptions,
  type ShapeSet,
  type ShapeSplit,
} from './shape-set';

const SIDE = 28;
const NOISE = 0.1;
const LINE_STRENGTH = 0.75;
const HASHES: Record<ShapeSplit, string> = {
  train: '96f13f9a20b5d0e3de07256c772268b61aa6eaccbc8a075474efacb41a3bb657',
  test: '071715572165627b7c2aaa12f29d2d4570baa36bc6b5dc1a39c5040fd5b754d1',
};

/** The shape lighter than what is behind it, of random contrast, in noise. */
function paintGrey(random: Random, { cover, lines }: DrawnShape): Uint8Array {
  const contrast = random.uniform(0.5, 1);
  const picture = new Uint8Array(cover.length);
  for (let at = 0; at < picture.length; at++) {
    const light = Math.max(contrast * cover[at], LINE_STRENGTH * lines[at]);
    picture[at] = Math.round(255 * clamp(light + NOISE * random.normal()));
  }
  return picture;
}

/** The files of a split, in the format of MNIST: images, labels and masks. */
export function shapeFiles(
  split: ShapeSplit,
  numImages: number,
): { images: Uint8Array; labels: Uint8Array; masks: Uint8Array } {
  const { labels, masks, pictures } = drawShapes(split, numImages, SIDE, paintGrey);
  const shape = [numImages, SIDE, SIDE];
  return {
    images: writeIdx(shape, Buffer.concat(pictures)),
    labels: writeIdx([numImages], labels),
    masks: writeIdx(shape, masks),
  };
}

/**
 * Grey pictures of ten shapes, 28 × 28 as those of MNIST: ring, disc, square, block, triangle, star, plus,
 * cross, arrow and crescent. Place, size, slant, stroke, contrast, noise and meaningless lines differ from
 * picture to picture. They are drawn on the spot, written as IDX files and read as MNIST is.
 *
 * @param split `train` and `test` are drawn with another seed; classes are as frequent as each other
 * @returns the pictures with their labels, and a mask that says where the shape is
 * @throws Error when the split is another, numImages is not a whole number from 1 on, or this machine draws
 *   something else than the lessons were written for
 */
export function shapes28(split: ShapeSplit, options: ShapeOptions = {}): ShapeSet {
  const numImages = numImagesOf('shapes28', split, options.numImages);
  const files = shapeFiles(split, numImages);
  requireSameShapes('shapes28', split, numImages, files.images, HASHES);
  const images = imageSetOf(readIdx(files.images), readIdx(files.labels), SHAPE_CLASSES);
  return { ...images, masks: readIdx(files.masks).data as Uint8Array };
}
