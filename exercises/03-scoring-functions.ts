import type { Inputs, Random, WireTensor } from 'kernel-lib/exercise/define';
import { defineExercises, drawNormal, lengths, property, values } from 'kernel-lib/exercise/define';
import {
  holds,
  paddingInvariant,
  permutationEquivariant,
  rowsSumToOne,
  sameOutput,
} from 'kernel-lib/exercise/properties';

const scoresOf = (random: Random): WireTensor => drawNormal(random, [2, 3, 4], { std: 1.5 });

/** Queries (2, Q, d), keys (2, K, d). */
const queriesAndKeys =
  (numQueries: number, numKeys: number, dim: number) =>
  (random: Random): Inputs => ({
    queries: drawNormal(random, [2, numQueries, dim]),
    keys: drawNormal(random, [2, numKeys, dim]),
  });

/** The same with values (2, K, 7) and valid lengths. No other size is 7: a wrong root of a size shows as what it is. */
const attentionInputs =
  (numQueries: number, numKeys: number, dim: number, validLens: WireTensor | null) =>
  (random: Random): Inputs => ({
    ...queriesAndKeys(numQueries, numKeys, dim)(random),
    values: drawNormal(random, [2, numKeys, 7], { std: 2 }),
    validLens,
  });

const additiveInputs =
  (numQueries: number, numKeys: number, queryDim: number, keyDim: number) =>
  (random: Random): Inputs => ({
    queries: drawNormal(random, [2, numQueries, queryDim]),
    keys: drawNormal(random, [2, numKeys, keyDim]),
    queryWeight: drawNormal(random, [queryDim, 6], { std: 0.7 }),
    keyWeight: drawNormal(random, [keyDim, 6], { std: 0.7 }),
    scoreWeight: drawNormal(random, [6]),
  });

const bilinearInputs =
  (numQueries: number, numKeys: number, queryDim: number, keyDim: number) =>
  (random: Random): Inputs => ({
    queries: drawNormal(random, [2, numQueries, queryDim]),
    keys: drawNormal(random, [2, numKeys, keyDim]),
    weight: drawNormal(random, [queryDim, keyDim]),
  });

/** Moves every vector of a tensor (B, N, d) by the same vector. */
function moved(source: WireTensor, by: readonly number[]): WireTensor {
  const width = by.length;
  return { ...source, data: source.data.map((x, at) => Math.fround(x + by[at % width])) };
}

/** The weights depend on differences alone: the same shift of queries and keys changes nothing. */
const shiftsTogether = holds(
  'moving queries and keys by the same vector changes nothing',
  async ({ inputs, random, call }) => {
    const [queries, keys] = [inputs.queries as WireTensor, inputs.keys as WireTensor];
    const by = random.shuffle([2, -1, 1.5]);
    const before = await call(inputs);
    const after = await call({ queries: moved(queries, by), keys: moved(keys, by) });
    return sameOutput(before, after, 1e-3, {
      message: 'The weights change when queries and keys move together',
      cause: 'A distance would not change. What is missing from the dot product?',
    });
  },
);

const sizes = (numQueries: number, numKeys: number, dim: number, valueDim: number): Inputs => ({
  numQueries,
  numKeys,
  dim,
  valueDim,
});

export const exercises = defineExercises([
  {
    id: 'maskedSoftmax',
    title: 'Masked softmax',
    kind: 'write',
    points: 5,
    difficulty: 2,
    minutes: 15,
    about: 'A softmax that gives nothing to keys that are not there.',
    see: 'lesson 03, section 3.9',
    axes: ['batch', 'query', 'key'],
    hints: [
      'What is exp(0), and what does that mean for a score that you set to 0?',
      'Look at what stands before the softmax: masking happens there.',
      'Compare the positions 0 … K-1 with the length of their row, and let tf.where put -1e6 where the position is too large.',
    ],
    cases: [
      values({
        name: 'no lengths: a plain softmax',
        inputs: (random) => ({ scores: scoresOf(random), validLens: null }),
      }),
      values({
        name: 'one length per sequence',
        inputs: (random) => ({ scores: scoresOf(random), validLens: lengths([2, 3]) }),
        gradients: ['scores'],
      }),
      values({
        name: 'one length per query',
        inputs: (random) => ({
          scores: scoresOf(random),
          validLens: lengths([
            [1, 3, 4],
            [2, 4, 1],
          ]),
        }),
      }),
      values({
        name: 'loud padding',
        inputs: (random) => ({
          scores: mapLast(scoresOf(random), (x) => x + 200),
          validLens: lengths([3, 3]),
        }),
        nan: 'Next to the loud padding all real weights round to 0, and 0/0 is NaN',
      }),
      values({
        name: 'scores around 100',
        inputs: (random) => ({
          scores: drawNormal(random, [2, 2, 4], { mean: 100 }),
          validLens: lengths([4, 2]),
        }),
        nan: 'exp(100) is too large for a 32-bit number, and ∞/∞ is NaN',
      }),
      property({
        name: 'a sequence of length 0',
        inputs: (random) => ({ scores: scoresOf(random), validLens: lengths([0, 4]) }),
        property: rowsSumToOne(),
        hint: 'What does softmax make of a row that is minus infinity everywhere?',
      }),
      property({
        name: 'other padding',
        inputs: (random) => ({ scores: scoresOf(random), validLens: lengths([1, 3]) }),
        property: paddingInvariant({ change: ['scores'], lengths: 'validLens', axis: 2 }),
      }),
    ],
  },
  {
    id: 'scaledDotAttention',
    title: 'Scaled dot-product attention',
    kind: 'write',
    points: 4,
    difficulty: 1,
    minutes: 10,
    about: 'The formula of the lesson, for a batch, with lengths.',
    see: 'lesson 03, section 3.4',
    axes: ['batch', 'query', 'value'],
    hints: [
      'What happens to softmax when d grows?',
      'Look at the line between the matrix product and the softmax.',
      'Scores from queries and keys transposed, divided by the root of d, masked softmax, then times the values.',
    ],
    cases: [
      values({
        name: 'd = 4, no lengths',
        inputs: attentionInputs(3, 5, 4, null),
        gradients: ['queries', 'keys', 'values'],
      }),
      values({ name: 'd = 16', inputs: attentionInputs(2, 3, 16, null) }),
      values({
        name: 'one length per sequence',
        inputs: attentionInputs(3, 4, 6, lengths([2, 4])),
        gradients: ['queries', 'keys', 'values'],
      }),
      property({
        name: 'other padding',
        inputs: attentionInputs(2, 5, 4, lengths([1, 3])),
        property: paddingInvariant({ change: ['keys', 'values'], lengths: 'validLens' }),
      }),
      property({
        name: 'one query at a time',
        inputs: attentionInputs(4, 4, 5, null),
        property: holds('a query does not see the other queries', async ({ inputs, call }) => {
          const all = (await call(inputs)) as WireTensor;
          const one = (await call({
            ...inputs,
            queries: firstOfSecondAxis(inputs.queries as WireTensor),
          })) as WireTensor;
          return sameOutput(firstOfSecondAxis(all), one, 1e-4, {
            message: 'The answer of query 0 changes when the other queries are not there',
            cause: 'Something is summed or normalised over the queries.',
          });
        }),
      }),
    ],
  },
  {
    id: 'additiveScore',
    title: 'Additive score',
    kind: 'write',
    points: 3,
    difficulty: 2,
    minutes: 15,
    about: 'A small network that reads a query and a key together.',
    see: 'lesson 03, section 3.8',
    axes: ['batch', 'query', 'key'],
    hints: [
      'Every query meets every key: which shape has the hidden layer of all pairs?',
      'Look at the sum: the two parts need an axis of size 1 where the other one varies.',
      'Projected queries as (B, Q, 1, h) plus projected keys as (B, 1, K, h), tanh, times w, summed over h.',
    ],
    cases: [
      values({
        name: 'widths 5 and 3',
        inputs: additiveInputs(3, 4, 5, 3),
        gradients: ['queries', 'queryWeight', 'keyWeight', 'scoreWeight'],
      }),
      values({ name: 'as many queries as keys', inputs: additiveInputs(4, 4, 3, 3) }),
      values({ name: 'one query', inputs: additiveInputs(1, 5, 2, 4) }),
      property({
        name: 'another order of the keys',
        inputs: additiveInputs(2, 5, 3, 4),
        property: permutationEquivariant({ permute: { keys: 1 }, output: 2 }),
      }),
    ],
  },
  {
    id: 'distanceWeights',
    title: 'Distance from dot products',
    kind: 'write',
    points: 3,
    difficulty: 2,
    minutes: 15,
    about: 'Gaussian attention without a difference for every pair.',
    see: 'lesson 03, section 3.8',
    axes: ['batch', 'query', 'key'],
    hints: [
      'Which part of the expanded square is the same for all keys of a query?',
      'Look at the norms: one number for each key, and it belongs to the last axis of the scores.',
      'Softmax of q·k minus half the squared norm of the key; the norm of the query drops out.',
    ],
    cases: [
      values({
        name: 'keys of different length',
        inputs: queriesAndKeys(3, 5, 3),
        gradients: ['queries', 'keys'],
      }),
      values({ name: 'as many queries as keys', inputs: queriesAndKeys(4, 4, 2) }),
      property({
        name: 'everything moved',
        inputs: queriesAndKeys(3, 4, 3),
        property: shiftsTogether,
      }),
      property({
        name: 'rows',
        inputs: queriesAndKeys(4, 4, 5),
        property: rowsSumToOne(),
      }),
    ],
  },
  {
    id: 'bilinearScore',
    title: 'A bilinear score that is transposed',
    kind: 'repair',
    points: 2,
    difficulty: 1,
    minutes: 10,
    about: 'Which side of a matrix belongs to whom.',
    see: 'lesson 03, section 3.8',
    axes: ['batch', 'query', 'key'],
    hints: [
      'W has shape (dq, dk). Which of the two vectors can stand to its left?',
      'Look at what is multiplied by W first, and at its width.',
      'Project the queries with W; they are then as wide as the keys.',
    ],
    cases: [
      values({
        name: 'widths 3 and 5',
        inputs: bilinearInputs(2, 4, 3, 5),
        gradients: ['queries', 'weight'],
      }),
      values({ name: 'a square W', inputs: bilinearInputs(3, 3, 4, 4) }),
      values({ name: 'widths 6 and 2', inputs: bilinearInputs(4, 2, 6, 2) }),
    ],
  },
  {
    id: 'attentionCost',
    title: 'What attention costs',
    kind: 'predict',
    points: 3,
    difficulty: 3,
    minutes: 20,
    about: 'Say what a layer costs before it runs.',
    see: 'lesson 03, section 3.8',
    hints: [
      'How many numbers does one entry of a matrix product take to compute?',
      'Two products are counted: scores, and weights times values. Look at the sizes of each.',
      'A product (a, b) x (b, c) takes a·b·c multiplications. The scores and the weights are Q·K numbers each.',
    ],
    cases: [
      values({ name: 'a small layer', inputs: () => sizes(2, 3, 4, 5) }),
      values({ name: 'a sentence of 128 tokens', inputs: () => sizes(128, 128, 64, 64) }),
      values({
        name: 'drawn sizes',
        inputs: (random) =>
          sizes(
            2 + random.integer(50),
            60 + random.integer(50),
            120 + random.integer(50),
            200 + random.integer(50),
          ),
      }),
    ],
  },
]);

/** Changes the last entry of every row. */
function mapLast(source: WireTensor, change: (x: number) => number): WireTensor {
  const width = source.shape[source.shape.length - 1];
  const data = source.data.map((x, at) => (at % width === width - 1 ? Math.fround(change(x)) : x));
  return { ...source, data };
}

/** (B, N, d) -> (B, 1, d) */
function firstOfSecondAxis({ shape, dtype, data }: WireTensor): WireTensor {
  const [numBatch, length, width] = shape;
  const kept = data.filter((_, at) => Math.floor(at / width) % length === 0);
  return { shape: [numBatch, 1, width], dtype, data: kept };
}
