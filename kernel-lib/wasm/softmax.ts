import { at, int, pointer, real, rowAt, startOf } from './job';
import { exp, exp1, maxOf, multiplyAdd, sumOf } from './math';

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
function isClosed(columns: i32, mask: usize): bool {
  for (let j = 0; j < columns; j++) if (load<u8>(mask + <usize>j) != 0) return false;
  return true;
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
  let maxima = f32x4.splat(-Infinity);
  for (let j = 0; j < whole; j += 4) {
    let v = f32x4.mul(v128.load(at(source, j)), scales);
    if (mask != 0) {
      v = v128.bitselect(f32x4.splat(CLOSED_SCORE), v, closedLanes(mask + <usize>j));
    }
    v128.store(at(target, j), v);
    // In this order a NaN stays until the next number; the sum finds it.
    maxima = f32x4.pmax(v, maxima);
  }
  let largest = maxOf(maxima);
  for (let j = whole; j < columns; j++) {
    const isOpen = mask == 0 || load<u8>(mask + <usize>j) != 0;
    const x = isOpen ? load<f32>(at(source, j)) * scale : CLOSED_SCORE;
    store<f32>(at(target, j), x);
    largest = max(largest, x);
  }
  const top = f32x4.splat(largest);
  let sums = f32x4.splat(0);
  for (let j = 0; j < whole; j += 4) {
    const v = exp(f32x4.sub(v128.load(at(target, j)), top));
    v128.store(at(target, j), v);
    sums = f32x4.add(sums, v);
  }
  let sum = sumOf(sums);
  for (let j = whole; j < columns; j++) {
    const x = exp1(load<f32>(at(target, j)) - largest);
    store<f32>(at(target, j), x);
    sum += x;
  }
  const inverse = <f32>1 / sum;
  for (let j = 0; j < whole; j += 4) {
    v128.store(at(target, j), f32x4.mul(v128.load(at(target, j)), f32x4.splat(inverse)));
  }
  for (let j = whole; j < columns; j++) {
    store<f32>(at(target, j), load<f32>(at(target, j)) * inverse);
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
