import type { Inputs, Random, Wire, WireTensor } from 'kernel-lib/exercise/define';
import { answer, defineExercises, drawNormal, property, values } from 'kernel-lib/exercise/define';
import { holds, sameOutput, tensorOf } from 'kernel-lib/exercise/properties';

/** The angle of pair j at position i turns by this much for each position. */
const speed = (j: number, dim: number): number => 10000 ** ((-2 * j) / dim);

/** The table of sines and cosines, the pairs side by side or in two halves. */
function sinusoids(numPositions: number, dim: number, isInHalves: boolean): WireTensor {
  const data = Array.from({ length: numPositions * dim }, (_, at) => {
    const [i, column] = [Math.floor(at / dim), at % dim];
    const j = isInHalves ? column % (dim / 2) : Math.floor(column / 2);
    const isSine = isInHalves ? column < dim / 2 : column % 2 === 0;
    const angle = i * speed(j, dim);
    return Math.fround(isSine ? Math.sin(angle) : Math.cos(angle));
  });
  return { shape: [numPositions, dim], dtype: 'float32', data };
}

/** Both layouts are right: each is the other with its columns in another order. */
const isSinusoidal = holds(
  'the table is that of the formula, interleaved or in halves',
  async ({ inputs, call }) => {
    const [numPositions, dim] = [Number(inputs.numPositions), Number(inputs.dim)];
    const got = await call(inputs);
    if (Array.isArray(got)) {
      return { message: 'The result is an array, it should be a tensor: tf.tensor2d(rows)' };
    }
    const message = 'The table is not that of the formula';
    const compare = (isInHalves: boolean): ReturnType<typeof sameOutput> =>
      sameOutput(sinusoids(numPositions, dim, isInHalves), got, 1e-4, { message });
    // Row 0 tells which layout was meant.
    const begin = tensorOf(got).data.slice(0, dim);
    const isInHalves = begin.every((x, column) => Math.abs(x - (column < dim / 2 ? 0 : 1)) < 1e-3);
    return compare(isInHalves);
  },
);

const sizes = (numPositions: number, dim: number) => (): Inputs => ({ numPositions, dim });

/** Entry by entry, the sum of products of rows and columns. */
function product(a: Wire, b: Wire): WireTensor {
  const [left, right] = [tensorOf(a), tensorOf(b)];
  const [rows, inner] = left.shape;
  const columns = right.shape[1];
  const data = Array.from({ length: rows * columns }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum +=
        left.data[Math.floor(at / columns) * inner + k] * right.data[k * columns + (at % columns)];
    }
    return sum;
  });
  return { shape: [rows, columns], dtype: 'float32', data };
}

/** Two shifts one after the other are one shift; so are a shift and its way back. */
const shiftsAddUp = holds(
  'a shift by 2 and a shift by 3 are a shift by 5',
  async ({ inputs, call }) => {
    const by = (offset: number): Promise<Wire> => call({ ...inputs, offset });
    const [two, three, five] = [await by(2), await by(3), await by(5)];
    return sameOutput(five, product(two, three), 1e-4, {
      message: 'The matrix of 2 times the matrix of 3 is not the matrix of 5',
      cause: 'Angles of rotations add up. Is each block a rotation?',
    });
  },
);

const tableInputs =
  (numBatch: number, length: number, dim: number, offset: number) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [numBatch, length, dim]),
    table: drawNormal(random, [length + offset + 2, dim], { std: 0.5 }),
    offset,
  });

const relativeInputs =
  (numQueries: number, numKeys: number, dim: number, reach: number) =>
  (random: Random): Inputs => ({
    queries: drawNormal(random, [2, numQueries, dim]),
    keys: drawNormal(random, [2, numKeys, dim]),
    distanceTable: drawNormal(random, [2 * reach + 1, dim]),
  });

/** Word i is node i; layers of a convolution with one neighbour on each side follow. */
function convolution(numWords: number, numLayers: number): number[][] {
  return Array.from({ length: numWords * (numLayers + 1) }, (_, node) => {
    const [layer, i] = [Math.floor(node / numWords), node % numWords];
    if (layer === numLayers) return [];
    return [i - 1, i, i + 1]
      .filter((j) => j >= 0 && j < numWords)
      .map((j) => (layer + 1) * numWords + j);
  });
}

/**
 * A road with side roads back and a short cut that is listed last, from a node that is not 0 to one that is not the
 * last; the numbers of the nodes along it go up and down. Its first node leads to a dead end, too, and is reached from 0.
 */
function roads(random: Random): Inputs {
  const length = 10;
  const nodeAt = (i: number): number => 1 + ((7 * i + 3) % length);
  const edges: number[][] = Array.from({ length: length + 2 }, () => []);
  const lead = (from: number, to: number): number => edges[nodeAt(from)].push(nodeAt(to));
  edges[0].push(nodeAt(0));
  edges[nodeAt(0)].push(length + 1);
  for (let i = 0; i + 1 < length; i++) lead(i, i + 1);
  for (let i = 2; i < length; i++) lead(i, random.integer(i - 1));
  lead(1 + random.integer(2), length - 3);
  return { edges, from: nodeAt(0), to: nodeAt(length - 1) };
}

export const exercises = defineExercises([
  {
    id: 'sinusoidalTable',
    title: 'Sinusoidal positions',
    kind: 'write',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'A clock hand for each pair of columns.',
    see: 'lesson 08, section 8.3',
    axes: ['position', 'column'],
    hints: [
      'How fast does the first pair turn, and how fast the last?',
      'Look at the exponent: does your index count columns or pairs of columns?',
      'Column c belongs to pair j = ⌊c/2⌋; its angle is i / 10000^(2j/D); even columns take the sine.',
    ],
    cases: [
      property({ name: '4 positions, D = 4', inputs: sizes(4, 4), property: isSinusoidal }),
      property({ name: '5 positions, D = 8', inputs: sizes(5, 8), property: isSinusoidal }),
      property({
        name: 'length of a row',
        inputs: sizes(3, 6),
        property: holds('the squares of every row sum to D/2', async ({ inputs, call }) => {
          const { shape, data } = tensorOf(await call(inputs));
          const dim = Number(inputs.dim);
          const sums = Array.from({ length: shape[0] }, (_, i) =>
            data.slice(i * dim, (i + 1) * dim).reduce((sum, x) => sum + x * x, 0),
          );
          const at = sums.findIndex((sum) => !(Math.abs(sum - dim / 2) < 1e-3));
          if (at < 0) return null;
          return {
            message: `The squares of row ${at} sum to ${sums[at].toPrecision(4)}, not to ${dim / 2}`,
            cause: 'sin² + cos² is 1 when both have the same angle.',
          };
        }),
      }),
    ],
  },
  {
    id: 'shiftMatrix',
    title: 'A shift is a rotation',
    kind: 'write',
    points: 4,
    difficulty: 2,
    minutes: 20,
    about: 'The matrix that moves every position by the same distance.',
    see: 'lesson 08, section 8.5',
    axes: ['row', 'column'],
    hints: [
      'What are sin(a + b) and cos(a + b) in terms of sin a and cos a?',
      'Look at one pair: a row vector (sin a, cos a) stands to the left of its 2 × 2 block.',
      'Block j is [[cos b, -sin b], [sin b, cos b]] with b = offset / 10000^(2j/D); all else is 0.',
    ],
    cases: [
      values({ name: 'one step, D = 4', inputs: () => ({ offset: 1, dim: 4 }) }),
      values({
        name: 'many steps, D = 6',
        inputs: (random) => ({ offset: 2 + random.integer(6), dim: 6 }),
      }),
      values({ name: 'backwards', inputs: () => ({ offset: -3, dim: 4 }) }),
      property({
        name: 'shifts add up',
        inputs: () => ({ offset: 5, dim: 6 }),
        property: shiftsAddUp,
      }),
    ],
  },
  {
    id: 'addPositions',
    title: 'Learned positions that do not learn',
    kind: 'repair',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'Rows of a table that receive a gradient.',
    see: 'lesson 08, section 8.8',
    axes: ['batch', 'position', 'column'],
    hints: [
      'Which line of the code ends the tape, so that no gradient comes back to the table?',
      'Look at the rows that are taken: where does the sequence begin?',
      'Slice the rows offset … offset + T - 1 of the table, and add them to x; broadcasting does the batch.',
    ],
    cases: [
      values({
        name: 'three sequences from position 1 on',
        inputs: tableInputs(3, 3, 2, 1),
        gradients: ['x', 'table'],
      }),
      values({ name: 'one sequence from position 4 on', inputs: tableInputs(1, 5, 2, 4) }),
      values({
        name: 'a single new token',
        inputs: tableInputs(2, 1, 3, 6),
      }),
    ],
  },
  {
    id: 'relativeScores',
    title: 'Relative scores',
    kind: 'write',
    points: 4,
    difficulty: 3,
    minutes: 25,
    about: 'One learned vector for each distance, clipped.',
    see: 'lesson 08, section 8.8',
    axes: ['batch', 'query', 'key'],
    hints: [
      'Key 5 and query 2: what is j - i, and which row of the table is it when c = 3?',
      'Look at distances beyond c: they use the first and the last row.',
      'Gather rows clip(j - i, -c, c) + c as (Q, K, d); add the product of each query with its row to q · k; divide by √d.',
    ],
    cases: [
      values({
        name: 'all within reach',
        inputs: relativeInputs(3, 3, 2, 2),
        gradients: ['queries', 'keys', 'distanceTable'],
      }),
      values({ name: 'far keys', inputs: relativeInputs(4, 4, 2, 1) }),
      values({
        name: 'more keys than queries',
        inputs: relativeInputs(1, 5, 3, 2),
      }),
    ],
  },
  {
    id: 'pathLength',
    title: 'The length of a path',
    kind: 'write',
    points: 3,
    difficulty: 2,
    minutes: 15,
    about: 'Breadth-first search from a word to an output.',
    see: 'lesson 08, section 8.9',
    hints: [
      'Which nodes can be reached with one edge? And with one more?',
      'Look at what is visited first: all nodes at distance 1 come before any at distance 2.',
      'Keep the nodes of the present distance in a list, collect their unseen neighbours as the next list, and count the rounds.',
    ],
    cases: [
      values({
        name: 'a recurrence of 6 words',
        inputs: () => ({
          edges: [[6], [7], [8], [9], [10], [11], [7], [8], [9], [10], [11], []],
          from: 0,
          to: 11,
        }),
      }),
      values({
        name: 'a convolution of 7 words',
        inputs: () => ({ edges: convolution(7, 7), from: 6, to: 7 * 7 }),
      }),
      values({ name: 'roads with a short cut', inputs: (random) => roads(random) }),
      values({
        name: 'no way',
        inputs: () => ({ edges: [[1], [2], [0], [2]], from: 0, to: 3 }),
      }),
      values({
        name: 'already there',
        inputs: () => ({ edges: [[1], [0]], from: 1, to: 1 }),
      }),
    ],
  },
  {
    id: 'costSlopes',
    title: 'The slope of a cost',
    kind: 'measure',
    points: 3,
    difficulty: 2,
    minutes: 10,
    about: 'Where the square of attention begins to hurt.',
    see: 'lesson 08, section 8.12',
    hints: [
      'If the cost is multiplied by 16 when n is multiplied by 4, what is the power of n?',
      'Look at the two logarithms: that of the ratio of costs, and that of the ratio of lengths.',
      'Slope = log(cost(1024) / cost(256)) / log(4). For the crossover set 4nd² + 2n²d equal to 6nd².',
    ],
    cases: [
      answer({ name: 'scores and mixing', part: 'products', tolerance: 0.03 }),
      answer({ name: 'the whole layer', part: 'layer', tolerance: 0.03 }),
      answer({ name: 'recurrence', part: 'recurrence', tolerance: 0.03 }),
      answer({ name: 'where they cost the same', part: 'crossover', tolerance: 16 }),
    ],
  },
]);
