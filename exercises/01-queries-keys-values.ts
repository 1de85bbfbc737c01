import type { Inputs, Random, WireTensor } from 'kernel-lib/exercise/define';
import {
  choice,
  defineExercises,
  drawNormal,
  drawUniform,
  property,
  tensor,
  values,
} from 'kernel-lib/exercise/define';
import { convexHull, rowsSumToOne } from 'kernel-lib/exercise/properties';

/** Weights with rows that sum to 1, shape (rows, columns). */
function drawWeights(random: Random, rows: number, columns: number): WireTensor {
  const data = Array.from({ length: rows }, () => {
    const powers = Array.from({ length: columns }, () => Math.exp(random.normal(0, 1.5)));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
  });
  return tensor([rows, columns], data.flat());
}

const lookupInputs = (temperature: number) => (random: Random) => ({
  query: drawNormal(random, [3]),
  keys: drawNormal(random, [5, 3]),
  values: drawNormal(random, [5, 2], { std: 3 }),
  temperature,
});

const tokens = (name: string, list: string[]) => values({ name, inputs: () => ({ tokens: list }) });

const lengthOf = (length: number): Inputs => ({ length });

export const exercises = defineExercises([
  {
    id: 'attentionPool',
    title: 'Attention pooling',
    kind: 'write',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'The weighted average, for all queries at once.',
    see: 'lesson 01, section 1.4',
    axes: ['query', 'value'],
    hints: [
      'Which two axes have the same size, and what happens to that axis?',
      'The whole answer is one operation on two tables.',
      'Each row of the result is a sum over keys of weight times value: rows meet columns.',
    ],
    cases: [
      values({
        name: 'as many queries as keys',
        inputs: (random) => ({
          weights: drawWeights(random, 4, 4),
          values: drawNormal(random, [4, 2], { std: 2 }),
        }),
        gradients: ['weights', 'values'],
        leaks: true,
      }),
      values({
        name: 'one query',
        inputs: (random) => ({
          weights: drawWeights(random, 1, 5),
          values: drawNormal(random, [5, 3]),
        }),
      }),
      property({
        name: 'inside the values',
        inputs: (random) => ({
          weights: drawWeights(random, 3, 6),
          values: drawUniform(random, [6, 2], { min: 2, max: 9 }),
        }),
        property: convexHull(),
      }),
    ],
  },
  {
    id: 'impossibleGaze',
    title: 'A place that cannot be',
    kind: 'predict',
    points: 2,
    difficulty: 1,
    minutes: 5,
    about: 'What a convex hull forbids.',
    see: 'lesson 01, section 1.9',
    hints: [
      'What shape would a rubber band around the three places have?',
      'Compare x + y of each option with x + y of the three places.',
      'A mixture of the three places never has x + y above the largest of theirs.',
    ],
    cases: [
      choice({
        name: 'your choice',
        options: {
          a: { text: '(5, 5)', feedback: 'Half of (10, 0) and half of (0, 10) is exactly (5, 5).' },
          b: {
            text: '(2, 3)',
            feedback: 'The weights 0.5, 0.2 and 0.3 give it: no object must lie there.',
          },
          c: { text: '(6, 6)', feedback: 'Yes: x + y is 12, and no mixture exceeds 10.' },
          d: { text: '(0, 10)', feedback: 'One weight of 1 and two of 0 give it.' },
        },
      }),
    ],
  },
  {
    id: 'softLookup',
    title: 'Soft lookup with a temperature',
    kind: 'write',
    points: 4,
    difficulty: 2,
    minutes: 10,
    about: 'Both ends of the slider.',
    see: 'lesson 01, section 1.6',
    axes: ['value'],
    hints: [
      'Before or after the softmax: where does the temperature act?',
      'Look at the line that turns scores into weights, and at its argument.',
      'Divide the scores by the temperature, then softmax over the keys, then mix the values.',
    ],
    cases: [
      values({ name: 'temperature 2', inputs: lookupInputs(2), gradients: ['query', 'keys'] }),
      values({ name: 'cold: the best key alone', inputs: lookupInputs(0.02) }),
      values({ name: 'hot: the mean of all', inputs: lookupInputs(500) }),
      property({
        name: 'inside the values',
        inputs: lookupInputs(1.5),
        property: convexHull(),
      }),
    ],
  },
  {
    id: 'previousToken',
    title: 'The previous token',
    kind: 'write',
    points: 2,
    difficulty: 2,
    minutes: 10,
    about: 'A selector by position.',
    see: 'lesson 01, section 1.8',
    axes: ['query', 'key'],
    hints: [
      'In row i, which column holds the 1?',
      'Look at the first row: it is the exception.',
      'Column i - 1, but never below 0.',
    ],
    cases: [
      values({ name: 'three positions', inputs: () => lengthOf(3) }),
      values({ name: 'six positions', inputs: () => lengthOf(6) }),
      values({ name: 'a single position', inputs: () => lengthOf(1) }),
      property({ name: 'rows', inputs: () => lengthOf(5), property: rowsSumToOne() }),
    ],
  },
  {
    id: 'countEqual',
    title: 'Count the equal tokens',
    kind: 'write',
    points: 3,
    difficulty: 2,
    minutes: 10,
    about: 'A selector by content.',
    see: 'lesson 01, section 1.8',
    axes: ['position'],
    hints: [
      'For one position: which others does the selector mark as true?',
      'Look at what you compare: tokens, not positions. Is the position itself included?',
      'The answer at a position is the number of trues in its row.',
    ],
    cases: [
      tokens('the example', ['a', 'b', 'a']),
      tokens('all equal', ['x', 'x', 'x', 'x']),
      tokens('all different', ['one', 'two', 'three']),
      tokens('mixed', ['to', 'be', 'or', 'not', 'to', 'be']),
      tokens('one token', ['alone']),
    ],
  },
]);
