import { at, int, pointer, startOf } from './job';
import { put, take } from './lanes';
import { exp, multiplyAdd } from './math';

/** 2 √(2/π), 1/√2 and 1/√(2π). */
const TANH_SCALE: f32 = 1.5957691216;
const HALF_ROOT: f32 = 0.7071067812;
const DENSITY: f32 = 0.3989422804;
const CUBIC: f32 = 0.044715;

/**
 * y = x · Φ(x), exactly or by the tanh formula, and its derivative at x, which shares the one power of e.
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

/** x · σ(2 √(2/π) (x + 0.044715 x³)), where σ(2 u) = (1 + tanh u) / 2. */
function byTanh(count: i32, x: usize, y: usize, slopes: usize): void {
  const one = f32x4.splat(1);
  const scale = f32x4.splat(TANH_SCALE);
  let i = 0;
  while (i < count) {
    const isFour = i + 4 <= count;
    const v = take(x, i, isFour);
    const square = f32x4.mul(v, v);
    const inner = f32x4.mul(v, f32x4.mul(scale, multiplyAdd(square, f32x4.splat(CUBIC), one)));
    // Not further than 80: what comes out stays a usual number, with which it is fast to compute.
    const power = exp(f32x4.pmin(f32x4.neg(inner), f32x4.splat(80)));
    const share = f32x4.div(one, f32x4.add(one, power));
    const value = f32x4.mul(v, share);
    put(y, i, value, isFour);
    if (slopes != 0) {
      const bend = f32x4.mul(value, f32x4.sub(one, share));
      const steep = f32x4.mul(scale, multiplyAdd(square, f32x4.splat(3 * CUBIC), one));
      put(slopes, i, multiplyAdd(bend, steep, share), isFour);
    }
    i += isFour ? 4 : 1;
  }
}

/** x (1 + erf(x / √2)) / 2 by formula 7.1.26 of Abramowitz and Stegun: the error function off by at most 1.5e-7. */
function byErf(count: i32, x: usize, y: usize, slopes: usize): void {
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  let i = 0;
  while (i < count) {
    const isFour = i + 4 <= count;
    const v = take(x, i, isFour);
    const size = f32x4.mul(f32x4.abs(v), f32x4.splat(HALF_ROOT));
    const t = f32x4.div(one, multiplyAdd(f32x4.splat(0.3275911), size, one));
    let p = f32x4.splat(1.061405429);
    p = multiplyAdd(p, t, f32x4.splat(-1.453152027));
    p = multiplyAdd(p, t, f32x4.splat(1.421413741));
    p = multiplyAdd(p, t, f32x4.splat(-0.284496736));
    p = multiplyAdd(p, t, f32x4.splat(0.254829592));
    const power = exp(f32x4.neg(f32x4.mul(size, size)));
    const above = f32x4.sub(one, f32x4.mul(f32x4.mul(p, t), power));
    const sign = v128.and(v, i32x4.splat(0x80000000));
    const share = multiplyAdd(v128.or(above, sign), half, half);
    put(y, i, f32x4.mul(v, share), isFour);
    if (slopes != 0) {
      const density = f32x4.mul(power, f32x4.splat(DENSITY));
      put(slopes, i, multiplyAdd(v, density, share), isFour);
    }
    i += isFour ? 4 : 1;
  }
}
