import { tf } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

const fits = (x: number, y: number): boolean =>
  x === y || x === 1 || y === 1;

/** Aligns on the left, which is what people try first. */
function alignedLeft(a: number[], b: number[]): number[] | null {
  const rank = Math.max(a.length, b.length);
  const sizes = Array.from({ length: rank }, (_, i) => [
    a[i] ?? 1,
    b[i] ?? 1,
  ]);
  return sizes.every(([x, y]) => fits(x, y))
    ? sizes.map(([x, y]) => Math.max(x, y))
    : null;
}

function alignedRight(
  a: number[],
  b: number[],
): [number, number][] {
  const rank = Math.max(a.length, b.length);
  const pad = (shape: number[]): number[] => [
    ...Array(rank - shape.length).fill(1),
    ...shape,
  ];
  const [left, right] = [pad(a), pad(b)];
  return left.map((x, i) => [x, right[i]]);
}

export const mistakes: Mistakes = {
  broadcastShapes: [
    {
      id: 'aligned-left',
      says: 'the shapes are aligned on the left, not on the right',
      hint: 'Which axis of the longer shape does the last axis of the shorter one meet?',
      answer: alignedLeft,
    },
    {
      id: 'never-refuses',
      says: 'shapes that do not fit are accepted',
      hint: 'What should come out for (2, 3) and (2, 4)?',
      answer: (a: number[], b: number[]) =>
        alignedRight(a, b).map(([x, y]) => Math.max(x, y)),
    },
    {
      id: 'ones-refused',
      says: 'a size of 1 is refused where it should stretch',
      hint: 'Two sizes fit when they are equal. In which other case?',
      answer: (a: number[], b: number[]) => {
        const pairs = alignedRight(a, b);
        const padding = Math.abs(a.length - b.length);
        return pairs.every(([x, y], i) => i < padding || x === y)
          ? pairs.map(([x, y]) => Math.max(x, y))
          : null;
      },
    },
    {
      id: 'joined',
      says: 'the two shapes are joined into one longer shape',
      hint: 'A sum of two tables of shape (2, 3) has shape (2, 3). What has yours?',
      answer: (a: number[], b: number[]) => [...a, ...b],
    },
    {
      id: 'ranks-must-agree',
      says: 'shapes of different rank are refused',
      hint: 'What does a missing axis count as?',
      answer: (a: number[], b: number[]) =>
        a.length === b.length && a.every((x, i) => fits(x, b[i]))
          ? a.map((x, i) => Math.max(x, b[i]))
          : null,
    },
  ],
  stableSoftmax: [
    {
      id: 'no-shift',
      says: 'e is raised to the scores as they are, so that large scores overflow',
      hint: 'Softmax sees only differences of scores. Which number could you subtract from a whole row?',
      answer: (scores: tf.Tensor2D) =>
        tf.tidy(() => scores.exp().div(scores.exp().sum(1, true))),
    },
    {
      id: 'over-rows',
      says: 'the softmax runs over the rows, so that columns sum to 1',
      hint: 'The axis that you name in a sum disappears. Which one should?',
      answer: (scores: tf.Tensor2D) =>
        tf.tidy(() => {
          const powers = scores.sub(scores.max(0, true)).exp();
          return powers.div(powers.sum(0, true));
        }),
    },
    {
      id: 'one-sum-for-all',
      says: 'every number is divided by the sum of the whole table, not of its row',
      hint: 'Should the row [2, 1, 0] change when another row changes?',
      answer: (scores: tf.Tensor2D) =>
        tf.tidy(() => {
          const powers = scores.sub(scores.max(1, true)).exp();
          return powers.div(powers.sum());
        }),
    },
    {
      id: 'one-shift-for-all',
      says: 'the largest score of the whole table is subtracted, so that a row of small scores underflows',
      hint: 'Whose largest score must become 0?',
      answer: (scores: tf.Tensor2D) =>
        tf.tidy(() => {
          const powers = scores.sub(scores.max()).exp();
          return powers.div(powers.sum(1, true));
        }),
    },
    {
      id: 'smallest-subtracted',
      says: 'the smallest score of each row is subtracted, so that a large one still overflows',
      hint: 'After the shift, which exponent is the largest, and how large can it be?',
      answer: (scores: tf.Tensor2D) =>
        tf.tidy(() => {
          const powers = scores.sub(scores.min(1, true)).exp();
          return powers.div(powers.sum(1, true));
        }),
    },
    {
      id: 'clipped',
      says: 'scores beyond a limit are cut off, so that large scores become equal',
      hint: 'What shares should the row [1002, 1001, 1000] have, and what does cutting make of it?',
      answer: (scores: tf.Tensor2D) =>
        tf.tidy(() => tf.softmax(scores.clipByValue(-80, 80))),
    },
    {
      id: 'divided-by-largest',
      says: 'the scores are divided by the largest one instead of having it subtracted',
      hint: 'Division changes the differences between scores. Which operation keeps them?',
      answer: (scores: tf.Tensor2D) =>
        tf.tidy(() =>
          tf.softmax(scores.div(scores.abs().max(1, true))),
        ),
    },
  ],
  rowArgmax: [
    {
      id: 'over-rows',
      says: 'it looks for the largest number of each column',
      hint: 'The axis that you name disappears. One answer per row means that which axis goes?',
      answer: (values: tf.Tensor2D) => tf.argMax(values, 0),
    },
    {
      id: 'largest-value',
      says: 'it returns the largest number itself, not where it stands',
      hint: 'The answer for [1, 5, 2] is 1, not 5.',
      answer: (values: tf.Tensor2D) => tf.max(values, 1),
    },
    {
      id: 'smallest',
      says: 'it finds the smallest number of each row',
      hint: 'Check your answer on the example by hand.',
      answer: (values: tf.Tensor2D) => tf.argMin(values, 1),
    },
  ],
};

export const variants: Variants = {
  broadcastShapes: [
    {
      id: 'padded-first',
      answer: (a: number[], b: number[]) => {
        const pairs = alignedRight(a, b);
        return pairs.every(([x, y]) => fits(x, y))
          ? pairs.map(([x, y]) => Math.max(x, y))
          : null;
      },
    },
    {
      id: 'recursive',
      answer: function join(
        a: number[],
        b: number[],
      ): number[] | null {
        if (a.length === 0) return b;
        if (b.length === 0) return a;
        const rest = join(a.slice(0, -1), b.slice(0, -1));
        const [x, y] = [a[a.length - 1], b[b.length - 1]];
        return rest && fits(x, y)
          ? [...rest, Math.max(x, y)]
          : null;
      },
    },
  ],
  stableSoftmax: [
    {
      id: 'library',
      answer: (scores: tf.Tensor2D) => tf.softmax(scores),
    },
    {
      id: 'through-logarithms',
      answer: (scores: tf.Tensor2D) =>
        tf.tidy(() => tf.logSoftmax(scores).exp()),
    },
    {
      id: 'log-sum-exp',
      answer: (scores: tf.Tensor2D) =>
        tf.tidy(() =>
          scores.sub(tf.logSumExp(scores, 1, true)).exp(),
        ),
    },
    {
      id: 'row-by-row',
      answer: (scores: tf.Tensor2D) =>
        tf.tidy(() =>
          tf.stack(
            tf.unstack(scores).map((row) => {
              const powers = row.sub(row.max()).exp();
              return powers.div(powers.sum());
            }),
          ),
        ),
    },
  ],
  rowArgmax: [
    {
      id: 'last-axis',
      answer: (values: tf.Tensor2D) => values.argMax(-1),
    },
    {
      id: 'plain-arrays',
      answer: (values: tf.Tensor2D) =>
        tf.tensor1d(
          values
            .arraySync()
            .map((row) => row.indexOf(Math.max(...row))),
          'int32',
        ),
    },
  ],
};
