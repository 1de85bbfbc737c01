import { at, int, pointer, real, rowAt, startOf } from './job';
import { multiplyAdd, sumOf } from './math';

/**
 * y = (x − mean) / √(variance + ε) · gain + bias for each row; keeps mean and 1 / √(…) for the gradient.
 * Job: rows, columns, x, gain, bias, y, means, inverses; real 0 is ε.
 */
export function layerNormJob(job: usize, chunk: i32, numChunks: i32): void {
  const columns = int(job, 1);
  const last = startOf(chunk + 1, numChunks, int(job, 0));
  for (let row = startOf(chunk, numChunks, int(job, 0)); row < last; row++) {
    const x = rowAt(pointer(job, 2), row, columns);
    const mean = meanOf(columns, x);
    const inverse = <f32>1 / sqrt<f32>(varianceOf(columns, x, mean) + real(job, 0));
    store<f32>(at(pointer(job, 6), row), mean);
    store<f32>(at(pointer(job, 7), row), inverse);
    const y = rowAt(pointer(job, 5), row, columns);
    normalise(columns, x, mean, inverse, pointer(job, 3), pointer(job, 4), y);
  }
}

/** Four sums side by side: each addition waits for the one before it in the same sum. */
function meanOf(columns: i32, x: usize): f32 {
  const most = columns & ~15;
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let j = 0; j < most; j += 16) {
    a = f32x4.add(a, v128.load(at(x, j)));
    b = f32x4.add(b, v128.load(at(x, j), 16));
    c = f32x4.add(c, v128.load(at(x, j), 32));
    d = f32x4.add(d, v128.load(at(x, j), 48));
  }
  let sum = sumOf(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  for (let j = most; j < columns; j++) sum += load<f32>(at(x, j));
  return sum / <f32>columns;
}

function varianceOf(columns: i32, x: usize, mean: f32): f32 {
  const most = columns & ~15;
  const means = f32x4.splat(mean);
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let j = 0; j < most; j += 16) {
    a = addSquare(f32x4.sub(v128.load(at(x, j)), means), a);
    b = addSquare(f32x4.sub(v128.load(at(x, j), 16), means), b);
    c = addSquare(f32x4.sub(v128.load(at(x, j), 32), means), c);
    d = addSquare(f32x4.sub(v128.load(at(x, j), 48), means), d);
  }
  let sum = sumOf(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  for (let j = most; j < columns; j++) {
    const difference = load<f32>(at(x, j)) - mean;
    sum += difference * difference;
  }
  return sum / <f32>columns;
}

function addSquare(x: v128, sum: v128): v128 {
  return multiplyAdd(x, x, sum);
}

function normalise(
  columns: i32,
  x: usize,
  mean: f32,
  inverse: f32,
  gain: usize,
  bias: usize,
  y: usize,
): void {
  const whole = columns & ~3;
  const means = f32x4.splat(mean);
  const inverses = f32x4.splat(inverse);
  for (let j = 0; j < whole; j += 4) {
    const normal = f32x4.mul(f32x4.sub(v128.load(at(x, j)), means), inverses);
    v128.store(at(y, j), multiplyAdd(normal, v128.load(at(gain, j)), v128.load(at(bias, j))));
  }
  for (let j = whole; j < columns; j++) {
    const normal = (load<f32>(at(x, j)) - mean) * inverse;
    store<f32>(at(y, j), normal * load<f32>(at(gain, j)) + load<f32>(at(bias, j)));
  }
}

/**
 * The gradients of layer norm. Each chunk sums those of gain and bias for its own rows; `foldJob` adds the
 * chunks up.
 * Job: rows, columns, x, gain, dy, means, inverses, dx, parts (numChunks times gain and bias).
 */
export function layerNormGradientJob(job: usize, chunk: i32, numChunks: i32): void {
  const columns = int(job, 1);
  const gainPart = rowAt(pointer(job, 8), chunk, 2 * columns);
  const biasPart = at(gainPart, columns);
  memory.fill(gainPart, 0, (<usize>columns) << 3);
  const last = startOf(chunk + 1, numChunks, int(job, 0));
  for (let row = startOf(chunk, numChunks, int(job, 0)); row < last; row++) {
    const x = rowAt(pointer(job, 2), row, columns);
    const dy = rowAt(pointer(job, 4), row, columns);
    const dx = rowAt(pointer(job, 7), row, columns);
    const mean = load<f32>(at(pointer(job, 5), row));
    const inverse = load<f32>(at(pointer(job, 6), row));
    gradientRow(columns, x, pointer(job, 3), dy, mean, inverse, dx, gainPart, biasPart);
  }
}

/** dx = inverse · (t − mean(t) − normal · mean(t · normal)), with t = dy · gain. */
function gradientRow(
  columns: i32,
  x: usize,
  gain: usize,
  dy: usize,
  mean: f32,
  inverse: f32,
  dx: usize,
  gainPart: usize,
  biasPart: usize,
): void {
  const whole = columns & ~3;
  const means = f32x4.splat(mean);
  const inverses = f32x4.splat(inverse);
  let plain = f32x4.splat(0);
  let weighted = f32x4.splat(0);
  for (let j = 0; j < whole; j += 4) {
    const normal = f32x4.mul(f32x4.sub(v128.load(at(x, j)), means), inverses);
    const d = v128.load(at(dy, j));
    const t = f32x4.mul(d, v128.load(at(gain, j)));
    plain = f32x4.add(plain, t);
    weighted = multiplyAdd(t, normal, weighted);
    v128.store(at(gainPart, j), multiplyAdd(d, normal, v128.load(at(gainPart, j))));
    v128.store(at(biasPart, j), f32x4.add(d, v128.load(at(biasPart, j))));
  }
  let plainMean = sumOf(plain);
  let weightedMean = sumOf(weighted);
  for (let j = whole; j < columns; j++) {
    const normal = (load<f32>(at(x, j)) - mean) * inverse;
    const d = load<f32>(at(dy, j));
    const t = d * load<f32>(at(gain, j));
    plainMean += t;
    weightedMean += t * normal;
    store<f32>(at(gainPart, j), load<f32>(at(gainPart, j)) + d * normal);
    store<f32>(at(biasPart, j), load<f32>(at(biasPart, j)) + d);
  }
  plainMean /= <f32>columns;
  weightedMean /= <f32>columns;
  for (let j = 0; j < whole; j += 4) {
    const normal = f32x4.mul(f32x4.sub(v128.load(at(x, j)), means), inverses);
    const t = f32x4.mul(v128.load(at(dy, j)), v128.load(at(gain, j)));
    const centred = f32x4.sub(t, f32x4.splat(plainMean));
    const rest = f32x4.sub(centred, f32x4.mul(normal, f32x4.splat(weightedMean)));
    v128.store(at(dx, j), f32x4.mul(inverses, rest));
  }
  for (let j = whole; j < columns; j++) {
    const normal = (load<f32>(at(x, j)) - mean) * inverse;
    const t = load<f32>(at(dy, j)) * load<f32>(at(gain, j));
    store<f32>(at(dx, j), inverse * (t - plainMean - normal * weightedMean));
  }
}
