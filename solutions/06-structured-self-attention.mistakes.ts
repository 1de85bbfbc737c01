import { hopPenalty, seededRandom, tf } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

type HopMap = (
  x: tf.Tensor3D,
  hiddenWeight: tf.Tensor2D,
  hopWeight: tf.Tensor2D,
  validLens: tf.Tensor1D | null,
) => tf.Tensor;

/** (B, T, i) x (i, o) -> (B, T, o), with a gradient. */
function project(x: tf.Tensor, weight: tf.Tensor2D): tf.Tensor3D {
  const [numBatch, numTokens, width] = x.shape;
  return tf
    .matMul(x.reshape([-1, width]) as tf.Tensor2D, weight)
    .reshape([numBatch, numTokens, weight.shape[1]]);
}

/** 1 for words, 0 for padding: (B, 1, T). */
function wordsOf(
  x: tf.Tensor3D,
  validLens: tf.Tensor1D | null,
): tf.Tensor {
  const [numBatch, numTokens] = x.shape;
  if (validLens === null) return tf.ones([numBatch, 1, numTokens]);
  const places = tf.range(0, numTokens, 1, 'int32');
  return places.less(validLens.reshape([-1, 1, 1])).toFloat();
}

/** A map from scores (B, T, r) and the words (B, 1, T). */
const looking =
  (
    weigh: (scores: tf.Tensor3D, words: tf.Tensor) => tf.Tensor,
    score: (
      x: tf.Tensor3D,
      hiddenWeight: tf.Tensor2D,
      hopWeight: tf.Tensor2D,
    ) => tf.Tensor3D = rightScores,
  ): HopMap =>
  (x, hiddenWeight, hopWeight, validLens) =>
    tf.tidy(() =>
      weigh(
        score(x, hiddenWeight, hopWeight),
        wordsOf(x, validLens),
      ),
    );

function rightScores(
  x: tf.Tensor3D,
  hiddenWeight: tf.Tensor2D,
  hopWeight: tf.Tensor2D,
): tf.Tensor3D {
  return project(project(x, hiddenWeight).tanh(), hopWeight);
}

/** Scores (B, r, T) with padding closed, and softmax over T. */
const soft = (scores: tf.Tensor, words: tf.Tensor): tf.Tensor =>
  tf.softmax(scores.add(words.sub(1).mul(1e6)));

const turned = (scores: tf.Tensor): tf.Tensor =>
  scores.transpose([0, 2, 1]);

const rightly = (scores: tf.Tensor, words: tf.Tensor): tf.Tensor =>
  soft(turned(scores), words);

type Vector = (weights: tf.Tensor3D, x: tf.Tensor3D) => tf.Tensor;

/** One vector from the mixtures (B, r, D). */
const laying =
  (
    lay: (mixtures: tf.Tensor3D, x: tf.Tensor3D) => tf.Tensor,
  ): Vector =>
  (weights, x) =>
    tf.tidy(() => {
      const laid = lay(tf.matMul(weights, x), x);
      const size = weights.shape[1] * x.shape[2];
      return laid.reshape([weights.shape[0], size]);
    });

type Penalty = (weights: tf.Tensor3D) => tf.Tensor;

/** A penalty from what hops share, (B, r, r), and the identity. */
const punishing =
  (
    punish: (shared: tf.Tensor3D, eye: tf.Tensor2D) => tf.Tensor,
  ): Penalty =>
  (weights) =>
    tf.tidy(() =>
      punish(
        tf.matMul(weights, weights, false, true),
        tf.eye(weights.shape[1]),
      ),
    );

const meanOfSums = (squares: tf.Tensor): tf.Tensor =>
  squares.sum([1, 2]).mean();

const onPaper =
  (even: (r: number, t: number) => number, same?: number) =>
  (numHops: number, numTokens: number) => {
    return {
      sameWord: numHops * (numHops - 1) * (same ?? 1),
      wordEach: 0,
      even: even(numHops, numTokens),
    };
  };

const rightEven = (r: number, t: number): number =>
  r * (1 / t - 1) ** 2 + (r * (r - 1)) / t ** 2;

type Breaking = (
  weights: tf.Tensor3D,
  validLens: tf.Tensor1D,
  how: string,
) => tf.Tensor;

/** A broken map from what becomes of a row of a sentence. */
const breaking =
  (parts: {
    uniform?: (row: number[], size: number) => number[];
    shuffled?: (row: number[], size: number) => number[];
  }): Breaking =>
  (weights, validLens, how) => {
    const random = seededRandom(11);
    const sizes = validLens.dataSync();
    const {
      uniform = (row, size) =>
        row.map((_, t) => +(t < size) / size),
      shuffled = (row, size) => [
        ...random.shuffle(row.slice(0, size)),
        ...row.slice(size),
      ],
    } = parts;
    const change = how === 'uniform' ? uniform : shuffled;
    return tf.tensor3d(
      weights
        .arraySync()
        .map((hops, b) => hops.map((row) => change(row, sizes[b]))),
    );
  };

export const mistakes: Mistakes = {
  hopWeights: [
    {
      id: 'over-hops',
      says: 'the softmax runs over the hops instead of the words',
      hint: 'Sum your weights along the last axis: each hop has one unit of weight to give.',
      answer: looking((scores, words) =>
        turned(tf.softmax(scores)).mul(words),
      ),
    },
    {
      id: 'over-hops-padding-open',
      says: 'the softmax runs over the hops, and padding gets weight',
      hint: 'The last axis of the scores must be the words before the softmax.',
      answer: looking((scores) => turned(tf.softmax(scores))),
    },
    {
      id: 'not-masked',
      says: 'the lengths are not used: padding gets weight',
      hint: 'Change a word beyond its length. Does a weight change?',
      answer: looking((scores) => tf.softmax(turned(scores))),
    },
    {
      id: 'one-word-too-many',
      says: 'the first word of the padding still counts',
      hint: 'With length 2 the words 0 and 1 are real. Is place 2 smaller than the length?',
      answer: ((x, hiddenWeight, hopWeight, validLens) =>
        looking(rightly)(
          x,
          hiddenWeight,
          hopWeight,
          validLens && validLens.add<tf.Tensor1D>(1),
        )) as HopMap,
    },
    {
      id: 'length-of-the-first',
      says: 'the length of the first sentence is used for all',
      hint: 'Each sentence has its own length. Which axis of the mask counts sentences?',
      answer: looking((scores, words) =>
        rightly(scores, words.slice([0, 0, 0], [1, -1, -1])),
      ),
    },
    {
      id: 'not-low-enough',
      says: 'the scores of padding are set to -10, which leaves it a little weight',
      hint: 'exp(-10) is 0.00005, and real scores may be low, too. -1e6 leaves nothing.',
      answer: looking((scores, words) => {
        const kept = turned(scores).mul(words);
        return tf.softmax(kept.add(words.sub(1).mul(10)));
      }),
    },
    {
      id: 'zero-before-softmax',
      says: 'the scores of padding are set to 0 before the softmax',
      hint: 'exp(0) is 1: a word with score 0 is an ordinary word.',
      answer: looking((scores, words) =>
        tf.softmax(turned(scores).mul(words)),
      ),
    },
    {
      id: 'zero-after-softmax',
      says: 'the weights of padding are set to 0 after the softmax, so that the others no longer sum to 1',
      hint: 'Where did the weight of the padding go?',
      answer: looking((scores, words) =>
        tf.softmax(turned(scores)).mul(words),
      ),
    },
    {
      id: 'reshaped',
      says: 'the scores are reshaped to (B, r, T) instead of transposed',
      hint: 'A reshape keeps the order in memory: the scores of one word come first there. Which operation swaps two axes?',
      answer: looking((scores, words) => {
        const [numBatch, numTokens, numHops] = scores.shape;
        const wrong = scores.reshape([
          numBatch,
          numHops,
          numTokens,
        ]);
        return soft(wrong, words);
      }),
    },
    {
      id: 'not-transposed',
      says: 'the map is (B, T, r): words are rows, hops are columns',
      hint: 'A row belongs to a hop. Transpose at the end, or before the softmax.',
      answer: looking((scores, words) =>
        turned(rightly(scores, words)),
      ),
    },
    {
      id: 'rows-as-questions',
      says: 'W2 is used transposed: its rows are taken for the questions',
      hint: 'W2 has shape (h, r): a question is a column. Which sizes must meet in the product?',
      answer: looking(rightly, (x, hiddenWeight, hopWeight) =>
        project(
          project(x, hiddenWeight).tanh(),
          hopWeight.transpose(),
        ),
      ),
    },
    {
      id: 'first-weight-transposed',
      says: 'W1 is used transposed',
      hint: 'W1 has shape (D, h). Which of the two meets a word?',
      answer: looking(rightly, (x, hiddenWeight, hopWeight) =>
        project(
          project(x, hiddenWeight.transpose()).tanh(),
          hopWeight,
        ),
      ),
    },
    {
      id: 'weights-swapped',
      says: 'W1 and W2 have changed places',
      hint: 'The words meet hiddenWeight first, hopWeight second. With equal sizes nothing complains.',
      answer: looking(rightly, (x, hiddenWeight, hopWeight) =>
        rightScores(x, hopWeight, hiddenWeight),
      ),
    },
    {
      id: 'no-tanh',
      says: 'the tanh is missing',
      hint: 'Without it the two matrices are one matrix, and the hidden layer is none.',
      answer: looking(rightly, (x, hiddenWeight, hopWeight) =>
        project(project(x, hiddenWeight), hopWeight),
      ),
    },
    {
      id: 'tanh-last',
      says: 'tanh comes last, after the second matrix',
      hint: 'Which of the two has h numbers to pass through tanh?',
      answer: looking(rightly, (x, hiddenWeight, hopWeight) =>
        project(project(x, hiddenWeight), hopWeight).tanh(),
      ),
    },
    {
      id: 'no-softmax',
      says: 'the scores themselves are the weights',
      hint: 'Do your rows sum to 1?',
      answer: looking((scores, words) => turned(scores).mul(words)),
    },
    {
      id: 'words-by-place',
      says: 'every score also depends on the place of its word',
      hint: 'Nothing in the formula counts the words.',
      answer: looking((scores, words) => {
        const places = tf.range(0, scores.shape[1]).mul(0.2);
        return soft(turned(scores).add(places), words);
      }),
    },
    {
      id: 'outside-the-tape',
      says: 'the values are right, but no gradient reaches the weights: they were read out as numbers',
      hint: 'dataSync() and arraySync() end the tape. Stay with tensors.',
      answer: looking((scores, words) => {
        const outside = tf.tensor(scores.dataSync(), scores.shape);
        return rightly(outside, words);
      }),
    },
  ],
  sentenceVector: [
    {
      id: 'as-given',
      says: 'the numbers of the hops are still interleaved',
      hint: 'Look at the shape before the reshape: (B, D, r). The last axis runs fastest.',
      answer: laying((mixtures) => turned(mixtures)),
    },
    {
      id: 'not-weighted',
      says: 'the weights are not used: every hop takes the mean of the words',
      hint: 'A hop takes each word by its weight.',
      answer: laying((mixtures, x) =>
        x.mean(1, true).mul(tf.onesLike(mixtures)),
      ),
    },
    {
      id: 'first-hop-only',
      says: 'the first hop stands in every place',
      hint: 'The second D numbers belong to hop 2.',
      answer: laying((mixtures) =>
        mixtures
          .slice([0, 0, 0], [-1, 1, -1])
          .mul(tf.onesLike(mixtures)),
      ),
    },
    {
      id: 'hops-reversed',
      says: 'the last hop comes first',
      hint: 'First all numbers of hop 1.',
      answer: laying((mixtures) => mixtures.reverse(1)),
    },
  ],
  hopRedundancy: [
    {
      id: 'no-identity',
      says: 'the identity is not taken away: a sharp hop is punished for being sharp',
      hint: 'What does your function give when each hop looks at one word of its own?',
      answer: punishing((shared) => meanOfSums(shared.square())),
    },
    {
      id: 'not-squared',
      says: 'the entries are summed without their squares',
      hint: 'Entries below 0 would pay for entries above. Square each of them first.',
      answer: punishing((shared, eye) =>
        meanOfSums(shared.sub(eye)),
      ),
    },
    {
      id: 'absolute',
      says: 'the sizes of the entries are summed instead of their squares',
      hint: 'The small 2 in the formula: squares.',
      answer: punishing((shared, eye) =>
        meanOfSums(shared.sub(eye).abs()),
      ),
    },
    {
      id: 'norm-not-squared',
      says: 'the norm itself is returned, not its square',
      hint: 'The Frobenius norm is the root of the sum. The formula has its square.',
      answer: punishing((shared, eye) =>
        shared.sub(eye).square().sum([1, 2]).sqrt().mean(),
      ),
    },
    {
      id: 'sum-over-batch',
      says: 'the sentences are summed: the mean over the batch is missing',
      hint: 'A larger batch should not be punished more.',
      answer: punishing((shared, eye) =>
        shared.sub(eye).square().sum(),
      ),
    },
    {
      id: 'mean-of-entries',
      says: 'the mean is taken over the entries, too',
      hint: 'Sum over both axes of the matrix; the mean is over the sentences alone.',
      answer: punishing((shared, eye) =>
        shared.sub(eye).square().mean(),
      ),
    },
    {
      id: 'batch-first',
      says: 'the maps of all sentences are averaged before they are multiplied',
      hint: 'Two hops may look at different words in each sentence and at the same on average.',
      answer: ((weights) =>
        tf.tidy(() => {
          const mean = weights.mean(0) as tf.Tensor2D;
          const shared = tf.matMul(mean, mean, false, true);
          const eye = tf.eye(weights.shape[1]);
          return shared.sub(eye).square().sum();
        })) as Penalty,
    },
    {
      id: 'words-by-words',
      says: 'this is the transpose times A, a table of words by words',
      hint: 'Which shape has your product? It should be hops by hops, (r, r).',
      answer: ((weights) =>
        tf.tidy(() => {
          const shared = tf.matMul(weights, weights, true, false);
          const eye = tf.eye(weights.shape[2]);
          return meanOfSums(shared.sub(eye).square());
        })) as Penalty,
    },
    {
      id: 'others-only',
      says: 'the diagonal is left out: hops may be as vague as they like',
      hint: 'The penalty wants hops different and sharp. What stands on the diagonal of a vague hop?',
      answer: punishing((shared, eye) =>
        meanOfSums(shared.mul(tf.sub(1, eye)).square()),
      ),
    },
    {
      id: 'ones-for-identity',
      says: '1 is taken away from every entry, not only on the diagonal',
      hint: 'tf.eye, not tf.ones: hops that share nothing should have 0.',
      answer: punishing((shared) =>
        meanOfSums(shared.sub(1).square()),
      ),
    },
    {
      id: 'outside-the-tape',
      says: 'the value is right, but it has no gradient: the weights were read out as numbers',
      hint: 'dataSync() and arraySync() end the tape. Stay with tensors.',
      answer: ((weights) =>
        tf.tidy(() => {
          const a = tf.tensor3d(weights.arraySync());
          const shared = tf.matMul(a, a, false, true);
          const eye = tf.eye(weights.shape[1]);
          const kept = weights.sum().mul(0);
          return meanOfSums(shared.sub(eye).square()).add(kept);
        })) as Penalty,
    },
  ],
  penaltiesOnPaper: [
    {
      id: 'pairs-once',
      says: 'each pair of hops is counted once',
      hint: 'The table has an entry for (1, 2) and one for (2, 1).',
      answer: onPaper(
        (r, t) => r * (1 / t - 1) ** 2 + (r * (r - 1)) / 2 / t ** 2,
        0.5,
      ),
    },
    {
      id: 'no-identity',
      says: 'the identity is not taken away',
      hint: 'On the diagonal stands what is too much or too little of 1.',
      answer: (numHops: number, numTokens: number) => {
        return {
          sameWord: numHops ** 2,
          wordEach: numHops,
          even: numHops ** 2 / numTokens ** 2,
        };
      },
    },
    {
      id: 'even-off-diagonal-only',
      says: 'for even maps the diagonal is left out',
      hint: 'What is the dot product of an even row with itself? It is not 1.',
      answer: onPaper((r, t) => (r * (r - 1)) / t ** 2),
    },
    {
      id: 'even-diagonal-only',
      says: 'for even maps only the diagonal is counted',
      hint: 'Two even rows share 1/T, too.',
      answer: onPaper((r, t) => r * (1 / t - 1) ** 2),
    },
    {
      id: 'even-shares-one',
      says: 'two even rows are taken to share 1',
      hint: 'T products of 1/T and 1/T: what is their sum?',
      answer: onPaper((r) => r * (r - 1)),
    },
    {
      id: 'even-not-summed',
      says: 'two even rows are taken to share 1/T², the product of two weights',
      hint: 'A dot product has T terms.',
      answer: onPaper((r, t) => {
        const shared = 1 / t ** 2;
        return r * (shared - 1) ** 2 + r * (r - 1) * shared ** 2;
      }),
    },
  ],
  brokenMap: [
    {
      id: 'uniform-over-padding',
      says: 'uniform weights go to padding, too: each is 1 / T',
      hint: 'A sentence of three words in a row of five: each word gets a third.',
      answer: breaking({
        uniform: (row) => row.map(() => 1 / row.length),
      }),
    },
    {
      id: 'uniform-lost',
      says: 'padding has 0, but each word only 1 / T: the rows no longer sum to 1',
      hint: 'Divide by the length of the sentence, not by that of the row.',
      answer: breaking({
        uniform: (row, size) =>
          row.map((_, t) => +(t < size) / row.length),
      }),
    },
    {
      id: 'shuffled-with-padding',
      says: 'the whole row is shuffled, padding included',
      hint: 'Cut the row at its length first.',
      answer: breaking({
        shuffled: (row) => seededRandom(5).shuffle(row),
      }),
    },
    {
      id: 'not-changed',
      says: 'the map is returned as it was',
      hint: 'Does shuffle change the list, or return another one?',
      answer: ((weights) => weights.clone()) as Breaking,
    },
    {
      id: 'other-numbers',
      says: 'the weights are drawn anew instead of shuffled',
      hint: 'The right numbers on the wrong words: how sharp a row is must stay.',
      answer: breaking({
        shuffled: (row, size) => {
          const random = seededRandom(row[0] * 1e6);
          const drawn = row.map((_, t) =>
            t < size ? random.uniform(0.1, 1) : 0,
          );
          const total = drawn.reduce((sum, w) => sum + w, 0);
          return drawn.map((w) => w / total);
        },
      }),
    },
    {
      id: 'sorted',
      says: 'the numbers of each row are sorted instead of shuffled',
      hint: 'Which words get the largest weight in your map? In a random order it may be any.',
      answer: breaking({
        shuffled: (row, size) => [
          ...row.slice(0, size).sort((a, b) => b - a),
          ...row.slice(size),
        ],
      }),
    },
    {
      id: 'reversed',
      says: 'each row is read backwards instead of shuffled',
      hint: 'Which word gets the weight of the last one? In a random order nobody can say it beforehand.',
      answer: breaking({
        shuffled: (row, size) => [
          ...row.slice(0, size).reverse(),
          ...row.slice(size),
        ],
      }),
    },
    {
      id: 'hardly-shuffled',
      says: 'only the first two words change places',
      hint: 'Most of the row still stands where it stood.',
      answer: breaking({
        shuffled: ([first, second, ...rest]) => [
          second,
          first,
          ...rest,
        ],
      }),
    },
  ],
  hopsNeeded: [
    {
      id: 'hops-and-facts-swapped',
      says: 'facts and hops are swapped in the second number: this is one fact with four hops',
      hint: 'measure takes the facts first, then the hops.',
      answer: {
        oneFactOneHop: 1,
        fourFactsOneHop: 1,
        fourFactsFourHops: 1,
      },
    },
    {
      id: 'swapped',
      says: 'the second and the third number are swapped',
      hint: 'Which of the two has more room for four facts?',
      answer: {
        oneFactOneHop: 1,
        fourFactsOneHop: 1,
        fourFactsFourHops: 0.58,
      },
    },
    {
      id: 'chance',
      says: 'one hop is taken to be at chance, 1 in 8',
      hint: 'Measure it: a hop may give four words four different weights.',
      answer: {
        oneFactOneHop: 1,
        fourFactsOneHop: 0.125,
        fourFactsFourHops: 1,
      },
    },
    {
      id: 'one-of-four',
      says: 'one hop is taken to find one fact of four and to guess the rest',
      hint: 'Measure it: unequal weights tell more than one fact.',
      answer: {
        oneFactOneHop: 1,
        fourFactsOneHop: 0.34,
        fourFactsFourHops: 1,
      },
    },
    {
      id: 'percent',
      says: 'these are percent',
      hint: 'Asked are shares from 0 to 1.',
      answer: {
        oneFactOneHop: 100,
        fourFactsOneHop: 58,
        fourFactsFourHops: 100,
      },
    },
  ],
};

export const variants: Variants = {
  hopWeights: [
    {
      id: 'exponentials-by-hand',
      answer: looking((scores, words) => {
        const raw = turned(scores);
        const powers = raw.sub(raw.max(2, true)).exp().mul(words);
        return powers.div(powers.sum(2, true));
      }),
    },
    {
      id: 'products-with-a-matrix',
      answer: looking(rightly, (x, hiddenWeight, hopWeight) =>
        tf.matMul(tf.matMul(x, hiddenWeight).tanh(), hopWeight),
      ),
    },
    {
      id: 'softmax-before-transpose',
      answer: looking((scores, words) => {
        const low = scores.add(turned(words.sub(1).mul(1e6)));
        const powers = low.sub(low.max(1, true)).exp();
        return turned(powers.div(powers.sum(1, true)));
      }),
    },
    {
      id: 'hop-by-hop',
      answer: ((x, hiddenWeight, hopWeight, validLens) =>
        tf.tidy(() => {
          const hidden = project(x, hiddenWeight).tanh();
          const words = wordsOf(x, validLens).squeeze([1]);
          const rows = tf.unstack(hopWeight, 1).map((question) => {
            const scores = hidden.mul(question).sum(2); // (B, T)
            return soft(scores, words);
          });
          return tf.stack(rows, 1);
        })) as HopMap,
    },
  ],
  sentenceVector: [
    {
      id: 'hop-by-hop',
      answer: ((weights, x) =>
        tf.tidy(() =>
          tf.concat(
            tf
              .unstack(weights, 1)
              .map((row) => row.expandDims(2).mul(x).sum(1)),
            1,
          ),
        )) as Vector,
    },
    {
      id: 'einsum',
      answer: ((weights, x) =>
        tf.tidy(() =>
          tf
            .einsum('brt,btd->brd', weights, x)
            .reshape([weights.shape[0], -1]),
        )) as Vector,
    },
  ],
  hopRedundancy: [
    {
      id: 'pairs',
      answer: ((weights) =>
        tf.tidy(() => {
          const rows = tf.unstack(weights, 1); // r times (B, T)
          const terms = rows.flatMap((row, i) =>
            rows.map((other, j) =>
              row
                .mul(other)
                .sum(1)
                .sub(i === j ? 1 : 0)
                .square(),
            ),
          );
          return tf.addN(terms).mean();
        })) as Penalty,
    },
    { id: 'library', answer: hopPenalty as Penalty },
    {
      id: 'norm-squared',
      answer: punishing((shared, eye) =>
        shared.sub(eye).norm('fro', [1, 2]).square().mean(),
      ),
    },
    {
      id: 'sum-divided',
      answer: ((weights) =>
        tf.tidy(() => {
          const shared = tf.matMul(
            weights,
            weights.transpose([0, 2, 1]),
          );
          const eye = tf.eye(weights.shape[1]);
          const total = shared.sub(eye).square().sum();
          return total.div(weights.shape[0]);
        })) as Penalty,
    },
  ],
  penaltiesOnPaper: [
    { id: 'formula', answer: onPaper(rightEven) },
    {
      id: 'loops',
      answer: (numHops: number, numTokens: number) => {
        const penalty = (a: number[][]): number => {
          let total = 0;
          a.forEach((row, i) =>
            a.forEach((other, j) => {
              const shared = row.reduce(
                (sum, w, t) => sum + w * other[t],
                0,
              );
              total += (shared - (i === j ? 1 : 0)) ** 2;
            }),
          );
          return total;
        };
        const map = (weight: (i: number, t: number) => number) =>
          Array.from({ length: numHops }, (_, i) =>
            Array.from({ length: numTokens }, (__, t) =>
              weight(i, t),
            ),
          );
        return {
          sameWord: penalty(map((_, t) => +(t === 0))),
          wordEach: penalty(map((i, t) => +(t === i))),
          even: penalty(map(() => 1 / numTokens)),
        };
      },
    },
  ],
  brokenMap: [
    { id: 'another-seed', answer: breaking({}) },
    {
      id: 'turned-by-one',
      answer: breaking({
        shuffled: (row, size) =>
          row.map((_, t) => (t < size ? row[(t + 1) % size] : 0)),
      }),
    },
  ],
  hopsNeeded: [
    {
      id: 'rounded',
      answer: {
        oneFactOneHop: 1,
        fourFactsOneHop: 0.6,
        fourFactsFourHops: 1,
      },
    },
    {
      id: 'another-engine',
      answer: {
        oneFactOneHop: 0.999,
        fourFactsOneHop: 0.55,
        fourFactsFourHops: 0.996,
      },
    },
  ],
};
