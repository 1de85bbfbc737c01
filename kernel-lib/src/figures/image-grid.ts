import { contour, knownBorder } from './contour';
import { checkTitle, Figure, type FigureOptions } from './figure';
import { imageGridSpec, type ImageGridChart } from './image-grid-spec';
import { imageGridWords } from './image-grid-words';
import type { ImageTile } from './image-places';
import { readMask, readMatrix, type Mask, type Matrix, type Pixels } from './input';
import { readPicture, type Picture } from './picture';

/** One small picture of several. */
export interface ImagePanel {
  /** Stands above the picture. */
  title?: string;
  /** (H, W) or (H, W, 1) grey, (H, W, 3) colour; numbers of `domain`. */
  pixels: Pixels;
  /**
   * Numbers from 0 up on a grid (r, c) that is stretched over the picture, for example the attention of one
   * query on the patches: the larger a weight, the more opaque its blue. The picture below is drawn in light
   * greys, so that the blue is seen everywhere.
   */
  weights?: Matrix;
  /** (H, W), true where the object is; its border is drawn. */
  outline?: Mask;
  /** Draws the borders of patches of this many pixels, a divisor of both sides. */
  patchSize?: number;
  /** Writes the number of each patch into it, from 1, row by row, on a lighter picture. */
  patchNumbers?: boolean;
  /** How many pixels, counted row by row, were given and not generated; a rule follows the last of them. */
  known?: number;
}

export interface ImageGridOptions extends FigureOptions {
  /** Panels side by side; 4 when it is left out. */
  columns?: number;
  /** The numbers of black and white; [0, 1] when it is left out. */
  domain?: readonly [number, number];
  /**
   * The weight that is most opaque in every panel. Left out, it is the largest weight of each panel by
   * itself. The largest weight stands below each panel.
   */
  largest?: number;
}

/**
 * Small pictures side by side, with what a model attends to, where the object is, how the picture is cut
 * into patches, or how much of it was given.
 *
 * @param images - pixels in `domain`; arrays or tensors, which are read and not disposed.
 * @returns a figure; its text says the size of each picture and where its largest weight is.
 * @throws if there is no picture, rows are ragged, a number is not finite or outside `domain`, a weight is
 *   negative or above `largest`, or an outline, a patch size or `known` does not fit its picture.
 */
export function imageGrid(images: readonly ImagePanel[], options: ImageGridOptions): Figure {
  checkTitle('imageGrid', options);
  if (!Array.isArray(images) || images.length === 0) {
    throw new Error('imageGrid: images must hold at least one picture, got none');
  }
  const { columns = 4, domain = [0, 1], largest } = options;
  if (!Number.isInteger(columns) || columns < 1) {
    throw new Error(`imageGrid: columns must be a whole number from 1 up, got ${columns}`);
  }
  if (!(Number.isFinite(domain[0]) && Number.isFinite(domain[1]) && domain[0] < domain[1])) {
    throw new Error(
      `imageGrid: domain must be [low, high] with low < high, got [${domain.join(', ')}]`,
    );
  }
  if (largest !== undefined && !(largest > 0 && Number.isFinite(largest))) {
    throw new Error(`imageGrid: largest must be a number above 0, got ${largest}`);
  }
  const tiles = images.map((panel: ImagePanel, i) => readTile(panel, i, domain, largest));
  const chart: ImageGridChart = { tiles, columns: Math.min(columns, tiles.length), largest };
  return new Figure(options, imageGridWords(chart), (space) => imageGridSpec(chart, space));
}

function readTile(
  panel: ImagePanel,
  i: number,
  domain: readonly [number, number],
  largest: number | undefined,
): ImageTile {
  const where = `imageGrid: images[${i}]${panel?.title ? ` "${panel.title}"` : ''}`;
  if (typeof panel !== 'object' || panel === null) {
    throw new Error(`${where} must be a panel { pixels, title?, … }, got ${String(panel)}`);
  }
  const picture = readPicture(`${where} pixels`, panel.pixels, domain);
  const mask = readMask(`${where} outline`, panel.outline);
  checkSize(`${where} outline`, mask, picture);
  const patchSize = panel.patchSize ?? null;
  checkPatchSize(where, patchSize, panel.patchNumbers ?? false, picture);
  return {
    title: panel.title ?? '',
    picture,
    weights: readWeights(`${where} weights`, panel.weights, largest),
    mask: mask ?? null,
    outline: mask ? contour(mask) : [],
    patchSize,
    hasNumbers: panel.patchNumbers ?? false,
    known: panel.known ?? null,
    border: readKnown(where, panel.known, picture),
  };
}

function checkSize(where: string, mask: boolean[][] | undefined, picture: Picture): void {
  if (!mask || (mask.length === picture.height && mask[0].length === picture.width)) return;
  throw new Error(
    `${where} must have the size of the pixels, (${picture.height}, ${picture.width}), ` +
      `got (${mask.length}, ${mask[0].length})`,
  );
}

function checkPatchSize(
  where: string,
  size: number | null,
  hasNumbers: boolean,
  { width, height }: Picture,
): void {
  if (size === null) {
    if (hasNumbers) throw new Error(`${where} has patchNumbers, so patchSize must be given`);
    return;
  }
  if (Number.isInteger(size) && size >= 1 && width % size === 0 && height % size === 0) return;
  throw new Error(`${where} patchSize must divide ${height} and ${width}, got ${size}`);
}

function readWeights(
  where: string,
  weights: Matrix | undefined,
  largest = Infinity,
): number[][] | null {
  if (weights === undefined) return null;
  const rows = readMatrix(where, weights) as number[][];
  rows.forEach((row, i) =>
    row.forEach((weight, j) => {
      const place = `${where}[${i}][${j}]`;
      if (weight < 0) throw new Error(`${place} must be 0 or more, got ${weight}`);
      if (weight > largest * 1.0001) {
        throw new Error(`${place} must be at most the largest, ${largest}, got ${weight}`);
      }
    }),
  );
  return rows;
}

function readKnown(
  where: string,
  known: number | undefined,
  { width, height }: Picture,
): ReturnType<typeof knownBorder> {
  if (known === undefined) return [];
  if (!Number.isInteger(known) || known < 0 || known > width * height) {
    const most = width * height;
    throw new Error(`${where} known must be a whole number from 0 to ${most}, got ${known}`);
  }
  return knownBorder(known, width, height);
}
