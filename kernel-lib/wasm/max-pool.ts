import { at, int, pointer, rowAt, startOf } from './job';
import { Size } from './patches';
import { take } from './lanes';

/**
 * The gradient of each window goes to its largest number, the first of several. Each chunk takes some of the images.
 * Job: sizes, images, x, dy, dx.
 */
export function maxPoolGradientJob(job: usize, chunk: i32, numChunks: i32): void {
  const inHeight = int(job, Size.inHeight);
  const inWidth = int(job, Size.inWidth);
  const outHeight = int(job, Size.outHeight);
  const outWidth = int(job, Size.outWidth);
  const channels = int(job, Size.inChannels);
  const size = inHeight * inWidth * channels;
  const last = startOf(chunk + 1, numChunks, int(job, Size.end));
  for (let image = startOf(chunk, numChunks, int(job, Size.end)); image < last; image++) {
    const x = rowAt(pointer(job, Size.end + 1), image, size);
    const dx = rowAt(pointer(job, Size.end + 3), image, size);
    let dy = rowAt(pointer(job, Size.end + 2), image, outHeight * outWidth * channels);
    memory.fill(dx, 0, (<usize>size) << 2);
    for (let i = 0; i < outHeight; i++) {
      const top = i * int(job, Size.strideHeight) - int(job, Size.padTop);
      const firstRow = max(0, top);
      const lastRow = min(inHeight, top + int(job, Size.filterHeight));
      for (let j = 0; j < outWidth; j++) {
        const left = j * int(job, Size.strideWidth) - int(job, Size.padLeft);
        const firstColumn = max(0, left);
        const lastColumn = min(inWidth, left + int(job, Size.filterWidth));
        if (firstRow < lastRow && firstColumn < lastColumn) {
          giveToLargest(x, dy, dx, channels, inWidth, firstRow, lastRow, firstColumn, lastColumn);
        }
        dy = at(dy, channels);
      }
    }
  }
}

/** One window, four channels at a time. */
function giveToLargest(
  x: usize,
  dy: usize,
  dx: usize,
  channels: i32,
  inWidth: i32,
  firstRow: i32,
  lastRow: i32,
  firstColumn: i32,
  lastColumn: i32,
): void {
  const first = (firstRow * inWidth + firstColumn) * channels;
  let c = 0;
  while (c < channels) {
    const isFour = c + 4 <= channels;
    let largest = take(x, first + c, isFour);
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
    give(dx, i32x4.extract_lane(where, 0) + c, load<f32>(at(dy, c)));
    if (isFour) {
      give(dx, i32x4.extract_lane(where, 1) + c + 1, load<f32>(at(dy, c + 1)));
      give(dx, i32x4.extract_lane(where, 2) + c + 2, load<f32>(at(dy, c + 2)));
      give(dx, i32x4.extract_lane(where, 3) + c + 3, load<f32>(at(dy, c + 3)));
    }
    c += isFour ? 4 : 1;
  }
}

function give(target: usize, index: i32, value: f32): void {
  store<f32>(at(target, index), load<f32>(at(target, index)) + value);
}
