import { Activation, applyEpilogue, fillRows } from './epilogue';
import { gemm } from './gemm';
import { at, int, pointer, real, rowAt, startOf } from './job';
import { TILE_COLUMNS, TILE_ROWS } from './gemm-tile';

/** How the work is dealt to the chunks. */
export enum Split {
  batch,
  rows,
  columns,
}

/**
 * One chunk of a batched product with bias and activation.
 * Job: split, batch, m, n, k, left, leftStride, transposeLeft, right, rightStride, transposeRight, target,
 * elements from one left, right and target matrix to the next (0 = the same for all), bias, activation,
 * rows or columns are dealt in multiples of this; real 0 is the slope of leaky ReLU.
 */
export function matMulJob(job: usize, chunk: i32, numChunks: i32, workspace: usize): void {
  const split = int(job, 0);
  const m = int(job, 2);
  const n = int(job, 3);
  const k = int(job, 4);
  const leftStride = int(job, 6);
  const transposeLeft = int(job, 7) != 0;
  const rightStride = int(job, 9);
  const transposeRight = int(job, 10) != 0;
  const bias = pointer(job, 15);
  const isBatch = split == Split.batch;
  const first = isBatch ? startOf(chunk, numChunks, int(job, 1)) : 0;
  const last = isBatch ? startOf(chunk + 1, numChunks, int(job, 1)) : 1;
  const isRows = split == Split.rows;
  const step = max(isRows ? TILE_ROWS : TILE_COLUMNS, int(job, 17));
  const top = isRows ? startOf(chunk, numChunks, m, step) : 0;
  const bottom = isRows ? startOf(chunk + 1, numChunks, m, step) : m;
  const isColumns = split == Split.columns;
  const start = isColumns ? startOf(chunk, numChunks, n, step) : 0;
  const end = isColumns ? startOf(chunk + 1, numChunks, n, step) : n;
  const height = bottom - top;
  const width = end - start;
  if (height == 0 || width == 0) return;
  const leftCorner = transposeLeft ? (<usize>top) << 2 : rowAt(0, top, leftStride);
  const rightCorner = transposeRight ? rowAt(0, start, rightStride) : (<usize>start) << 2;
  const targetCorner = rowAt(0, top, n) + ((<usize>start) << 2);
  const activation = int(job, 16);
  // A bias that lies there already is added on the way: the result is written once.
  const isAdded = bias != 0 && activation == Activation.linear;
  const biasHere: usize = bias == 0 || isAdded ? 0 : at(bias, start);
  for (let b = first; b < last; b++) {
    const target = rowAt(pointer(job, 11), b, int(job, 14)) + targetCorner;
    if (isAdded) fillRows(height, width, target, n, at(bias, start));
    gemm(
      height,
      width,
      k,
      rowAt(pointer(job, 5), b, int(job, 12)) + leftCorner,
      leftStride,
      transposeLeft,
      rowAt(pointer(job, 8), b, int(job, 13)) + rightCorner,
      rightStride,
      transposeRight,
      target,
      n,
      workspace,
      isAdded,
    );
    applyEpilogue(height, width, target, n, biasHere, activation, real(job, 0));
  }
}
