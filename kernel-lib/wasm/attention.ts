import { gemm } from './gemm';
import { at, int, pointer, real, rowAt, startOf } from './job';
import { maskRowOf, softmaxGradientRow, softmaxRow } from './softmax';

// Scaled dot-product attention of many heads. Queries and the output are (B, Q, H·d), keys (B, K, H·d), values
// (B, K, H·v), all as they come from their projections: a head is a strip of columns, nothing is transposed.
// Words of both jobs: 0 B, 1 H, 2 Q, 3 K, 4 d, 5 v, 6 queries, 7 keys, 8 values, 9 weights (B, H, Q, K),
// 10 1 = a closed row becomes 0, 11 to 13 mask; real 0 is the scale.

/** weights = softmax(scale · Q Kᵀ), output = weights · V. Word 14: output. */
export function attentionJob(job: usize, chunk: i32, numChunks: i32, workspace: usize): void {
  const heads = int(job, 1);
  const q = int(job, 2);
  const k = int(job, 3);
  const d = int(job, 4);
  const v = int(job, 5);
  const last = startOf(chunk + 1, numChunks, int(job, 0) * heads);
  for (let item = startOf(chunk, numChunks, int(job, 0) * heads); item < last; item++) {
    const b = item / heads;
    const h = item % heads;
    const queries = at(rowAt(pointer(job, 6), b * q, heads * d), h * d);
    const keys = at(rowAt(pointer(job, 7), b * k, heads * d), h * d);
    const values = at(rowAt(pointer(job, 8), b * k, heads * v), h * v);
    const output = at(rowAt(pointer(job, 14), b * q, heads * v), h * v);
    const weights = rowAt(pointer(job, 9), item * q, k);
    gemm(q, k, d, queries, heads * d, false, keys, heads * d, true, weights, k, workspace);
    for (let i = 0; i < q; i++) {
      const row = rowAt(weights, i, k);
      const mask = maskRowOf(job, 11, item * q + i, k);
      softmaxRow(k, real(job, 0), mask, int(job, 10) != 0, row, row);
    }
    gemm(q, v, k, weights, k, false, values, heads * v, false, output, heads * v, workspace);
  }
}

/**
 * The gradients of `attentionJob`. Words 14 to 17: dOutput, dQueries, dKeys, dValues; 18: room for one (Q, K)
 * of each chunk.
 */
export function attentionGradientJob(
  job: usize,
  chunk: i32,
  numChunks: i32,
  workspace: usize,
): void {
  const heads = int(job, 1);
  const q = int(job, 2);
  const k = int(job, 3);
  const d = int(job, 4);
  const v = int(job, 5);
  const dScores = rowAt(pointer(job, 18), chunk * q, k);
  const last = startOf(chunk + 1, numChunks, int(job, 0) * heads);
  for (let item = startOf(chunk, numChunks, int(job, 0) * heads); item < last; item++) {
    const b = item / heads;
    const h = item % heads;
    const forQueries = <usize>(((b * q * heads + h) * d) << 2);
    const forKeys = <usize>(((b * k * heads + h) * d) << 2);
    const forValues = <usize>(((b * k * heads + h) * v) << 2);
    const dOutput = at(rowAt(pointer(job, 14), b * q, heads * v), h * v);
    const weights = rowAt(pointer(job, 9), item * q, k);
    const dValues = pointer(job, 17) + forValues;
    gemm(k, v, q, weights, k, true, dOutput, heads * v, false, dValues, heads * v, workspace);
    const values = pointer(job, 8) + forValues;
    gemm(q, k, v, dOutput, heads * v, false, values, heads * v, true, dScores, k, workspace);
    for (let i = 0; i < q; i++) {
      const row = rowAt(dScores, i, k);
      const mask = maskRowOf(job, 11, item * q + i, k);
      softmaxGradientRow(k, real(job, 0), mask, rowAt(weights, i, k), row, row);
    }
    const dQueries = pointer(job, 15) + forQueries;
    const keys = pointer(job, 7) + forKeys;
    gemm(q, d, k, dScores, k, false, keys, heads * d, false, dQueries, heads * d, workspace);
    const dKeys = pointer(job, 16) + forKeys;
    const queries = pointer(job, 6) + forQueries;
    gemm(k, d, q, dScores, k, true, queries, heads * d, false, dKeys, heads * d, workspace);
  }
}
