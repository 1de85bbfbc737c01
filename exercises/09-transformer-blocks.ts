import type { Inputs, Random, WireTensor } from 'kernel-lib/exercise/define';
import { defineExercises, drawNormal, model, property, values } from 'kernel-lib/exercise/define';
import {
  batchIndependent,
  holds,
  permutationEquivariant,
  sameOutput,
  shiftInvariant,
} from 'kernel-lib/exercise/properties';

/** A gain and a bias that are not one and not zero, so that to forget them shows. */
const affine = (random: Random, dim: number): Inputs => ({
  gain: drawNormal(random, [dim], { mean: 1.5, std: 0.5 }),
  bias: drawNormal(random, [dim], { mean: -0.5 }),
});

/** x (2, T, D) with its own mean at every position; a large epsilon shows where it stands. */
const normInputs =
  (length: number, dim: number, epsilon: number, std = 1) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [2, length, dim], { mean: 0.7, std }),
    ...affine(random, dim),
    epsilon,
  });

/** x (2, T, D) and the weights of two layers, D -> F -> D, their biases not zero. */
const networkInputs =
  (length: number, dim: number, hiddenDim: number) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [2, length, dim]),
    hiddenWeight: drawNormal(random, [dim, hiddenDim], { std: 0.7 }),
    hiddenBias: drawNormal(random, [hiddenDim]),
    outputWeight: drawNormal(random, [hiddenDim, dim], { std: 0.7 }),
    outputBias: drawNormal(random, [dim]),
  });

/** With a small `size` the epsilon under the root shows. */
const addNormInputs =
  (length: number, dim: number, size = 1) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [2, length, dim], { mean: size, std: 2 * size }),
    y: drawNormal(random, [2, length, dim], { mean: -0.5 * size, std: size }),
    ...affine(random, dim),
  });

/** x (2, T, D), an affine, and the weight (D, D) of a sublayer that is one matrix. */
const stepInputs =
  (place: 'pre' | 'post', length: number, dim: number) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [2, length, dim], { mean: 1, std: 2 }),
    ...affine(random, dim),
    weight: drawNormal(random, [dim, dim]),
    place,
  });

/** Sequences of n and m positions for a block of width D. */
const twoSequences =
  (numQueries: number, numKeys: number, dim: number) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [2, numQueries, dim], { mean: 0.5, std: 1.5 }),
    memory: drawNormal(random, [2, numKeys, dim]),
  });
const blockConfig = (dim: number, numHeads: number, hiddenDim: number) => (): Inputs => ({
  dim,
  numHeads,
  hiddenDim,
});

const silent = ({ shape, dtype, data }: WireTensor): WireTensor => ({
  shape,
  dtype,
  data: data.map(() => 0),
});

/** With a sublayer that says nothing, pre-norm hands x on as it is. */
const handsOnX = holds(
  'a sublayer that gives 0 leaves x as it is (pre-norm)',
  async ({ inputs, call }) =>
    sameOutput(
      inputs.x,
      await call({ ...inputs, weight: silent(inputs.weight as WireTensor) }),
      1e-5,
      {
        message: 'The sublayer gives 0 everywhere, and still x is changed',
        cause: 'In pre-norm the sum takes x itself: nothing may stand on that way.',
      },
    ),
);

const sizes = (numLayers: number, dim: number, hiddenDim: number, numHeads: number): Inputs => ({
  numLayers,
  dim,
  hiddenDim,
  numHeads,
});

export const exercises = defineExercises([
  {
    id: 'layerNorm',
    title: 'Layer normalisation',
    kind: 'write',
    points: 4,
    difficulty: 2,
    minutes: 15,
    about: 'Every position gets mean 0 and variance 1, then a gain and a bias.',
    see: 'lesson 09, section 9.5',
    axes: ['batch', 'position', 'feature'],
    hints: [
      'Over which numbers does one position take its mean?',
      'Look at the axis of the mean and at what stands under the root.',
      'Mean and variance over the last axis, kept as an axis of size 1; ε is added to the variance, then the root; gain and bias come last.',
    ],
    cases: [
      values({
        name: 'epsilon 0.1',
        inputs: normInputs(3, 4, 0.1),
        gradients: ['x', 'gain', 'bias'],
      }),
      values({ name: 'small numbers', inputs: normInputs(2, 5, 0.01, 0.1) }),
      values({ name: 'as many positions as features', inputs: normInputs(4, 4, 1e-5) }),
      property({
        name: 'the other sentence of the batch',
        inputs: normInputs(3, 4, 0.1),
        property: batchIndependent({ change: ['x'] }),
      }),
      property({
        name: 'every feature 3 larger',
        inputs: normInputs(3, 6, 0.1),
        property: shiftInvariant({ input: 'x', by: 3 }),
        hint: 'What does a position lose when its mean is taken away?',
      }),
    ],
  },
  {
    id: 'positionwise',
    title: 'A network for each position',
    kind: 'write',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'Two layers, the same for every position, and no position sees another.',
    see: 'lesson 09, section 9.3',
    axes: ['batch', 'position', 'feature'],
    hints: [
      'How many layers have a weight, and how many a relu?',
      'Look at what stands between the two products.',
      'Make one row of every position, multiply, add, relu, multiply, add, and give the rows their shape back.',
    ],
    cases: [
      values({
        name: '4 → 6 → 4',
        inputs: networkInputs(3, 4, 6),
        gradients: ['x', 'hiddenWeight', 'hiddenBias', 'outputWeight', 'outputBias'],
      }),
      values({ name: 'as wide as long', inputs: networkInputs(3, 3, 3) }),
      property({
        name: 'another order of the positions',
        inputs: networkInputs(5, 3, 8),
        property: permutationEquivariant({ permute: { x: 1 }, output: 1 }),
      }),
    ],
  },
  {
    id: 'addNorm',
    title: 'Add and norm',
    kind: 'write',
    points: 2,
    difficulty: 1,
    minutes: 10,
    about: 'What stands after each sublayer of the first Transformer.',
    see: 'lesson 09, section 9.6',
    axes: ['batch', 'position', 'feature'],
    hints: [
      'How many normalisations does the name promise, and of what?',
      'Look at what goes into the norm: x, y, or both?',
      'First the sum of x and y, then one LayerNorm of it.',
    ],
    cases: [
      values({
        name: 'a sum, normalised',
        inputs: addNormInputs(3, 4),
        gradients: ['x', 'y', 'gain', 'bias'],
      }),
      values({
        name: 'one position, small numbers',
        inputs: addNormInputs(1, 6, 0.005),
        hint: 'The variance is small here. What is added to it, and where?',
      }),
      property({
        name: 'x and y change places',
        inputs: addNormInputs(3, 5),
        property: holds('a sum does not care which part comes first', async ({ inputs, call }) =>
          sameOutput(
            await call(inputs),
            await call({ ...inputs, x: inputs.y, y: inputs.x }),
            1e-4,
            {
              message: 'The result changes when x and y change places',
              cause: 'One of the two is treated in another way before the sum.',
            },
          ),
        ),
      }),
    ],
  },
  {
    id: 'residualStep',
    title: 'Pre-norm and post-norm, both broken',
    kind: 'repair',
    points: 4,
    difficulty: 2,
    minutes: 15,
    about: 'Where the norm stands, and where the residual connection starts.',
    see: 'lesson 09, section 9.6',
    axes: ['batch', 'position', 'feature'],
    hints: [
      'Which tensor do you add to what the sublayer gives?',
      'Look at both sums: one adds a tensor that was normalised before, the other one is never normalised.',
      'Pre: x plus the sublayer of the normed x. Post: the norm of x plus the sublayer of x.',
    ],
    cases: [
      values({
        name: 'pre-norm',
        inputs: stepInputs('pre', 3, 4),
        gradients: ['x', 'weight'],
      }),
      values({
        name: 'post-norm',
        inputs: stepInputs('post', 3, 4),
        gradients: ['x', 'weight'],
      }),
      property({
        name: 'a silent sublayer',
        inputs: stepInputs('pre', 2, 5),
        property: handsOnX,
      }),
    ],
  },
  {
    id: 'CrossBlock',
    title: 'A cross-attention block',
    kind: 'write',
    points: 5,
    difficulty: 3,
    minutes: 20,
    about: 'One sequence asks, another one answers, and they need not be of one length.',
    see: 'lesson 09, section 9.8',
    axes: ['batch', 'position', 'feature'],
    hints: [
      'How long is the output: as long as x, or as long as the memory?',
      'Look at the three inputs of the attention: which come from x, and which from the memory?',
      'Queries from the normed x, keys and values from the memory, plus x. Then the network of the normed sum, plus the sum.',
    ],
    cases: [
      model({
        name: '3 queries, 5 keys',
        config: blockConfig(4, 2, 6),
        inputs: twoSequences(3, 5, 4),
      }),
      model({
        name: '4 queries, 4 keys',
        config: blockConfig(6, 3, 5),
        inputs: twoSequences(4, 4, 6),
        hasGradients: false,
      }),
      property({
        name: 'another order of the memory',
        config: blockConfig(4, 2, 6),
        inputs: twoSequences(4, 4, 4),
        property: permutationEquivariant({ permute: { memory: 1 }, output: null }),
      }),
      property({
        name: 'another order of x',
        config: blockConfig(4, 1, 6),
        inputs: twoSequences(4, 4, 4),
        property: permutationEquivariant({ permute: { x: 1 }, output: 1 }),
      }),
      property({
        name: 'another memory',
        config: blockConfig(4, 1, 6),
        inputs: twoSequences(3, 4, 4),
        property: holds('another memory gives another output', async ({ inputs, call }) => {
          const other = { ...inputs, memory: silent(inputs.memory as WireTensor) };
          const same = sameOutput(await call(inputs), await call(other), 1e-4, { message: '' });
          return same === null
            ? {
                message: 'The output is the same with another memory',
                cause: 'Keys and values come from x.',
              }
            : null;
        }),
      }),
    ],
  },
  {
    id: 'encoderParameters',
    title: 'How many parameters has an encoder?',
    kind: 'predict',
    points: 3,
    difficulty: 2,
    minutes: 15,
    about: 'Count a stack of blocks before it is made.',
    see: 'lesson 09, section 9.9',
    hints: [
      'How many matrices has one block, and which of them depend on the number of heads?',
      'Look at the diagram: four parts of a block have parameters, and after the last block there is one more part.',
      'Attention: four D × D matrices with biases. Network: D × F and F × D with biases. Two norms of 2 D each; and a last norm after the stack.',
    ],
    cases: [
      values({ name: 'a small stack', inputs: () => sizes(2, 4, 8, 2), tolerance: 1e-6 }),
      values({
        name: 'the encoder of 2017',
        inputs: () => sizes(6, 512, 2048, 8),
        tolerance: 1e-6,
      }),
      values({
        name: 'drawn sizes',
        tolerance: 1e-6,
        inputs: (random) =>
          sizes(
            1 + random.integer(12),
            12 * (1 + random.integer(20)),
            100 + random.integer(400),
            random.integer(2) === 0 ? 3 : 4,
          ),
      }),
    ],
  },
]);
