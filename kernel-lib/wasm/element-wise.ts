import { at, int, pointer, startOf } from './job';
import { put, take } from './lanes';

/** What is done to each number, or to each pair. */
enum Kind {
  add,
  multiply,
  relu,
  /** b where a is above 0, else 0. */
  reluGradient,
}

/** One operation on numbers that lie side by side. Job: count, a, b, target, kind. */
export function elementWiseJob(job: usize, chunk: i32, numChunks: i32): void {
  const first = startOf(chunk, numChunks, int(job, 0), 16);
  const count = startOf(chunk + 1, numChunks, int(job, 0), 16) - first;
  const a = at(pointer(job, 1), first);
  const b = at(pointer(job, 2), first);
  compute(int(job, 4), count, a, b, at(pointer(job, 3), first));
}

/** The same second operand for each row. Job: rows, a, b, target, kind, columns. */
export function rowWiseJob(job: usize, chunk: i32, numChunks: i32): void {
  const columns = int(job, 5);
  const last = startOf(chunk + 1, numChunks, int(job, 0));
  for (let row = startOf(chunk, numChunks, int(job, 0)); row < last; row++) {
    const start = (<usize>(<u32>row) * <usize>(<u32>columns)) << 2;
    const b = pointer(job, 2);
    compute(int(job, 4), columns, pointer(job, 1) + start, b, pointer(job, 3) + start);
  }
}

/** A loop for each kind: a choice within one would cost more than the work. */
function compute(kind: i32, count: i32, a: usize, b: usize, target: usize): void {
  switch (kind) {
    case Kind.add:
      return add(count, a, b, target);
    case Kind.multiply:
      return multiply(count, a, b, target);
    case Kind.relu:
      return relu(count, a, target);
    default:
      return reluGradient(count, a, b, target);
  }
}

function add(count: i32, a: usize, b: usize, target: usize): void {
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) addAt(a, b, target, i, true);
  for (let i = whole; i < count; i++) addAt(a, b, target, i, false);
}

function addAt(a: usize, b: usize, target: usize, i: i32, isFour: bool): void {
  put(target, i, f32x4.add(take(a, i, isFour), take(b, i, isFour)), isFour);
}

function multiply(count: i32, a: usize, b: usize, target: usize): void {
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) multiplyAt(a, b, target, i, true);
  for (let i = whole; i < count; i++) multiplyAt(a, b, target, i, false);
}

function multiplyAt(a: usize, b: usize, target: usize, i: i32, isFour: bool): void {
  put(target, i, f32x4.mul(take(a, i, isFour), take(b, i, isFour)), isFour);
}

/** target = max(a, 0); NaN stays. */
export function relu(count: i32, a: usize, target: usize): void {
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) reluAt(a, target, i, true);
  for (let i = whole; i < count; i++) reluAt(a, target, i, false);
}

function reluAt(a: usize, target: usize, i: i32, isFour: bool): void {
  put(target, i, f32x4.max(take(a, i, isFour), f32x4.splat(0)), isFour);
}

function reluGradient(count: i32, a: usize, b: usize, target: usize): void {
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) reluGradientAt(a, b, target, i, true);
  for (let i = whole; i < count; i++) reluGradientAt(a, b, target, i, false);
}

function reluGradientAt(a: usize, b: usize, target: usize, i: i32, isFour: bool): void {
  const isOpen = f32x4.gt(take(a, i, isFour), f32x4.splat(0));
  put(target, i, v128.and(take(b, i, isFour), isOpen), isFour);
}
