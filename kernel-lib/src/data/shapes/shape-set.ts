import { seededRandom, type Random } from '../../tensor/random';
import { requireWhole } from '../../tensor/require';
import { sha256Of } from '../dataset-table';
import type { ImageSet } from '../image-set';
import { drawShape, type DrawnShape } from './draw-shape';
import { OUTLINES } from './outlines';

export type ShapeSplit = 'train' | 'test';

export interface ShapeOptions {
  /** How many images; 2,000 to train and 1,000 for the test unless said. More begin with the same. */
  numImages?: number;
}

/** Images of shapes, and where the shape is. */
export interface ShapeSet extends ImageSet {
  /** (numImages, height, width): 1 where the shape covers at least half of the pixel, else 0. */
  masks: Uint8Array;
}

/** The names of the classes, in the order of their labels. */
export const SHAPE_CLASSES: readonly string[] = Object.keys(OUTLINES);

const SEEDS: Record<ShapeSplit, number> = { train: 28_001, test: 28_002 };
const DEFAULT_IMAGES: Record<ShapeSplit, number> = { train: 2000, test: 1000 };

/** How many images are wanted. */
export function numImagesOf(fnName: string, split: ShapeSplit, numImages?: number): number {
  if (split !== 'train' && split !== 'test') {
    throw new Error(`${fnName}: split must be 'train' or 'test', got ${String(split)}`);
  }
  const count = numImages ?? DEFAULT_IMAGES[split];
  requireWhole(fnName, 'numImages', count, 1);
  return count;
}

/** Labels, masks and pixels of a split, drawn; `paint` turns a shape into the bytes of its picture. */
export function drawShapes(
  split: ShapeSplit,
  numImages: number,
  side: number,
  paint: (random: Random, shape: DrawnShape) => Uint8Array,
): { labels: Uint8Array; masks: Uint8Array; pictures: Uint8Array[] } {
  const random = seededRandom(SEEDS[split] + 100 * side);
  const outlines = Object.values(OUTLINES);
  const labels = new Uint8Array(numImages);
  const masks = new Uint8Array(numImages * side * side);
  const pictures: Uint8Array[] = [];
  let classes: number[] = [];
  for (let image = 0; image < numImages; image++) {
    // Ten images in a row are of ten classes.
    if (classes.length === 0) classes = random.shuffle(outlines.map((_, label) => label));
    const label = classes.pop() as number;
    const shape = drawShape(random, outlines[label], side);
    labels[image] = label;
    masks.set(
      shape.cover.map((cover) => Number(cover >= 0.5)),
      image * side * side,
    );
    pictures.push(paint(random, shape));
  }
  return { labels, masks, pictures };
}

/**
 * Compares the images of a split's usual size with what they were when their lesson was written.
 *
 * @throws Error when they differ: the machine computes a sine otherwise, or the code was changed
 */
export function requireSameShapes(
  fnName: string,
  split: ShapeSplit,
  numImages: number,
  bytes: Uint8Array,
  hashes: Record<ShapeSplit, string>,
): void {
  if (numImages !== DEFAULT_IMAGES[split] || sha256Of(bytes) === hashes[split]) return;
  throw new Error(
    `${fnName}: the images of '${split}' must have SHA-256 ${hashes[split].slice(0, 12)}…, got ${sha256Of(bytes).slice(0, 12)}…`,
  );
}
