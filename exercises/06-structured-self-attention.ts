import type { Inputs, Random, WireTensor } from 'kernel-lib/exercise/define';
import {
  answer,
  defineExercises,
  drawNormal,
  lengths,
  property,
  tensor,
  values,
} from 'kernel-lib/exercise/define';
import {
  holds,
  paddingInvariant,
  permutationEquivariant,
  rowsSumToOne,
  sameOutput,
  tensorOf,
} from 'kernel-lib/exercise/properties';

/** Sentences x (2, T, D), both weights, and lengths or null. */
const hopInputs =
  (
    numTokens: number,
    dim: number,
    numHiddens: number,
    numHops: number,
    validLens: WireTensor | null,
  ) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [2, numTokens, dim]),
    hiddenWeight: drawNormal(random, [dim, numHiddens]),
    hopWeight: drawNormal(random, [numHiddens, numHops], { std: 1.5 }),
    validLens,
  });

const sums = rowsSumToOne();

/** Each hop gives away one unit of weight, and nothing of it to padding. */
const sumsOverWords = holds('every row sums to 1 over the words', async (context) => {
  const finding = await sums.check(context);
  if (finding) return finding;
  const { inputs, call } = context;
  const rows = rowsOf(tensorOf(await call(inputs)), tensorOf(inputs.validLens));
  const lost = Math.max(...rows.flatMap(({ row, size }) => row.slice(size)));
  if (lost <= 1e-9) return null;
  return {
    message: `Padding gets a weight of ${lost.toPrecision(3)}`,
    cause: 'Is its score low enough? exp(-10) is still 0.00005.',
  };
});

/** Rows of positive numbers that sum to 1 over the first `sizes[b]` tokens, and are 0 beyond. */
function drawMaps(random: Random, sizes: readonly number[], numHops: number, width: number) {
  const rows = sizes.flatMap((size) =>
    Array.from({ length: numHops }, () => {
      const powers = Array.from({ length: size }, () => Math.exp(1.5 * random.normal()));
      const total = powers.reduce((sum, power) => sum + power, 0);
      return Array.from({ length: width }, (_, t) => (t < size ? powers[t] / total : 0));
    }),
  );
  return tensor([sizes.length, numHops, width], rows.flat());
}

const mapsAlone =
  (numBatch: number, numHops: number, numTokens: number) =>
  (random: Random): Inputs => ({
    weights: drawMaps(random, Array<number>(numBatch).fill(numTokens), numHops, numTokens),
  });

const mapsAndWords =
  (numHops: number, numTokens: number, dim: number) =>
  (random: Random): Inputs => ({
    ...mapsAlone(2, numHops, numTokens)(random),
    x: drawNormal(random, [2, numTokens, dim]),
  });

/** Hop i looks at word `chosen[i]` alone. */
function oneWordEach(random: Random, numHops: number, numTokens: number): WireTensor {
  const rows = [0, 1].flatMap(() => {
    const order = random.shuffle(Array.from({ length: numTokens }, (_, t) => t));
    return order.slice(0, numHops).flatMap((chosen) => order.map((_, t) => (t === chosen ? 1 : 0)));
  });
  return tensor([2, numHops, numTokens], rows);
}

/** Where each hop looks at one word, the sentence is these words, one after the other. */
const choosesWords = holds(
  'a hop that looks at one word takes this word',
  async ({ inputs, call }) => {
    const [weights, x] = [inputs.weights as WireTensor, inputs.x as WireTensor];
    const [numBatch, numHops, numTokens] = weights.shape;
    const dim = x.shape[2];
    const data = Array.from({ length: numBatch * numHops }, (_, row) => {
      const map = weights.data.slice(row * numTokens, (row + 1) * numTokens);
      const at = (Math.floor(row / numHops) * numTokens + map.indexOf(1)) * dim;
      return x.data.slice(at, at + dim);
    });
    const expected = { ...x, shape: [numBatch, numHops * dim], data: data.flat() };
    return sameOutput(expected, await call(inputs), 1e-5, {
      message: 'The words that the hops chose do not stand one after the other',
      cause: 'Numbers of different hops are mixed up: look at the axes before the reshape.',
    });
  },
);

/** Maps of which no two share a word, each sharp: nothing to punish. */
const nothingToPunish = holds(
  'hops with a word of their own are not punished',
  async ({ inputs, call }) =>
    sameOutput(tensor([], [0]), await call(inputs), 1e-5, {
      message: 'Each hop looks at one word, no two at the same, and the penalty is not 0',
      cause: 'What is A times its transpose here, and what is taken away from it?',
    }),
);

const changing =
  (how: string, sizes: readonly number[], numHops: number, width: number) =>
  (random: Random): Inputs => ({
    weights: drawMaps(random, sizes, numHops, width),
    validLens: lengths([...sizes]),
    how,
  });

const inOrder = (row: readonly number[]): number[] => [...row].sort((a, b) => a - b);

/** The rows of (B, r, T), with the number of words of each. */
function rowsOf(source: WireTensor, lens: WireTensor): { row: number[]; size: number }[] {
  const [numBatch, numHops, width] = source.shape;
  return Array.from({ length: numBatch * numHops }, (_, i) => ({
    row: source.data.slice(i * width, (i + 1) * width),
    size: lens.data[Math.floor(i / numHops)],
  }));
}

/** Each row has its own numbers on its own words. */
const keepsNumbers = holds(
  'a shuffled row has the same numbers on the words of its sentence',
  async ({ inputs, call }) => {
    const lens = tensorOf(inputs.validLens);
    const before = rowsOf(tensorOf(inputs.weights), lens);
    const after = rowsOf(tensorOf(await call(inputs)), lens);
    for (const [i, { row, size }] of after.entries()) {
      const onPadding = row.slice(size).find((weight) => Math.abs(weight) > 1e-6);
      if (onPadding !== undefined) {
        return {
          message: `Row ${i} gives ${onPadding.toPrecision(3)} to padding`,
          cause: 'Shuffle what stands before the end of the sentence, and leave the rest.',
        };
      }
      const old = inOrder(before[i].row.slice(0, size));
      const off = inOrder(row.slice(0, size)).findIndex((w, t) => Math.abs(w - old[t]) > 1e-5);
      if (off < 0) continue;
      return {
        message: `Row ${i} no longer has the numbers that it had`,
        cause: 'The right numbers on other words: was the row changed, or exchanged for another?',
      };
    }
    return null;
  },
);

/** Whether every row of a map is the one of another map, read backwards. */
function isReversed(
  after: readonly { row: number[]; size: number }[],
  before: readonly { row: number[] }[],
): boolean {
  return after.every(({ row, size }, i) =>
    row.slice(0, size).every((w, t) => Math.abs(w - before[i].row[size - 1 - t]) <= 1e-6),
  );
}

/** The largest weights stand on other words than before, not all on the same few, and not mirrored. */
const hasMoved = holds(
  'the largest weights stand on other words, here and there',
  async ({ inputs, call }) => {
    const lens = tensorOf(inputs.validLens);
    const best = ({ row }: { row: number[] }): number => row.indexOf(Math.max(...row));
    const oldRows = rowsOf(tensorOf(inputs.weights), lens);
    const newRows = rowsOf(tensorOf(await call(inputs)), lens);
    if (isReversed(newRows, oldRows)) {
      return {
        message: 'In every row the first word has the weight that the last one had, and so on',
        cause: 'The rows are read backwards: that is an order of its own, not a random one',
      };
    }
    const [before, after] = [oldRows.map(best), newRows.map(best)];
    const stayed = before.filter((at, i) => at === after[i]).length;
    if (stayed > before.length / 2) {
      return {
        message: `In ${stayed} of ${before.length} rows the largest weight still stands on its word`,
        cause: 'The map is hardly changed: each row needs another order.',
      };
    }
    const places = new Set(after).size;
    if (places > 2) return null;
    return {
      message: `The largest weights of ${after.length} rows stand on ${places === 1 ? 'one place' : 'two places'} only`,
      cause: 'That is an order of its own, not a random one: are the numbers sorted?',
    };
  },
);

export const exercises = defineExercises([
  {
    id: 'hopWeights',
    title: 'Where the hops look',
    kind: 'write',
    points: 5,
    difficulty: 2,
    minutes: 20,
    about: 'Learned questions instead of a query: the map A of Lin and others.',
    see: 'lesson 06, sections 6.4 and 6.5',
    axes: ['batch', 'hop', 'word'],
    hints: [
      'A hop has one unit of weight to give away. To whom: to the words, or to the other hops?',
      'Look at the scores: they come out as (B, T, r). Which axis must be the last one, and does a reshape bring it there?',
      'tanh of x times hiddenWeight, times hopWeight, transposed to (B, r, T); very low scores beyond the end; softmax over the last axis.',
    ],
    cases: [
      values({
        name: 'five words, two hops',
        inputs: hopInputs(5, 3, 4, 2, null),
        gradients: ['x', 'hiddenWeight', 'hopWeight'],
      }),
      values({
        name: 'two lengths',
        inputs: hopInputs(4, 3, 2, 3, lengths([2, 4])),
        gradients: ['x', 'hiddenWeight', 'hopWeight'],
      }),
      values({ name: 'all sizes equal', inputs: hopInputs(3, 3, 3, 3, lengths([3, 2])) }),
      property({
        name: 'rows',
        inputs: hopInputs(4, 3, 5, 4, lengths([2, 4])),
        property: sumsOverWords,
      }),
      property({
        name: 'other padding',
        inputs: hopInputs(5, 2, 4, 3, lengths([2, 4])),
        property: paddingInvariant({ change: ['x'], lengths: 'validLens' }),
      }),
      property({
        name: 'another order of the words',
        inputs: hopInputs(5, 3, 4, 2, null),
        property: permutationEquivariant({ permute: { x: 1 }, output: 2 }),
      }),
    ],
  },
  {
    id: 'sentenceVector',
    title: 'A sentence cut the wrong way',
    kind: 'repair',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'M = A X as one vector: a reshape keeps the order of memory, whatever you mean.',
    see: 'lesson 06, section 6.4',
    axes: ['batch', 'number'],
    hints: [
      'With two hops and D = 3, which six numbers should stand first, second and third?',
      'Look at the shape before the reshape: (B, D, r) or (B, r, D)?',
      'weights times x is (B, r, D); the mixtures of the hops then lie one after the other in memory.',
    ],
    cases: [
      values({
        name: 'two hops',
        inputs: mapsAndWords(2, 4, 3),
        gradients: ['weights', 'x'],
      }),
      values({ name: 'as many hops as numbers', inputs: mapsAndWords(3, 5, 3) }),
      values({ name: 'one hop', inputs: mapsAndWords(1, 4, 3) }),
      property({
        name: 'one word for each hop',
        inputs: (random) => ({
          weights: oneWordEach(random, 3, 4),
          x: drawNormal(random, [2, 4, 2]),
        }),
        property: choosesWords,
      }),
    ],
  },
  {
    id: 'hopRedundancy',
    title: 'The penalty',
    kind: 'write',
    points: 4,
    difficulty: 2,
    minutes: 15,
    about: 'A loss that wants hops to be different and sharp.',
    see: 'lesson 06, section 6.7',
    hints: [
      'Which matrix says how much two hops share, and what should it be?',
      'Look at the order: take the identity away, then square each entry, then sum, then the mean over the sentences.',
      'A times its transpose is (B, r, r). Less the identity, squared, summed over both last axes: one number for each sentence.',
    ],
    cases: [
      values({
        name: 'one sentence',
        inputs: mapsAlone(1, 2, 4),
        gradients: ['weights'],
      }),
      values({
        name: 'three sentences',
        inputs: mapsAlone(3, 3, 5),
        gradients: ['weights'],
      }),
      values({ name: 'more hops than words', inputs: mapsAlone(2, 4, 3) }),
      values({ name: 'one hop', inputs: mapsAlone(2, 1, 5) }),
      property({
        name: 'a word each',
        inputs: (random) => ({ weights: oneWordEach(random, 3, 5) }),
        property: nothingToPunish,
      }),
    ],
  },
  {
    id: 'penaltiesOnPaper',
    title: 'Penalties on paper',
    kind: 'predict',
    points: 3,
    difficulty: 2,
    minutes: 10,
    about: 'What the penalty of a map will be, before anything runs.',
    see: 'lesson 06, section 6.7',
    hints: [
      'How many entries has A times its transpose, and how many of them are on the diagonal?',
      'Look at one entry of each kind: what is the dot product of two even rows over T words?',
      'Sum of (diagonal entry - 1)² over r entries plus (other entry)² over the r² - r others. An even map has 1/T everywhere.',
    ],
    cases: [
      values({ name: 'two hops, four words', inputs: () => ({ numHops: 2, numTokens: 4 }) }),
      values({
        name: 'thirty hops, as in the paper',
        inputs: () => ({ numHops: 30, numTokens: 40 }),
      }),
      values({
        name: 'drawn sizes',
        inputs: (random) => ({ numHops: 3 + random.integer(5), numTokens: 9 + random.integer(20) }),
      }),
    ],
  },
  {
    id: 'brokenMap',
    title: 'Break the map',
    kind: 'build',
    points: 3,
    difficulty: 2,
    minutes: 15,
    about: 'The two interventions that tell whether a trained model uses its map.',
    see: 'lesson 06, section 6.9',
    axes: ['batch', 'hop', 'word'],
    hints: [
      'A sentence of three words stands in a row of five. How many words may get weight?',
      'Look at the end of each row: uniform is 1 / length, not 1 / T, and only the first numbers are shuffled.',
      'Read the rows out as arrays, cut each at its length, change the part before the cut, and fill up with zeros.',
    ],
    cases: [
      values({ name: 'uniform', inputs: changing('uniform', [3, 5], 2, 5) }),
      values({ name: 'uniform, no padding', inputs: changing('uniform', [4, 4], 3, 4) }),
      property({
        name: 'shuffled: the numbers',
        inputs: changing('shuffled', [5, 8], 3, 8),
        property: keepsNumbers,
      }),
      property({
        name: 'shuffled: the places',
        inputs: changing('shuffled', [9, 9, 9, 9], 2, 9),
        property: hasMoved,
      }),
    ],
  },
  {
    id: 'hopsNeeded',
    title: 'One hop against four',
    kind: 'measure',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'When one mixture is enough, and when it is not.',
    see: 'lesson 06, section 6.8',
    hints: [
      'How many facts are asked for, and how many mixtures are there to hold them?',
      'Look at the two arguments of measure: facts first, hops second.',
      'Run measure(1, 1), measure(4, 1) and measure(4, 4), and write the three shares.',
    ],
    cases: [
      answer({ name: 'one fact, one hop', part: 'oneFactOneHop', tolerance: 0.05 }),
      answer({ name: 'four facts, one hop', part: 'fourFactsOneHop', tolerance: 0.1 }),
      answer({ name: 'four facts, four hops', part: 'fourFactsFourHops', tolerance: 0.05 }),
    ],
  },
]);
