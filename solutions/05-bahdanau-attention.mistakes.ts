import { attentionWeights, bleu, crossEntropy } from 'kernel-lib';
import { tf } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

type Parts = [tf.Tensor, tf.Tensor, tf.Tensor];

type GruStep = (
  x: tf.Tensor2D,
  state: tf.Tensor2D,
  inputWeight: tf.Tensor2D,
  stateWeight: tf.Tensor2D,
  inputBias: tf.Tensor1D,
  stateBias: tf.Tensor1D,
) => tf.Tensor;

/** A GRU from the three parts of both products. */
const gru =
  (
    next: (
      fromInput: Parts,
      fromState: Parts,
      state: tf.Tensor2D,
      stateWeight: tf.Tensor2D,
    ) => tf.Tensor,
  ): GruStep =>
  (x, state, inputWeight, stateWeight, inputBias, stateBias) =>
    tf.tidy(() => {
      const fromInput = tf.matMul(x, inputWeight).add(inputBias);
      const fromState = tf
        .matMul(state, stateWeight)
        .add(stateBias);
      return next(
        tf.split(fromInput, 3, 1) as Parts,
        tf.split(fromState, 3, 1) as Parts,
        state,
        stateWeight,
      );
    });

/** n and the old state, with the shares of the formula. */
const mixed = (
  z: tf.Tensor,
  n: tf.Tensor,
  state: tf.Tensor,
): tf.Tensor => n.add(z.mul(state.sub(n)));

type Step = (
  state: tf.Tensor2D,
  outputs: tf.Tensor3D,
  validLens: tf.Tensor1D,
  queryWeight: tf.Tensor2D,
  keyWeight: tf.Tensor2D,
  scoreWeight: tf.Tensor1D,
) => tf.Tensor;

/** (B, S, c) x (c, a) -> (B, S, a), with a gradient. */
function project(x: tf.Tensor3D, weight: tf.Tensor2D): tf.Tensor3D {
  const [numBatch, numSteps, width] = x.shape;
  return tf
    .matMul(x.reshape([-1, width]), weight)
    .reshape([numBatch, numSteps, weight.shape[1]]);
}

/** 1 for words, 0 for padding: (B, S). */
function wordsOf(
  outputs: tf.Tensor3D,
  validLens: tf.Tensor1D,
): tf.Tensor {
  const places = tf.range(0, outputs.shape[1], 1, 'int32');
  return places.less(validLens.expandDims(1)).toFloat();
}

/** Softmax over S that closes the padding: (B, S). */
const soft = (scores: tf.Tensor, words: tf.Tensor): tf.Tensor =>
  tf.softmax(scores.add(words.sub(1).mul(1e6)));

/** (B, S) and (B, S, c) -> (B, c) */
const mix = (weights: tf.Tensor, outputs: tf.Tensor): tf.Tensor =>
  weights.expandDims(2).mul(outputs).sum(1);

/** A step from the two projections (B, 1, a) and (B, S, a). */
const looking =
  (
    answer: (parts: {
      query: tf.Tensor;
      keys: tf.Tensor;
      scoreWeight: tf.Tensor1D;
      words: tf.Tensor;
      outputs: tf.Tensor3D;
    }) => tf.Tensor,
  ): Step =>
  (
    state,
    outputs,
    validLens,
    queryWeight,
    keyWeight,
    scoreWeight,
  ) =>
    tf.tidy(() =>
      answer({
        query: tf.matMul(state, queryWeight).expandDims(1),
        keys: project(outputs, keyWeight),
        scoreWeight: scoreWeight,
        words: wordsOf(outputs, validLens),
        outputs: outputs,
      }),
    );

/** The right scores (B, S). */
const scoresOf = ({
  query,
  keys,
  scoreWeight,
}: {
  query: tf.Tensor;
  keys: tf.Tensor;
  scoreWeight: tf.Tensor1D;
}): tf.Tensor => query.add(keys).tanh().mul(scoreWeight).sum(2);

type DotStep = (
  state: tf.Tensor2D,
  outputs: tf.Tensor3D,
  validLens: tf.Tensor1D,
  keyWeight: tf.Tensor2D,
) => tf.Tensor;

/** A step from raw dot products (B, S) and the projected keys. */
const dotting =
  (
    answer: (parts: {
      products: tf.Tensor;
      keys: tf.Tensor3D;
      words: tf.Tensor;
      outputs: tf.Tensor3D;
      numHiddens: number;
    }) => tf.Tensor,
  ): DotStep =>
  (state, outputs, validLens, keyWeight) =>
    tf.tidy(() => {
      const keys = project(outputs, keyWeight);
      return answer({
        products: state.expandDims(1).mul(keys).sum(2),
        keys: keys,
        words: wordsOf(outputs, validLens),
        outputs: outputs,
        numHiddens: state.shape[1],
      });
    });

type Loss = (
  logits: tf.Tensor3D,
  tokens: tf.Tensor2D,
  pad: number,
) => tf.Tensor;

/** A loss from -log p of every position, and from what counts. */
const losing =
  (
    reduce: (losses: tf.Tensor, counts: tf.Tensor) => tf.Tensor,
    first: number = 1,
    padOf: (pad: number) => number = (pad) => pad,
  ): Loss =>
  (logits, tokens, pad) =>
    tf.tidy(() => {
      const [numBatch, numSteps, numTokens] = logits.shape;
      const labels = tokens.slice([0, first], [numBatch, numSteps]);
      const wanted = tf.oneHot(labels, numTokens);
      const losses = tf.logSoftmax(logits).mul(wanted).sum(2).neg();
      return reduce(losses, labels.notEqual(padOf(pad)).toFloat());
    });

const meanOfCounted = (
  losses: tf.Tensor,
  counts: tf.Tensor,
): tf.Tensor => losses.mul(counts).sum().div(counts.sum());

type Bleu = (
  hypotheses: string[][],
  references: string[][][],
) => number;

function groups(words: string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= words.length; at++) {
    const group = words.slice(at, at + n).join(' ');
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return counts;
}

interface BleuParts {
  /** How often a group may count, from its count in each reference. */
  allowed: (counts: number[]) => number;
  brevity: (c: number, r: number) => number;
  /** The length that counts, from those of hypothesis and references. */
  length: (size: number, sizes: number[]) => number;
  mean: (shares: number[]) => number;
  orders: number[];
}

const nearest = (size: number, sizes: number[]): number =>
  [...sizes].sort(
    (a, b) => Math.abs(a - size) - Math.abs(b - size) || a - b,
  )[0];

const right: BleuParts = {
  allowed: (counts) => Math.max(...counts),
  brevity: (c, r) => (c >= r ? 1 : Math.exp(1 - r / c)),
  length: nearest,
  mean: (shares) =>
    shares.reduce((product, share) => product * share, 1) **
    (1 / shares.length),
  orders: [1, 2, 3, 4],
};

/** BLEU with some of its parts replaced. */
const scoring = (wrong: Partial<BleuParts>): Bleu => {
  const { allowed, brevity, length, mean, orders } = {
    ...right,
    ...wrong,
  };
  return (hypotheses, references) => {
    const shares = orders.map((n) => {
      let [matches, total] = [0, 0];
      hypotheses.forEach((words, i) => {
        const known = references[i].map((one) => groups(one, n));
        groups(words, n).forEach((count, group) => {
          const counts = known.map((one) => one.get(group) ?? 0);
          matches += Math.min(count, allowed(counts));
          total += count;
        });
      });
      return total === 0 ? 0 : matches / total;
    });
    let [c, r] = [0, 0];
    hypotheses.forEach((words, i) => {
      c += words.length;
      r += length(
        words.length,
        references[i].map((one) => one.length),
      );
    });
    return 100 * brevity(c, r) * mean(shares);
  };
};

type Align = (
  maps: number[][][],
  gold: number[][][],
) => { share: number; shift: number };

const largest = (row: number[]): number =>
  row.indexOf(Math.max(...row));

/** Share and shift from where the map of a pair points. */
const pointing =
  (
    pointAt: (
      map: number[][],
      english: number,
      french: number,
    ) => number,
    distance: (by: number) => number = (by) => by,
  ): Align =>
  (maps, gold) => {
    const found = gold.flatMap((pairs, i) =>
      pairs.map(
        ([english, french]) =>
          pointAt(maps[i], english, french) - english,
      ),
    );
    const isRight = found.filter((by) => by === 0);
    const moved = found.reduce((sum, by) => sum + distance(by), 0);
    return {
      share: isRight.length / found.length,
      shift: moved / found.length,
    };
  };

const rightly = pointing((map, _, french) => largest(map[french]));

export const mistakes: Mistakes = {
  gruStep: [
    {
      id: 'shares-swapped',
      says: 'the shares are swapped: z multiplies the new part and 1 - z the old state',
      hint: 'In this formula an open update gate (z = 1) keeps the old state. Other texts define z the other way round; the weights here do not.',
      answer: gru(([ar, az, an], [gr, gz, gn], state) => {
        const r = tf.sigmoid(ar.add(gr));
        const z = tf.sigmoid(az.add(gz));
        const n = tf.tanh(an.add(r.mul(gn)));
        return mixed(tf.sub(1, z), n, state);
      }),
    },
    {
      id: 'gates-swapped',
      says: 'the first two thirds are swapped: r has the columns of z',
      hint: 'The order of the columns is r, z, n.',
      answer: gru(([ar, az, an], [gr, gz, gn], state) => {
        const r = tf.sigmoid(az.add(gz));
        const z = tf.sigmoid(ar.add(gr));
        return mixed(z, tf.tanh(an.add(r.mul(gn))), state);
      }),
    },
    {
      id: 'no-reset',
      says: 'the reset gate is not used',
      hint: 'n = tanh(aₙ + r · gₙ). What is r for?',
      answer: gru(([, az, an], [, gz, gn], state) =>
        mixed(tf.sigmoid(az.add(gz)), tf.tanh(an.add(gn)), state),
      ),
    },
    {
      id: 'reset-closes-all',
      says: 'the reset gate closes the input part, too',
      hint: 'What comes in is new: r closes only what comes from the old state.',
      answer: gru(([ar, az, an], [gr, gz, gn], state) => {
        const r = tf.sigmoid(ar.add(gr));
        const n = tf.tanh(an.add(gn).mul(r));
        return mixed(tf.sigmoid(az.add(gz)), n, state);
      }),
    },
    {
      id: 'reset-before-product',
      says: 'the reset gate closes the state before the product with its weights, as in the first paper',
      hint: 'Here r multiplies the finished product h U + c.',
      answer: ((
        x,
        state,
        inputWeight,
        stateWeight,
        inputBias,
        stateBias,
      ) =>
        tf.tidy(() => {
          const units = state.shape[1];
          const [ar, az, an] = tf.split(
            tf.matMul(x, inputWeight).add(inputBias),
            3,
            1,
          );
          const [gr, gz] = tf.split(
            tf.matMul(state, stateWeight).add(stateBias),
            3,
            1,
          );
          const r = tf.sigmoid(ar.add(gr));
          const last = stateWeight.slice(
            [0, 2 * units],
            [units, units],
          );
          const closed = r.mul(state) as tf.Tensor2D;
          const gn = tf
            .matMul(closed, last)
            .add(stateBias.slice([2 * units], [units]));
          return mixed(
            tf.sigmoid(az.add(gz)),
            tf.tanh(an.add(gn)),
            state,
          );
        })) as GruStep,
    },
    {
      id: 'sigmoid-for-n',
      says: 'n goes through a sigmoid instead of tanh',
      hint: 'Gates lie between 0 and 1. A state lies between -1 and 1.',
      answer: gru(([ar, az, an], [gr, gz, gn], state) => {
        const r = tf.sigmoid(ar.add(gr));
        const n = tf.sigmoid(an.add(r.mul(gn)));
        return mixed(tf.sigmoid(az.add(gz)), n, state);
      }),
    },
    {
      id: 'no-old-state',
      says: 'the old state has no share in the new one',
      hint: 'What is added to (1 - z) n?',
      answer: gru(([ar, az, an], [gr, gz, gn]) => {
        const r = tf.sigmoid(ar.add(gr));
        const z = tf.sigmoid(az.add(gz));
        return tf.sub(1, z).mul(tf.tanh(an.add(r.mul(gn))));
      }),
    },
    {
      id: 'no-state-bias',
      says: 'the bias of the state part is missing',
      hint: 'There are two biases. In n, one of them stands inside the reset gate.',
      answer: ((x, state, inputWeight, stateWeight, inputBias) =>
        tf.tidy(() => {
          const [ar, az, an] = tf.split(
            tf.matMul(x, inputWeight).add(inputBias),
            3,
            1,
          );
          const [gr, gz, gn] = tf.split(
            tf.matMul(state, stateWeight),
            3,
            1,
          );
          const r = tf.sigmoid(ar.add(gr));
          return mixed(
            tf.sigmoid(az.add(gz)),
            tf.tanh(an.add(r.mul(gn))),
            state,
          );
        })) as GruStep,
    },
    {
      id: 'state-bias-outside-reset',
      says: 'in n the bias of the state part stands outside the reset gate',
      hint: 'r multiplies all of gₙ = (h U + c)ₙ, its bias included.',
      answer: ((
        x,
        state,
        inputWeight,
        stateWeight,
        inputBias,
        stateBias,
      ) =>
        gru(([ar, az, an], [gr, gz, gn]) => {
          const bias = tf.split(stateBias, 3)[2];
          const r = tf.sigmoid(ar.add(gr));
          const closed = r.mul(gn.sub(bias)).add(bias);
          const n = tf.tanh(an.add(closed));
          return mixed(tf.sigmoid(az.add(gz)), n, state);
        })(
          x,
          state,
          inputWeight,
          stateWeight,
          inputBias,
          stateBias,
        )) as GruStep,
    },
    {
      id: 'outside-the-tape',
      says: 'the values are right, but no gradient reaches the input weight: it was read out as numbers',
      hint: 'dataSync() and arraySync() end the tape. Stay with tensors.',
      answer: ((x, state, inputWeight, ...others) =>
        tf.tidy(() =>
          gru(([ar, az, an], [gr, gz, gn], old) => {
            const r = tf.sigmoid(ar.add(gr));
            const n = tf.tanh(an.add(r.mul(gn)));
            return mixed(tf.sigmoid(az.add(gz)), n, old);
          })(
            x,
            state,
            tf.tensor2d(inputWeight.arraySync()),
            ...others,
          ),
        )) as GruStep,
    },
  ],
  attentionStep: [
    {
      id: 'not-masked',
      says: 'the lengths are not used: padding gets weight',
      hint: 'Change an output beyond its length. Does the context change?',
      answer: looking((parts) =>
        mix(tf.softmax(scoresOf(parts)), parts.outputs),
      ),
    },
    {
      id: 'one-word-too-many',
      says: 'the first word of the padding still counts',
      hint: 'With length 2 the words 0 and 1 are real. Is place 2 smaller than the length?',
      answer: ((state, outputs, validLens, ...weights) =>
        looking((parts) =>
          mix(
            soft(
              scoresOf(parts),
              wordsOf(outputs, validLens.add(1)),
            ),
            parts.outputs,
          ),
        )(state, outputs, validLens, ...weights)) as Step,
    },
    {
      id: 'length-of-the-first',
      says: 'the length of the first sentence is used for all',
      hint: 'Each sentence has its own length. Which axis of the mask counts sentences?',
      answer: looking((parts) =>
        mix(
          soft(scoresOf(parts), parts.words.slice([0, 0], [1, -1])),
          parts.outputs,
        ),
      ),
    },
    {
      id: 'zero-before-softmax',
      says: 'the scores of padding are set to 0 before the softmax',
      hint: 'exp(0) is 1: a key with score 0 is an ordinary key.',
      answer: looking((parts) =>
        mix(
          tf.softmax(scoresOf(parts).mul(parts.words)),
          parts.outputs,
        ),
      ),
    },
    {
      id: 'zero-after-softmax',
      says: 'the weights of padding are set to 0 after the softmax, so that the others no longer sum to 1',
      hint: 'Where did the weight of the padding go?',
      answer: looking((parts) =>
        mix(
          tf.softmax(scoresOf(parts)).mul(parts.words),
          parts.outputs,
        ),
      ),
    },
    {
      id: 'over-the-batch',
      says: 'the softmax runs over the sentences instead of the words',
      hint: 'Sum your weights of one sentence. It has one unit of weight to give.',
      answer: looking((parts) => {
        const low = scoresOf(parts).add(
          parts.words.sub(1).mul(1e6),
        );
        const turned = tf.softmax(low.transpose());
        return mix(turned.transpose(), parts.outputs);
      }),
    },
    {
      id: 'no-softmax',
      says: 'the scores themselves are the weights',
      hint: 'Do your weights sum to 1?',
      answer: looking((parts) =>
        mix(scoresOf(parts).mul(parts.words), parts.outputs),
      ),
    },
    {
      id: 'no-tanh',
      says: 'the tanh is missing',
      hint: 'Without it the state adds the same number to every score, and the softmax forgets it.',
      answer: looking((parts) => {
        const sum = parts.query.add(parts.keys);
        const scores = sum.mul(parts.scoreWeight).sum(2);
        return mix(soft(scores, parts.words), parts.outputs);
      }),
    },
    {
      id: 'state-not-asked',
      says: 'the state has no part in the scores',
      hint: 'Who asks? Without a query the context is the same for every word that is written.',
      answer: looking((parts) => {
        const hidden = parts.keys.tanh();
        const scores = hidden.mul(parts.scoreWeight).sum(2);
        return mix(soft(scores, parts.words), parts.outputs);
      }),
    },
    {
      id: 'mean-of-words',
      says: 'every word has the same weight',
      hint: 'That is the fixed context again. Where are the scores?',
      answer: looking(({ words, outputs }) =>
        mix(words.div(words.sum(1, true)), outputs),
      ),
    },
    {
      id: 'largest-only',
      says: 'only the word with the largest score is taken',
      hint: 'A choice has no gradient. A softmax lets every word have its share.',
      answer: looking((parts) => {
        const weights = soft(scoresOf(parts), parts.words);
        const best = tf.oneHot(
          weights.argMax(1),
          weights.shape[1] ?? 1,
        );
        return mix(best, parts.outputs);
      }),
    },
    {
      id: 'words-by-place',
      says: 'every score also depends on the place of its word',
      hint: 'Nothing in the formula counts the words.',
      answer: looking((parts) => {
        const scores = scoresOf(parts);
        const places = tf.range(0, scores.shape[1] ?? 1);
        return mix(
          soft(scores.add(places.mul(0.2)), parts.words),
          parts.outputs,
        );
      }),
    },
    {
      id: 'outside-the-tape',
      says: 'the values are right, but no gradient reaches the weights: they were read out as numbers',
      hint: 'dataSync() and arraySync() end the tape. Stay with tensors.',
      answer: looking((parts) => {
        const weights = soft(scoresOf(parts), parts.words);
        const outside = tf.tensor(
          weights.dataSync(),
          weights.shape,
        );
        return mix(outside, parts.outputs);
      }),
    },
  ],
  scaledDotStep: [
    {
      id: 'not-scaled',
      says: 'the scores are not divided by √h',
      hint: 'How large is the variance of a dot product of h terms?',
      answer: dotting(({ products, words, outputs }) =>
        mix(soft(products, words), outputs),
      ),
    },
    {
      id: 'divided-by-h',
      says: 'the scores are divided by h instead of √h',
      hint: 'Variance is squared size: to divide the variance by h, divide the score by what?',
      answer: dotting(({ products, words, outputs, numHiddens }) =>
        mix(soft(products.div(numHiddens), words), outputs),
      ),
    },
    {
      id: 'root-of-output-width',
      says: 'the scores are divided by the root of the width of the outputs',
      hint: 'Which axis did the dot product sum over: that of the keys before the projection, or after?',
      answer: dotting(({ products, words, outputs }) =>
        mix(
          soft(products.div(Math.sqrt(outputs.shape[2])), words),
          outputs,
        ),
      ),
    },
    {
      id: 'keys-mixed',
      says: 'the keys are mixed instead of the outputs',
      hint: 'Keys are compared, values are mixed. What shape should the context have?',
      answer: dotting(({ products, keys, words, numHiddens }) =>
        mix(soft(products.div(Math.sqrt(numHiddens)), words), keys),
      ),
    },
    {
      id: 'not-masked',
      says: 'the lengths are not used: padding gets weight',
      hint: 'Change an output beyond its length. Does the context change?',
      answer: dotting(({ products, outputs, numHiddens }) =>
        mix(
          tf.softmax(products.div(Math.sqrt(numHiddens))),
          outputs,
        ),
      ),
    },
    {
      id: 'zero-before-softmax',
      says: 'the scores of padding are set to 0 before the softmax',
      hint: 'exp(0) is 1: a key with score 0 is an ordinary key.',
      answer: dotting(({ products, words, outputs, numHiddens }) =>
        mix(
          tf.softmax(
            products.div(Math.sqrt(numHiddens)).mul(words),
          ),
          outputs,
        ),
      ),
    },
    {
      id: 'no-softmax',
      says: 'the scores themselves are the weights',
      hint: 'Do your weights sum to 1?',
      answer: dotting(({ products, words, outputs, numHiddens }) =>
        mix(
          products.div(Math.sqrt(numHiddens)).mul(words),
          outputs,
        ),
      ),
    },
  ],
  translationLoss: [
    {
      id: 'as-given',
      says: 'both errors are still there: labels are not shifted, and padding counts',
      hint: 'The label of position t is token t + 1.',
      answer: losing((losses) => losses.mean(), 0),
    },
    {
      id: 'not-shifted',
      says: 'the labels are not shifted: the model is asked for the token that it has just read',
      hint: 'Copying the input would have no loss at all. The label of position t is token t + 1.',
      answer: losing(meanOfCounted, 0),
    },
    {
      id: 'padding-counts',
      says: 'padding counts: the model is praised for writing nothing after the end',
      hint: 'Which labels are padding? They belong neither into the sum nor into the count.',
      answer: losing((losses) => losses.mean()),
    },
    {
      id: 'divided-by-all',
      says: 'padding is out of the sum, but still in the number that it is divided by',
      hint: 'How many positions have a label that is not padding?',
      answer: losing((losses, counts) => losses.mul(counts).mean()),
    },
    {
      id: 'mask-not-shifted',
      says: 'the labels are shifted, but what counts is still read off the tokens that were fed in',
      hint: 'A position counts when its label is not padding. The last token that is read, <eos>, has padding for its label.',
      answer: ((logits, tokens, pad) =>
        losing((losses) => {
          const [numBatch, numSteps] = logits.shape;
          const read = tokens.slice([0, 0], [numBatch, numSteps]);
          return meanOfCounted(
            losses,
            read.notEqual(pad).toFloat(),
          );
        })(logits, tokens, pad)) as Loss,
    },
    {
      id: 'sum',
      says: 'the losses are summed: the mean is missing',
      hint: 'A longer sentence should not weigh more on the learning rate. Divide by what was counted.',
      answer: losing((losses, counts) => losses.mul(counts).sum()),
    },
    {
      id: 'mean-of-sentences',
      says: 'each sentence gives its mean, and the means are averaged',
      hint: 'Every token of the batch counts the same: one sum, one division.',
      answer: losing((losses, counts) =>
        losses.mul(counts).sum(1).div(counts.sum(1)).mean(),
      ),
    },
    {
      id: 'padding-is-zero',
      says: 'padding is taken to be 0, whatever pad says',
      hint: 'Another vocabulary may number its padding otherwise.',
      answer: losing(meanOfCounted, 1, () => 0),
    },
    {
      id: 'no-minus',
      says: 'the minus sign is missing: this loss falls as the model becomes worse',
      hint: 'log p is below 0. The loss is above it.',
      answer: losing((losses, counts) =>
        meanOfCounted(losses, counts).neg(),
      ),
    },
  ],
  corpusBleu: [
    {
      id: 'no-brevity-penalty',
      says: 'the brevity penalty is missing',
      hint: 'Write only the one word of which you are sure: every share is 1.',
      answer: scoring({ brevity: () => 1 }),
    },
    {
      id: 'not-clipped',
      says: 'matches are not clipped: a word that is said again counts again',
      hint: 'A translation "le le le le" of a sentence with one "le": how many of the four are right?',
      answer: scoring({
        allowed: (counts) =>
          Math.max(...counts) > 0 ? Infinity : 0,
      }),
    },
    {
      id: 'mean-of-sentences',
      says: 'the score of each sentence is averaged',
      hint: 'Sum matches and groups over all sentences first; divide once.',
      answer: ((hypotheses, references) => {
        const scores = hypotheses.map((words, i) =>
          scoring({})([words], [references[i]]),
        );
        return scores.reduce((a, b) => a + b, 0) / scores.length;
      }) as Bleu,
    },
    {
      id: 'arithmetic-mean',
      says: 'the four shares are added and divided by 4',
      hint: 'The geometric mean multiplies: one share of 0 makes the score 0.',
      answer: scoring({
        mean: (shares) => shares.reduce((a, b) => a + b, 0) / 4,
      }),
    },
    {
      id: 'words-only',
      says: 'only single words are compared',
      hint: 'The order of the words would not matter. Groups of 2, 3 and 4 words carry it.',
      answer: scoring({ orders: [1] }),
    },
    {
      id: 'no-root',
      says: 'the four shares are multiplied, but the fourth root is missing',
      hint: 'If each share is 0.5 the mean should be 0.5.',
      answer: scoring({
        mean: (shares) => shares.reduce((a, b) => a * b, 1),
      }),
    },
    {
      id: 'brevity-for-long',
      says: 'long translations are punished, too, or rewarded',
      hint: 'BP is 1 as soon as c ≥ r: words that are too many already lower the shares.',
      answer: scoring({ brevity: (c, r) => Math.exp(1 - r / c) }),
    },
    {
      id: 'brevity-turned-round',
      says: 'the brevity penalty falls on long translations instead of short ones',
      hint: 'c counts your words, r those of the references. When is a translation too short?',
      answer: scoring({
        brevity: (c, r) => (c <= r ? 1 : Math.exp(1 - c / r)),
      }),
    },
    {
      id: 'brevity-is-a-share',
      says: 'the brevity penalty is c / r',
      hint: 'BP = exp(1 - r/c), not c / r.',
      answer: scoring({ brevity: (c, r) => Math.min(1, c / r) }),
    },
    {
      id: 'first-reference-only',
      says: 'only the first reference is read',
      hint: 'Each of the references is a right translation.',
      answer: ((hypotheses, references) =>
        scoring({})(
          hypotheses,
          references.map(([first]) => [first]),
        )) as Bleu,
    },
    {
      id: 'references-added',
      says: 'a group may match as often as all references have it together',
      hint: 'At most as often as the one reference that has it most.',
      answer: scoring({
        allowed: (counts) => counts.reduce((a, b) => a + b, 0),
      }),
    },
    {
      id: 'longest-reference',
      says: 'r counts the longest reference of each sentence',
      hint: 'Of several references, the one counts whose length is nearest.',
      answer: scoring({
        length: (_, sizes) => Math.max(...sizes),
      }),
    },
    {
      id: 'shortest-reference',
      says: 'r counts the shortest reference of each sentence',
      hint: 'Of several references, the one counts whose length is nearest; the shorter one only when two are equally near.',
      answer: scoring({
        length: (_, sizes) => Math.min(...sizes),
      }),
    },
    {
      id: 'fewer-than-no-groups',
      says: 'a sentence of two words is counted with -1 groups of four',
      hint: 'How many groups of four words has a sentence of two: 2 - 4 + 1, or none?',
      answer: ((hypotheses, references) => {
        const shares = [1, 2, 3, 4].map((n) => {
          let [matches, total] = [0, 0];
          hypotheses.forEach((words, i) => {
            const known = references[i].map((one) =>
              groups(one, n),
            );
            groups(words, n).forEach((count, group) => {
              const most = known.map((one) => one.get(group) ?? 0);
              matches += Math.min(count, Math.max(...most));
            });
            total += words.length - n + 1;
          });
          return matches / total;
        });
        return scoring({ mean: () => right.mean(shares) })(
          hypotheses,
          references,
        );
      }) as Bleu,
    },
    {
      id: 'short-sentences-left-out',
      says: 'sentences of fewer than four words are left out',
      hint: 'A sentence of three words has no group of four, but it has words and pairs.',
      answer: ((hypotheses, references) => {
        const isLong = (_: unknown, i: number): boolean =>
          hypotheses[i].length >= 4;
        return scoring({})(
          hypotheses.filter(isLong),
          references.filter(isLong),
        );
      }) as Bleu,
    },
    {
      id: 'smoothed',
      says: 'a share of 0 is replaced by a small one, as libraries do for single sentences',
      hint: 'Here the score is 0 as soon as one share is 0.',
      answer: ((hypotheses, references) =>
        bleu({ hypotheses, references }).score) as Bleu,
    },
    {
      id: 'share-not-percent',
      says: 'the score is from 0 to 1',
      hint: 'BLEU is given from 0 to 100.',
      answer: ((hypotheses, references) =>
        scoring({})(hypotheses, references) / 100) as Bleu,
    },
  ],
  adjectiveAlignment: [
    {
      id: 'pair-reversed',
      says: 'the places are swapped: the row is that of the English place',
      hint: 'A pair is [place in English, place in French], and rows are French words.',
      answer: ((maps, gold) => {
        const found = gold.flatMap((pairs, i) =>
          pairs.map(([english, french]) => {
            const row = maps[i][english] ?? [1];
            return largest(row) - french;
          }),
        );
        const hits = found.filter((by) => by === 0).length;
        const moved = found.reduce((a, b) => a + b, 0);
        return {
          share: hits / found.length,
          shift: moved / found.length,
        };
      }) as Align,
    },
    {
      id: 'row-before',
      says: 'the row before is read: that of the word that was written last',
      hint: 'Row t holds the weights with which word t is chosen; nothing has to be shifted.',
      answer: pointing((map, _, french) =>
        largest(map[Math.max(0, french - 1)]),
      ),
    },
    {
      id: 'row-after',
      says: 'the row after is read',
      hint: 'Row t holds the weights with which word t is chosen; nothing has to be shifted.',
      answer: pointing((map, _, french) =>
        largest(map[Math.min(map.length - 1, french + 1)]),
      ),
    },
    {
      id: 'column-read',
      says: 'the column of the English word is read: which French word looks at it most',
      hint: 'Asked is where the French word looks. Its weights are a row.',
      answer: ((maps, gold) => {
        const found = gold.flatMap((pairs, i) =>
          pairs.map(
            ([english, french]) =>
              largest(maps[i].map((row) => row[english])) - french,
          ),
        );
        const hits = found.filter((by) => by === 0).length;
        const moved = found.reduce((a, b) => a + b, 0);
        return {
          share: hits / found.length,
          shift: moved / found.length,
        };
      }) as Align,
    },
    {
      id: 'mean-of-sentences',
      says: 'the shares of the sentences are averaged, those without adjectives as 0',
      hint: 'Count adjectives, not sentences. A sentence may have three of them, or none.',
      answer: ((maps, gold) => {
        const parts = maps.map((map, i) =>
          gold[i].length === 0
            ? { share: 0, shift: 0 }
            : rightly([map], [gold[i]]),
        );
        const mean = (name: 'share' | 'shift'): number =>
          parts.reduce((sum, part) => sum + part[name], 0) /
          parts.length;
        return { share: mean('share'), shift: mean('shift') };
      }) as Align,
    },
    {
      id: 'distance-without-sign',
      says: 'the shift has lost its sign',
      hint: 'One word too early and one too late should cancel in the mean.',
      answer: pointing(
        (map, _, french) => largest(map[french]),
        Math.abs,
      ),
    },
    {
      id: 'sum-not-mean',
      says: 'the shift is a sum',
      hint: 'Divide by the number of adjectives.',
      answer: ((maps, gold) => {
        const { share, shift } = rightly(maps, gold);
        return { share: share, shift: shift * gold.flat().length };
      }) as Align,
    },
    {
      id: 'shift-backwards',
      says: 'the shift has the wrong sign',
      hint: 'It is the place of the largest weight minus the place of the adjective.',
      answer: pointing(
        (map, _, french) => largest(map[french]),
        (by) => -by,
      ),
    },
  ],
};

export const variants: Variants = {
  gruStep: [
    {
      id: 'difference-form',
      answer: gru(([ar, az, an], [gr, gz, gn], state) => {
        const r = tf.sigmoid(ar.add(gr));
        const z = tf.sigmoid(az.add(gz));
        return mixed(z, tf.tanh(an.add(r.mul(gn))), state);
      }),
    },
    {
      id: 'three-products',
      answer: ((
        x,
        state,
        inputWeight,
        stateWeight,
        inputBias,
        stateBias,
      ) =>
        tf.tidy(() => {
          const units = state.shape[1];
          const part = (at: number): [tf.Tensor, tf.Tensor] => {
            const columns = (w: tf.Tensor2D): tf.Tensor2D =>
              w.slice([0, at * units], [w.shape[0], units]);
            const bias = (b: tf.Tensor1D): tf.Tensor1D =>
              b.slice([at * units], [units]);
            return [
              x.matMul(columns(inputWeight)).add(bias(inputBias)),
              state
                .matMul(columns(stateWeight))
                .add(bias(stateBias)),
            ];
          };
          const [[ar, gr], [az, gz], [an, gn]] = [0, 1, 2].map(
            part,
          );
          const z = az.add(gz).sigmoid();
          const n = ar.add(gr).sigmoid().mul(gn).add(an).tanh();
          return z.mul(state).add(n).sub(z.mul(n));
        })) as GruStep,
    },
  ],
  attentionStep: [
    {
      id: 'products-and-sums',
      answer: looking((parts) =>
        mix(soft(scoresOf(parts), parts.words), parts.outputs),
      ),
    },
    {
      id: 'einsum',
      answer: ((
        state,
        outputs,
        validLens,
        queryWeight,
        keyWeight,
        scoreWeight,
      ) =>
        tf.tidy(() => {
          const query = tf.einsum('bh,ha->ba', state, queryWeight);
          const keys = tf.einsum('bsc,ca->bsa', outputs, keyWeight);
          const hidden = query.expandDims(1).add(keys).tanh();
          const scores = tf.einsum(
            'bsa,a->bs',
            hidden,
            scoreWeight,
          );
          const weights = soft(scores, wordsOf(outputs, validLens));
          return tf.einsum('bs,bsc->bc', weights, outputs);
        })) as Step,
    },
    {
      id: 'product-with-a-matrix',
      answer: ((state, outputs, validLens, ...weights) =>
        tf.tidy(() => {
          const [queryWeight, keyWeight, scoreWeight] = weights;
          const query = tf.matMul(state, queryWeight).expandDims(1);
          const keys: tf.Tensor = tf.matMul(outputs, keyWeight);
          const scores = tf.matMul(
            query.add<tf.Tensor3D>(keys).tanh(),
            scoreWeight.expandDims<tf.Tensor2D>(1),
          );
          const masked = attentionWeights(
            scores.transpose<tf.Tensor3D>([0, 2, 1]),
            { validLens },
          );
          return tf.matMul(masked, outputs).squeeze([1]);
        })) as Step,
    },
    {
      id: 'sentence-by-sentence',
      answer: ((
        state,
        outputs,
        validLens,
        queryWeight,
        keyWeight,
        scoreWeight,
      ) =>
        tf.tidy(() => {
          const lens = validLens.dataSync();
          const contexts = tf.unstack(outputs).map((all, b) => {
            const read = all.slice(
              [0, 0],
              [lens[b], -1],
            ) as tf.Tensor2D;
            const query = state
              .slice([b, 0], [1, -1])
              .matMul(queryWeight);
            const hidden = read.matMul(keyWeight).add(query).tanh();
            const scores = hidden.mul(scoreWeight).sum(1);
            return tf
              .softmax(scores)
              .expandDims(1)
              .mul(read)
              .sum(0);
          });
          return tf.stack(contexts);
        })) as Step,
    },
  ],
  scaledDotStep: [
    {
      id: 'products-and-sums',
      answer: dotting(({ products, words, outputs, numHiddens }) =>
        mix(soft(products.mul(numHiddens ** -0.5), words), outputs),
      ),
    },
    {
      id: 'query-projected',
      answer: ((state, outputs, validLens, keyWeight) =>
        tf.tidy(() => {
          const asked = tf
            .matMul(
              state.div(Math.sqrt(state.shape[1])) as tf.Tensor2D,
              keyWeight,
              false,
              true,
            )
            .expandDims<tf.Tensor3D>(1); // (B, 1, c)
          const scores = tf.matMul(asked, outputs, false, true);
          const weights = attentionWeights(scores as tf.Tensor3D, {
            validLens: validLens,
          });
          return tf.matMul(weights, outputs).squeeze([1]);
        })) as DotStep,
    },
  ],
  translationLoss: [
    {
      id: 'library',
      answer: ((logits, tokens, pad) =>
        tf.tidy(() => {
          const [numBatch, numSteps] = logits.shape;
          const labels = tokens.slice([0, 1], [numBatch, numSteps]);
          return crossEntropy(logits, labels, {
            paddingLabel: pad,
          });
        })) as Loss,
    },
    {
      id: 'weighted-loss',
      answer: ((logits, tokens, pad) =>
        tf.tidy(() => {
          const [numBatch, numSteps, numTokens] = logits.shape;
          const labels = tokens
            .slice([0, 1], [numBatch, numSteps])
            .flatten();
          return tf.losses.softmaxCrossEntropy(
            tf.oneHot(labels, numTokens),
            logits.reshape([-1, numTokens]),
            labels.notEqual(pad).toFloat(),
          );
        })) as Loss,
    },
    {
      id: 'logarithm-of-softmax',
      answer: ((logits, tokens, pad) =>
        tf.tidy(() => {
          const labels = tf.split(
            tokens,
            [1, logits.shape[1]],
            1,
          )[1];
          const counts = labels.notEqual(pad).toFloat();
          const wanted = tf
            .oneHot(labels as tf.Tensor2D, logits.shape[2])
            .mul(counts.expandDims(2));
          const likely = tf.softmax(logits).add(1e-12).log();
          return likely.mul(wanted).sum().div(counts.sum()).neg();
        })) as Loss,
    },
  ],
  corpusBleu: [
    { id: 'from-parts', answer: scoring({}) },
    {
      id: 'logarithms-and-lists',
      answer: ((hypotheses, references) => {
        const joined = (words: string[], n: number): string[] =>
          words
            .slice(0, Math.max(0, words.length - n + 1))
            .map((_, at) => words.slice(at, at + n).join('|'));
        let [logs, c, r] = [0, 0, 0];
        for (const n of [1, 2, 3, 4]) {
          let [matches, total] = [0, 0];
          hypotheses.forEach((words, i) => {
            const mine = joined(words, n);
            const others = references[i].map((one) =>
              joined(one, n),
            );
            const times = (list: string[], group: string): number =>
              list.filter((each) => each === group).length;
            total += mine.length;
            for (const group of new Set(mine)) {
              const most = others.map((list) => times(list, group));
              matches += Math.min(
                times(mine, group),
                Math.max(...most),
              );
            }
          });
          logs += Math.log(matches / total) / 4;
        }
        hypotheses.forEach((words, i) => {
          c += words.length;
          r += nearest(
            words.length,
            references[i].map((one) => one.length),
          );
        });
        return 100 * Math.exp(logs + Math.min(0, 1 - r / c));
      }) as Bleu,
    },
  ],
  adjectiveAlignment: [
    { id: 'from-a-list', answer: rightly },
    {
      id: 'by-sorting',
      answer: ((maps, gold) => {
        let [hits, moved, total] = [0, 0, 0];
        for (let i = 0; i < maps.length; i++) {
          for (const pair of gold[i]) {
            const places = maps[i][pair[1]]
              .map((weight, place) => ({ weight, place }))
              .sort((a, b) => b.weight - a.weight);
            hits += Number(places[0].place === pair[0]);
            moved += places[0].place - pair[0];
            total += 1;
          }
        }
        return { share: hits / total, shift: moved / total };
      }) as Align,
    },
  ],
};
