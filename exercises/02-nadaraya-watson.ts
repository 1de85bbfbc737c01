import type { Inputs, Random, Wire } from 'kernel-lib/exercise/define';
import type { PropertyContext } from 'kernel-lib/exercise/types';
import {
  answer,
  defineExercises,
  drawNormal,
  drawUniform,
  property,
  tensor,
  values,
} from 'kernel-lib/exercise/define';
import {
  batchIndependent,
  convexHull,
  gate,
  holds,
  nonNegative,
} from 'kernel-lib/exercise/properties';

/** Differences with both signs, some of them exactly at the edge of the reach. */
const votesOf = (kernel: string, width: number) => (random: Random) => ({
  differences: tensor(
    [2, 5],
    [0, width, -width, random.uniform(1.1, 2) * width, random.uniform(-2, -1.1) * width].concat(
      random.uniformArray(5, { min: -0.95 * width, max: 0.95 * width }),
    ),
  ),
  kernel,
  width,
});

const regressionInputs =
  (numQueries: number, numKeys: number, w: number) =>
  (random: Random): Inputs => ({
    queries: drawUniform(random, [numQueries], { max: 5 }),
    keys: drawUniform(random, [numKeys], { max: 5 }),
    values: drawNormal(random, [numKeys], { std: 2 }),
    w: tensor([], [w]),
  });

/** Points of classes that lie in heaps: the first third around 0, the next around 2, the last around 4. */
const heapsOf =
  (classes: number[], numQueries: number, numClasses: number) =>
  (random: Random): Inputs => {
    const labels = Array.from({ length: 12 }, (_, i) => classes[i % classes.length]);
    return {
      queries: drawUniform(random, [numQueries], { min: -0.5, max: 4.5 }),
      keys: tensor(
        [12],
        labels.map((_, i) => 2 * (i % classes.length) + random.normal(0, 0.4)),
      ),
      labels: tensor([12], labels, 'int32'),
      numClasses,
      w: 1.5,
    };
  };

const truth = (x: number): number => 2 * Math.sin(x) + x ** 0.8;

/** Fifty noisy points of the lesson's curve; `stretch` changes the unit of x. */
function drawPoints(random: Random, noise: number, stretch = 1): { x: number[]; y: number[] } {
  const x = random.uniformArray(50, { max: 5 }).sort((a, b) => a - b);
  const y = x.map((one) => truth(one) + random.normal(0, noise));
  return { x: x.map((one) => one * stretch), y };
}

const asInputs = ({ x, y }: { x: number[]; y: number[] }): Inputs => ({
  keys: tensor([50], x),
  values: tensor([50], y),
});

/** The prediction at x with the points but number `left`. */
function predictAt(x: number, xs: number[], ys: number[], w: number, left = -1): number {
  let nearest = Infinity;
  xs.forEach((key, j) => {
    if (j !== left) nearest = Math.min(nearest, Math.abs(x - key));
  });
  let [weighted, votes] = [0, 0];
  for (let j = 0; j < xs.length; j++) {
    if (j === left) continue;
    const vote = Math.exp((w * w * (nearest ** 2 - (x - xs[j]) ** 2)) / 2);
    weighted += vote * ys[j];
    votes += vote;
  }
  return weighted / votes;
}

function leaveOneOutError(xs: number[], ys: number[], w: number): number {
  const errors = xs.map((x, i) => (predictAt(x, xs, ys, w, i) - ys[i]) ** 2);
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

const numberOf = (value: Wire): number => (typeof value === 'number' ? value : Number.NaN);

/** The error to the truth with the w that the answer learns, on points that the case draws. */
async function errorToTruth({ inputs, call }: PropertyContext): Promise<number> {
  const w = numberOf(await call(inputs));
  const [xs, ys] = [inputs.keys, inputs.values].map((one) => (one as { data: number[] }).data);
  const asked = Array.from({ length: 50 }, (_, i) => i / 10);
  const errors = asked.map((x) => (predictAt(x, xs, ys, w) - truth(x)) ** 2);
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

const candidates = Array.from({ length: 25 }, (_, i) => 0.05 * 1.28 ** i); // up to 18.7

/** Whether the learned w has nearly the smallest leave-one-out error there is. */
const inTheValley = holds(
  'no other w predicts each point clearly better from the others',
  async ({ inputs, call }) => {
    const w = numberOf(await call(inputs));
    const [xs, ys] = [inputs.keys, inputs.values].map((one) => (one as { data: number[] }).data);
    const errors = candidates.map((one) => leaveOneOutError(xs, ys, one));
    const least = Math.min(...errors);
    const best = candidates[errors.indexOf(least)];
    const own = leaveOneOutError(xs, ys, w);
    if (w > 0 && own <= 1.1 * least) return null;
    return {
      message: `w = ${w.toPrecision(4)} has the leave-one-out error ${own.toPrecision(4)}, others have ${least.toPrecision(4)}`,
      cause:
        best < w
          ? 'A smaller w predicts each point better from the others: does a point vote for itself in your loss?'
          : 'A larger w predicts each point better from the others: is the training long enough?',
    };
  },
);

export const exercises = defineExercises([
  {
    id: 'kernelVotes',
    title: 'Four kernels',
    kind: 'write',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'From a distance to a vote, with a width.',
    see: 'lesson 02, section 2.3',
    axes: ['query', 'key'],
    hints: [
      'What is the vote of a point at distance 0, for each of the four?',
      'Look at where the width enters: the distance is measured in widths.',
      'With z = difference / width: exp(-z²/2); 1 where |z| is at most 1; 1 - z², but never below 0; 1.',
    ],
    cases: [
      values({ name: 'Gaussian, width 0.75', inputs: votesOf('gaussian', 0.75) }),
      values({ name: 'boxcar, width 2', inputs: votesOf('boxcar', 2) }),
      values({ name: 'Epanechnikov, width 1.5', inputs: votesOf('epanechnikov', 1.5) }),
      values({ name: 'constant', inputs: votesOf('constant', 1.5) }),
      property({
        name: 'beyond the reach',
        inputs: votesOf('epanechnikov', 0.5),
        property: nonNegative(),
      }),
    ],
  },
  {
    id: 'nwPredict',
    title: 'Kernel regression with tensors',
    kind: 'write',
    points: 4,
    difficulty: 2,
    minutes: 15,
    about: 'Score, softmax, mix: for all queries at once.',
    see: 'lesson 02, section 2.4',
    axes: ['query'],
    hints: [
      'Which shape has the table of all differences, and which of its axes do you sum over?',
      'Look at the step that makes the weights of one query sum to 1.',
      'Scores -(w (q - k))² / 2 in a table (Q, K), softmax over the last axis, then times the values.',
    ],
    cases: [
      values({
        name: 'more keys than queries',
        inputs: regressionInputs(3, 7, 1.7),
        gradients: ['values', 'w'],
      }),
      values({ name: 'more queries than keys', inputs: regressionInputs(6, 4, 0.6) }),
      values({
        name: 'a query far from every key',
        inputs: (random) => ({
          ...regressionInputs(2, 5, 2)(random),
          queries: tensor([2], [2, 40]),
        }),
        nan: 'Every vote of the far query rounds to 0, and 0/0 is NaN',
      }),
      property({
        name: 'inside the values',
        inputs: regressionInputs(5, 6, 3),
        property: convexHull(),
      }),
      property({
        name: 'one query at a time',
        inputs: regressionInputs(4, 5, 1),
        property: batchIndependent({ change: ['queries'], tolerance: 1e-5 }),
      }),
    ],
  },
  {
    id: 'classShares',
    title: 'A classifier that averages class numbers',
    kind: 'repair',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'The Parzen window classifier is kernel regression on one-hot labels.',
    see: 'lesson 02, section 2.4',
    axes: ['query', 'class'],
    hints: [
      'Half of the neighbours have class 0, half have class 2. What is the mean class number?',
      'Look at what is averaged: the labels as numbers.',
      'Average one-hot rows instead of numbers: column c then holds the share of class c.',
    ],
    cases: [
      values({ name: 'classes 0 and 2, none of class 1', inputs: heapsOf([0, 2], 4, 3) }),
      values({ name: 'three heaps', inputs: heapsOf([2, 0, 1], 5, 3) }),
      values({
        name: 'a lone point among others',
        inputs: (random) => ({
          queries: tensor([2], [1, 2.8]),
          keys: tensor(
            [6],
            [1, 1.4, 1.5, 0.5, 0.6, 3].map((x) => x + random.normal(0, 0.02)),
          ),
          labels: tensor([6], [3, 1, 1, 1, 1, 0], 'int32'),
          numClasses: 5,
          w: 1.5,
        }),
      }),
      property({
        name: 'an absent class',
        inputs: (random) => ({
          ...heapsOf([0, 2], 1, 3)(random),
          queries: tensor([3], [0.8, 1, 1.2]),
        }),
        property: holds('a class without points gets no share', async ({ inputs, call }) => {
          const { shape, data } = (await call(inputs)) as { shape: number[]; data: number[] };
          const at = data.findIndex((share, i) => i % shape[1] === 1 && Math.abs(share) > 1e-4);
          if (at < 0) return null;
          return {
            message: `Query ${Math.floor(at / shape[1])} gives class 1 the share ${data[at].toPrecision(3)}`,
            cause: 'No point has class 1. A mean of class numbers invents classes.',
          };
        }),
      }),
    ],
  },
  {
    id: 'learnWidth',
    title: 'Learn the width',
    kind: 'build',
    points: 4,
    difficulty: 3,
    minutes: 20,
    about: 'Train w so that it holds for points that it has not seen.',
    see: 'lesson 02, section 2.8',
    hints: [
      'When your loss predicts a point, does that point take part in its own prediction?',
      'Look at the diagonal of the weight map, before the softmax.',
      'Close the diagonal of the scores, let Adam learn log w on the squared error, return w itself.',
    ],
    cases: [
      property({
        name: 'error to the truth, unseen',
        inputs: (random) => asInputs(drawPoints(random, 0.3)),
        property: gate({
          measures: 'mean squared error to the truth',
          score: errorToTruth,
          atMost: 0.2,
          cause: 'This w smooths the hill away: it has not been learned long enough.',
        }),
      }),
      property({
        name: 'noisy points',
        inputs: (random) => asInputs(drawPoints(random, 0.9)),
        property: inTheValley,
      }),
      property({
        name: 'x in another unit',
        inputs: (random) => asInputs(drawPoints(random, 0.5, 10)),
        property: inTheValley,
      }),
    ],
  },
  {
    id: 'bothWidths',
    title: 'What the naive training learns',
    kind: 'measure',
    points: 3,
    difficulty: 2,
    minutes: 10,
    about: 'The price of letting a point vote for itself.',
    see: 'lesson 02, section 2.7',
    hints: [
      'Which of the two trainings can bring its own loss to 0, and with what w?',
      'Look at leaveOneOut in the experiment: run the cell once with false, once with true.',
      'The naive one ends at the bound. Write both values of w as the experiment prints them.',
    ],
    cases: [
      answer({ name: 'each point included', part: 'naive', tolerance: 0.5 }),
      answer({ name: 'leave one out', part: 'leaveOneOut', tolerance: 0.3 }),
      property({
        name: 'the ratio',
        property: holds('the naive w is more than twice the other', async ({ call }) => {
          const { naive, leaveOneOut } = (await call({})) as Record<string, number>;
          if (leaveOneOut > 0 && naive > 2 * leaveOneOut) return null;
          return {
            message: `naive is ${naive}, leaveOneOut is ${leaveOneOut}`,
            cause: 'The point that votes for itself makes the kernel sharper: which w is larger?',
          };
        }),
      }),
    ],
  },
]);
