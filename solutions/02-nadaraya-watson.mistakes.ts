import { gaussianWeights, tf } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

type Votes = (
  differences: tf.Tensor2D,
  kernel: string,
  width: number,
) => tf.Tensor;

/** The right kernels of z = u / width. */
const votesOf = (z: tf.Tensor, kernel: string): tf.Tensor => {
  if (kernel === 'gaussian') return tf.exp(z.square().div(-2));
  if (kernel === 'boxcar') return z.abs().lessEqual(1).toFloat();
  if (kernel === 'epanechnikov')
    return tf.relu(tf.sub(1, z.square()));
  return tf.onesLike(z);
};

/** Right but for one kernel. */
const withKernel =
  (name: string, wrong: (z: tf.Tensor) => tf.Tensor): Votes =>
  (differences, kernel, width) =>
    tf.tidy(() => {
      const z = differences.div(width);
      return kernel === name ? wrong(z) : votesOf(z, kernel);
    });

type Predict = (
  queries: tf.Tensor1D,
  keys: tf.Tensor1D,
  values: tf.Tensor1D,
  w: tf.Scalar,
) => tf.Tensor;

const differencesOf = (
  queries: tf.Tensor1D,
  keys: tf.Tensor1D,
): tf.Tensor2D => tf.sub(queries.expandDims(1), keys.expandDims(0));

/** Kernel regression from a table of weights. */
const mixBy =
  (
    weigh: (differences: tf.Tensor2D, w: tf.Scalar) => tf.Tensor,
  ): Predict =>
  (queries, keys, values, w) =>
    tf.tidy(() =>
      weigh(differencesOf(queries, keys), w).mul(values).sum(1),
    );

const scoresOf = (u: tf.Tensor, w: tf.Scalar): tf.Tensor =>
  u.mul(w).square().div(-2);

type Shares = (
  queries: tf.Tensor1D,
  keys: tf.Tensor1D,
  labels: tf.Tensor1D,
  numClasses: number,
  w: number,
) => tf.Tensor;

/** A classifier from a table of weights (Q, K). */
const sharesBy =
  (weigh: (weights: tf.Tensor2D) => tf.Tensor): Shares =>
  (queries, keys, labels, numClasses, w) =>
    tf.tidy(() => {
      const weights = weigh(gaussianWeights(queries, keys, w));
      const rows = tf.oneHot(labels, numClasses).toFloat();
      return tf.matMul(weights as tf.Tensor2D, rows as tf.Tensor2D);
    });

type Loss = (
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  w: number,
) => number;

/** Mean squared error of the points' own predictions; `own` is the vote of a point for itself. */
const errorWith =
  (own: number): Loss =>
  (xs, ys, w) => {
    let sum = 0;
    for (let i = 0; i < xs.length; i++) {
      let weighted = own * ys[i];
      let votes = own + 1e-30;
      for (let j = 0; j < xs.length; j++) {
        if (j === i) continue;
        const vote = Math.exp(-((w * (xs[i] - xs[j])) ** 2) / 2);
        weighted += vote * ys[j];
        votes += vote;
      }
      sum += (weighted / votes - ys[i]) ** 2;
    }
    return sum / xs.length;
  };

/** The best w of a grid from 0.1 to 20. */
const searchW = (loss: Loss, steps = 30) =>
  function search(keys: tf.Tensor1D, values: tf.Tensor1D): number {
    const [xs, ys] = [keys.dataSync(), values.dataSync()];
    let best = { w: 1, error: Infinity };
    for (let i = 0; i <= steps; i++) {
      const w = 0.1 * 200 ** (i / steps);
      const error = loss(xs, ys, w);
      if (error < best.error) best = { w: w, error: error };
    }
    return best.w;
  };

const leaveOneOut = errorWith(0);

export const mistakes: Mistakes = {
  kernelVotes: [
    {
      id: 'no-width',
      says: 'the width is not used',
      hint: 'Call it twice with two widths. Does the result change?',
      answer: ((differences, kernel) =>
        tf.tidy(() => votesOf(differences, kernel))) as Votes,
    },
    {
      id: 'times-width',
      says: 'the difference is multiplied by the width instead of divided by it',
      hint: 'A wider kernel should hear more: does the vote at distance 1 grow with the width?',
      answer: ((differences, kernel, width) =>
        tf.tidy(() =>
          votesOf(differences.mul(width), kernel),
        )) as Votes,
    },
    {
      id: 'no-half',
      says: 'the Gaussian is exp(-z²), without the half',
      hint: 'At a distance of one width the Gaussian vote is 0.607. Which one is yours?',
      answer: withKernel('gaussian', (z) =>
        tf.exp(z.square().neg()),
      ),
    },
    {
      id: 'no-square',
      says: 'the Gaussian falls with the distance, not with its square',
      hint: 'Draw your Gaussian near 0: it is round there, it has no tip.',
      answer: withKernel('gaussian', (z) =>
        tf.exp(z.abs().div(-2)),
      ),
    },
    {
      id: 'one-sided-box',
      says: 'the boxcar hears every point on one side: the sign of the difference is not removed',
      hint: 'What is your vote for a difference of -100?',
      answer: withKernel('boxcar', (z) => z.lessEqual(1).toFloat()),
    },
    {
      id: 'half-box',
      says: 'the boxcar reaches only half a width to each side',
      hint: 'The width is the distance from the middle to the edge.',
      answer: withKernel('boxcar', (z) =>
        z.abs().lessEqual(0.5).toFloat(),
      ),
    },
    {
      id: 'edge-left-out',
      says: 'the boxcar does not hear a point that stands exactly at its edge',
      hint: 'Is the edge |z| = 1 inside or outside? Read the line above the example.',
      answer: withKernel('boxcar', (z) =>
        z.abs().less(1).toFloat(),
      ),
    },
    {
      id: 'triangle',
      says: 'Epanechnikov falls in a straight line: that is the triangular kernel',
      hint: 'At half a width the vote of Epanechnikov is 0.75. Which one is yours?',
      answer: withKernel('epanechnikov', (z) =>
        tf.relu(tf.sub(1, z.abs())),
      ),
    },
    {
      id: 'negative-votes',
      says: 'Epanechnikov is negative beyond its reach',
      hint: 'What is 1 - z² for z = 2, and may a vote be that?',
      answer: withKernel('epanechnikov', (z) =>
        tf.sub(1, z.square()),
      ),
    },
    {
      id: 'weights-not-votes',
      says: 'the votes are already divided by their sum',
      hint: 'A kernel knows one pair. The division belongs to the next step.',
      answer: ((differences, kernel, width) =>
        tf.tidy(() => {
          const votes = votesOf(differences.div(width), kernel);
          return votes.div(votes.sum(1, true));
        })) as Votes,
    },
  ],
  nwPredict: [
    {
      id: 'over-queries',
      says: 'the weights are normalised over the queries instead of the keys',
      hint: 'Sum your weights along each axis: which sums are 1, those of a query or those of a key?',
      answer: mixBy((u, w) =>
        tf.softmax(scoresOf(u, w).transpose()).transpose(),
      ),
    },
    {
      id: 'not-divided',
      says: 'the votes are not divided by their sum',
      hint: 'If all values are 5, what should every prediction be?',
      answer: mixBy((u, w) => tf.exp(scoresOf(u, w))),
    },
    {
      id: 'divided-by-count',
      says: 'the votes are divided by the number of keys instead of by their sum',
      hint: 'If all values are 5, what should every prediction be?',
      answer: mixBy((u, w) =>
        tf.exp(scoresOf(u, w)).div(u.shape[1]),
      ),
    },
    {
      id: 'underflow',
      says: 'the votes of a far query all round to 0 before they are divided by their sum',
      hint: 'tf.softmax takes the largest score away before the exponential. What does that change for the far query?',
      answer: mixBy((u, w) => {
        const votes = tf.exp(scoresOf(u, w));
        return votes.div(votes.sum(1, true));
      }),
    },
    {
      id: 'divided-by-w',
      says: 'the difference is divided by w, as if w were the width',
      hint: 'w is one over the width: a large w is a narrow kernel.',
      answer: mixBy((u, w) =>
        tf.softmax(u.div(w).square().div(-2)),
      ),
    },
    {
      id: 'w-outside-square',
      says: 'w stands outside the square',
      hint: 'The distance is measured in widths first, then squared.',
      answer: mixBy((u, w) =>
        tf.softmax(u.square().mul(w).div(-2)),
      ),
    },
    {
      id: 'no-half',
      says: 'the half in the exponent is missing',
      hint: 'Compare your score with -(w u)² / 2 for u = 1, w = 1.',
      answer: mixBy((u, w) => tf.softmax(u.mul(w).square().neg())),
    },
    {
      id: 'far-is-loud',
      says: 'far points get the large weights: the minus sign of the score is missing',
      hint: 'Which score should a point at distance 0 have: the largest or the smallest?',
      answer: mixBy((u, w) => tf.softmax(u.mul(w).square().div(2))),
    },
    {
      id: 'signed-difference',
      says: 'the score is the difference itself, with its sign, instead of its square',
      hint: 'A point to the left and one to the right at the same distance: do they get the same score?',
      answer: mixBy((u, w) => tf.softmax(u.mul(w))),
    },
  ],
  classShares: [
    {
      id: 'class-numbers',
      says: 'the class numbers are averaged and rounded, so that classes appear that no point has',
      hint: 'What does the mean of the numbers 0 and 2 say about the classes 0 and 2?',
      answer: ((queries, keys, labels, numClasses, w) =>
        tf.tidy(() => {
          const weights = gaussianWeights(queries, keys, w);
          const nearest = tf.dot(weights, labels.toFloat()).round();
          return tf.oneHot(nearest.toInt(), numClasses).toFloat();
        })) as Shares,
    },
    {
      id: 'hard-lookup',
      says: 'only the nearest point answers',
      hint: 'Half-way between two points, what share should each of them have?',
      answer: sharesBy((weights) =>
        tf
          .oneHot(weights.argMax(1).toInt(), weights.shape[1])
          .toFloat(),
      ),
    },
    {
      id: 'winner-only',
      says: 'the class with the largest share gets everything',
      hint: 'The rows should hold shares, not the decision.',
      answer: ((queries, keys, labels, numClasses, w) =>
        tf.tidy(() => {
          const shares = sharesBy((weights) => weights)(
            queries,
            keys,
            labels,
            numClasses,
            w,
          );
          return tf
            .oneHot(shares.argMax(1).toInt(), numClasses)
            .toFloat();
        })) as Shares,
    },
    {
      id: 'class-frequencies',
      says: 'every query gets the frequencies of the classes; the weights are not used',
      hint: 'Move a query from one heap to the other. Do its shares change?',
      answer: sharesBy((weights) =>
        tf.fill(
          [weights.shape[0], weights.shape[1]],
          1 / weights.shape[1],
        ),
      ),
    },
    {
      id: 'smoothed-classes',
      says: 'the label is treated as a place: neighbouring class numbers share their weight',
      hint: 'Class 1 does not lie between class 0 and class 2: the numbers are only names.',
      answer: ((queries, keys, labels, numClasses, w) =>
        tf.tidy(() => {
          const weights = gaussianWeights(queries, keys, w);
          const numbers = tf.range(0, numClasses);
          const near = gaussianWeights(
            labels.toFloat() as tf.Tensor1D,
            numbers as tf.Tensor1D,
            1,
          );
          return tf.matMul(weights, near);
        })) as Shares,
    },
  ],
  learnWidth: [
    {
      id: 'votes-for-itself',
      says: 'each point takes part in its own prediction, so w runs to its bound',
      hint: 'At what distance does a point stand from itself, and which weight does that give?',
      answer: searchW(errorWith(1)),
    },
    {
      id: 'not-trained',
      says: 'w still is 1: nothing has been learned',
      hint: 'Does your loss go down? Is the variable the one that the loss reads?',
      answer: () => 1,
    },
    {
      id: 'width-returned',
      says: 'the width 1/w is returned instead of w',
      hint: 'A narrow kernel has a large w. Is your number large for it?',
      answer: (keys: tf.Tensor1D, values: tf.Tensor1D) =>
        1 / searchW(leaveOneOut)(keys, values),
    },
    {
      id: 'log-returned',
      says: 'log w is returned instead of w',
      hint: 'What do you train, and what does the caller want?',
      answer: (keys: tf.Tensor1D, values: tf.Tensor1D) =>
        Math.log(searchW(leaveOneOut)(keys, values)),
    },
  ],
  bothWidths: [
    {
      id: 'swapped',
      says: 'the two numbers are swapped',
      hint: 'Which training can reach a loss of 0?',
      answer: { naive: 4.25, leaveOneOut: 20 },
    },
    {
      id: 'same',
      says: 'both trainings left a point out',
      hint: 'In the naive training the diagonal of the weight map stays open.',
      answer: { naive: 4.25, leaveOneOut: 4.25 },
    },
    {
      id: 'both-naive',
      says: 'both trainings let a point vote for itself',
      hint: 'With leaveOneOut: true the diagonal of the weight map is 0. Is yours?',
      answer: { naive: 20, leaveOneOut: 20 },
    },
    {
      id: 'logarithms',
      says: 'these are the logarithms of w',
      hint: 'If you train log w, take the exponential before you report.',
      answer: { naive: Math.log(20), leaveOneOut: Math.log(4.25) },
    },
    {
      id: 'widths',
      says: 'these are the widths 1/w, not w',
      hint: 'Asked is w = 1 / width.',
      answer: { naive: 1 / 20, leaveOneOut: 1 / 4.25 },
    },
  ],
};

export const variants: Variants = {
  kernelVotes: [
    {
      id: 'loops',
      answer: (
        differences: tf.Tensor2D,
        kernel: string,
        width: number,
      ) => {
        const vote = (u: number): number => {
          const z = Math.abs(u) / width;
          if (kernel === 'gaussian') return Math.exp(-(z ** 2) / 2);
          if (kernel === 'boxcar') return z <= 1 ? 1 : 0;
          if (kernel === 'epanechnikov')
            return Math.max(0, 1 - z ** 2);
          return 1;
        };
        const rows = differences.arraySync();
        return tf.tensor2d(rows.map((row) => row.map(vote)));
      },
    },
    {
      id: 'where',
      answer: (
        differences: tf.Tensor2D,
        kernel: string,
        width: number,
      ) =>
        tf.tidy(() => {
          const zero = tf.zerosLike(differences);
          const one = tf.onesLike(differences);
          const inside = differences.abs().lessEqual(width);
          const ratio = differences.square().div(width * width);
          return {
            gaussian: () => ratio.div(2).neg().exp(),
            boxcar: () => tf.where(inside, one, zero),
            epanechnikov: () =>
              tf.where(inside, one.sub(ratio), zero),
            constant: () => one.clone(),
          }[kernel as 'gaussian']();
        }),
    },
  ],
  nwPredict: [
    {
      id: 'query-by-query',
      answer: ((queries, keys, values, w) =>
        tf.tidy(() =>
          tf.stack(
            tf.unstack(queries).map((query) => {
              const scores = keys.sub(query).mul(w).square();
              return tf.softmax(scores.mul(-0.5)).mul(values).sum();
            }),
          ),
        )) as Predict,
    },
    {
      id: 'own-softmax',
      answer: mixBy((u, w) => {
        const scores = scoresOf(u, w);
        const votes = scores.sub(scores.max(1, true)).exp();
        return votes.div(votes.sum(1, true));
      }),
    },
    {
      id: 'expanded-square',
      answer: ((queries, keys, values, w) =>
        tf.tidy(() => {
          // q² is the same for all keys of a row: softmax does not see it
          const product = tf.outerProduct(queries, keys);
          const scores = product.sub(keys.square().div(2));
          const weights = tf.softmax(scores.mul(w.square()));
          return tf.dot(weights, values);
        })) as Predict,
    },
  ],
  classShares: [
    {
      id: 'class-by-class',
      answer: ((queries, keys, labels, numClasses, w) =>
        tf.tidy(() => {
          const weights = gaussianWeights(queries, keys, w);
          const columns = Array.from(
            { length: numClasses },
            (_, c) => weights.mul(labels.equal(c).toFloat()).sum(1),
          );
          return tf.stack(columns, 1);
        })) as Shares,
    },
    {
      id: 'loops',
      answer: ((queries, keys, labels, numClasses, w) => {
        const [xs, cs] = [keys.dataSync(), labels.dataSync()];
        const rows = Array.from(queries.dataSync(), (query) => {
          const shares: number[] = new Array(numClasses).fill(0);
          let total = 0;
          xs.forEach((x, j) => {
            const vote = Math.exp(-((w * (query - x)) ** 2) / 2);
            shares[cs[j]] += vote;
            total += vote;
          });
          return shares.map((share) => share / total);
        });
        return tf.tensor2d(rows);
      }) as Shares,
    },
  ],
  learnWidth: [
    { id: 'search', answer: searchW(leaveOneOut, 50) },
    {
      id: 'own-mask',
      answer: async (keys: tf.Tensor1D, values: tf.Tensor1D) => {
        const logW = tf.variable(tf.scalar(0.5));
        const optimizer = tf.train.adam(0.4);
        for (let step = 0; step < 20; step++) {
          optimizer.minimize(
            () => {
              const u = differencesOf(keys, keys);
              const closed = tf.eye(keys.size).mul(-1e9);
              const scores = u.mul(tf.exp(logW)).square().div(-2);
              const weights = tf.softmax(scores.add(closed));
              const error = weights.mul(values).sum(1).sub(values);
              return error.square().mean() as tf.Scalar;
            },
            false,
            [logW],
          );
        }
        const learned = Math.exp(logW.dataSync()[0]);
        tf.dispose(logW);
        optimizer.dispose();
        return Math.min(20, learned);
      },
    },
  ],
  bothWidths: [
    { id: 'rounded', answer: { naive: 20, leaveOneOut: 4.2 } },
    {
      id: 'a-little-less-trained',
      answer: { naive: 19.8, leaveOneOut: 4.05 },
    },
  ],
};
