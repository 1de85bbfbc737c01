import { tf } from '../backend/tensorflow';
import { shapeText } from './shape';

/** A number, a nested array of numbers, or a tensor. */
export type Numbers = number | Numbers[] | Float32Array | Int32Array | tf.Tensor;

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
    ([x, y]) => x === y || Math.abs(x - y) <= tolerance * (1 + Math.abs(y)),
  );
}

function pairs(fnName: string, a: Numbers, b: Numbers): [number, number][] {
  const [left, right] = [read(a), read(b)];
  if (shapeText(left.shape) !== shapeText(right.shape)) {
    throw new Error(
      `${fnName}: a and b must have the same shape, got ${shapeText(left.shape)} and ${shapeText(right.shape)}`,
    );
  }
  return left.data.map((x, i) => [x, right.data[i]]);
}

function read(numbers: Numbers): { shape: number[]; data: number[] } {
  if (numbers instanceof tf.Tensor) {
    return { shape: numbers.shape, data: Array.from(numbers.dataSync()) };
  }
  if (typeof numbers === 'number') return { shape: [], data: [numbers] };
  if (!Array.isArray(numbers)) return { shape: [numbers.length], data: Array.from(numbers) };
  const rows = numbers.map(read);
  return {
    shape: [rows.length, ...(rows[0]?.shape ?? [])],
    data: rows.flatMap((row) => row.data),
  };
}
