import type { Inputs, Random, WireTensor } from 'kernel-lib/exercise/define';
import {
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
  sameOutput,
} from 'kernel-lib/exercise/properties';

/** Everything that one step of a GRU needs: B = 2, i inputs, h states. */
const gruInputs =
  (inputDim: number, numHiddens: number) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [2, inputDim]),
    state: drawNormal(random, [2, numHiddens], { std: 0.8 }),
    inputWeight: drawNormal(random, [inputDim, 3 * numHiddens], { std: 0.8 }),
    stateWeight: drawNormal(random, [numHiddens, 3 * numHiddens], { std: 0.8 }),
    inputBias: drawNormal(random, [3 * numHiddens], { std: 0.5 }),
    stateBias: drawNormal(random, [3 * numHiddens], { std: 0.5 }),
  });

/** With z = 1 a GRU remembers, and does nothing else. */
const keepsItsState = holds(
  'with the update gate wide open the state stays as it is',
  async ({ inputs, call }) => {
    const bias = inputs.inputBias as WireTensor;
    const width = bias.data.length / 3;
    const data = bias.data.map((x, at) => (Math.floor(at / width) === 1 ? 60 : x));
    const next = await call({ ...inputs, inputBias: { ...bias, data } });
    return sameOutput(inputs.state, next, 1e-4, {
      message: 'z is 1 everywhere, and the state has changed',
      cause: 'z is the share of the old state. Which columns are z, and what does z multiply?',
    });
  },
);

/** A state (2, h) that asks, and the encoder's outputs (2, S, c). No two sizes are equal. */
const reading =
  (numHiddens: number, numSteps: number, outputDim: number, validLens: WireTensor) =>
  (random: Random): Inputs => ({
    state: drawNormal(random, [2, numHiddens]),
    outputs: drawNormal(random, [2, numSteps, outputDim]),
    validLens,
  });

const additiveInputs =
  (numHiddens: number, numSteps: number, outputDim: number, validLens: WireTensor) =>
  (random: Random): Inputs => ({
    ...reading(numHiddens, numSteps, outputDim, validLens)(random),
    queryWeight: drawNormal(random, [numHiddens, 5], { std: 0.8 }),
    keyWeight: drawNormal(random, [outputDim, 5], { std: 0.8 }),
    scoreWeight: drawNormal(random, [5], { std: 1.5 }),
  });

const dotInputs =
  (numHiddens: number, numSteps: number, outputDim: number, validLens: WireTensor) =>
  (random: Random): Inputs => ({
    ...reading(numHiddens, numSteps, outputDim, validLens)(random),
    keyWeight: drawNormal(random, [outputDim, numHiddens]),
  });

/** Sentences of the given lengths that begin with 1 and end with 2, padded; logits for all but their first token. */
const lossInputs =
  (sizes: readonly number[], pad: number) =>
  (random: Random): Inputs => {
    const longest = Math.max(...sizes);
    const rows = sizes.map((size) => [
      1,
      ...Array.from({ length: size - 2 }, () => 4 + random.integer(2)),
      2,
      ...Array.from({ length: longest - size }, () => pad),
    ]);
    return {
      logits: drawNormal(random, [sizes.length, longest - 1, 6], { std: 1.5 }),
      tokens: tensor([sizes.length, longest], rows.flat(), 'int32'),
      pad,
    };
  };

/** Other logits where the label is padding: the loss must not notice. */
const skipsPadding = holds(
  'what the model says about padding changes nothing',
  async ({ inputs, random, call }) => {
    const [logits, tokens] = [inputs.logits as WireTensor, inputs.tokens as WireTensor];
    const [, numSteps, size] = logits.shape;
    const data = logits.data.map((x, at) => {
      const [row, step] = [Math.floor(at / size / numSteps), Math.floor(at / size) % numSteps];
      const label = tokens.data[row * (numSteps + 1) + step + 1];
      return label === inputs.pad ? random.normal(0, 5) : x;
    });
    const changed = await call({ ...inputs, logits: { ...logits, data: data.map(Math.fround) } });
    return sameOutput(await call(inputs), changed, 1e-5, {
      message: 'The loss changes with the logits of positions whose label is padding',
      cause: 'These positions still count.',
    });
  },
);

const words = 'le la un chat chien roi reine petit grand noir blanc et voit mange dort .'.split(
  ' ',
);

const drawnSentence = (random: Random, length: number): string[] =>
  Array.from({ length }, () => words[random.integer(words.length)]);

/** One word is replaced, so that most groups of words still match. */
function changed(random: Random, sentence: readonly string[]): string[] {
  const at = random.integer(2);
  return sentence.map((word, i) => (i === at ? 'hibou' : word));
}

/** Sentences with one word replaced and `missing` words cut off the end. */
const translations =
  (sizes: readonly number[], missing: readonly number[]) =>
  (random: Random): Inputs => {
    const references = sizes.map((size) => drawnSentence(random, size));
    const hypotheses = references.map((reference, i) =>
      changed(random, reference.slice(0, reference.length - missing[i])),
    );
    return { hypotheses, references: references.map((reference) => [reference]) };
  };

/** The second sentence says its words again and again. */
function stammering(random: Random): Inputs {
  const [first, second] = [drawnSentence(random, 9), drawnSentence(random, 10)];
  const again = [...second.slice(0, 5), ...second.slice(0, 5), second[0], second[1]];
  return { hypotheses: [changed(random, first), again], references: [[first], [second]] };
}

/** Two right translations each; the nearer one in length is sometimes the shorter, sometimes the longer. */
function withTwoReferences(random: Random): Inputs {
  const [one, two, three] = [9, 8, 11].map((length) => drawnSentence(random, length));
  const doubled = [...one.slice(0, 4), ...one.slice(0, 4), one[4]];
  const other = [...one.slice(0, 4), 'hibou', ...drawnSentence(random, 7)];
  return {
    hypotheses: [doubled, changed(random, two.slice(0, 7)), changed(random, three.slice(0, 8))],
    references: [
      [other, one],
      [two, two.slice(0, 6)],
      [three.slice(0, 4), three],
    ],
  };
}

/** A French adjective: its place in English, its place in French, and the English place that its row looks at. */
type Looking = readonly [english: number, french: number, looksAt: number];

/** Weights of sentences of six French and six English words; rows sum to 1. */
const maps =
  (sentences: readonly (readonly Looking[])[]) =>
  (random: Random): Inputs => ({
    maps: sentences.map((adjectives) =>
      Array.from({ length: 6 }, (_, place) => {
        const row = Array.from({ length: 6 }, () => random.uniform(0.01, 0.9));
        const adjective = adjectives.find(([, french]) => french === place);
        if (adjective) row[adjective[2]] += 1;
        const total = row.reduce((sum, x) => sum + x, 0);
        return row.map((x) => Number((x / total).toFixed(4)));
      }),
    ),
    gold: sentences.map((adjectives) => adjectives.map(([english, french]) => [english, french])),
  });

export const exercises = defineExercises([
  {
    id: 'gruStep',
    title: 'One step of a GRU',
    kind: 'write',
    points: 3,
    difficulty: 1,
    minutes: 15,
    about: 'Two gates and a new state: what encoder and decoder do at every word.',
    see: 'lesson 05, section 5.3',
    axes: ['batch', 'unit'],
    hints: [
      'Which of the two gates decides how much of the old state stays?',
      'Cut both products (B, 3h) into three parts. Two of the three are added as they are; in the third, one of the products is closed by r first.',
      'r and z are sigmoids of sums; n is a tanh of the input part plus r times the state part; the result is a mix of n and the old state with shares 1 - z and z.',
    ],
    cases: [
      values({
        name: 'two inputs, three units',
        inputs: gruInputs(2, 3),
        gradients: ['x', 'state', 'inputWeight', 'stateWeight', 'inputBias', 'stateBias'],
      }),
      values({
        name: 'the first step: the state is 0',
        inputs: (random) => {
          const inputs = gruInputs(2, 3)(random);
          return { ...inputs, state: tensor([2, 3], [0, 0, 0, 0, 0, 0]) };
        },
      }),
      values({ name: 'as many inputs as units', inputs: gruInputs(3, 3) }),
      property({ name: 'z = 1', inputs: gruInputs(3, 4), property: keepsItsState }),
    ],
  },
  {
    id: 'attentionStep',
    title: 'One look back',
    kind: 'write',
    points: 5,
    difficulty: 2,
    minutes: 20,
    about: "Bahdanau's attention: from the decoder's state to a context vector.",
    see: 'lesson 05, section 5.5',
    axes: ['batch', 'unit'],
    hints: [
      'There is one query for each sentence. How many scores has a sentence?',
      'Look at the axes: the projected state needs an axis of length 1 where the words of the sentence are.',
      'tanh of (B, 1, a) plus (B, S, a), times w, summed over a: scores (B, S). Close the padding, softmax over S, then mix the outputs with these weights.',
    ],
    cases: [
      values({
        name: 'three words and two, of four',
        inputs: additiveInputs(3, 4, 2, lengths([3, 2])),
        gradients: ['state', 'outputs', 'queryWeight', 'keyWeight', 'scoreWeight'],
      }),
      values({
        name: 'a sentence of one word',
        inputs: additiveInputs(3, 4, 5, lengths([1, 4])),
      }),
      values({
        name: 'as many words as sentences',
        inputs: additiveInputs(5, 2, 4, lengths([2, 2])),
      }),
      property({
        name: 'other padding',
        inputs: additiveInputs(4, 5, 3, lengths([2, 4])),
        property: paddingInvariant({ change: ['outputs'], lengths: 'validLens' }),
      }),
      property({
        name: 'another order of the words',
        inputs: additiveInputs(4, 5, 3, lengths([5, 5])),
        property: permutationEquivariant({ permute: { outputs: 1 }, output: null }),
      }),
    ],
  },
  {
    id: 'scaledDotStep',
    title: 'Another score in its place',
    kind: 'write',
    points: 3,
    difficulty: 2,
    minutes: 15,
    about: 'Attention is one idea; the score is a part that can be changed.',
    see: 'lesson 05, section 5.9',
    axes: ['batch', 'unit'],
    hints: [
      'The state has h numbers and an output has c. What makes a dot product possible?',
      'Look at what keyWeight is applied to, and at what is mixed in the end. Are they the same tensor?',
      'Keys are the outputs times keyWeight, (B, S, h). Scores are their dot products with the state over √h. The values stay the outputs.',
    ],
    cases: [
      values({
        name: 'three words and two, of four',
        inputs: dotInputs(3, 4, 2, lengths([3, 2])),
        gradients: ['state', 'outputs', 'keyWeight'],
      }),
      values({ name: 'outputs as wide as the state', inputs: dotInputs(6, 3, 6, lengths([3, 2])) }),
      values({ name: 'a wide state', inputs: dotInputs(16, 4, 3, lengths([4, 4])) }),
      property({
        name: 'other padding',
        inputs: dotInputs(4, 5, 3, lengths([2, 4])),
        property: paddingInvariant({ change: ['outputs'], lengths: 'validLens' }),
      }),
    ],
  },
  {
    id: 'translationLoss',
    title: 'A loss that is too good',
    kind: 'repair',
    points: 3,
    difficulty: 2,
    minutes: 15,
    about:
      'Teacher forcing: which token is the label of which position, and which positions count.',
    see: 'lesson 05, section 5.2',
    hints: [
      'The decoder has just read token t. Which token should it say?',
      'Look at where labels begins, and at what the sum is divided by.',
      'Labels are the tokens from place 1 on. A position counts when its label is not padding; the mean is over those positions of the whole batch.',
    ],
    cases: [
      values({
        name: 'no padding',
        inputs: lossInputs([4, 4], 0),
        gradients: ['logits'],
      }),
      values({
        name: 'three lengths',
        inputs: lossInputs([5, 3, 4], 0),
        gradients: ['logits'],
      }),
      values({ name: 'padding with another number', inputs: lossInputs([4, 6], 3) }),
      property({
        name: 'other logits on padding',
        inputs: lossInputs([5, 3], 0),
        property: skipsPadding,
      }),
    ],
  },
  {
    id: 'corpusBleu',
    title: 'BLEU of a corpus',
    kind: 'write',
    points: 5,
    difficulty: 3,
    minutes: 30,
    about: 'The score of machine translation, and the three places where it is computed wrongly.',
    see: 'lesson 05, section 5.8',
    hints: [
      'A translation that says "le" seven times: how many of the seven should count?',
      'Look at when you divide. Matches and groups of all sentences are summed first.',
      'For n = 1 … 4 sum over all sentences the clipped matches and the groups. The score is 100 · BP · the geometric mean of the four shares, with BP = exp(1 - r/c) where c < r.',
    ],
    cases: [
      values({ name: 'one word is wrong', inputs: translations([8, 9, 10], [0, 0, 0]) }),
      values({ name: 'the ends are missing', inputs: translations([9, 11], [2, 3]) }),
      values({
        name: 'sentences of two, three and fourteen words',
        inputs: translations([2, 3, 14], [0, 0, 1]),
      }),
      values({ name: 'words said again and again', inputs: stammering }),
      values({ name: 'two references', inputs: withTwoReferences }),
      values({
        name: 'no four words in a row',
        inputs: () => ({
          hypotheses: ['le chat noir hibou le chien blanc'.split(' ')],
          references: [['le chat noir dort le chien blanc'.split(' ')]],
        }),
      }),
    ],
  },
  {
    id: 'adjectiveAlignment',
    title: 'Does the map point to the right word?',
    kind: 'measure',
    points: 3,
    difficulty: 2,
    minutes: 15,
    about: 'A number instead of a picture that was chosen.',
    see: 'lesson 05, section 5.7',
    hints: [
      'A row of a map belongs to a word that is written. In which language?',
      'Look at the order inside a pair: [place in English, place in French].',
      'For each pair take the row of the French place, find the place of its largest weight, and compare it with the English place. Divide by the number of pairs, not of sentences.',
    ],
    cases: [
      values({
        name: 'one sentence',
        inputs: maps([
          [
            [1, 2, 1],
            [4, 3, 2],
            [2, 5, 3],
          ],
        ]),
      }),
      values({
        name: 'a sentence without an adjective',
        inputs: maps([
          [
            [2, 1, 2],
            [4, 3, 5],
            [1, 4, 1],
          ],
          [],
          [[3, 2, 0]],
        ]),
      }),
      values({
        name: 'five sentences',
        inputs: maps([
          [
            [1, 2, 1],
            [4, 5, 4],
          ],
          [[3, 1, 3]],
          [
            [0, 3, 5],
            [5, 0, 4],
            [2, 4, 2],
          ],
          [[1, 1, 1]],
          [[4, 2, 3]],
        ]),
      }),
    ],
  },
]);
