import type { tf } from '../tensorflow';
import type { Kernels } from './kernels';

/** Sums over rows are cut into this many parts on any number of threads, so that they always round alike. */
const mostParts = 16;

/** Into how many chunks to cut work on rows: at most 16, whatever the number of threads. */
export function fixedChunks(rows: number): number {
  return Math.max(1, Math.min(rows, mostParts));
}

/**
 * The sum of `count` parts of `width` numbers: an output (width).
 *
 * @param step from one part to the next, in numbers.
 * @param from where the first begins.
 */
export function fold(
  kernels: Kernels,
  parts: tf.TensorInfo,
  count: number,
  width: number,
  step: number = width,
  from: number = 0,
): tf.TensorInfo {
  const { heap } = kernels;
  const sums = heap.output([width]);
  const [start, target] = [parts, sums].map((t) => heap.addressOf(t));
  const words = [count, width, start + 4 * from, step, target];
  kernels.run('fold', fixedChunks(width), count * width, words);
  return sums;
}

/** The sum over the rows of (rows, columns): an output (columns). */
export function sumOfRows(
  kernels: Kernels,
  x: tf.TensorInfo,
  rows: number,
  columns: number,
): tf.TensorInfo {
  const { heap } = kernels;
  const chunks = fixedChunks(rows);
  const parts = heap.output([chunks, columns]);
  const [source, target] = [x, parts].map((t) => heap.addressOf(t));
  kernels.run('rowSums', chunks, rows * columns, [rows, columns, source, target]);
  const sums = fold(kernels, parts, chunks, columns);
  heap.release(parts);
  return sums;
}
