import { at, int, pointer, real, rowAt, startOf } from './job';
import { exp, maxOf, multiplyAdd, sumOf } from './math';

/** What takes the place of a score that must not count, as in the library. */
const CLOSED_SCORE: f32 = -1e6;

/**
 * The row of a mask that belongs to row `row` of the scores (B, H, Q, K); one byte a key, 0 = closed.
 * Job from word `first`: mask (0 = none), Q, rows of scores that share one (Q, K) of the mask (0 = all do).
 */
export function maskRowOf(job: usize, first: i32, row: i32, columns: i32): usize {
  const mask = pointer(job, first);
  if (mask == 0) return 0;
  const numQueries = int(job, first + 1);
  const shared = int(job, first + 2);
  const batch = shared == 0 ? 0 : row / shared;
  return mask + <usize>(batch * numQueries + (row % numQueries)) * <usize>columns;
}

/** All ones where four neighbouring keys are closed. */
function closedLanes(mask: usize): v128 {
  const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(mask)));
  return i32x4.eq(wide, i32x4.splat(0));
}

/** Whether a row of a mask leaves no key open. */
export function isClosed(columns: i32, mask: usize): bool {
  for (let j = 0; j < columns; j++) if (load<u8>(mask + <usize>j) != 0) return false;
  return true;
}

/** How many keys of a row, in fours, are open before the first closed one. */
function openFours(mask: usize, columns: i32): i32 {
  const whole = columns & ~3;
  if (mask == 0) return whole;
  let j = 0;
  while (j + 4 <= whole && load<u32>(mask + <usize>j) == 0x01010101) j += 4;
  return j;
}

/** Four scores times the scale; closed ones become `CLOSED_SCORE`. */
function openScores(source: usize, scale: v128, mask: usize, j: i32): v128 {
  const scores = f32x4.mul(v128.load(at(source, j)), scale);
  return v128.bitselect(f32x4.splat(CLOSED_SCORE), scores, closedLanes(mask + <usize>j));
}

/** target = softmax(scale · source) where the mask is open; source may be target. */
export function softmaxRow(
  columns: i32,
  scale: f32,
  mask: usize,
  isZeroWhenClosed: bool,
  source: usize,
  target: usize,
): void {
  if (mask != 0 && isZeroWhenClosed && isClosed(columns, mask)) {
    memory.fill(target, 0, (<usize>columns) << 2);
    return;
  }
  const scales = f32x4.splat(scale);
  const whole = columns & ~3;
  const open = openFours(mask, columns);
  // The scores that do not make four, as four.
  let rest = f32x4.splat(-Infinity);
  for (let j = whole; j < columns; j++) {
    const isOpen = mask == 0 || load<u8>(mask + <usize>j) != 0;
    const x = isOpen ? load<f32>(at(source, j)) * scale : CLOSED_SCORE;
    rest = f32x4.replace_lane(v128.shuffle<f32>(rest, rest, 1, 2, 3, 0), 3, x);
  }
  let maxima = rest;
  // In this order a NaN stays until the next number; the sum finds it.
  for (let j = 0; j < open; j += 4) {
    maxima = f32x4.pmax(f32x4.mul(v128.load(at(source, j)), scales), maxima);
  }
  for (let j = open; j < whole; j += 4) {
    maxima = f32x4.pmax(openScores(source, scales, mask, j), maxima);
  }
  const top = f32x4.splat(maxOf(maxima));
  let sums = whole < columns ? exp(f32x4.sub(rest, top)) : f32x4.splat(0);
  rest = sums;
  for (let j = 0; j < open; j += 4) {
    const v = exp(f32x4.sub(f32x4.mul(v128.load(at(source, j)), scales), top));
    v128.store(at(target, j), v);
    sums = f32x4.add(sums, v);
  }
  for (let j = open; j < whole; j += 4) {
    const v = exp(f32x4.sub(openScores(source, scales, mask, j), top));
    v128.store(at(target, j), v);
    sums = f32x4.add(sums, v);
  }
  const inverse = f32x4.splat(<f32>1 / sumOf(sums));
  for (let j = 0; j < whole; j += 4) {
    v128.store(at(target, j), f32x4.mul(v128.load(at(target, j)), inverse));
  }
  rest = f32x4.mul(rest, inverse);
  for (let j = columns - 1; j >= whole; j--) {
    store<f32>(at(target, j), f32x4.extract_lane(rest, 3));
    rest = v128.shuffle<f32>(rest, rest, 3, 0, 1, 2);
  }
}

/** target = scale · y · (dy − y · dy), and 0 where the mask is closed; dy may be target. */
export function softmaxGradientRow(
  columns: i32,
  scale: f32,
  mask: usize,
  y: usize,
  dy: usize,
  target: usize,
): void {
  const whole = columns & ~3;
  let sums = f32x4.splat(0);
  for (let j = 0; j < whole; j += 4) {
    sums = multiplyAdd(v128.load(at(y, j)), v128.load(at(dy, j)), sums);
  }
  let dot = sumOf(sums);
  for (let j = whole; j < columns; j++) dot += load<f32>(at(y, j)) * load<f32>(at(dy, j));
  for (let j = 0; j < whole; j += 4) {
    const slope = f32x4.mul(f32x4.splat(scale), v128.load(at(y, j)));
    let v = f32x4.mul(slope, f32x4.sub(v128.load(at(dy, j)), f32x4.splat(dot)));
    if (mask != 0) v = v128.andnot(v, closedLanes(mask + <usize>j));
    v128.store(at(target, j), v);
  }
  for (let j = whole; j < columns; j++) {
    const isOpen = mask == 0 || load<u8>(mask + <usize>j) != 0;
    const slope = scale * load<f32>(at(y, j));
    store<f32>(at(target, j), isOpen ? slope * (load<f32>(at(dy, j)) - dot) : 0);
  }
}

/** Job: rows, columns, source, target, 1 = a closed row becomes 0, mask (three words); real 0 the scale. */
export function softmaxJob(job: usize, chunk: i32, numChunks: i32): void {
  const columns = int(job, 1);
  const last = startOf(chunk + 1, numChunks, int(job, 0));
  for (let row = startOf(chunk, numChunks, int(job, 0)); row < last; row++) {
    const source = rowAt(pointer(job, 2), row, columns);
    const target = rowAt(pointer(job, 3), row, columns);
    const mask = maskRowOf(job, 5, row, columns);
    softmaxRow(columns, real(job, 0), mask, int(job, 4) != 0, source, target);
  }
}

/** Job: rows, columns, y, dy, target, mask (three words); real 0 the scale. */
export function softmaxGradientJob(job: usize, chunk: i32, numChunks: i32): void {
  const columns = int(job, 1);
  const last = startOf(chunk + 1, numChunks, int(job, 0));
  for (let row = startOf(chunk, numChunks, int(job, 0)); row < last; row++) {
    const y = rowAt(pointer(job, 2), row, columns);
    const dy = rowAt(pointer(job, 3), row, columns);
    const target = rowAt(pointer(job, 4), row, columns);
    softmaxGradientRow(columns, real(job, 0), maskRowOf(job, 5, row, columns), y, dy, target);
  }
}
