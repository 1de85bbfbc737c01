import { GPT, crossEntropy, seededRandom, tf } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

type Pairs = (
  texts: number[][],
  end: number,
  padding: number,
) => { inputs: number[][]; targets: number[][] };

const filledRight = (
  row: number[],
  length: number,
  padding: number,
): number[] => [
  ...row,
  ...Array<number>(length - row.length).fill(padding),
];

type Row = (
  text: number[],
  end: number,
  length: number,
  padding: number,
) => number[];

const rightInput: Row = (text, end, length, padding) =>
  filledRight([end, ...text], length, padding);
const rightTarget: Row = (text, end, length, padding) =>
  filledRight([...text, end], length, padding);

const pairsBy =
  (input: Row, target: Row): Pairs =>
  (texts, end, padding) => {
    const length = 1 + Math.max(...texts.map((t) => t.length));
    const all = (row: Row): number[][] =>
      texts.map((text) => row(text, end, length, padding));
    return { inputs: all(input), targets: all(target) };
  };

type Loss = (
  logits: tf.Tensor3D,
  tokens: tf.Tensor2D,
  validLens: tf.Tensor1D,
) => tf.Tensor;

/** −ln p of the target at each position: (B, N, V), (B, N) -> (B, N). */
const surpriseOf = (
  logits: tf.Tensor,
  targets: tf.Tensor,
): tf.Tensor =>
  tf
    .oneHot(
      targets.toInt(),
      logits.shape[logits.shape.length - 1] ?? 0,
    )
    .mul(tf.logSoftmax(logits as tf.Tensor3D))
    .sum(2)
    .neg();

/** 1 where position t + shift is below the length: (B, N). */
const countsOf = (
  length: number,
  validLens: tf.Tensor1D,
  shift: number,
): tf.Tensor =>
  tf
    .range(shift, shift + length, 1, 'int32')
    .less(validLens.reshape([-1, 1]))
    .toFloat();

/** A loss from the shifted surprises (B, T − 1) and what counts. */
const lossBy =
  (
    finish: (surprise: tf.Tensor, counts: tf.Tensor) => tf.Tensor,
    shift = 1,
  ): Loss =>
  (logits, tokens, validLens) =>
    tf.tidy(() => {
      const [numBatch, length, size] = logits.shape;
      const surprise = surpriseOf(
        logits.slice([0, 0, 0], [numBatch, length - 1, size]),
        tokens.slice([0, 1], [numBatch, length - 1]),
      );
      return finish(
        surprise,
        countsOf(length - 1, validLens, shift),
      );
    });

const meanOf = (surprise: tf.Tensor, counts: tf.Tensor) =>
  surprise.mul(counts).sum().div(counts.sum());

type Draw = (
  logits: number[],
  temperature: number,
  topK: number | null,
  count: number,
  seed: number,
) => number[];

interface Parts {
  scale: (logit: number, temperature: number) => number;
  order: (a: number, b: number) => number;
  numKept: (topK: number | null, all: number) => number;
  total: (powers: number[], all: number[]) => number;
  isGreedy: boolean;
  isFresh: boolean;
  uniform: ((seed: number) => () => number) | null;
}

/** Goes on from call to call, as Math.random does. */
const unseeded = seededRandom(99);

/** The mistake of a draw, all else right. */
const drawBy =
  (wrong: Partial<Parts>): Draw =>
  (logits, temperature, topK, count, seed) => {
    const parts: Parts = {
      scale: (logit, t) => logit / Math.max(t, 1e-6),
      order: (a, b) => b - a,
      numKept: (k, all) => k ?? all,
      total: (powers) => powers.reduce((sum, p) => sum + p, 0),
      isGreedy: false,
      isFresh: false,
      uniform: null,
      ...wrong,
    };
    const order = logits
      .map((_, token) => token)
      .sort((a, b) => parts.order(logits[a], logits[b]));
    if (parts.isGreedy) {
      const best = logits.indexOf(Math.max(...logits));
      return Array<number>(count).fill(best);
    }
    const kept = order.slice(0, parts.numKept(topK, logits.length));
    const most = parts.scale(Math.max(...logits), temperature);
    const powersOf = (tokens: number[]): number[] =>
      tokens.map((token) =>
        Math.exp(parts.scale(logits[token], temperature) - most),
      );
    const powers = powersOf(kept);
    const total = parts.total(powers, powersOf(order));
    const start = (): (() => number) => {
      if (parts.uniform) return parts.uniform(seed);
      const random = seededRandom(seed);
      return () => random.uniform();
    };
    const uniform = start();
    return Array.from({ length: count }, () => {
      let left = (parts.isFresh ? start() : uniform)() * total;
      const at = powers.findIndex((power) => (left -= power) < 0);
      return kept[at < 0 ? kept.length - 1 : at];
    });
  };

interface Going {
  x: tf.Tensor2D;
  queryWeight: tf.Tensor2D;
  keyWeight: tf.Tensor2D;
  valueWeight: tf.Tensor2D;
  keptKeys: tf.Tensor2D | null;
  keptValues: tf.Tensor2D | null;
}

interface GoingParts {
  join: (
    kept: tf.Tensor2D | null,
    fresh: tf.Tensor2D,
  ) => tf.Tensor2D;
  isOpen: (
    places: tf.Tensor,
    own: tf.Tensor,
    numKept: number,
  ) => tf.Tensor;
  scale: (dim: number) => number;
  /** What stands in the place of a closed score. */
  closed: number;
  given: (all: tf.Tensor2D, fresh: tf.Tensor2D) => tf.Tensor2D;
}

const joinBehind = (
  kept: tf.Tensor2D | null,
  fresh: tf.Tensor2D,
): tf.Tensor2D => (kept ? tf.concat([kept, fresh], 0) : fresh);
const joinBefore = (
  kept: tf.Tensor2D | null,
  fresh: tf.Tensor2D,
): tf.Tensor2D => (kept ? tf.concat([fresh, kept], 0) : fresh);

/** Attention that goes on, with one part wrong. `own` counts from 0 among the new ones. */
const goBy =
  (wrong: Partial<GoingParts>) =>
  (going: Going): Record<string, tf.Tensor> =>
    tf.tidy(() => {
      const parts: GoingParts = {
        join: joinBehind,
        isOpen: (places, own, numKept) =>
          places.lessEqual(own.add(numKept)),
        scale: Math.sqrt,
        closed: -1e9,
        given: (all) => all,
        ...wrong,
      };
      const { x, keptKeys, keptValues } = going;
      const queries = tf.matMul(x, going.queryWeight);
      const newKeys: tf.Tensor2D = tf.matMul(x, going.keyWeight);
      const newValues: tf.Tensor2D = tf.matMul(
        x,
        going.valueWeight,
      );
      const keys = parts.join(keptKeys, newKeys);
      const values = parts.join(keptValues, newValues);
      const isOpen = parts.isOpen(
        tf.range(0, keys.shape[0]),
        tf.range(0, x.shape[0]).expandDims(1),
        keys.shape[0] - x.shape[0],
      );
      const scores = tf
        .matMul(queries, keys, false, true)
        .div(parts.scale(queries.shape[1] ?? 1));
      const masked = tf.where(
        isOpen.logicalAnd(tf.onesLike(scores).cast('bool')),
        scores,
        tf.fill(scores.shape, parts.closed),
      );
      return {
        output: tf.matMul(
          tf.softmax(masked) as tf.Tensor2D,
          values,
        ),
        keys: parts.given(keys, newKeys),
        values: parts.given(values, newValues),
      };
    });

type Sum = { prompt: string[]; answer: string[] };

interface AdderParts {
  steps: number;
  /** What is asked for at each position of a row of nine tokens. */
  labels: (row: number[]) => number[];
  read: (digits: string[]) => string[];
  seed: number;
  dim: number;
}

const adderBy =
  (wrong: Partial<AdderParts>) =>
  async (sums: Sum[], asked: string[][]): Promise<string[][]> => {
    const { steps, labels, read, seed, dim } = {
      steps: 100,
      labels: (row: number[]) =>
        row.slice(1).map((id, t) => (t < 5 ? -1 : id)),
      read: (digits: string[]) => digits,
      seed: 3,
      dim: 32,
      ...wrong,
    };
    const tokens = [...'0123456789+='];
    const idsOf = (text: string[]): number[] =>
      text.map((token) => tokens.indexOf(token));
    const random = seededRandom(seed);
    const model = new GPT({
      vocabularySize: tokens.length,
      numPositions: 9,
      dim: dim,
      numHeads: 2,
      numLayers: 1,
      random: random,
    });
    const optimizer = tf.train.adam(0.007);
    for (let step = 0; step < steps; step++) {
      optimizer.minimize(
        () => {
          const rows = Array.from({ length: 48 }, () => {
            const sum = sums[random.integer(sums.length)];
            return idsOf([...sum.prompt, ...sum.answer]);
          });
          return crossEntropy(
            model.logits(
              tf.tensor2d(
                rows.map((row) => row.slice(0, -1)),
                undefined,
                'int32',
              ),
            ),
            tf.tensor2d(rows.map(labels), undefined, 'int32'),
            { paddingLabel: -1 },
          );
        },
        false,
        model.parameters(),
      );
    }
    const answers = asked.map((prompt) =>
      read(
        model
          .generate(idsOf(prompt), {
            maxNewTokens: 3,
            temperature: 0,
          })
          .map((id) => tokens[id]),
      ),
    );
    model.dispose();
    optimizer.dispose();
    return answers;
  };

export const mistakes: Mistakes = {
  nextTokenPairs: [
    {
      id: 'not-shifted',
      says: 'the targets are the inputs themselves: nothing is shifted',
      hint: 'A model that copies what it reads would have a loss of 0. Which token comes after each input?',
      answer: pairsBy(rightInput, rightInput),
    },
    {
      id: 'wrong-way',
      says: 'inputs and targets are exchanged: each position is asked for the token before it',
      hint: 'The model should predict. Which of the two rows begins with the end mark?',
      answer: pairsBy(rightTarget, rightInput),
    },
    {
      id: 'no-end',
      says: 'the targets do not end with the end mark',
      hint: 'Who tells the model when a text is over?',
      answer: pairsBy(rightInput, (text, _end, length, padding) =>
        filledRight(text, length, padding),
      ),
    },
    {
      id: 'filled-left',
      says: 'the rows are filled up on the left',
      hint: 'Position 0 should be the beginning of every text.',
      answer: pairsBy(
        (text, end, length, padding) =>
          filledRight(
            [end, ...text].reverse(),
            length,
            padding,
          ).reverse(),
        (text, end, length, padding) =>
          filledRight(
            [...text, end].reverse(),
            length,
            padding,
          ).reverse(),
      ),
    },
    {
      id: 'ends-as-padding',
      says: 'the targets are filled up with end marks, so the loss counts the padding',
      hint: 'How should the loss know which of the end marks is the real one?',
      answer: pairsBy(rightInput, (text, end, length) =>
        filledRight([...text, end], length, end),
      ),
    },
    {
      id: 'shifted-by-two',
      says: 'the targets are shifted by two',
      hint: 'Does the input of your first position begin with the end mark, or was a token lost?',
      answer: pairsBy(rightInput, (text, end, length, padding) =>
        filledRight([...text.slice(1), end], length, padding),
      ),
    },
    {
      id: 'ids-of-the-example',
      says: 'the end mark is always 1 and the padding always 0, whatever is given',
      hint: 'Which numbers stand for the end and for padding is given. Where do you use them?',
      answer: ((texts) =>
        pairsBy(rightInput, rightTarget)(texts, 1, 0)) as Pairs,
    },
    {
      id: 'not-filled',
      says: 'the rows are not filled up',
      hint: 'A tensor needs rows of one length: that of the longest text, and one more.',
      answer: ((texts, end) => {
        return {
          inputs: texts.map((text) => [end, ...text]),
          targets: texts.map((text) => [...text, end]),
        };
      }) as Pairs,
    },
  ],
  causalLoss: [
    {
      id: 'not-shifted',
      says: 'the logits at t are compared with token t, which they have read: the targets are not shifted',
      hint: 'Which token is the first one that has to be predicted?',
      answer: ((logits, tokens, validLens) =>
        tf.tidy(() =>
          meanOf(
            surpriseOf(logits, tokens),
            countsOf(logits.shape[1], validLens, 0),
          ),
        )) as Loss,
    },
    {
      id: 'wrong-way',
      says: 'the logits at t are compared with token t − 1',
      hint: 'Slice the logits at the end and the tokens at the beginning, not the other way round.',
      answer: ((logits, tokens, validLens) =>
        tf.tidy(() => {
          const [numBatch, length, size] = logits.shape;
          return meanOf(
            surpriseOf(
              logits.slice([0, 1, 0], [numBatch, length - 1, size]),
              tokens.slice([0, 0], [numBatch, length - 1]),
            ),
            countsOf(length - 1, validLens, 1),
          );
        })) as Loss,
    },
    {
      id: 'counts-padding',
      says: 'the padding counts: the mean runs over all positions',
      hint: 'Change a token beyond its length. Does your loss change?',
      answer: lossBy((surprise) => surprise.mean()),
    },
    {
      id: 'divided-by-all',
      says: 'the padding is left out of the sum, but the sum is divided by the number of all positions',
      hint: 'How many positions did you add?',
      answer: lossBy((surprise, counts) =>
        surprise.mul(counts).mean(),
      ),
    },
    {
      id: 'mean-of-means',
      says: 'each text has the same vote, however long it is',
      hint: 'The mean runs over tokens, not over texts.',
      answer: lossBy((surprise, counts) =>
        surprise
          .mul(counts)
          .sum(1)
          .div(counts.sum(1).maximum(1))
          .mean(),
      ),
    },
    {
      id: 'one-too-many',
      says: 'one position too many counts: the last token of a text is asked for the first padding',
      hint: 'With 3 tokens there are 2 to predict.',
      answer: lossBy(meanOf, 0),
    },
    {
      id: 'one-too-few',
      says: 'one position too few counts: the last token of each text is not asked for',
      hint: 'With 3 tokens there are 2 to predict.',
      answer: lossBy((surprise, counts) => {
        const fewer = counts.slice([0, 1], [-1, -1]).pad([
          [0, 0],
          [0, 1],
        ]);
        return surprise
          .mul(fewer)
          .sum()
          .div(fewer.sum().maximum(1));
      }),
    },
    {
      id: 'summed',
      says: 'the losses are added, not averaged',
      hint: 'With zero logits the result should be ln V.',
      answer: lossBy((surprise, counts) =>
        surprise.mul(counts).sum(),
      ),
    },
    {
      id: 'perplexity',
      says: 'the perplexity is returned',
      hint: 'Asked for is the loss; the perplexity is e to it.',
      answer: lossBy((surprise, counts) =>
        meanOf(surprise, counts).exp(),
      ),
    },
    {
      id: 'in-bits',
      says: 'the logarithm has base 2',
      hint: 'ln is Math.log and tf.log.',
      answer: lossBy((surprise, counts) =>
        meanOf(surprise, counts).div(Math.LN2),
      ),
    },
    {
      id: 'no-minus',
      says: 'the sign is missing',
      hint: 'A logarithm of a probability is negative. A loss is not.',
      answer: lossBy((surprise, counts) =>
        meanOf(surprise, counts).neg(),
      ),
    },
    {
      id: 'outside-the-tape',
      says: 'the value is right, but no gradient reaches the logits: they were read out as numbers',
      hint: 'dataSync() ends the tape. Stay with tensors.',
      answer: ((logits, tokens, validLens) =>
        lossBy(meanOf)(
          tf.tensor(logits.dataSync(), logits.shape) as tf.Tensor3D,
          tokens,
          validLens,
        )) as Loss,
    },
    {
      id: 'divided-by-all-tokens',
      says: 'the sum is divided by the number of all real tokens, also of those that come first',
      hint: 'How many tokens of a text are predicted when it has 3?',
      answer: ((logits, tokens, validLens) =>
        tf.tidy(() =>
          lossBy((surprise, counts) =>
            surprise.mul(counts).sum().div(validLens.sum()),
          )(logits, tokens, validLens),
        )) as Loss,
    },
  ],
  doubts: [
    {
      id: 'mean-probability',
      says: 'the perplexity is taken as 1 over the mean of the probabilities',
      hint: 'Average −ln p, not p.',
      answer: {
        uniform: 8,
        mixed: 3.2,
        loss: Math.log(3.2),
        suspect: 'leak',
      },
    },
    {
      id: 'mean-perplexity',
      says: 'the perplexities of the words are averaged',
      hint: '2 and 8: take the mean of their logarithms.',
      answer: {
        uniform: 8,
        mixed: 5,
        loss: Math.log(5),
        suspect: 'leak',
      },
    },
    {
      id: 'bits',
      says: 'the loss is in bits',
      hint: 'Nats use the natural logarithm.',
      answer: { uniform: 8, mixed: 4, loss: 2, suspect: 'leak' },
    },
    {
      id: 'loss-for-perplexity',
      says: 'the loss stands where the perplexity should',
      hint: 'The perplexity is e to the loss.',
      answer: {
        uniform: Math.log(8),
        mixed: Math.log(4),
        loss: Math.log(4),
        suspect: 'leak',
      },
    },
    {
      id: 'trusting',
      says: 'a loss below the entropy is taken for talent',
      hint: 'What is the entropy the least of?',
      answer: {
        uniform: 8,
        mixed: 4,
        loss: Math.log(4),
        suspect: 'talent',
      },
    },
  ],
  drawTokens: [
    {
      id: 'times-temperature',
      says: 'the logits are multiplied by the temperature instead of divided by it',
      hint: 'A low temperature should make the likely token likelier.',
      answer: drawBy({ scale: (logit, t) => logit * t }),
    },
    {
      id: 'no-temperature',
      says: 'the temperature is not used',
      hint: 'A factor on all probabilities changes nothing when they are made to sum to 1 again. It belongs to the logits.',
      answer: drawBy({ scale: (logit) => logit }),
    },
    {
      id: 'root-of-temperature',
      says: 'the logits are divided by the square of the temperature',
      hint: 'Divide once.',
      answer: drawBy({
        scale: (logit, t) => logit / Math.max(t * t, 1e-6),
      }),
    },
    {
      id: 'smallest-kept',
      says: 'top-k keeps the smallest logits',
      hint: 'For a falling order, which of the two is taken from which?',
      answer: drawBy({ order: (a, b) => a - b }),
    },
    {
      id: 'top-k-ignored',
      says: 'topK is not used',
      hint: 'With topK 3, how many different tokens can come?',
      answer: drawBy({ numKept: (_, all) => all }),
    },
    {
      id: 'one-too-many',
      says: 'one token too many is kept',
      hint: 'With topK 3, how many different tokens can come?',
      answer: drawBy({
        numKept: (k, all) => (k === null ? all : k + 1),
      }),
    },
    {
      id: 'not-summing-to-one',
      says: 'after top-k the probabilities do not sum to 1, and the last token that is kept gets the rest',
      hint: 'Divide by the sum of what is kept.',
      answer: drawBy({
        total: (_, all) => all.reduce((sum, p) => sum + p, 0),
      }),
    },
    {
      id: 'always-the-best',
      says: 'the most likely token is always taken: nothing is drawn',
      hint: 'That is what temperature 0 asks for, and only that.',
      answer: drawBy({ isGreedy: true }),
    },
    {
      id: 'fresh-generator',
      says: 'every draw makes its generator anew, so all draws are the same',
      hint: 'How often is seededRandom called in your code?',
      answer: drawBy({ isFresh: true }),
    },
    {
      id: 'not-seeded',
      says: 'something else than the seed decides, such as Math.random',
      hint: 'A result that cannot be repeated cannot be checked.',
      answer: drawBy({ uniform: () => () => unseeded.uniform() }),
    },
    {
      id: 'seed-ignored',
      says: 'the seed is not used: all seeds draw the same',
      hint: 'What is given to seededRandom?',
      answer: drawBy({
        uniform: () => {
          const random = seededRandom(1);
          return () => random.uniform();
        },
      }),
    },
    {
      id: 'zero-divided',
      says: 'temperature 0 divides by 0',
      hint: 'What is exp(Infinity − Infinity)? Treat 0 by itself.',
      answer: drawBy({ scale: (logit, t) => logit / t }),
    },
    {
      id: 'one-too-few',
      says: 'one token too few is kept',
      hint: 'With topK 3, how many different tokens can come?',
      answer: drawBy({
        numKept: (k, all) => (k === null ? all : k - 1),
      }),
    },
    {
      id: 'sorted-as-text',
      says: 'the logits are sorted as texts, in which 10.2 comes before 9.5',
      hint: 'What does sort() compare when you give it no function?',
      answer: ((logits, temperature, topK, count, seed) => {
        const least =
          topK === null ? -Infinity : [...logits].sort().at(-topK)!;
        const kept = logits.map((logit) =>
          logit < least ? -Infinity : logit,
        );
        return drawBy({})(kept, temperature, null, count, seed);
      }) as Draw,
    },
    {
      id: 'dropped-to-zero',
      says: 'the logits of dropped tokens are set to 0, and exp(0) is 1',
      hint: 'What must a logit be for its probability to be 0?',
      answer: ((logits, temperature, topK, count, seed) => {
        const falling = [...logits].sort((a, b) => b - a);
        const least = falling[(topK ?? logits.length) - 1];
        const kept = logits.map((logit) =>
          logit < least ? 0 : logit,
        );
        return drawBy({})(kept, temperature, null, count, seed);
      }) as Draw,
    },
  ],
  attendNext: [
    {
      id: 'as-given',
      says: 'nothing is repaired yet: order, mask and what is kept are all wrong',
      hint: 'Begin with the order: the kept positions come first in the text.',
      answer: goBy({
        join: joinBefore,
        isOpen: (places, own) => places.less(own),
        given: (_, fresh) => fresh,
      }),
    },
    {
      id: 'strict-triangle',
      says: 'a position does not see itself: the diagonal of the mask is closed',
      hint: 'Each word sees the words before it and itself.',
      answer: goBy({
        isOpen: (places, own, numKept) =>
          places.less(own.add(numKept)),
      }),
    },
    {
      id: 'no-offset',
      says: 'the mask counts the new positions from 0, as if nothing had been kept',
      hint: 'New row 0 stands at place M of the text.',
      answer: goBy({
        isOpen: (places, own) => places.lessEqual(own),
      }),
    },
    {
      id: 'one-too-many',
      says: 'a position sees one position after itself',
      hint: 'Which is the last key that place M + i may see?',
      answer: goBy({
        isOpen: (places, own, numKept) =>
          places.lessEqual(own.add(numKept + 1)),
      }),
    },
    {
      id: 'no-mask',
      says: 'there is no mask among the new positions',
      hint: 'With one new position no mask is needed. With three?',
      answer: goBy({
        isOpen: (places, own) => places.greaterEqual(own.mul(0)),
      }),
    },
    {
      id: 'new-before-kept',
      says: 'the new keys and values stand before the kept ones',
      hint: 'Keep the order of the text.',
      answer: goBy({ join: joinBefore }),
    },
    {
      id: 'only-new-kept',
      says: 'only the new keys and values are given back: the next call has forgotten the rest',
      hint: 'How many keys should there be after the call?',
      answer: goBy({ given: (_, fresh) => fresh }),
    },
    {
      id: 'kept-ignored',
      says: 'what was kept is not used',
      hint: 'What are keptKeys and keptValues for?',
      answer: goBy({ join: (_, fresh) => fresh }),
    },
    {
      id: 'not-scaled',
      says: 'the scores are not divided by √d',
      hint: 'That line was right before.',
      answer: goBy({ scale: () => 1 }),
    },
    {
      id: 'order-repaired',
      says: 'the order is repaired; the mask and what is kept are still wrong',
      hint: 'Next the mask: at which place of the text does new row 0 stand, and does it see itself?',
      answer: goBy({
        isOpen: (places, own) => places.less(own),
        given: (_, fresh) => fresh,
      }),
    },
    {
      id: 'mask-repaired',
      says: 'the mask is repaired; the order and what is kept are still wrong',
      hint: 'Next the order: the kept positions come first in the text.',
      answer: goBy({
        join: joinBefore,
        given: (_, fresh) => fresh,
      }),
    },
    {
      id: 'kept-repaired',
      says: 'what is kept is repaired; the order and the mask are still wrong',
      hint: 'Next the order: the kept positions come first in the text.',
      answer: goBy({
        join: joinBefore,
        isOpen: (places, own) => places.less(own),
      }),
    },
    {
      id: 'mask-as-given',
      says: 'the mask is still the old one; order and what is kept are repaired',
      hint: 'At which place of the text does new row 0 stand, and does it see itself?',
      answer: goBy({
        isOpen: (places, own) => places.less(own),
      }),
    },
    {
      id: 'zero-before-softmax',
      says: 'closed scores are set to 0 before the softmax',
      hint: 'What is exp(0)? That line was right before.',
      answer: goBy({ closed: 0 }),
    },
  ],
  trainAdder: [
    {
      id: 'not-shifted',
      says: 'the targets are not shifted: the model learned to copy the token that it reads',
      hint: 'After "=" it writes "=". Which token should each position predict?',
      answer: adderBy({
        labels: (row) =>
          row.slice(0, -1).map((id, t) => (t < 5 ? -1 : id)),
      }),
    },
    {
      id: 'not-trained',
      says: 'the model was not trained long enough to know more than the usual digits',
      hint: 'What is the loss at the end? A guess among four digits costs about 1.4.',
      answer: adderBy({ steps: 5 }),
    },
    {
      id: 'turned-round',
      says: 'the digits are returned with the hundreds first',
      hint: 'From the ones up, as the answers of the sums are.',
      answer: adderBy({ read: (digits) => [...digits].reverse() }),
    },
    {
      id: 'first-digit-only',
      says: 'only the first digit was trained',
      hint: 'Which of your labels are padding?',
      answer: adderBy({
        labels: (row) =>
          row.slice(1).map((id, t) => (t === 5 ? id : -1)),
      }),
    },
  ],
};

export const variants: Variants = {
  nextTokenPairs: [
    {
      id: 'one-row-sliced',
      answer: ((texts, end, padding) => {
        const rows = texts.map((text) => [end, ...text, end]);
        const most = Math.max(...rows.map((row) => row.length)) - 1;
        const pad = (row: number[]): number[] =>
          Array.from({ length: most }, (_, t) => row[t] ?? padding);
        return {
          targets: rows.map((row) => pad(row.slice(1))),
          inputs: rows.map((row) => pad(row.slice(0, -1))),
        };
      }) as Pairs,
    },
    {
      id: 'loops',
      answer: ((texts, end, padding) => {
        const longest = texts.reduce(
          (most, text) => Math.max(most, text.length),
          0,
        );
        const inputs: number[][] = [];
        const targets: number[][] = [];
        for (const text of texts) {
          const input = [end];
          const target: number[] = [];
          for (const id of text) {
            input.push(id);
            target.push(id);
          }
          target.push(end);
          while (input.length <= longest) input.push(padding);
          while (target.length <= longest) target.push(padding);
          inputs.push(input);
          targets.push(target);
        }
        return { inputs: inputs, targets: targets };
      }) as Pairs,
    },
  ],
  causalLoss: [
    {
      id: 'chosen-by-gather',
      answer: ((logits, tokens, validLens) =>
        tf.tidy(() => {
          const [numBatch, length, size] = logits.shape;
          const ids = tokens.arraySync();
          const lens = validLens.arraySync();
          const places: number[] = [];
          ids.forEach((row, b) =>
            row.forEach((id, t) => {
              if (t > 0 && t < lens[b])
                places.push((b * length + t - 1) * size + id);
            }),
          );
          const chances = tf
            .logSoftmax(logits)
            .reshape([numBatch * length * size]);
          return chances
            .gather(tf.tensor1d(places, 'int32'))
            .mean()
            .neg();
        })) as Loss,
    },
    {
      id: 'log-of-sum-of-exponentials',
      answer: ((logits, tokens, validLens) =>
        tf.tidy(() => {
          const [numBatch, length, size] = logits.shape;
          const hot = tf.oneHot(
            tokens.slice([0, 1], [numBatch, length - 1]),
            size,
          );
          const earlier = logits.slice(
            [0, 0, 0],
            [numBatch, length - 1, size],
          );
          const surprise = tf
            .logSumExp(earlier, 2)
            .sub(earlier.mul(hot).sum(2));
          const counts = tf
            .range(0, length - 1, 1, 'int32')
            .add(tf.scalar(1, 'int32'))
            .less(validLens.expandDims(1));
          const kept = tf.where(
            counts,
            surprise,
            tf.zerosLike(surprise),
          );
          return kept.sum().div(counts.toFloat().sum());
        })) as Loss,
    },
  ],
  doubts: [
    {
      id: 'rounded',
      answer: {
        uniform: 8,
        mixed: 4,
        loss: 1.386,
        suspect: 'leak',
      },
    },
    {
      id: 'by-formula',
      answer: {
        uniform: Math.exp(-Math.log(1 / 8)),
        mixed: Math.sqrt(2 * 8),
        loss: -(Math.log(1 / 2) + Math.log(1 / 8)) / 2,
        suspect: 'leak',
      },
    },
  ],
  drawTokens: [
    {
      id: 'cumulative-sums',
      answer: ((logits, temperature, topK, count, seed) => {
        const best = Math.max(...logits);
        if (temperature === 0) {
          return Array<number>(count).fill(logits.indexOf(best));
        }
        const least = [...logits].sort((a, b) => b - a)[
          (topK ?? logits.length) - 1
        ];
        const powers = logits.map((logit) =>
          logit < least
            ? 0
            : Math.exp((logit - best) / temperature),
        );
        const sums: number[] = [];
        for (const power of powers)
          sums.push((sums[sums.length - 1] ?? 0) + power);
        const random = seededRandom(seed);
        return Array.from({ length: count }, () => {
          const u = random.uniform(0, sums[sums.length - 1]);
          return sums.findIndex((sum) => u < sum);
        });
      }) as Draw,
    },
    {
      id: 'gumbel',
      answer: ((logits, temperature, topK, count, seed) => {
        const random = seededRandom(seed);
        const least = [...logits].sort((a, b) => b - a)[
          (topK ?? logits.length) - 1
        ];
        return Array.from({ length: count }, () => {
          const noisy = logits.map((logit) =>
            logit < least
              ? -Infinity
              : logit -
                temperature *
                  Math.log(-Math.log(random.uniform(1e-12, 1))),
          );
          return noisy.indexOf(Math.max(...noisy));
        });
      }) as Draw,
    },
    {
      id: 'in-the-order-of-the-ids',
      answer: ((logits, temperature, topK, count, seed) => {
        const falling = [...logits].sort((a, b) => b - a);
        const best = falling[0];
        const least = falling[(topK ?? logits.length) - 1];
        const powers = logits.map((logit) =>
          logit < least
            ? 0
            : Math.exp((logit - best) / (temperature || 1e-9)),
        );
        const total = powers.reduce((sum, p) => sum + p, 0);
        const random = seededRandom(seed);
        const tokens: number[] = [];
        while (tokens.length < count) {
          const u = random.uniform();
          let token = 0;
          let sum = powers[0] / total;
          while (u >= sum && token < logits.length - 1) {
            token += 1;
            sum += powers[token] / total;
          }
          tokens.push(token);
        }
        return tokens;
      }) as Draw,
    },
  ],
  attendNext: [
    { id: 'other-mask', answer: goBy({}) },
    {
      id: 'row-by-row',
      answer: (going: Going): Record<string, tf.Tensor> =>
        tf.tidy(() => {
          let keys = going.keptKeys;
          let values = going.keptValues;
          const rows = tf.unstack(going.x).map((row) => {
            const x: tf.Tensor2D = row.expandDims(0);
            const key: tf.Tensor2D = tf.matMul(x, going.keyWeight);
            const value: tf.Tensor2D = tf.matMul(
              x,
              going.valueWeight,
            );
            keys = joinBehind(keys, key);
            values = joinBehind(values, value);
            const query: tf.Tensor2D = tf.matMul(
              x,
              going.queryWeight,
            );
            const scores = query
              .dot(keys.transpose())
              .div(Math.sqrt(query.shape[1]));
            return tf.softmax(scores).dot(values);
          });
          return {
            output: tf.concat(rows, 0),
            keys: keys as tf.Tensor,
            values: values as tf.Tensor,
          };
        }),
    },
  ],
  trainAdder: [
    { id: 'another-seed', answer: adderBy({ seed: 8 }) },
    {
      id: 'a-little-longer',
      answer: adderBy({ seed: 5, steps: 110 }),
    },
  ],
};
