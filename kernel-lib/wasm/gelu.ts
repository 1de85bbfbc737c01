import { at, int, pointer, startOf } from './job';
import { put, take } from './lanes';
import { multiplyAdd, power2 } from './math';

/** 2 √(2/π), the same times -log₂ e, and 0.044715. */
const SCALE: f32 = 1.5957691216;
const RATE: f32 = -2.302208198;
const CUBIC: f32 = 0.044715;
/** 0.3275911 / √2, -log₂ e / 2 and 1/√(2π). */
const NARROW: f32 = 0.231641888;
const HALF_RATE: f32 = -0.7213475204;
const DENSITY: f32 = 0.3989422804;

/**
 * y = x · Φ(x), exactly or by the tanh formula, and its derivative at x, which shares the one power.
 * Job: count, x, y, 1 = tanh, slopes (0 = not wanted).
 */
export function geluJob(job: usize, chunk: i32, numChunks: i32): void {
  const first = startOf(chunk, numChunks, int(job, 0), 4);
  const count = startOf(chunk + 1, numChunks, int(job, 0), 4) - first;
  const x = at(pointer(job, 1), first);
  const y = at(pointer(job, 2), first);
  const slopes = pointer(job, 4) == 0 ? 0 : at(pointer(job, 4), first);
  if (int(job, 3) != 0) byTanh(count, x, y, slopes);
  else byErf(count, x, y, slopes);
}

function byTanh(count: i32, x: usize, y: usize, slopes: usize): void {
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) byTanhAt(x, y, slopes, i, true);
  for (let i = whole; i < count; i++) byTanhAt(x, y, slopes, i, false);
}

/** x · σ(2 √(2/π) (x + 0.044715 x³)), where σ(2 u) = (1 + tanh u) / 2. */
function byTanhAt(x: usize, y: usize, slopes: usize, i: i32, isFour: bool): void {
  const one = f32x4.splat(1);
  const v = take(x, i, isFour);
  // As if not further than 10, where σ is 1 or 2⁻¹²⁶: every power stays a usual number, quick to compute with.
  const near = f32x4.pmin(f32x4.pmax(v, f32x4.splat(-10)), f32x4.splat(10));
  const square = f32x4.mul(near, near);
  const rate = multiplyAdd(square, f32x4.splat(RATE * CUBIC), f32x4.splat(RATE));
  const power = power2(f32x4.mul(near, rate));
  const share = f32x4.div(one, f32x4.add(one, power));
  const value = f32x4.mul(v, share);
  put(y, i, value, isFour);
  if (slopes == 0) return;
  // power · share is 1 - share, without its loss of digits where share is almost 1.
  const bend = f32x4.mul(value, f32x4.mul(power, share));
  const steep = multiplyAdd(square, f32x4.splat(3 * CUBIC * SCALE), f32x4.splat(SCALE));
  put(slopes, i, multiplyAdd(bend, steep, share), isFour);
}

function byErf(count: i32, x: usize, y: usize, slopes: usize): void {
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) byErfAt(x, y, slopes, i, true);
  for (let i = whole; i < count; i++) byErfAt(x, y, slopes, i, false);
}

/** x (1 + erf(x / √2)) / 2 by formula 7.1.26 of Abramowitz and Stegun: the error function off by at most 1.5e-7. */
function byErfAt(x: usize, y: usize, slopes: usize, i: i32, isFour: bool): void {
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  const v = take(x, i, isFour);
  const sign = v128.and(v, i32x4.splat(0x80000000));
  const size = v128.xor(v, sign);
  const t = f32x4.div(one, multiplyAdd(size, f32x4.splat(NARROW), one));
  // Their coefficients, halved: -(1 - erf) / 2 over the power and t.
  let p = f32x4.splat(-0.5307027145);
  p = multiplyAdd(p, t, f32x4.splat(0.7265760135));
  p = multiplyAdd(p, t, f32x4.splat(-0.7107068705));
  p = multiplyAdd(p, t, f32x4.splat(0.142248368));
  p = multiplyAdd(p, t, f32x4.splat(-0.127414796));
  // Not further than where the power becomes 0.
  const square = f32x4.pmin(f32x4.mul(v, v), f32x4.splat(176));
  const power = power2(f32x4.mul(square, f32x4.splat(HALF_RATE)));
  const beyond = multiplyAdd(f32x4.mul(p, t), power, half);
  const share = f32x4.add(v128.or(beyond, sign), half);
  put(y, i, f32x4.mul(v, share), isFour);
  if (slopes == 0) return;
  const density = f32x4.mul(power, f32x4.splat(DENSITY));
  put(slopes, i, multiplyAdd(v, density, share), isFour);
}
