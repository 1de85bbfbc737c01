import { at, int, rowAt } from './job';
import { addTo } from './row-sums';

/** Where a job of a convolution or a pool has its sizes. */
export enum Size {
  inHeight,
  inWidth,
  inChannels,
  outHeight,
  outWidth,
  outChannels,
  filterHeight,
  filterWidth,
  strideHeight,
  strideWidth,
  dilationHeight,
  dilationWidth,
  padTop,
  padLeft,
  /** What comes after the sizes. */
  end,
}

/** How many numbers of the images a filter sees at one place. */
export function patchSize(job: usize): i32 {
  return int(job, Size.filterHeight) * int(job, Size.filterWidth) * int(job, Size.inChannels);
}

/** Copies what the filter sees at the places `first` to `last - 1` of the result, a row each; 0 beyond the edges. */
export function takePatches(
  job: usize,
  first: i32,
  last: i32,
  images: usize,
  patches: usize,
): void {
  movePatches(job, first, last, images, patches, false);
}

/** Adds each row to the place of the images where the filter saw it; what lies beyond the edges is lost. */
export function addPatches(job: usize, first: i32, last: i32, images: usize, patches: usize): void {
  movePatches(job, first, last, images, patches, true);
}

function movePatches(
  job: usize,
  first: i32,
  last: i32,
  images: usize,
  patches: usize,
  isBack: bool,
): void {
  const inHeight = int(job, Size.inHeight);
  const lineSize = int(job, Size.inWidth) * int(job, Size.inChannels);
  const outHeight = int(job, Size.outHeight);
  const outWidth = int(job, Size.outWidth);
  const rowSize = int(job, Size.filterWidth) * int(job, Size.inChannels);
  let outLine = first / outWidth;
  let column = first - outLine * outWidth;
  for (let place = first; place < last; outLine++) {
    const image = outLine / outHeight;
    const top = (outLine - image * outHeight) * int(job, Size.strideHeight) - int(job, Size.padTop);
    const count = min(outWidth - column, last - place);
    for (let i = 0; i < int(job, Size.filterHeight); i++) {
      const row = top + i * int(job, Size.dilationHeight);
      const isInside = row >= 0 && row < inHeight;
      const line = isInside ? rowAt(images, image * inHeight + row, lineSize) : 0;
      moveRows(job, line, column, count, at(patches, i * rowSize), isBack);
    }
    patches = rowAt(patches, count, patchSize(job));
    place += count;
    column = 0;
  }
}

/**
 * One row of the filter at `count` places side by side: a run of pixels at each, or single ones where it is dilated.
 * The line of the image is 0 where it lies beyond the edges.
 */
function moveRows(
  job: usize,
  line: usize,
  column: i32,
  count: i32,
  patch: usize,
  isBack: bool,
): void {
  const inWidth = int(job, Size.inWidth);
  const channels = int(job, Size.inChannels);
  const filterWidth = int(job, Size.filterWidth);
  const stride = int(job, Size.strideWidth);
  const dilation = int(job, Size.dilationWidth);
  const pitch = (<usize>patchSize(job)) << 2;
  const run = dilation == 1 ? filterWidth : 1;
  for (let j = 0; j < filterWidth; j += run) {
    let left = column * stride - int(job, Size.padLeft) + j * dilation;
    let target = at(patch, j * channels);
    for (let i = 0; i < count; i++) {
      if (line != 0 && left >= 0 && left + run <= inWidth) {
        move(run * channels, at(line, left * channels), target, isBack);
      } else {
        const from = line != 0 ? min(max(-left, 0), run) : run;
        const to = max(from, min(inWidth - left, run));
        const pixels = at(line, (left + from) * channels);
        if (!isBack) memory.fill(target, 0, (<usize>(run * channels)) << 2);
        move((to - from) * channels, pixels, at(target, from * channels), isBack);
      }
      left += stride;
      target += pitch;
    }
  }
}

function move(count: i32, pixels: usize, patch: usize, isBack: bool): void {
  if (isBack) addTo(count, pixels, patch);
  else copy(count, patch, pixels);
}

/** A loop, since most runs are too short for a call of the system; the last four may overlap those before. */
function copy(count: i32, target: usize, source: usize): void {
  if (count < 4) {
    for (let i = 0; i < count; i++) store<f32>(at(target, i), load<f32>(at(source, i)));
    return;
  }
  for (let i = 0; i < count - 4; i += 4) v128.store(at(target, i), v128.load(at(source, i)));
  v128.store(at(target, count - 4), v128.load(at(source, count - 4)));
}
