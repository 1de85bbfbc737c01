import type { Inputs, Random, Wire, WireTensor } from 'kernel-lib/exercise/define';
import {
  defineExercises,
  drawNormal,
  lengths,
  model,
  property,
  tensor,
  values,
} from 'kernel-lib/exercise/define';
import { holds, permutationEquivariant } from 'kernel-lib/exercise/properties';

/** A sequence (B, T, D) with weights (D, d), (D, d), (D, v). */
const headInputs =
  (length: number, { zeroQueries = false, width = 4 } = {}) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [2, length, 3]),
    queryWeight: drawNormal(random, [3, width], { std: zeroQueries ? 0 : 0.8 }),
    keyWeight: drawNormal(random, [3, width], { std: 0.8 }),
    valueWeight: drawNormal(random, [3, 2]),
  });

const splitInputs =
  (shape: number[], numHeads: number) =>
  (random: Random): Inputs => ({ x: drawNormal(random, shape), numHeads });

const multiHeadInputs =
  (length: number, dim: number, numHeads: number) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [2, length, dim]),
    projections: drawNormal(random, [3, dim, dim], { std: 0.6 }),
    outputWeight: drawNormal(random, [dim, dim], { std: 0.6 }),
    numHeads,
  });

/** Swaps the first two strips of `width` neighbours along an axis of a matrix or of a stack of them. */
function swapStrips({ shape, dtype, data }: WireTensor, axis: number, width: number): WireTensor {
  const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const swapped = data.map((_, at) => {
    const place = Math.floor(at / stride) % shape[axis];
    const by = place < width ? width : place < 2 * width ? -width : 0;
    return data[at + by * stride];
  });
  return { shape, dtype, data: swapped };
}

/** Two heads change places: columns of W_Q, W_K and W_V, rows of W_O. */
const headsChangePlaces = holds(
  'two heads that change places, with their rows of the output weight, change nothing',
  async ({ inputs, call }) => {
    const projections = inputs.projections as WireTensor;
    const width = projections.shape[2] / (inputs.numHeads as number);
    const before = (await call(inputs)) as WireTensor;
    const after = (await call({
      ...inputs,
      projections: swapStrips(projections, 2, width),
      outputWeight: swapStrips(inputs.outputWeight as WireTensor, 0, width),
    })) as WireTensor;
    const gap = Math.max(...before.data.map((value, at) => Math.abs(value - after.data[at])));
    if (gap <= 1e-3) return null;
    return {
      message: `The result changes by ${gap.toPrecision(3)} when two heads change places`,
      cause: 'Each head owns a strip of columns. Is what you merge in the order of the strips?',
    };
  },
);

/** A count is right or wrong: a ten-thousandth of a million would be a hundred weights. */
const EXACT = 1e-9;

const parameterInputs =
  (dim: number, numHeads: number, length: number, useBias: boolean) => (): Inputs => ({
    dim,
    numHeads,
    length,
    useBias,
  });

/** Heads of unequal use: class c adds to entries of some heads more than to others'. */
const importanceInputs =
  (numSentences: number, numHeads: number, width: number, use: number[]) =>
  (random: Random): Inputs => {
    const labels = Array.from({ length: numSentences }, (_, n) => n % 3);
    const codes = Array.from({ length: 3 }, () => random.normalArray(numHeads * width));
    const heads = labels.flatMap((label) =>
      codes[label].map((code, at) => use[Math.floor(at / width)] * code + random.normal()),
    );
    const weight = codes[0].flatMap((_, at) => codes.map((code) => code[at]));
    return {
      heads: tensor([numSentences, numHeads, width], heads),
      weight: tensor([numHeads * width, 3], weight),
      labels: tensor([numSentences], labels, 'int32'),
    };
  };

/** A head whose rows of the weight are zero is not read. */
const deadHeadIsNothing = holds(
  'a head that the classifier does not read has the importance 0',
  async ({ inputs, call }) => {
    const weight = inputs.weight as WireTensor;
    const [, , width] = (inputs.heads as WireTensor).shape;
    const size = width * weight.shape[1];
    const data = weight.data.map((value, at) => (at < size ? 0 : value));
    const drops = (await call({ ...inputs, weight: { ...weight, data } })) as Wire[];
    if (Array.isArray(drops) && drops[0] === 0) return null;
    return {
      message: `Its importance is ${String(Array.isArray(drops) ? drops[0] : drops)}`,
      cause: 'What is pruned must be all of one head and nothing else.',
    };
  },
);

const layerConfig = (dim: number, numHeads: number) => (): Inputs => ({ dim, numHeads });
const layerInputs =
  (length: number, dim: number, validLens: WireTensor | null) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [2, length, dim], { std: 1.5 }),
    validLens,
  });

/** The outputs of real tokens; those of the padding itself may change. */
const wordsDoNotSeePadding = holds(
  'changing the padding changes no output of a real token',
  async ({ inputs, random, call }) => {
    const x = inputs.x as WireTensor;
    const [, length, dim] = x.shape;
    const valid = (inputs.validLens as WireTensor).data;
    const isReal = (at: number): boolean =>
      Math.floor(at / dim) % length < valid[Math.floor(at / (length * dim))];
    const data = x.data.map((value, at) =>
      isReal(at) ? value : Math.fround(random.normal(0, 10)),
    );
    const before = (await call(inputs)) as WireTensor;
    const after = (await call({ ...inputs, x: { ...x, data } })) as WireTensor;
    const gap = Math.max(
      ...before.data.map((value, at) => (isReal(at) ? Math.abs(value - after.data[at]) : 0)),
    );
    if (gap <= 1e-6) return null;
    return {
      message: `The output of a real token changes by ${gap.toPrecision(3)} when only padding was changed`,
      cause: 'Some weight still goes to positions beyond the valid length.',
    };
  },
);

export const exercises = defineExercises([
  {
    id: 'oneHead',
    title: 'One head of self-attention',
    kind: 'write',
    points: 4,
    difficulty: 1,
    minutes: 15,
    about: 'Queries, keys and values from one sequence.',
    see: 'lesson 07, section 7.3',
    axes: ['batch', 'token', 'value'],
    hints: [
      'With one token the softmax has one score: what is its weight, whatever W_Q and W_K are?',
      'Look at the order: project, score, divide, softmax over the keys, then mix the projected values.',
      'Three matrix products of the flat tokens give Q, K and V; then it is the attention of lesson 03, with d the width of a query.',
    ],
    cases: [
      values({
        name: 'one token: the value path alone',
        inputs: headInputs(1),
        gradients: ['x', 'valueWeight'],
      }),
      values({
        name: 'query weight 0: every token gets the mean',
        inputs: headInputs(3, { zeroQueries: true }),
      }),
      values({
        name: 'everything, d and v different',
        inputs: headInputs(5),
        gradients: ['x', 'queryWeight', 'keyWeight', 'valueWeight'],
      }),
      values({ name: 'queries as wide as a value', inputs: headInputs(4, { width: 2 }) }),
      property({
        name: 'another order of the tokens',
        inputs: headInputs(5),
        property: permutationEquivariant({ permute: { x: 1 }, output: 1 }),
      }),
    ],
  },
  {
    id: 'splitIntoHeads',
    title: 'Split into heads',
    kind: 'write',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'Heads as an axis of their own.',
    see: 'lesson 07, sections 7.5 and 7.11',
    axes: ['batch', 'head', 'token', 'entry'],
    hints: [
      'Which numbers of a token lie next to each other in memory, and which axis must they stay on?',
      'Look at the shape right after reshape: the axis of tokens must still be where it was.',
      'Cut only the last axis in two, (B, T, H, d); then exchange the axes of tokens and heads.',
    ],
    cases: [
      values({
        name: 'two heads of two',
        inputs: splitInputs([2, 3, 4], 2),
        gradients: ['x'],
      }),
      values({ name: 'three heads of two', inputs: splitInputs([1, 4, 6], 3) }),
      values({ name: 'one head', inputs: splitInputs([2, 2, 3], 1) }),
      values({ name: 'as many heads as tokens', inputs: splitInputs([1, 4, 8], 4) }),
      property({
        name: 'another order of the tokens',
        inputs: splitInputs([2, 5, 6], 3),
        property: permutationEquivariant({ permute: { x: 1 }, output: 2 }),
      }),
    ],
  },
  {
    id: 'multiHead',
    title: 'Two errors in a multi-head layer',
    kind: 'repair',
    points: 4,
    difficulty: 2,
    minutes: 15,
    about: 'What runs with the right shapes and is wrong.',
    see: 'lesson 07, sections 7.5 and 7.11',
    axes: ['batch', 'token', 'entry'],
    hints: [
      'How many terms has the dot product of one head? And which of its axes are neighbours when the heads are merged?',
      'Look at the number under the root, and at the line that makes (B·T, D) from (B, H, T, d).',
      'The variance of a score is the width of a head. Before the reshape, the axes of heads and tokens must change places again.',
    ],
    cases: [
      values({ name: 'three heads of two', inputs: multiHeadInputs(2, 6, 3) }),
      values({ name: 'two heads of three', inputs: multiHeadInputs(2, 6, 2) }),
      values({
        name: 'two heads of two',
        inputs: multiHeadInputs(3, 4, 2),
        gradients: ['x', 'projections', 'outputWeight'],
      }),
      property({
        name: 'two heads change places',
        inputs: multiHeadInputs(3, 8, 4),
        property: headsChangePlaces,
      }),
      property({
        name: 'another order of the tokens',
        inputs: multiHeadInputs(5, 4, 2),
        property: permutationEquivariant({ permute: { x: 1 }, output: 1 }),
      }),
    ],
  },
  {
    id: 'attentionParameters',
    title: 'How many parameters?',
    kind: 'predict',
    points: 2,
    difficulty: 1,
    minutes: 10,
    about: 'What is learned, and what is computed for each pair.',
    see: 'lesson 07, sections 7.5 and 7.11',
    hints: [
      'Are there weights that belong to one position or to one pair of tokens?',
      'Four matrices are learned. Look at the shape of the matrices of all heads side by side.',
      'Each projection is one matrix (D, D), and a bias of D numbers if there is one. Heads only cut it.',
    ],
    cases: [
      values({ name: 'a small layer', tolerance: EXACT, inputs: parameterInputs(4, 2, 10, false) }),
      values({ name: 'with biases', tolerance: EXACT, inputs: parameterInputs(6, 3, 7, true) }),
      values({
        name: 'the base model of 2017',
        tolerance: EXACT,
        inputs: parameterInputs(512, 8, 100, true),
      }),
      values({
        name: 'drawn sizes',
        tolerance: EXACT,
        inputs: (random) =>
          parameterInputs(8 * (2 + random.integer(9)), 4, 20 + random.integer(50), false)(),
      }),
    ],
  },
  {
    id: 'headImportance',
    title: 'The importance of a head',
    kind: 'measure',
    points: 3,
    difficulty: 2,
    minutes: 15,
    about: 'Pruning as a measurement.',
    see: 'lesson 07, section 7.9',
    hints: [
      'With which accuracy must the accuracy without head h be compared, and in which order?',
      'Look at which numbers are set to zero: head h has d neighbours in each sentence.',
      'Multiply the heads (N, H, d) by a mask (1, H, 1) that is 0 at h alone, join the last two axes, and count how often the largest logit is the label.',
    ],
    cases: [
      values({
        name: 'four heads of unequal use',
        inputs: importanceInputs(60, 4, 2, [1.5, 0.8, 0.3, 0]),
      }),
      values({
        name: 'three heads of three, one does harm',
        inputs: importanceInputs(60, 3, 3, [0.9, -0.5, 0.6]),
      }),
      property({
        name: 'a head that is not read',
        inputs: importanceInputs(45, 3, 2, [1, 0.7, 0.5]),
        property: deadHeadIsNothing,
      }),
    ],
  },
  {
    id: 'SelfAttention',
    title: 'A layer of your own',
    kind: 'write',
    points: 6,
    difficulty: 3,
    minutes: 25,
    about: 'Multi-head self-attention as a module.',
    see: 'lesson 07, section 7.5',
    axes: ['batch', 'token', 'entry'],
    hints: [
      'Which four things are learned, and which of the steps between them have no weights?',
      'Look at the mask: (B, T, T) meets scores of shape (B, H, T, T), and it comes before the softmax.',
      'Project, splitHeads, scores over the root of D / H, add -1e6 where lengthMask is false, softmax, times V, mergeHeads, and the last projection.',
    ],
    cases: [
      model({ name: 'one head', config: layerConfig(3, 1), inputs: layerInputs(3, 3, null) }),
      model({ name: 'two heads', config: layerConfig(4, 2), inputs: layerInputs(3, 4, null) }),
      model({
        name: 'two heads and lengths',
        config: layerConfig(4, 2),
        inputs: layerInputs(4, 4, lengths([2, 3])),
      }),
      property({
        name: 'other padding',
        config: layerConfig(4, 2),
        inputs: layerInputs(5, 4, lengths([3, 2])),
        property: wordsDoNotSeePadding,
      }),
      property({
        name: 'another order of the tokens',
        config: layerConfig(6, 2),
        inputs: layerInputs(5, 6, null),
        property: permutationEquivariant({ permute: { x: 1 }, output: 1 }),
      }),
    ],
  },
]);
