import type { ConvSizes } from './conv-sizes';
import { fixedChunks } from './reduce';

/** How the product that a convolution is gets cut: the same way on any number of threads. */
export interface Blocks {
  /** How many places the results have in all; each is a row of the product. */
  places: number;
  /** How many numbers the filter sees at a place. */
  depth: number;
  /** Whether these lie side by side in the images: then no row is copied. */
  isPlain: boolean;
  /** How many rows are made at a time, and used while the cache has them. */
  rows: number;
  chunks: number;
}

/** A block has so many numbers where it can, and so many rows: multiples of what the tile and a BLAS take at once. */
const [blockNumbers, unit, leastRows, mostRows] = [65_536, 48, 240, 960];
/** What all chunks together take of the heap, in numbers (32 MB), unless two of them take more. */
const heapNumbers = 2 ** 23;

/** @param extra how many numbers each chunk needs besides its block. */
export function blocksOf(sizes: ConvSizes, extra = 0): Blocks {
  const depth = sizes.filterHeight * sizes.filterWidth * sizes.inChannels;
  const places = sizes.batchSize * sizes.outHeight * sizes.outWidth;
  const wanted = Math.floor(blockNumbers / Math.max(depth, 1) / unit) * unit;
  const rows = Math.min(Math.max(wanted, leastRows), mostRows, places);
  const plain = isPlain(sizes);
  const each = (plain ? 0 : rows * depth) + extra;
  const mostChunks = Math.max(2, Math.floor(heapNumbers / Math.max(each, 1)));
  const chunks = Math.min(fixedChunks(Math.ceil(places / leastRows)), mostChunks, places);
  return { places, depth, isPlain: plain, rows, chunks };
}

/** A filter of one pixel at every pixel. */
function isPlain(sizes: ConvSizes): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = sizes;
  const { top, bottom, left, right } = padInfo;
  const isOne = [filterHeight, filterWidth, strideHeight, strideWidth].every((size) => size === 1);
  return isOne && [top, bottom, left, right].every((size) => size === 0);
}
