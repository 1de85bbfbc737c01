import { at, int, pointer, rowAt, startOf } from './job';
import { put, take } from './lanes';
import { Size } from './patches';

// Job: sizes, images, x, y or dy, dx. Each chunk takes some of the images.
const IMAGES: i32 = Size.end;
const INPUT: i32 = Size.end + 1;
const RESULT: i32 = Size.end + 2;
const GRADIENT: i32 = Size.end + 3;

/** The largest number of each window. */
export function maxPoolJob(job: usize, chunk: i32, numChunks: i32): void {
  pool(job, chunk, numChunks, false);
}

/** The gradient of each window goes to its largest number, the first of several. */
export function maxPoolGradientJob(job: usize, chunk: i32, numChunks: i32): void {
  pool(job, chunk, numChunks, true);
}

function pool(job: usize, chunk: i32, numChunks: i32, isGradient: bool): void {
  const inHeight = int(job, Size.inHeight);
  const inWidth = int(job, Size.inWidth);
  const outHeight = int(job, Size.outHeight);
  const outWidth = int(job, Size.outWidth);
  const channels = int(job, Size.inChannels);
  const size = inHeight * inWidth * channels;
  const last = startOf(chunk + 1, numChunks, int(job, IMAGES));
  for (let image = startOf(chunk, numChunks, int(job, IMAGES)); image < last; image++) {
    const x = rowAt(pointer(job, INPUT), image, size);
    const dx = isGradient ? rowAt(pointer(job, GRADIENT), image, size) : 0;
    if (isGradient) memory.fill(dx, 0, (<usize>size) << 2);
    let result = rowAt(pointer(job, RESULT), image, outHeight * outWidth * channels);
    for (let i = 0; i < outHeight; i++) {
      const top = i * int(job, Size.strideHeight) - int(job, Size.padTop);
      const firstRow = max(0, top);
      const lastRow = min(inHeight, top + int(job, Size.filterHeight));
      for (let j = 0; j < outWidth; j++) {
        const left = j * int(job, Size.strideWidth) - int(job, Size.padLeft);
        const firstColumn = max(0, left);
        const lastColumn = min(inWidth, left + int(job, Size.filterWidth));
        window(x, result, dx, channels, inWidth, firstRow, lastRow, firstColumn, lastColumn);
        result = at(result, channels);
      }
    }
  }
}

/** One window, four channels at a time. Without `dx` its largest numbers are stored, else their gradients added. */
function window(
  x: usize,
  result: usize,
  dx: usize,
  channels: i32,
  inWidth: i32,
  firstRow: i32,
  lastRow: i32,
  firstColumn: i32,
  lastColumn: i32,
): void {
  const isEmpty = firstRow >= lastRow || firstColumn >= lastColumn;
  if (isEmpty && dx != 0) return;
  const first = (firstRow * inWidth + firstColumn) * channels;
  let c = 0;
  while (c < channels) {
    const isFour = c + 4 <= channels;
    let largest = isEmpty ? f32x4.splat(-Infinity) : take(x, first + c, isFour);
    let where = i32x4.splat(first);
    for (let row = firstRow; row < lastRow; row++) {
      for (let column = firstColumn; column < lastColumn; column++) {
        const pixel = (row * inWidth + column) * channels;
        const value = take(x, pixel + c, isFour);
        const isLarger = f32x4.gt(value, largest);
        largest = v128.bitselect(value, largest, isLarger);
        where = v128.bitselect(i32x4.splat(pixel), where, isLarger);
      }
    }
    if (dx == 0) put(result, c, largest, isFour);
    else give(dx, where, c, result, isFour);
    c += isFour ? 4 : 1;
  }
}

/** Adds gradients of four channels, or of one, to four pixels. */
function give(dx: usize, where: v128, c: i32, dy: usize, isFour: bool): void {
  addAt(at(dx, i32x4.extract_lane(where, 0) + c), at(dy, c));
  if (!isFour) return;
  addAt(at(dx, i32x4.extract_lane(where, 1) + c + 1), at(dy, c + 1));
  addAt(at(dx, i32x4.extract_lane(where, 2) + c + 2), at(dy, c + 2));
  addAt(at(dx, i32x4.extract_lane(where, 3) + c + 3), at(dy, c + 3));
}

function addAt(target: usize, source: usize): void {
  store<f32>(target, load<f32>(target) + load<f32>(source));
}
