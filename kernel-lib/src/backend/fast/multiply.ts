import type { Kernels } from './kernels';

/** A product of matrices as the kernel sees it; addresses in bytes, everything else in numbers. */
export interface Product {
  /** How many matrices. */
  batch: number;
  m: number;
  n: number;
  k: number;
  left: number;
  transposeLeft: boolean;
  right: number;
  transposeRight: boolean;
  target: number;
  /** From one left, or right, matrix to the next; 0 where all use the same. */
  leftStep: number;
  rightStep: number;
  /** n numbers that are added to each row; 0 = none. */
  bias?: number;
  activation?: Activation;
  /** The slope of `leakyrelu` below 0. */
  slope?: number;
}

/** The activations by TensorFlow.js's names, in the order of `wasm/epilogue.ts`. */
export const activations = [
  'linear',
  'relu',
  'relu6',
  'prelu',
  'leakyrelu',
  'sigmoid',
  'elu',
] as const;

export type Activation = (typeof activations)[number];

const split = { batch: 0, rows: 1, columns: 2 };

/** Slices begin at multiples of this, which is how many rows or columns a BLAS takes at once. */
const nativeUnit = 16;

/** target = activation(op(left) · op(right) + bias), for every matrix of the batch. */
export function multiply(kernels: Kernels, given: Product): void {
  const product = asOneMatrix(given);
  const { batch, m, n, k, left, right, target } = product;
  if (batch * m * n === 0) return;
  const { transposeLeft, transposeRight, leftStep, rightStep } = product;
  const { bias = 0, activation = 'linear', slope = 0 } = product;
  const deal = batch > 1 ? split.batch : m >= n ? split.rows : split.columns;
  const leftStride = transposeLeft ? m : k;
  const rightStride = transposeRight ? k : n;
  const work = batch * m * n * k;
  kernels.run(
    'matMul',
    batch > 1 ? Math.min(kernels.numChunks(work, 4), batch) : kernels.numSlices(work),
    work,
    [
      ...[deal, batch, m, n, k],
      ...[left, leftStride, Number(transposeLeft), right, rightStride, Number(transposeRight)],
      ...[target, leftStep, rightStep, m * n, bias, activations.indexOf(activation)],
      kernels.blas ? nativeUnit : 0,
    ],
    [slope],
  );
}

/** A batch of left matrices against one right matrix is one tall matrix. */
function asOneMatrix(product: Product): Product {
  const { batch, m, k, transposeLeft, leftStep, rightStep } = product;
  const isTall = batch > 1 && rightStep === 0 && leftStep === m * k && !transposeLeft;
  return isTall ? { ...product, batch: 1, m: batch * m } : product;
}
