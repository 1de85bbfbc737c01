import { log } from './host';
import { at, int, pointer, real, rowAt, startOf } from './job';
import { exp, exp1, maxOf, sumOf } from './math';

/**
 * Softmax cross entropy of each row with one label. With smoothing ε the target is 1 − ε at the label and ε / V
 * everywhere. A row whose label is `ignored` costs 0.
 * Job: rows, columns, logits, labels, losses, log-sum-exps (kept for the gradient), ignored; real 0 is ε.
 */
export function crossEntropyJob(job: usize, chunk: i32, numChunks: i32): void {
  const columns = int(job, 1);
  const smoothing = real(job, 0);
  const last = startOf(chunk + 1, numChunks, int(job, 0));
  for (let row = startOf(chunk, numChunks, int(job, 0)); row < last; row++) {
    const x = rowAt(pointer(job, 2), row, columns);
    const label = load<i32>(at(pointer(job, 3), row));
    let loss: f32 = 0;
    if (label != int(job, 6)) {
      const total = logSumExp(columns, x);
      store<f32>(at(pointer(job, 5), row), total);
      loss = total - (<f32>1 - smoothing) * load<f32>(at(x, label));
      if (smoothing > 0) loss -= smoothing * mean(columns, x);
    }
    store<f32>(at(pointer(job, 4), row), loss);
  }
}

/** log Σ e^x, the largest taken out first. */
function logSumExp(columns: i32, x: usize): f32 {
  const whole = columns & ~3;
  let maxima = f32x4.splat(-Infinity);
  for (let j = 0; j < whole; j += 4) maxima = f32x4.max(maxima, v128.load(at(x, j)));
  let largest = maxOf(maxima);
  for (let j = whole; j < columns; j++) largest = max(largest, load<f32>(at(x, j)));
  const top = f32x4.splat(largest);
  let sums = f32x4.splat(0);
  for (let j = 0; j < whole; j += 4) {
    sums = f32x4.add(sums, exp(f32x4.sub(v128.load(at(x, j)), top)));
  }
  let sum = sumOf(sums);
  for (let j = whole; j < columns; j++) sum += exp1(load<f32>(at(x, j)) - largest);
  return largest + <f32>log(<f64>sum);
}

function mean(columns: i32, x: usize): f32 {
  let sum: f32 = 0;
  for (let j = 0; j < columns; j++) sum += load<f32>(at(x, j));
  return sum / <f32>columns;
}

/**
 * dx = scale · (softmax(x) − target), and 0 in ignored rows.
 * Job: rows, columns, logits, labels, dx, log-sum-exps, ignored; reals: ε, scale.
 */
export function crossEntropyGradientJob(job: usize, chunk: i32, numChunks: i32): void {
  const columns = int(job, 1);
  const whole = columns & ~3;
  const scale = real(job, 1);
  const everywhere = real(job, 0) / <f32>columns;
  const last = startOf(chunk + 1, numChunks, int(job, 0));
  for (let row = startOf(chunk, numChunks, int(job, 0)); row < last; row++) {
    const x = rowAt(pointer(job, 2), row, columns);
    const dx = rowAt(pointer(job, 4), row, columns);
    const label = load<i32>(at(pointer(job, 3), row));
    if (label == int(job, 6)) {
      memory.fill(dx, 0, (<usize>columns) << 2);
      continue;
    }
    const total = load<f32>(at(pointer(job, 5), row));
    for (let j = 0; j < whole; j += 4) {
      const share = exp(f32x4.sub(v128.load(at(x, j)), f32x4.splat(total)));
      const difference = f32x4.sub(share, f32x4.splat(everywhere));
      v128.store(at(dx, j), f32x4.mul(difference, f32x4.splat(scale)));
    }
    for (let j = whole; j < columns; j++) {
      store<f32>(at(dx, j), (exp1(load<f32>(at(x, j)) - total) - everywhere) * scale);
    }
    const there = at(dx, label);
    store<f32>(there, load<f32>(there) - (<f32>1 - real(job, 0)) * scale);
  }
}
