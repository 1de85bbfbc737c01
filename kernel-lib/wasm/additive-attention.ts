import { gemm } from './gemm';
import { at, int, pointer, rowAt, startOf } from './job';
import { put, take } from './lanes';
import { multiplyAdd, sumOf, tanh } from './math';
import { maskRowOf, softmaxGradientRow, softmaxRow } from './softmax';

// Attention whose scores are w · tanh(q + k), with queries and keys projected already. The tanh of every query
// with every key, (B, Q, K, h), is never stored: the gradient computes it again.
// Words of both jobs: 0 B, 1 Q, 2 K, 3 h, 4 v, 5 queries (B, Q, h), 6 keys (B, K, h), 7 w (h), 8 values (B, K, v),
// 9 weights (B, Q, K), 10 1 = a closed row becomes 0, 11 to 13 mask.

/** Word 14: output (B, Q, v). */
export function additiveAttentionJob(
  job: usize,
  chunk: i32,
  numChunks: i32,
  workspace: usize,
): void {
  const q = int(job, 1);
  const k = int(job, 2);
  const h = int(job, 3);
  const v = int(job, 4);
  const last = startOf(chunk + 1, numChunks, int(job, 0));
  for (let b = startOf(chunk, numChunks, int(job, 0)); b < last; b++) {
    for (let i = 0; i < q; i++) {
      const query = rowAt(pointer(job, 5), b * q + i, h);
      const weights = rowAt(pointer(job, 9), b * q + i, k);
      const mask = maskRowOf(job, 11, b * q + i, k);
      for (let j = 0; j < k; j++) {
        const isOpen = mask == 0 || load<u8>(mask + <usize>j) != 0;
        const key = rowAt(pointer(job, 6), b * k + j, h);
        store<f32>(at(weights, j), isOpen ? scoreOf(h, query, key, pointer(job, 7)) : 0);
      }
      softmaxRow(k, 1, mask, int(job, 10) != 0, weights, weights);
    }
    const weights = rowAt(pointer(job, 9), b * q, k);
    const values = rowAt(pointer(job, 8), b * k, v);
    const output = rowAt(pointer(job, 14), b * q, v);
    gemm(q, v, k, weights, k, false, values, v, false, output, v, workspace, false);
  }
}

/** w · tanh(query + key). */
function scoreOf(h: i32, query: usize, key: usize, w: usize): f32 {
  const whole = h & ~3;
  let sums = f32x4.splat(0);
  for (let j = 0; j < whole; j += 4) {
    const hidden = tanh(f32x4.add(v128.load(at(query, j)), v128.load(at(key, j))));
    sums = multiplyAdd(v128.load(at(w, j)), hidden, sums);
  }
  let sum = sumOf(sums);
  for (let j = whole; j < h; j++) {
    const hidden = tanh(f32x4.splat(load<f32>(at(query, j)) + load<f32>(at(key, j))));
    sum += load<f32>(at(w, j)) * f32x4.extract_lane(hidden, 0);
  }
  return sum;
}

/**
 * Words 14 to 18: gradients of the output, the queries, the keys, w (one part for each chunk, numChunks times h)
 * and the values; 19: room for one (Q, K) of each chunk.
 */
export function additiveAttentionGradientJob(
  job: usize,
  chunk: i32,
  numChunks: i32,
  workspace: usize,
): void {
  const q = int(job, 1);
  const k = int(job, 2);
  const h = int(job, 3);
  const v = int(job, 4);
  const part = rowAt(pointer(job, 17), chunk, h);
  memory.fill(part, 0, (<usize>h) << 2);
  const dScores = rowAt(pointer(job, 19), chunk * q, k);
  const last = startOf(chunk + 1, numChunks, int(job, 0));
  for (let b = startOf(chunk, numChunks, int(job, 0)); b < last; b++) {
    const dOutput = rowAt(pointer(job, 14), b * q, v);
    const weights = rowAt(pointer(job, 9), b * q, k);
    const dValues = rowAt(pointer(job, 18), b * k, v);
    gemm(k, v, q, weights, k, true, dOutput, v, false, dValues, v, workspace, false);
    const values = rowAt(pointer(job, 8), b * k, v);
    gemm(q, k, v, dOutput, v, false, values, v, true, dScores, k, workspace, false);
    memory.fill(rowAt(pointer(job, 15), b * q, h), 0, (<usize>(q * h)) << 2);
    memory.fill(rowAt(pointer(job, 16), b * k, h), 0, (<usize>(k * h)) << 2);
    for (let i = 0; i < q; i++) {
      const row = rowAt(dScores, i, k);
      const mask = maskRowOf(job, 11, b * q + i, k);
      softmaxGradientRow(k, 1, mask, rowAt(weights, i, k), row, row);
      for (let j = 0; j < k; j++) {
        const d = load<f32>(at(row, j));
        if (d != 0) scoreGradient(job, h, b * q + i, b * k + j, d, part);
      }
    }
  }
}

/** Adds what one score, with gradient d, sends to its query, its key and w. */
function scoreGradient(job: usize, h: i32, i: i32, j: i32, d: f32, part: usize): void {
  const query = rowAt(pointer(job, 5), i, h);
  const key = rowAt(pointer(job, 6), j, h);
  const dQuery = rowAt(pointer(job, 15), i, h);
  const dKey = rowAt(pointer(job, 16), j, h);
  const one = f32x4.splat(1);
  const ds = f32x4.splat(d);
  let c = 0;
  while (c < h) {
    const isFour = c + 4 <= h;
    const hidden = tanh(f32x4.add(take(query, c, isFour), take(key, c, isFour)));
    put(part, c, multiplyAdd(ds, hidden, take(part, c, isFour)), isFour);
    const slope = f32x4.mul(take(pointer(job, 7), c, isFour), ds);
    const inside = f32x4.mul(slope, f32x4.sub(one, f32x4.mul(hidden, hidden)));
    put(dQuery, c, f32x4.add(take(dQuery, c, isFour), inside), isFour);
    put(dKey, c, f32x4.add(take(dKey, c, isFour), inside), isFour);
    c += isFour ? 4 : 1;
  }
}
