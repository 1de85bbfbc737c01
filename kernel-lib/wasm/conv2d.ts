import { applyEpilogue } from './epilogue';
import { gemm } from './gemm';
import { int, pointer, real, rowAt, startOf } from './job';
import { Size, addPatches, patchSize, takePatches } from './patches';
import { addTo } from './row-sums';

// A convolution is a product: a row for each place of the result with all that the filter sees there, times the
// filter with a column for each channel of the result. The rows are made block by block, in scratch memory of the
// chunk, and used while they are in the cache.
//
// Job: sizes, places of the result, places of a block, scratch memory (0 = what the filter sees lies side by side in
// the images already), then what each job says.
const PLACES: i32 = Size.end;
const BLOCK: i32 = Size.end + 1;
const SCRATCH: i32 = Size.end + 2;
const FIRST: i32 = Size.end + 3;
const SECOND: i32 = Size.end + 4;
const TARGET: i32 = Size.end + 5;
const SPARE: i32 = Size.end + 6;
const BIAS: i32 = Size.end + 6;
const ACTIVATION: i32 = Size.end + 7;

/** How the places are dealt: in multiples of what the tile and a BLAS take at once. */
const UNIT: i32 = 48;

/** What the filter sees at some places of the result. */
function patchesOf(job: usize, first: i32, last: i32, scratch: usize): usize {
  const images = pointer(job, FIRST);
  if (pointer(job, SCRATCH) == 0) return rowAt(images, first, patchSize(job));
  takePatches(job, first, last, images, scratch);
  return scratch;
}

function scratchOf(job: usize, chunk: i32, numbersEach: i32): usize {
  return rowAt(pointer(job, SCRATCH), chunk, numbersEach);
}

/** target = activation(images ∗ filter + bias). Job: images, filter, target, bias, activation; real 0: slope. */
export function conv2dJob(job: usize, chunk: i32, numChunks: i32, workspace: usize): void {
  const depth = patchSize(job);
  const channels = int(job, Size.outChannels);
  const block = int(job, BLOCK);
  const scratch = scratchOf(job, chunk, block * depth);
  const end = startOf(chunk + 1, numChunks, int(job, PLACES), UNIT);
  for (let i = startOf(chunk, numChunks, int(job, PLACES), UNIT); i < end; i += block) {
    const rows = min(block, end - i);
    const patches = patchesOf(job, i, i + rows, scratch);
    const filter = pointer(job, SECOND);
    const target = rowAt(pointer(job, TARGET), i, channels);
    gemm(rows, channels, depth, patches, depth, false, filter, channels, false, target, channels, workspace, false); // prettier-ignore
    const activation = int(job, ACTIVATION);
    applyEpilogue(rows, channels, target, channels, pointer(job, BIAS), activation, real(job, 0));
  }
}

/**
 * The sum of patchesᵀ · dy over the places of one chunk. Job: images, dy, parts (numChunks filters), room for one
 * more filter for each chunk.
 */
export function conv2dFilterGradientJob(
  job: usize,
  chunk: i32,
  numChunks: i32,
  workspace: usize,
): void {
  const depth = patchSize(job);
  const channels = int(job, Size.outChannels);
  const block = int(job, BLOCK);
  const scratch = scratchOf(job, chunk, block * depth);
  const part = rowAt(pointer(job, TARGET), chunk, depth * channels);
  const more = rowAt(pointer(job, SPARE), chunk, depth * channels);
  const start = startOf(chunk, numChunks, int(job, PLACES), UNIT);
  const end = startOf(chunk + 1, numChunks, int(job, PLACES), UNIT);
  for (let i = start; i < end; i += block) {
    const rows = min(block, end - i);
    const patches = patchesOf(job, i, i + rows, scratch);
    const dy = rowAt(pointer(job, SECOND), i, channels);
    const target = i == start ? part : more;
    gemm(depth, channels, rows, patches, depth, true, dy, channels, false, target, channels, workspace, false); // prettier-ignore
    if (i > start) addTo(depth * channels, part, more);
  }
}

/** The images of one chunk: dy · filterᵀ, each row added to where the filter saw it. Job: dy, filter, dx. */
export function conv2dInputGradientJob(
  job: usize,
  chunk: i32,
  numChunks: i32,
  workspace: usize,
): void {
  const depth = patchSize(job);
  const channels = int(job, Size.outChannels);
  const block = int(job, BLOCK);
  const scratch = scratchOf(job, chunk, block * depth);
  const size = int(job, Size.inHeight) * int(job, Size.inWidth) * int(job, Size.inChannels);
  const places = int(job, Size.outHeight) * int(job, Size.outWidth);
  const first = startOf(chunk, numChunks, int(job, PLACES) / places);
  const last = startOf(chunk + 1, numChunks, int(job, PLACES) / places);
  const target = pointer(job, TARGET);
  const isPlain = pointer(job, SCRATCH) == 0;
  if (!isPlain) memory.fill(rowAt(target, first, size), 0, rowAt(0, last - first, size));
  const end = last * places;
  for (let i = first * places; i < end; i += block) {
    const rows = min(block, end - i);
    const dy = rowAt(pointer(job, FIRST), i, channels);
    const patches = isPlain ? rowAt(target, i, depth) : scratch;
    const filter = pointer(job, SECOND);
    gemm(rows, depth, channels, dy, channels, false, filter, channels, true, patches, depth, workspace, false); // prettier-ignore
    if (!isPlain) addPatches(job, i, i + rows, target, patches);
  }
}
