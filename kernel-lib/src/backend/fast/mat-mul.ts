import { tf } from '../tensorflow';
import type { KernelInputs } from '../wasm-kernels/wasm-backend';
import type { Kernels } from './kernels';
import { activations, multiply, type Activation, type Product } from './multiply';
import { replaceKernel } from './replace-kernel';

interface Attrs {
  transposeA: boolean;
  transposeB: boolean;
  activation?: string;
  leakyreluAlpha?: number;
}

/** Routes every product of matrices of ordinary TensorFlow.js code to our kernel. */
export function registerMatMul(kernels: Kernels): void {
  for (const name of ['BatchMatMul', '_FusedMatMul']) {
    replaceKernel(name, (inputs, attrs) => matMul(kernels, inputs, attrs as Attrs));
  }
}

/** The product, or null where TensorFlow.js's own kernel shall see to it. */
function matMul(kernels: Kernels, inputs: KernelInputs, attrs: Attrs): tf.TensorInfo | null {
  const { a, b, bias, preluActivationWeights } = inputs;
  const activation = (attrs.activation ?? 'linear') as Activation;
  const isOurs =
    [a, b, bias].every((x) => !x || x.dtype === 'float32') &&
    (!bias || bias.shape.length === 1) &&
    !preluActivationWeights &&
    activations.includes(activation);
  if (!isOurs) return null;
  const [rows, inner] = ends(a.shape, attrs.transposeA);
  const [innerB, columns] = ends(b.shape, attrs.transposeB);
  if (inner !== innerB) return null;
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const { heap } = kernels;
  const output = heap.output([...batch, rows, columns]);
  const common = {
    ...{ m: rows, n: columns, k: inner, activation, slope: attrs.leakyreluAlpha },
    ...{ transposeLeft: attrs.transposeA, transposeRight: attrs.transposeB },
    bias: bias ? heap.addressOf(bias) : 0,
  };
  const [left, right, target] = [a, b, output].map((x) => heap.addressOf(x));
  for (const part of batchParts(batch, batchA, batchB)) {
    multiply(kernels, {
      ...common,
      batch: part.count,
      left: left + 4 * part.left * rows * inner,
      right: right + 4 * part.right * inner * columns,
      target: target + 4 * part.target * rows * columns,
      leftStep: part.leftStep * rows * inner,
      rightStep: part.rightStep * inner * columns,
    } satisfies Product);
  }
  return output;
}

/** The last two sizes, in the order in which the product sees them. */
function ends(shape: number[], isTransposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2);
  return isTransposed ? [columns, rows] : [rows, columns];
}

interface Part {
  count: number;
  left: number;
  right: number;
  target: number;
  leftStep: number;
  rightStep: number;
}

/** A broadcast batch as runs in which each side either advances by one matrix or stays. */
function batchParts(batch: number[], batchA: number[], batchB: number[]): Part[] {
  const size = tf.util.sizeFromShape;
  const [all, sizeA, sizeB] = [batch, batchA, batchB].map(size);
  if (all === 0) return [];
  const isWhole = (own: number): boolean => own === all || own === 1;
  if (isWhole(sizeA) && isWhole(sizeB)) {
    const [leftStep, rightStep] = [Number(sizeA > 1), Number(sizeB > 1)];
    return [{ count: all, left: 0, right: 0, target: 0, leftStep, rightStep }];
  }
  return Array.from({ length: all }, (_part, target) => ({
    ...{ count: 1, target, leftStep: 0, rightStep: 0 },
    left: indexIn(batchA, batch, target),
    right: indexIn(batchB, batch, target),
  }));
}

/** Where matrix `at` of the broadcast batch lies in an operand's own batch. */
function indexIn(own: number[], batch: number[], at: number): number {
  let index = 0;
  let step = 1;
  for (let axis = batch.length - 1, rest = at; axis >= 0; axis--) {
    const place = rest % batch[axis];
    rest = Math.floor(rest / batch[axis]);
    const size = own[axis - (batch.length - own.length)] ?? 1;
    if (size > 1) index += place * step;
    step *= size;
  }
  return index;
}
