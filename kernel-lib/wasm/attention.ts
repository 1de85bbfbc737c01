import { fetchRows } from './fetch';
import { gemm, gemmBytes } from './gemm';
import { at, int, pointer, real, rowAt, startOf } from './job';
import { endOfReach, firstToReach, groupSize, measureReach, reachOf } from './reach';
import { maskRowOf, softmaxGradientRow, softmaxRow } from './softmax';

// Scaled dot-product attention of many heads. Queries and the output are (B, Q, H·d), keys (B, K, H·d), values
// (B, K, H·v), all as they come from their projections: a head is a strip of columns, nothing is transposed.
// Words of both jobs: 0 B, 1 H, 2 Q, 3 K, 4 d, 5 v, 6 queries, 7 keys, 8 values, 9 weights (B, H, Q, K),
// 10 1 = a closed row becomes 0, 11 to 13 mask; real 0 is the scale.
const MASK: i32 = 11;

/** weights = softmax(scale · Q Kᵀ), output = weights · V. Word 14: output. */
export function attentionJob(job: usize, chunk: i32, numChunks: i32, workspace: usize): void {
  const heads = int(job, 1);
  const q = int(job, 2);
  const k = int(job, 3);
  const d = int(job, 4);
  const v = int(job, 5);
  const isZero = int(job, 10) != 0;
  const size = groupSize(q, pointer(job, MASK));
  const table = workspace + gemmBytes();
  const first = startOf(chunk, numChunks, int(job, 0) * heads);
  const last = startOf(chunk + 1, numChunks, int(job, 0) * heads);
  for (let item = first; item < last; item++) {
    const b = item / heads;
    const h = item % heads;
    if (h == 0 || item == first) fetchText(job, b, false, workspace);
    const keys = at(rowAt(pointer(job, 7), b * k, heads * d), h * d);
    const values = at(rowAt(pointer(job, 8), b * k, heads * v), h * v);
    measureReach(job, MASK, item * q, q, k, isZero, table);
    for (let top = 0; top < q;) {
      const reach = reachOf(top, size, table);
      const end = endOfReach(top, size, q, table);
      const rows = end - top;
      const queries = at(rowAt(pointer(job, 6), b * q + top, heads * d), h * d);
      const output = at(rowAt(pointer(job, 14), b * q + top, heads * v), h * v);
      const weights = rowAt(pointer(job, 9), item * q + top, k);
      gemm(rows, reach, d, queries, heads * d, false, keys, heads * d, true, weights, k, workspace, false); // prettier-ignore
      for (let i = 0; i < rows; i++) {
        const row = rowAt(weights, i, k);
        const mask = maskRowOf(job, MASK, item * q + top + i, k);
        softmaxRow(reach, real(job, 0), mask, isZero, row, row);
        if (reach < k) memory.fill(at(row, reach), 0, (<usize>(k - reach)) << 2);
      }
      gemm(rows, v, reach, weights, k, false, values, heads * v, false, output, heads * v, workspace, false); // prettier-ignore
      top = end;
    }
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
  const size = groupSize(q, pointer(job, MASK));
  const table = workspace + gemmBytes();
  const room = rowAt(pointer(job, 18), chunk * q, k);
  const first = startOf(chunk, numChunks, int(job, 0) * heads);
  const last = startOf(chunk + 1, numChunks, int(job, 0) * heads);
  for (let item = first; item < last; item++) {
    const b = item / heads;
    const h = item % heads;
    if (h == 0 || item == first) fetchText(job, b, true, workspace);
    const keys = at(rowAt(pointer(job, 7), b * k, heads * d), h * d);
    const values = at(rowAt(pointer(job, 8), b * k, heads * v), h * v);
    measureReach(job, MASK, item * q, q, k, int(job, 10) != 0, table);
    for (let top = 0; top < q;) {
      const reach = reachOf(top, size, table);
      const end = endOfReach(top, size, q, table);
      const rows = end - top;
      const dOutput = at(rowAt(pointer(job, 14), b * q + top, heads * v), h * v);
      const dScores = rowAt(room, top, k);
      gemm(rows, reach, v, dOutput, heads * v, false, values, heads * v, true, dScores, k, workspace, false); // prettier-ignore
      for (let i = 0; i < rows; i++) {
        const row = rowAt(dScores, i, k);
        const mask = maskRowOf(job, MASK, item * q + top + i, k);
        const weights = rowAt(pointer(job, 9), item * q + top + i, k);
        softmaxGradientRow(reach, real(job, 0), mask, weights, row, row);
        if (reach < k) memory.fill(at(row, reach), 0, (<usize>(k - reach)) << 2);
      }
      const dQueries = at(rowAt(pointer(job, 15), b * q + top, heads * d), h * d);
      gemm(rows, d, reach, dScores, k, false, keys, heads * d, false, dQueries, heads * d, workspace, false); // prettier-ignore
      top = end;
    }
    const width = groupSize(k, pointer(job, MASK));
    for (let left = 0; left < k;) {
      const top = firstToReach(left, size, q, table);
      let right = left + width;
      while (right < k && firstToReach(right, size, q, table) == top) right += width;
      const columns = min(right, k) - left;
      const rows = q - top;
      const dOutput = at(rowAt(pointer(job, 14), b * q + top, heads * v), h * v);
      const weights = at(rowAt(pointer(job, 9), item * q + top, k), left);
      const dValues = at(rowAt(pointer(job, 17), b * k + left, heads * v), h * v);
      gemm(columns, v, rows, weights, k, true, dOutput, heads * v, false, dValues, heads * v, workspace, false); // prettier-ignore
      const queries = at(rowAt(pointer(job, 6), b * q + top, heads * d), h * d);
      const dScores = at(rowAt(room, top, k), left);
      const dKeys = at(rowAt(pointer(job, 16), b * k + left, heads * d), h * d);
      gemm(columns, d, rows, dScores, k, true, queries, heads * d, false, dKeys, heads * d, workspace, false); // prettier-ignore
      left += columns;
    }
  }
}

/** Fetches what all heads of one text read and write: the strip of a head is a part of every row. */
function fetchText(job: usize, b: i32, isGradient: bool, workspace: usize): void {
  const heads = int(job, 1);
  const q = int(job, 2);
  const k = int(job, 3);
  const width = heads * int(job, 4);
  const valueWidth = heads * int(job, 5);
  let seen = fetchRows(pointer(job, 6), b * q, q, width);
  seen |= fetchRows(pointer(job, 7), b * k, k, width);
  seen |= fetchRows(pointer(job, 8), b * k, k, valueWidth);
  seen |= fetchRows(pointer(job, 14), b * q, q, valueWidth);
  if (isGradient) {
    seen |= fetchRows(pointer(job, 9), b * heads * q, heads * q, k);
    seen |= fetchRows(pointer(job, 15), b * q, q, width);
    seen |= fetchRows(pointer(job, 16), b * k, k, width);
    seen |= fetchRows(pointer(job, 17), b * k, k, valueWidth);
  }
  store<i32>(workspace, seen);
}
