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
  const outHeight = int(job, Size.outHeight);
  const outWidth = int(job, Size.outWidth);
  const pitch = (<usize>patchSize(job)) << 2;
  let line = first / outWidth;
  let column = first - line * outWidth;
  for (let place = first; place < last; line++) {
    const image = line / outHeight;
    const top = (line - image * outHeight) * int(job, Size.strideHeight) - int(job, Size.padTop);
    const end = min(outWidth, column + (last - place));
    place += end - column;
    for (; column < end; column++) {
      const left = column * int(job, Size.strideWidth) - int(job, Size.padLeft);
      movePatch(job, images, image, top, left, patches, isBack);
      patches += pitch;
    }
    column = 0;
  }
}

/** One patch: for each row of the filter a run of pixels side by side, or single ones where it is dilated. */
function movePatch(
  job: usize,
  images: usize,
  image: i32,
  top: i32,
  left: i32,
  patch: usize,
  isBack: bool,
): void {
  const inHeight = int(job, Size.inHeight);
  const inWidth = int(job, Size.inWidth);
  const channels = int(job, Size.inChannels);
  const filterWidth = int(job, Size.filterWidth);
  const dilation = int(job, Size.dilationWidth);
  const run = dilation == 1 ? filterWidth : 1;
  for (let i = 0; i < int(job, Size.filterHeight); i++) {
    const row = top + i * int(job, Size.dilationHeight);
    const isInside = row >= 0 && row < inHeight;
    const line = rowAt(images, image * inHeight + row, inWidth * channels);
    for (let j = 0; j < filterWidth; j += run) {
      const column = left + j * dilation;
      const from = isInside ? min(max(-column, 0), run) : run;
      const to = max(from, min(inWidth - column, run));
      if (!isBack) clear(from * channels, patch);
      const pixels = at(line, (column + from) * channels);
      const inPatch = at(patch, from * channels);
      if (isBack) addTo((to - from) * channels, pixels, inPatch);
      else copy((to - from) * channels, inPatch, pixels);
      if (!isBack) clear((run - to) * channels, at(patch, to * channels));
      patch = at(patch, run * channels);
    }
  }
}

function clear(count: i32, target: usize): void {
  if (count > 0) memory.fill(target, 0, (<usize>count) << 2);
}

/** A loop, since most runs are too short for a call of the system. */
function copy(count: i32, target: usize, source: usize): void {
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) v128.store(at(target, i), v128.load(at(source, i)));
  for (let i = whole; i < count; i++) store<f32>(at(target, i), load<f32>(at(source, i)));
}
