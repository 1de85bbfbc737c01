import { addition, type Addition } from 'kernel-lib/data/tasks/addition';
import type { Inputs, Random, Wire } from 'kernel-lib/exercise/define';
import {
  answer,
  choice,
  defineExercises,
  drawNormal,
  lengths,
  property,
  tensor,
  values,
} from 'kernel-lib/exercise/define';
import {
  gate,
  holds,
  paddingInvariant,
  sameOutput,
  tensorOf,
} from 'kernel-lib/exercise/properties';
import { samplingDistribution } from 'kernel-lib/models/sampling';

/** Texts of these lengths; no id is that of the end or of the padding. */
const textsOf =
  (numTokens: readonly number[], end: number, padding: number) =>
  (random: Random): Inputs => ({
    texts: numTokens.map((length) => Array.from({ length }, () => 10 + random.integer(30))),
    end,
    padding,
  });

const readings =
  (numTokens: readonly number[], length: number, vocabularySize = 5) =>
  (random: Random): Inputs => ({
    logits: drawNormal(random, [numTokens.length, length, vocabularySize], { std: 2 }),
    tokens: tensor(
      [numTokens.length, length],
      numTokens.flatMap(() => Array.from({ length }, () => random.integer(vocabularySize))),
      'int32',
    ),
    validLens: lengths(numTokens),
  });

/** Some logits are negative; with `shift` 8.5 they are not, and the largest two have more digits than the others. */
const draws =
  (temperature: number, topK: number | null, count: number, shift = 0) =>
  (random: Random): Inputs => ({
    logits: random
      .shuffle([2.2, 1.5, 1.1, 0.2, -0.6, -1.4])
      .map((logit) => Number((logit + shift).toFixed(1))),
    temperature,
    topK,
    count,
    seed: 1 + random.integer(10_000),
  });

/** So many calls, each with a seed of its own, make the 4,000 draws that are counted. */
const NUM_CALLS = 10;

interface Drawing {
  logits: number[];
  temperature: number;
  topK: number | null;
}

/** The first token whose share is further from its probability than chance explains, or -1. */
const unlikelyToken = (shares: readonly number[], chances: readonly number[], count: number) =>
  chances.findIndex((chance, id) => {
    const allowed = 5 * Math.sqrt((chance * (1 - chance)) / count);
    return Math.abs(shares[id] - chance) > allowed;
  });

/** What wrong shares of the tokens of all calls usually come from. */
function causeOf(
  shares: readonly number[],
  calls: readonly number[][],
  { logits, temperature, topK }: Drawing,
): string | undefined {
  const count = calls.flat().length;
  const areThoseAt = (other: number): boolean => {
    const chances = samplingDistribution(logits, { temperature: other, topK });
    return temperature !== other && unlikelyToken(shares, chances, count) < 0;
  };
  const numDrawn = shares.filter((share) => share > 0).length;
  if (numDrawn === 1) return 'The same token comes every time.';
  if (calls.every((tokens) => new Set(tokens).size === 1)) {
    return 'All draws of one call are the same: how often do you make a generator?';
  }
  if (topK !== null && numDrawn !== topK) {
    return `${numDrawn} different tokens were drawn: how many are kept when topK is ${topK}?`;
  }
  if (areThoseAt(1)) return 'These are the shares at temperature 1: the temperature has no effect.';
  if (areThoseAt(1 / temperature)) {
    return `These are the shares at temperature ${1 / temperature}: divide, do not multiply.`;
  }
  return undefined;
}

/** Each token is drawn as often as its probability says, to within what chance allows. */
const asOftenAsTheSoftmax = holds(
  'each token is drawn as often as its probability says',
  async ({ inputs, call }) => {
    const drawing = inputs as unknown as Drawing & { count: number; seed: number };
    const { logits, temperature, topK, count, seed } = drawing;
    const calls: number[][] = [];
    for (let i = 0; i < NUM_CALLS; i++) {
      const some = (await call({ ...inputs, seed: seed + 10_000 * i })) as number[];
      if (!Array.isArray(some) || some.length !== count) {
        return { message: `The result should hold ${count} tokens` };
      }
      calls.push(some);
    }
    const drawn = calls.flat();
    const chances = samplingDistribution(logits, { temperature, topK });
    const shares = chances.map(
      (_, id) => drawn.filter((token) => token === id).length / drawn.length,
    );
    const wrong = unlikelyToken(shares, chances, drawn.length);
    if (wrong < 0) return null;
    const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
    return {
      message: `Token ${wrong} was drawn in ${percent(shares[wrong])} of ${drawn.length} draws, expected ${percent(chances[wrong])}`,
      cause: causeOf(shares, calls, drawing),
      lines: chances
        .map((chance, id) => ({ id, chance, error: Math.abs(shares[id] - chance) }))
        .sort((one, other) => other.error - one.error)
        .map(
          ({ id, chance }) =>
            `token ${id}: drawn ${percent(shares[id])}, expected ${percent(chance)}`,
        ),
    };
  },
);

const seedDecides = holds('the seed alone decides what is drawn', async ({ inputs, call }) => {
  const first = String(await call(inputs));
  const again = String(await call(inputs));
  if (first !== again) {
    return {
      message: 'The same seed gave other tokens',
      cause: 'Something else than the given seed is random.',
    };
  }
  const other = String(await call({ ...inputs, seed: (inputs.seed as number) + 1 }));
  return other === first ? { message: 'Another seed gave the same tokens' } : null;
});

const goingOn =
  (numNew: number, numKept: number, dim = 4, headDim = 3) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [numNew, dim]),
    queryWeight: drawNormal(random, [dim, headDim]),
    keyWeight: drawNormal(random, [dim, headDim]),
    valueWeight: drawNormal(random, [dim, headDim]),
    keptKeys: numKept === 0 ? null : drawNormal(random, [numKept, headDim]),
    keptValues: numKept === 0 ? null : drawNormal(random, [numKept, headDim]),
  });

/** One position after the other, each from what the one before kept, gives what all at once give. */
const inPieces = holds(
  'position after position gives what all at once give',
  async ({ inputs, call }) => {
    const x = tensorOf(inputs.x);
    const [length, dim] = x.shape;
    const whole = (await call(inputs)) as Record<string, Wire>;
    const rows: Wire[] = [];
    let kept: Inputs = { keptKeys: inputs.keptKeys, keptValues: inputs.keptValues };
    for (let t = 0; t < length; t++) {
      const row = tensor([1, dim], x.data.slice(t * dim, (t + 1) * dim));
      const step = (await call({ ...inputs, ...kept, x: row })) as Record<string, Wire>;
      rows.push(...tensorOf(step.output).data);
      kept = { keptKeys: step.keys, keptValues: step.values };
    }
    const want = tensorOf(whole.output);
    return sameOutput(whole.output, tensor(want.shape, rows as number[]), 1e-4, {
      message: 'Going on position by position gives another output than all at once',
      cause: 'Look at the mask when M is above 0, and at what is kept for the next call.',
    });
  },
);

const MOST_DIGIT = 3;

/** Sums whose four digits are at most 3: 30 of them are asked for and not shown. */
function sumsOf(random: Random): { shown: Addition[]; asked: Addition[] } {
  const all = [...addition('train'), ...addition('test')]
    .filter(({ prompt }) => prompt.every((token) => !(Number(token) > MOST_DIGIT)))
    .sort((one, other) => one.a - other.a || one.b - other.b);
  const order = random.shuffle(all);
  return { asked: order.slice(0, 30), shown: order.slice(30) };
}

const sums = (random: Random): Inputs => {
  const { shown, asked } = sumsOf(random);
  return {
    sums: shown.map(({ prompt, answer: digits }) => ({ prompt, answer: digits })),
    asked: asked.map(({ prompt }) => prompt),
  };
};

const shareOfRightSums = gate({
  measures: 'share of right sums among those that were not shown',
  atLeast: 0.8,
  cause:
    'Read one answer beside its sum: is it the order of the digits, the shift, or too little training?',
  score: async ({ inputs, call }) => {
    const given = (await call(inputs)) as string[][];
    const asked = inputs.asked as string[][];
    const right = asked.filter((prompt, i) => {
      const [a, b] = [prompt.slice(0, 2), prompt.slice(3, 5)].map((digits) =>
        Number(digits.join('')),
      );
      return (given[i] ?? []).join('') === [...String(a + b).padStart(3, '0')].reverse().join('');
    });
    return right.length / asked.length;
  },
});

export const exercises = defineExercises([
  {
    id: 'nextTokenPairs',
    title: 'Shift by one',
    kind: 'write',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'What goes in, and what is asked for at each position.',
    see: 'lesson 11, section 11.4',
    axes: ['text', 'position'],
    hints: [
      'Which token is asked for at the first position, where only the end mark has been read?',
      'Look at the last position of a text: what should a model write when a text is over?',
      'The end mark in front makes the inputs, the end mark behind makes the targets; then both are filled up on the right.',
    ],
    cases: [
      values({ name: 'two texts of one length', inputs: textsOf([3, 3], 1, 0) }),
      values({ name: 'three lengths', inputs: textsOf([2, 5, 3], 1, 0) }),
      values({
        name: 'other ids for end and padding',
        inputs: textsOf([4, 1], 7, 9),
        hint: 'Which ids are the end mark and the padding here?',
      }),
      values({ name: 'a text without tokens', inputs: textsOf([0, 2], 1, 0) }),
    ],
  },
  {
    id: 'causalLoss',
    title: 'The loss of a causal language model',
    kind: 'write',
    points: 4,
    difficulty: 2,
    minutes: 20,
    about: 'The mean of the losses of the steps that count.',
    see: 'lesson 11, sections 11.2 and 11.6',
    hints: [
      'Position 0 has read token 0. Which token do its logits have to predict?',
      'Look at the last position of each text: is there a token that it could be compared with?',
      'Logits 0 … T−2 against tokens 1 … T−1; position t counts when t + 1 is below the length; divide by the number of those that count.',
    ],
    cases: [
      values({
        name: 'no padding',
        inputs: readings([4, 4], 4),
        gradients: ['logits'],
      }),
      values({
        name: 'three lengths',
        inputs: readings([3, 5, 2], 5),
        gradients: ['logits'],
      }),
      values({ name: 'a text of one token', inputs: readings([1, 4], 6, 3) }),
      property({
        name: 'padding',
        inputs: readings([2, 4], 5),
        property: paddingInvariant({ change: ['logits'], lengths: 'validLens' }),
      }),
    ],
  },
  {
    id: 'doubts',
    title: 'Perplexity on paper',
    kind: 'predict',
    points: 2,
    difficulty: 1,
    minutes: 10,
    about: 'Between how many words a model is in doubt, and what a loss that is too good means.',
    see: 'lesson 11, sections 11.2 and 11.3',
    hints: [
      'What is −ln(1/8), and what is e to that power?',
      'Look at what is averaged: probabilities, their logarithms, or perplexities?',
      'The loss is the mean of −ln p over the words; the perplexity is e to the loss.',
    ],
    cases: [
      answer({ name: 'eight words, all as likely', part: 'uniform', tolerance: 0.01 }),
      answer({ name: 'a half and an eighth', part: 'mixed', tolerance: 0.01 }),
      answer({ name: 'its loss', part: 'loss', tolerance: 0.01 }),
      choice({
        name: 'better than the truth',
        part: 'suspect',
        options: {
          talent: {
            text: 'the model is very good',
            feedback: 'No model can be better, on average, than one that knows the grammar.',
          },
          leak: {
            text: 'the model sees what it should predict',
            feedback: 'Yes: a mask that is open, or targets that are not shifted.',
          },
          temperature: {
            text: 'the temperature is too low',
            feedback: 'The temperature is for drawing; the loss is taken at 1.',
          },
        },
      }),
    ],
  },
  {
    id: 'drawTokens',
    title: 'Draw tokens',
    kind: 'write',
    points: 4,
    difficulty: 2,
    minutes: 15,
    about: 'Temperature and top-k: from logits to tokens, as often as the softmax says.',
    see: 'lesson 11, section 11.10',
    axes: ['draw'],
    hints: [
      'With the logits 2 and 0, what does dividing both by 0.5 do to the odds of the first?',
      'Look at the order of your steps: the temperature, the cut and the softmax.',
      'Divide by the temperature, keep the k largest logits, take the softmax of these; draw u from [0, 1) and go along the sums until u is passed. One generator for all draws.',
    ],
    cases: [
      property({
        name: 'temperature 1',
        inputs: draws(1, null, 400),
        property: asOftenAsTheSoftmax,
      }),
      property({
        name: 'temperature 0.5',
        inputs: draws(0.5, null, 400),
        property: asOftenAsTheSoftmax,
      }),
      property({
        name: 'temperature 2, three tokens',
        inputs: draws(2, 3, 400, 8.5),
        hint: 'How many different tokens can come, and what do their probabilities sum to?',
        property: asOftenAsTheSoftmax,
      }),
      values({
        name: 'temperature 0',
        inputs: draws(0, null, 12),
        hint: 'Which token comes when nothing is left to chance? And what becomes of a division by 0?',
      }),
      property({
        name: 'seeds',
        inputs: draws(1.5, null, 60),
        property: seedDecides,
        hint: 'Does anything besides the given seed decide what is drawn, and does the seed decide at all?',
      }),
    ],
  },
  {
    id: 'attendNext',
    title: 'A cache that forgets',
    kind: 'repair',
    points: 4,
    difficulty: 3,
    minutes: 20,
    about: 'Causal attention that goes on from kept keys and values.',
    see: 'lesson 11, sections 11.5 and 11.11',
    axes: ['position', 'dimension'],
    signature: 'object',
    hints: [
      'With M kept positions, which place in the whole text has new row 0?',
      'Look at three things: the order in which kept and new are joined, the mask, and what is given back for the next call.',
      'Join kept before new; query i sees key j when j is at most M + i; give all M + N keys and values back.',
    ],
    cases: [
      values({ name: 'one new position, three kept', inputs: goingOn(1, 3) }),
      values({ name: 'three new positions, two kept', inputs: goingOn(3, 2) }),
      values({ name: 'nothing kept', inputs: goingOn(4, 0) }),
      property({ name: 'in pieces', inputs: goingOn(4, 1), property: inPieces }),
    ],
  },
  {
    id: 'trainAdder',
    title: 'Teach a GPT to add',
    kind: 'build',
    points: 5,
    difficulty: 3,
    minutes: 25,
    about: 'A model, a loss and a loop: sums that it was never shown.',
    see: 'lesson 11, sections 11.8 and 11.14',
    hints: [
      'The model sees 8 5 + 0 7 = 2 9. Which tokens does it have to predict, and from where on is that possible at all?',
      'Look at the labels: the digits of the prompt are drawn and cannot be predicted.',
      'Inputs are the nine tokens without the last, labels the same without the first; the first five labels are padding. 100 steps of 48 sums with Adam at 0.007 are enough for one block of width 32.',
    ],
    cases: [
      property({
        name: 'thirty sums that were not shown',
        inputs: sums,
        property: shareOfRightSums,
      }),
    ],
  },
]);
