import { tf } from '../backend/tensorflow';
import { requireWhole } from './require';
import { xoshiro128FromState, xoshiroState, type XoshiroState } from './xoshiro128';

/** Where a stream stands: plain numbers, to be written down and taken up again. */
export interface RandomState {
  words: number[];
  /** The second number of a pair from the normal distribution that is still to be given; else null. */
  spare: number | null;
}

/** A stream of random numbers that a seed determines: the same on every machine and every engine. */
export interface Random {
  /** A number in [min, max), uniformly. */
  uniform(min?: number, max?: number): number;
  /** A number from the normal distribution. */
  normal(mean?: number, std?: number): number;
  /** A whole number in 0 … n − 1, each as likely. */
  integer(n: number): number;
  /** A copy of the items in random order. */
  shuffle<T>(items: readonly T[]): T[];
  /** n numbers as `uniform` gives them. */
  uniformArray(n: number, options?: { min?: number; max?: number }): number[];
  /** n numbers as `normal` gives them. */
  normalArray(n: number, options?: { mean?: number; std?: number }): number[];
  /** A float32 tensor of numbers as `uniform` gives them. The caller disposes it. */
  uniformTensor<R extends tf.Rank = tf.Rank>(
    shape: tf.ShapeMap[R],
    options?: { min?: number; max?: number },
  ): tf.Tensor<R>;
  /** A float32 tensor of numbers as `normal` gives them. The caller disposes it. */
  normalTensor<R extends tf.Rank = tf.Rank>(
    shape: tf.ShapeMap[R],
    options?: { mean?: number; std?: number },
  ): tf.Tensor<R>;
  /** Where the stream stands. */
  state(): RandomState;
  /** Goes on from where a stream stood. */
  setState(state: RandomState): void;
}

/**
 * Random numbers from a seed: xoshiro128** for the bits, the polar method for the normal distribution.
 * TensorFlow.js's own `randomNormal` gives another stream on each engine.
 *
 * @param seed a whole number. Two generators with the same seed give the same numbers in the same order.
 * @throws Error when the seed is not a whole number.
 * @see Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators".
 * @see Marsaglia & Bray 1964, "A convenient method for generating normal variables".
 */
export function seededRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) {
    throw new Error(`seededRandom: seed must be a whole number, got ${seed}`);
  }
  const words: XoshiroState = xoshiroState(seed);
  const nextBits = xoshiro128FromState(words);
  let spare: number | null = null;

  // 53 random bits: as many as a number in [0, 1) holds.
  const unit = (): number => ((nextBits() >>> 5) * 67108864 + (nextBits() >>> 6)) / 2 ** 53;

  const standardNormal = (): number => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    for (;;) {
      const [x, y] = [2 * unit() - 1, 2 * unit() - 1];
      const squared = x * x + y * y;
      if (squared === 0 || squared >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(squared)) / squared);
      spare = y * scale;
      return x * scale;
    }
  };

  const uniform = (min = 0, max = 1): number => min + (max - min) * unit();
  const normal = (mean = 0, std = 1): number => mean + std * standardNormal();
  const times = (fnName: string, n: number, draw: () => number): number[] => {
    requireWhole(fnName, 'n', n, 0);
    return Array.from({ length: n }, draw);
  };
  const tensor = <R extends tf.Rank>(shape: tf.ShapeMap[R], draw: () => number): tf.Tensor<R> =>
    tf.tensor<R>(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, draw), shape);

  const integer = (n: number): number => {
    requireWhole('integer', 'n', n, 1);
    return Math.floor(unit() * n);
  };

  return {
    uniform,
    normal,
    integer,
    shuffle: <T>(items: readonly T[]): T[] => {
      const copy = [...items];
      for (let last = copy.length - 1; last > 0; last--) {
        const other = integer(last + 1);
        [copy[last], copy[other]] = [copy[other], copy[last]];
      }
      return copy;
    },
    uniformArray: (n, { min = 0, max = 1 } = {}) =>
      times('uniformArray', n, () => uniform(min, max)),
    normalArray: (n, { mean = 0, std = 1 } = {}) =>
      times('normalArray', n, () => normal(mean, std)),
    uniformTensor: (shape, { min = 0, max = 1 } = {}) => tensor(shape, () => uniform(min, max)),
    normalTensor: (shape, { mean = 0, std = 1 } = {}) => tensor(shape, () => normal(mean, std)),
    state: () => ({ words: [...words], spare }),
    setState: (state) => {
      state.words.forEach((word, i) => (words[i] = word));
      spare = state.spare;
    },
  };
}
