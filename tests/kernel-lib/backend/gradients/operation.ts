import { seededRandom, tf } from 'kernel-lib';

/** What the numbers of an input are like: all differ by more than a step of finite differences. */
export type Numbers = 'any' | 'positive' | 'unit' | 'above 1' | 'off 0';

/** Sizes of a round: small, odd ones among them, and 1. */
export type Sizes = Record<'b' | 'm' | 'n' | 'k', number>;

/** An operation whose gradients are compared with differences of its values. */
export interface Operation {
  shapes: (sizes: Sizes) => number[][];
  compute: (inputs: tf.Tensor[], sizes: Sizes) => tf.Tensor;
  numbers?: Numbers | Numbers[];
}

type Shapes = (sizes: Sizes) => number[][];
type Compute = Operation['compute'];

export const op = (
  shapes: Shapes,
  compute: Compute,
  numbers: Operation['numbers'] = 'any',
): Operation => ({ shapes, compute, numbers });

/** One input (m, n). */
export const on2 = (compute: (x: tf.Tensor2D) => tf.Tensor, numbers?: Numbers): Operation =>
  op(({ m, n }) => [[m, n]], ([x]) => compute(x as tf.Tensor2D), numbers); // prettier-ignore

/** One input (b, m, n). */
export const on3 = (compute: (x: tf.Tensor3D) => tf.Tensor, numbers?: Numbers): Operation =>
  op(({ b, m, n }) => [[b, m, n]], ([x]) => compute(x as tf.Tensor3D), numbers); // prettier-ignore

/** Two inputs, (m, n) and (b, 1, n): both are broadcast. */
export const broadcast = (
  compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  numbers?: Operation['numbers'],
): Operation =>
  op(({ b, m, n }) => [[m, n], [b, 1, n]], ([x, y]) => compute(x, y), numbers); // prettier-ignore

/** Rounds of sizes; the first has an axis of length one, the others are odd and even. */
export const rounds: Sizes[] = [
  { b: 1, m: 1, n: 5, k: 3 },
  { b: 2, m: 3, n: 4, k: 5 },
  { b: 3, m: 5, n: 2, k: 1 },
];

/** The numbers of every input of an operation in a round. */
export function numbersOf(operation: Operation, sizes: Sizes): number[][] {
  const random = seededRandom(5);
  return operation.shapes(sizes).map((shape, i) => {
    const size = tf.util.sizeFromShape(shape);
    const grid = random.shuffle(Array.from({ length: size }, (_value, at) => (at + 0.5) / size));
    const { numbers = 'any' } = operation;
    const kind = typeof numbers === 'string' ? numbers : numbers[i];
    // Two inputs share no number: a maximum of both has no edge.
    return grid.map((place) => within[kind]((place + (0.37 * i) / size) % 1));
  });
}

const within: Record<Numbers, (place: number) => number> = {
  any: (place) => 4 * place - 2,
  positive: (place) => 0.5 + 2 * place,
  unit: (place) => 1.6 * place - 0.8,
  'above 1': (place) => 1.3 + 2 * place,
  'off 0': (place) => (place < 0.5 ? 4 * place - 2.3 : 4 * place - 1.7),
};
