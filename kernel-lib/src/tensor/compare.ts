import { tf } from '../backend/tensorflow';
import { kindOf } from './require';
import { shapeText } from './shape';

/** A number, a nested array of numbers, or a tensor. */
export type Numbers = number | readonly Numbers[] | Float32Array | Int32Array | tf.Tensor;

/**
 * The largest distance between two sets of numbers, max |aᵢ − bᵢ|.
 *
 * @param a numbers, arrays or a tensor. Tensors are read and not disposed.
 * @param b the same shape.
 * @returns the distance; NaN when either holds a NaN.
 * @throws Error when the shapes differ.
 */
export function maxDifference(a: Numbers, b: Numbers): number {
  return pairs('maxDifference', a, b).reduce((most, [x, y]) => {
    const distance = x === y ? 0 : Math.abs(x - y);
    return distance > most || Number.isNaN(distance) ? distance : most;
  }, 0);
}

/**
 * Whether all numbers agree: |aᵢ − bᵢ| ≤ tolerance · (1 + |bᵢ|). NaN agrees with nothing.
 *
 * @param a numbers, arrays or a tensor. Tensors are read and not disposed.
 * @param b the same shape; what is expected.
 * @param tolerance relative for large numbers, absolute for small ones.
 * @throws Error when the shapes differ.
 */
export function allClose(a: Numbers, b: Numbers, tolerance: number = 1e-5): boolean {
  return pairs('allClose', a, b).every(
    ([x, y]) => x === y || (Number.isFinite(y) && Math.abs(x - y) <= tolerance * (1 + Math.abs(y))),
  );
}

function pairs(fnName: string, a: Numbers, b: Numbers): [number, number][] {
  const [left, right] = [read(fnName, 'a', a), read(fnName, 'b', b)];
  if (shapeText(left.shape) !== shapeText(right.shape)) {
    throw new Error(
      `${fnName}: a and b must have the same shape, got ${shapeText(left.shape)} and ${shapeText(right.shape)}`,
    );
  }
  return left.data.map((x, i) => [x, right.data[i]]);
}

function read(
  fnName: string,
  argument: string,
  numbers: Numbers,
): { shape: number[]; data: number[] } {
  if (numbers instanceof tf.Tensor) {
    return { shape: numbers.shape, data: Array.from(numbers.dataSync()) };
  }
  if (typeof numbers === 'number') return { shape: [], data: [numbers] };
  if (ArrayBuffer.isView(numbers)) return { shape: [numbers.length], data: Array.from(numbers) };
  if (!isArray(numbers)) {
    throw new Error(
      `${fnName}: ${argument} must be a number, an array or a tensor, got ${kindOf(numbers)}`,
    );
  }
  const rows = numbers.map((row) => read(fnName, argument, row));
  const shapes = rows.map((row) => shapeText(row.shape));
  const other = shapes.find((shape) => shape !== shapes[0]);
  if (other !== undefined) {
    throw new Error(
      `${fnName}: ${argument} must have rows of one shape, got ${shapes[0]} and ${other}`,
    );
  }
  return {
    shape: [rows.length, ...(rows[0]?.shape ?? [])],
    data: rows.flatMap((row) => row.data),
  };
}

// Array.isArray alone does not know readonly arrays.
function isArray(numbers: unknown): numbers is readonly Numbers[] {
  return Array.isArray(numbers);
}
