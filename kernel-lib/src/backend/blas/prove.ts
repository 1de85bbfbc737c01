import type { Heap } from '../fast/heap';
import { tf } from '../tensorflow';
import type { Sgemm } from './library';

/** One row, odd sizes around the tiles, long sums, and one that no library counts among the small. */
const sizes = [
  [1, 1, 1],
  [1, 19, 40],
  [7, 9, 13],
  [33, 17, 129],
  [48, 64, 260],
  [101, 119, 90],
];
/** For each term of a sum: what float32 rounds, and less than any shorter format does. */
const tolerance = 1e-6;
/** Matrices lie in wider rows, as the heads of an attention do; what lies between belongs to others. */
const margin = 3;

/**
 * Proves that a native BLAS multiplies as our own kernel does: every transpose, odd sizes, strips of wider
 * matrices, results that do not depend on what was in their place (NaN here), and results that are added.
 *
 * @throws Error that says which product was wrong.
 */
export function proveSgemm(sgemm: Sgemm, own: Sgemm, heap: Heap): void {
  const numbers = Float32Array.from({ length: 20_000 }, (_value, i) => Math.sin(1 + i * 1.7));
  for (const [m, n, k] of sizes) {
    for (const turn of [0, 1, 2, 3]) {
      tf.tidy(() => proveOne([own, sgemm], heap, numbers, [m, n, k], turn & 1, turn >> 1));
    }
  }
}

function proveOne(
  both: Sgemm[],
  heap: Heap,
  numbers: Float32Array,
  [m, n, k]: number[],
  turnLeft: number,
  turnRight: number,
): void {
  const [leftStride, rightStride] = [(turnLeft ? m : k) + margin, (turnRight ? k : n) + margin];
  const left = numbers.slice(0, (turnLeft ? k : m) * leftStride);
  const right = numbers.slice(99, 99 + (turnRight ? n : k) * rightStride);
  const stride = n + margin;
  const operands = [left, right].map((x) => heap.addressOf(tf.tensor1d(x)));
  const [expected, got] = both.map((sgemm) => {
    const target = tf.fill([m * stride], NaN);
    const [a, b, c] = [...operands, heap.addressOf(target)];
    const multiply = (isAdded: number): tf.TypedArray => {
      sgemm(m, n, k, a, leftStride, turnLeft, b, rightStride, turnRight, c, stride, isAdded);
      return target.dataSync().slice();
    };
    return [multiply(0), multiply(1)];
  });
  expected.forEach((values, isAdded) =>
    values.forEach((value, i) => {
      const seen = got[isAdded][i];
      // Between the rows both must have left NaN alone, within them neither may.
      const isRight = i % stride < n ? isNear(seen, value, (1 + isAdded) * k) : Number.isNaN(seen);
      if (isRight) return;
      const [a, b] = [`(${m}, ${k})${turnLeft ? 'ᵀ' : ''}`, `(${k}, ${n})${turnRight ? 'ᵀ' : ''}`];
      const how = isAdded ? ', added to itself,' : '';
      throw new Error(`a product of ${a} and ${b}${how} gave ${seen} instead of ${value}`);
    }),
  );
}

/** Of sums of `terms` products below 1 in size; NaN is near nothing. */
const isNear = (value: number, expected: number, terms: number): boolean =>
  Math.abs(value - expected) <= tolerance * (terms + 1);
