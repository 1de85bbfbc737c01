import { at, int, pointer, startOf } from './job';
import { erf, exp, multiplyAdd, tanh } from './math';

/** √(2/π), 1/√2 and 1/√(2π). */
const TANH_SCALE: f32 = 0.7978845608;
const HALF_ROOT: f32 = 0.7071067812;
const DENSITY: f32 = 0.3989422804;
const CUBIC: f32 = 0.044715;

/** x · Φ(x), exactly or by the tanh formula. Job: count, x, y, 1 = tanh. */
export function geluJob(job: usize, chunk: i32, numChunks: i32): void {
  const x = pointer(job, 1);
  const y = pointer(job, 2);
  const isTanh = int(job, 3) != 0;
  const last = startOf(chunk + 1, numChunks, int(job, 0), 4);
  let i = startOf(chunk, numChunks, int(job, 0), 4);
  for (; i + 4 <= last; i += 4) {
    const v = v128.load(at(x, i));
    v128.store(at(y, i), f32x4.mul(v, isTanh ? shareByTanh(v) : share(v)));
  }
  for (; i < last; i++) {
    const v = f32x4.splat(load<f32>(at(x, i)));
    store<f32>(at(y, i), f32x4.extract_lane(f32x4.mul(v, isTanh ? shareByTanh(v) : share(v)), 0));
  }
}

/** Job: count, x, dy, dx, 1 = tanh. */
export function geluGradientJob(job: usize, chunk: i32, numChunks: i32): void {
  const x = pointer(job, 1);
  const dy = pointer(job, 2);
  const dx = pointer(job, 3);
  const isTanh = int(job, 4) != 0;
  const last = startOf(chunk + 1, numChunks, int(job, 0), 4);
  let i = startOf(chunk, numChunks, int(job, 0), 4);
  for (; i + 4 <= last; i += 4) {
    const v = v128.load(at(x, i));
    v128.store(at(dx, i), f32x4.mul(v128.load(at(dy, i)), isTanh ? slopeByTanh(v) : slope(v)));
  }
  for (; i < last; i++) {
    const v = f32x4.splat(load<f32>(at(x, i)));
    const one = f32x4.extract_lane(isTanh ? slopeByTanh(v) : slope(v), 0);
    store<f32>(at(dx, i), load<f32>(at(dy, i)) * one);
  }
}

/** Φ(x) = (1 + erf(x / √2)) / 2. */
function share(x: v128): v128 {
  const e = erf(f32x4.mul(x, f32x4.splat(HALF_ROOT)));
  return multiplyAdd(e, f32x4.splat(0.5), f32x4.splat(0.5));
}

/** Φ(x) + x · φ(x). */
function slope(x: v128): v128 {
  const density = exp(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)));
  return multiplyAdd(x, f32x4.mul(density, f32x4.splat(DENSITY)), share(x));
}

/** tanh(√(2/π) · (x + 0.044715 x³)). */
function inner(x: v128): v128 {
  const square = f32x4.mul(x, x);
  const factor = multiplyAdd(square, f32x4.splat(CUBIC), f32x4.splat(1));
  return tanh(f32x4.mul(f32x4.mul(x, f32x4.splat(TANH_SCALE)), factor));
}

function shareByTanh(x: v128): v128 {
  return multiplyAdd(inner(x), f32x4.splat(0.5), f32x4.splat(0.5));
}

function slopeByTanh(x: v128): v128 {
  const t = inner(x);
  const half = f32x4.splat(0.5);
  const bend = f32x4.mul(f32x4.mul(half, x), f32x4.sub(f32x4.splat(1), f32x4.mul(t, t)));
  const steepness = multiplyAdd(f32x4.mul(x, x), f32x4.splat(3 * CUBIC), f32x4.splat(1));
  const scaled = f32x4.mul(steepness, f32x4.splat(TANH_SCALE));
  return multiplyAdd(bend, scaled, multiplyAdd(t, half, half));
}
