import type { Inputs, Random, WireTensor } from 'kernel-lib/exercise/define';
import {
  defineExercises,
  drawNormal,
  lengths,
  model,
  property,
  tensor,
  values,
} from 'kernel-lib/exercise/define';
import {
  causal,
  holds,
  paddingInvariant,
  permutationEquivariant,
  sameOutput,
} from 'kernel-lib/exercise/properties';

/** Sentences of the given lengths, filled up with `pad` behind their words, or in front of them. */
const sentences =
  (sizes: readonly number[], pad: number, isPaddedInFront = false) =>
  (random: Random): Inputs => {
    const longest = Math.max(...sizes);
    const tokens = sizes.map((size) => {
      const words = Array.from({ length: size }, () => 4 + random.integer(9));
      const filling = Array.from({ length: longest - size }, () => pad);
      return isPaddedInFront ? [...filling, ...words] : [...words, ...filling];
    });
    return { tokens, pad };
  };

type Entry = (row: number, column: number) => boolean;

/** A square table with numbers where `isOpen` says so, and 0 elsewhere. */
function tableOf(random: Random, length: number, isOpen: Entry): number[][] {
  return Array.from({ length }, (_, row) =>
    Array.from({ length }, (__, column) => {
      const size = Number(random.uniform(0.1, 0.3).toFixed(2));
      const sign = random.uniform() < 0.5 ? -1 : 1;
      return isOpen(row, column) ? sign * size : 0;
    }),
  );
}

const past: Entry = (row, column) => column <= row;

/** A model of two layers and the tokens that it reads. */
const layers =
  (length: number, first: Entry, second: Entry, zeroAt = -1) =>
  (random: Random): Inputs => ({
    first: tableOf(random, length, first),
    second: tableOf(random, length, second),
    tokens: Array.from({ length }, (_, t) => (t === zeroAt ? 0 : 1 + random.integer(3))),
  });

/** One more entry, above the diagonal. */
const pastAnd =
  (atRow: number, atColumn: number): Entry =>
  (row, column) =>
    past(row, column) || (row === atRow && column === atColumn);

/** A new token (B, D), and keys and values (B, t, d) of those before it. */
const kept =
  (numBatch: number, numKept: number, dim: number, width: number) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [numBatch, dim], { std: 1.5 }),
    keptKeys: drawNormal(random, [numBatch, numKept, width], { std: 1.2 }),
    keptValues: drawNormal(random, [numBatch, numKept, width]),
    queryWeight: drawNormal(random, [dim, width]),
    keyWeight: drawNormal(random, [dim, width]),
    valueWeight: drawNormal(random, [dim, width]),
  });

/** N positions over V tokens; the places named in `padded` have the label `pad`, all others have not. */
const lossInputs =
  (length: number, numTokens: number, epsilon: number, padded: readonly number[], pad = 0) =>
  (random: Random): Inputs => {
    const ids = Array.from({ length }, (_, at) =>
      padded.includes(at) ? pad : (pad + 1 + random.integer(numTokens - 1)) % numTokens,
    );
    return {
      logits: drawNormal(random, [length, numTokens], { std: 1.5 }),
      labels: tensor([length], ids, 'int32'),
      epsilon,
      pad,
    };
  };

const lossSkipsPadding = holds(
  'what the model says about padding changes nothing',
  async ({ inputs, random, call }) => {
    const [logits, labels] = [inputs.logits as WireTensor, inputs.labels as WireTensor];
    const width = logits.shape[1];
    const data = logits.data.map((x, at) =>
      labels.data[Math.floor(at / width)] === inputs.pad ? Math.fround(random.normal(0, 5)) : x,
    );
    const changed = await call({ ...inputs, logits: { ...logits, data } });
    return sameOutput(await call(inputs), changed, 1e-5, {
      message: 'The loss changes with the logits of positions whose label is padding',
      cause: 'These positions still count.',
    });
  },
);

const blockConfig = (dim: number, numHeads: number) => (): Inputs => ({
  dim,
  numHeads,
  hiddenDim: dim + 1,
});

/** T words that are written and S that were read; T and S differ. */
const blockInputs =
  (length: number, memoryLength: number, dim: number, memoryLens: WireTensor | null) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [2, length, dim]),
    memory: drawNormal(random, [2, memoryLength, dim], { mean: 0.5, std: 1.5 }),
    memoryLens,
  });

export const exercises = defineExercises([
  {
    id: 'causalRows',
    title: 'A causal mask, also for a cache',
    kind: 'write',
    points: 2,
    difficulty: 1,
    minutes: 10,
    about: 'Which keys a query may see when it is not the first of its sequence.',
    see: 'lesson 10, sections 10.3 and 10.8',
    axes: ['query', 'key'],
    hints: [
      'At which place of the sequence does the first query stand when there are more keys than queries?',
      'Look at the last row: the newest token. Which keys are closed for it?',
      'The queries are the last of the positions: query i stands at place numKeys - numQueries + i, and sees the keys up to that place.',
    ],
    cases: [
      values({
        name: 'as many queries as keys',
        inputs: (random) => {
          const length = 3 + random.integer(3);
          return { numQueries: length, numKeys: length };
        },
      }),
      values({
        name: 'one new token, the others kept',
        inputs: (random) => ({ numQueries: 1, numKeys: 4 + random.integer(3) }),
      }),
      values({
        name: 'two new tokens',
        inputs: (random) => ({ numQueries: 2, numKeys: 4 + random.integer(3) }),
      }),
    ],
  },
  {
    id: 'targetMask',
    title: 'Causal and padding together',
    kind: 'repair',
    points: 3,
    difficulty: 2,
    minutes: 15,
    about: 'The mask of a decoder: two conditions, one table for each sentence.',
    see: 'lesson 10, section 10.3',
    axes: ['batch', 'query', 'key'],
    hints: [
      'Must both conditions hold, or is one enough?',
      'Look at whose token is compared with pad: that of the row, or that of the column?',
      'An entry is 1 when the key is not after the query and the key is a real token.',
    ],
    cases: [
      values({ name: 'no padding', inputs: sentences([4, 4], 0) }),
      values({ name: 'three lengths', inputs: sentences([5, 2, 3], 0) }),
      values({
        name: 'padding with another number',
        inputs: sentences([3, 4], 20),
        hint: 'Which number is the padding here?',
      }),
      values({ name: 'padding in front', inputs: sentences([2, 4], 0, true) }),
    ],
  },
  {
    id: 'findLeaks',
    title: 'Find the leak',
    kind: 'write',
    points: 4,
    difficulty: 2,
    minutes: 20,
    about: 'The test that every decoder should pass, written by yourself.',
    see: 'lesson 10, section 10.5',
    hints: [
      'Which outputs may notice that token t has changed, and which may not?',
      'Look at the change: a token that is 0 stays 0 when it is doubled. And look at which outputs you compare: output t itself may change.',
      'For each t run the model on the tokens and on a copy with another number at t. When any output at a place before t differs, t leaks.',
    ],
    cases: [
      values({ name: 'a model without a leak', inputs: layers(5, past, past) }),
      values({ name: 'no mask in the first layer', inputs: layers(5, () => true, past) }),
      values({ name: 'one entry of the first layer', inputs: layers(6, pastAnd(1, 3), past) }),
      values({ name: 'one entry of the second layer', inputs: layers(6, past, pastAnd(0, 4)) }),
      values({
        name: 'a mask that is shifted by one',
        inputs: layers(5, (row, column) => column <= row + 1, past),
      }),
      values({
        name: 'a leak at a token that is 0',
        inputs: layers(5, pastAnd(0, 2), past, 2),
      }),
    ],
  },
  {
    id: 'cachedStep',
    title: 'One step with a cache',
    kind: 'write',
    points: 4,
    difficulty: 2,
    minutes: 20,
    about: 'Decoding with kept keys and values gives what computing all anew gives.',
    see: 'lesson 10, section 10.8',
    axes: ['batch', 'entry'],
    hints: [
      'Which positions does the newest token see in the full causal mask?',
      'Look at the keys when the product is formed: how many are there, kept ones and new ones?',
      'Project x three times. Append its key and its value to those kept (axis 1), and attend with its query to all of them, without a mask.',
    ],
    cases: [
      values({
        name: 'four kept',
        inputs: kept(2, 4, 3, 2),
        gradients: ['x', 'keptKeys', 'keptValues', 'queryWeight', 'keyWeight', 'valueWeight'],
      }),
      values({ name: 'one kept', inputs: kept(2, 1, 3, 4) }),
      values({ name: 'as wide inside as outside', inputs: kept(3, 3, 4, 4) }),
      property({
        name: 'kept in another order',
        inputs: kept(2, 4, 3, 2),
        property: permutationEquivariant({
          permute: { keptKeys: 1, keptValues: 1 },
          output: null,
        }),
      }),
    ],
  },
  {
    id: 'smoothedLoss',
    title: 'The smoothed loss',
    kind: 'write',
    points: 4,
    difficulty: 2,
    minutes: 15,
    about: 'Cross-entropy with a target that is less sure, and padding that does not count.',
    see: 'lesson 10, section 10.6',
    hints: [
      'How much probability has the label itself in the smoothed target, and do all sum to 1?',
      'Look at the division at the end: by how many positions?',
      'q = (1 - ε) · oneHot + ε / V for every token. The loss of a position is minus the sum of q · log p; the mean is over positions whose label is not pad.',
    ],
    cases: [
      values({
        name: 'no padding',
        inputs: lossInputs(3, 4, 0.1, []),
        gradients: ['logits'],
      }),
      values({
        name: 'two positions are padding',
        inputs: lossInputs(5, 4, 0.2, [1, 4]),
        gradients: ['logits'],
      }),
      values({
        name: 'ε is 0, padding is 2',
        inputs: lossInputs(6, 3, 0, [3], 2),
        hint: 'Which label is the padding here, and which are real tokens?',
      }),
      property({
        name: 'other logits on padding',
        inputs: lossInputs(5, 4, 0.1, [2, 4]),
        property: lossSkipsPadding,
      }),
    ],
  },
  {
    id: 'DecoderBlock',
    title: 'A decoder block',
    kind: 'write',
    points: 5,
    difficulty: 3,
    minutes: 25,
    about: 'The half of the Transformer that writes, as a module.',
    see: 'lesson 10, section 10.4',
    axes: ['batch', 'word', 'entry'],
    hints: [
      'Three sublayers: which of them may look at later words, and which looks at another sequence?',
      'Look at the second attention: the queries come from x, and the memory is given twice. Which lengths belong to it?',
      'a = x + self(norm x), causal; b = a + cross(norm a, memory, memory) with memoryLens; b + feedForward(norm b).',
    ],
    cases: [
      model({
        name: 'three words, four in memory',
        config: blockConfig(4, 2),
        inputs: blockInputs(3, 4, 4, null),
      }),
      model({
        name: 'lengths of the memory',
        config: blockConfig(4, 2),
        inputs: blockInputs(4, 4, 4, lengths([2, 3])),
        hint: 'Which of the two attentions reads the memory, and which does not?',
        hasGradients: false,
      }),
      property({
        name: 'another later word',
        config: blockConfig(4, 2),
        inputs: blockInputs(4, 3, 4, null),
        property: causal({ change: ['x'] }),
      }),
      property({
        name: 'other padding in the memory',
        config: blockConfig(4, 2),
        inputs: blockInputs(3, 5, 4, lengths([3, 2])),
        property: paddingInvariant({ change: ['memory'], lengths: 'memoryLens' }),
      }),
    ],
  },
]);
