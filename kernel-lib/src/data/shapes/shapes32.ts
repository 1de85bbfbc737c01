import type { Random } from '../../tensor/random';
import { readCifarBatch } from '../cifar';
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

const SIDE = 32;
const NOISE = 0.06;
/** How far apart the colours of shape and ground must be; black and white are √3 apart. */
const LEAST_DISTANCE = 0.5;
const HASHES: Record<ShapeSplit, string> = {
  train: '075f537726eb47cc59400cd6f7cb538cf15ddf090f2aa20a83a9ed89085907ba',
  test: '5e62dae3e7fc923b728264cbfe09d6ee395c29c8f00ab518dd15d30b81e71f74',
};

type Colour = [red: number, green: number, blue: number];

const anyColour = (random: Random): Colour => [
  random.uniform(),
  random.uniform(),
  random.uniform(),
];

const distance = (a: Colour, b: Colour): number =>
  Math.sqrt(a.reduce((sum, value, at) => sum + (value - b[at]) ** 2, 0));

/** Shape, lines and ground each of one colour, in noise: the red plane, the green, the blue. */
function paintColours(random: Random, { cover, lines }: DrawnShape): Uint8Array {
  const ground = anyColour(random);
  let colour = anyColour(random);
  while (distance(ground, colour) < LEAST_DISTANCE) colour = anyColour(random);
  const ink = anyColour(random);
  const picture = new Uint8Array(3 * cover.length);
  ground.forEach((behind, channel) => {
    for (let at = 0; at < cover.length; at++) {
      const lined = behind + lines[at] * (ink[channel] - behind);
      const value = lined + cover[at] * (colour[channel] - lined) + NOISE * random.normal();
      picture[channel * cover.length + at] = Math.round(255 * clamp(value));
    }
  });
  return picture;
}

/**
 * The ten shapes of `shapes28` in colours, 32 × 32 as the pictures of CIFAR-10: written in the records of its
 * binary version and read as they are. Colours say nothing about the class.
 *
 * @param split `train` and `test` are drawn with another seed; classes are as frequent as each other
 * @returns the pictures with their labels, and a mask that says where the shape is
 * @throws Error when the split is another, numImages is not a whole number from 1 on, or this machine draws
 *   something else than the lessons were written for
 */
export function shapes32(split: ShapeSplit, options: ShapeOptions = {}): ShapeSet {
  const numImages = numImagesOf('shapes32', split, options.numImages);
  const { labels, masks, pictures } = drawShapes(split, numImages, SIDE, paintColours);
  const records = Buffer.concat(
    pictures.flatMap((picture, at) => [Uint8Array.of(labels[at]), picture]),
  );
  requireSameShapes('shapes32', split, numImages, records, HASHES);
  return { ...readCifarBatch(records), classes: SHAPE_CLASSES, masks };
}
