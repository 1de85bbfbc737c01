// ---
// jupyter:
//   jupytext:
//     text_representation:
//       extension: .ts
//       format_name: percent
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # 02 · Nadaraya–Watson kernel regression
//
// *Fifty noisy measurements, and a question about a place where nobody measured. The answer is a weighted average, with the first attention weights that you will train.*
//
// **After this lesson you can**
//
// - compute a prediction as a weighted average of neighbours, on paper and with tensors;
// - choose a kernel and a width, and say before you run it what each will do;
// - learn the width from data, and explain why a point must not vote for itself.
//
// 45 min to read, 110 min with the exercises · builds on [01 · Queries, keys and values](01-queries-keys-values.ipynb) · 5 exercises, 17 points · the cells run in 10&nbsp;s on two cores
//
// ---

// %% setup
import { tf, useBackend, seededRandom } from 'kernel-lib';
import { boxcarKernel, constantKernel } from 'kernel-lib';
import { epanechnikovKernel, gaussianKernel } from 'kernel-lib';
import { kernelRegression, kernelWeights } from 'kernel-lib';
import { gaussianWeights, fit, paced } from 'kernel-lib';
import { maxDifference, shapeText } from 'kernel-lib';
import { heatmaps, lines, regression } from 'kernel-lib';
import { smallMultiples, show, showTable } from 'kernel-lib';
import { headline, type Figure } from 'kernel-lib';

await useBackend();

// %% [markdown]
// ## 2.1 · The average that helps nobody
//
// We made these points ourselves, so we know the truth: $f(x) = 2\sin x + x^{0.8}$. Each
// measurement is $y = f(x) + \varepsilon$ with noise $\varepsilon$ of standard deviation 0.5, at
// 50 random places between 0 and 5. Whoever uses the data sees only the 50 pairs $(x, y)$.
//
// The task: predict $y$ for an $x$ that was not measured.

// %%
type Point = { x: number; y: number };

const truth = (x: number): number => 2 * Math.sin(x) + x ** 0.8;

function measure(seed: number): Point[] {
  const random = seededRandom(seed);
  const xs = Array.from({ length: 50 }, () => random.uniform(0, 5));
  return xs
    .sort((a, b) => a - b)
    .map((x) => ({ x: x, y: truth(x) + random.normal(0, 0.5) }));
}

const seed = 3;
const points = measure(seed);
console.log(`${points.length} points, seed ${seed}`);

// %% [markdown]
// The cheapest prediction does not look at $x$ at all: it answers with the mean of all $y$,
// everywhere. In lesson 01 this was **average pooling**: every value gets the same weight.
//
// *Before you run the cell: where on the curve will the mean be most wrong?*

// %%
const mean = (numbers: number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

const queries = Array.from({ length: 50 }, (_, i) => i / 10);
const keys = points.map((point) => point.x);
const values = points.map((point) => point.y);
const trueValues = queries.map(truth);

const meanSquare = (prediction: number[], target: number[]) =>
  mean(prediction.map((p, i) => (p - target[i]) ** 2));

const flat = queries.map(() => mean(values));
const flatError = meanSquare(flat, trueValues).toFixed(2);

// %%
type Curve = { name: string; x: number[]; y: number[] };
const curve = (name: string, y: number[]): Curve => {
  return { name: name, x: queries, y: y };
};
const truthCurve = { ...curve('truth', trueValues), dashed: true };
const axes = { xTitle: 'x', yTitle: 'y' };
const subtitle = 'Dots: the points. Dashed black: the truth.';

function drawFit(title: string, ...curves: Curve[]): Figure {
  return regression(
    { points: points, curves: [truthCurve, ...curves] },
    { title: title, subtitle: subtitle, ...axes },
  );
}
const flatTitle = `The mean misses the hill: error ${flatError}`;
show(drawFit(flatTitle, curve('mean', flat)));

// %% [markdown]
// The mean squared error to the truth is 0.91, its root 0.95: a typical distance of almost twice the noise. What is missing is the question. The prediction for $x = 2$ should ask the points near 2, and nobody asked anything.
//
// ## 2.2 · By hand: three points
//
// Three measured points, $(1, 3)$, $(2.5, 1)$ and $(4, 5)$, and the question $x = 2$. Let a point's **vote** shrink with its distance $u$: the vote is $e^{-u^2/2}$. At distance 0 it is 1, and nobody has more.
//
// *Before you run this: which point gets the largest weight? Will the answer be above or below the plain mean of the three values, which is 3?*

// %%
const gaussian = (u: number): number => Math.exp(-(u * u) / 2);

const threeKeys = [1, 2.5, 4];
const threeValues = [3, 1, 5];
const votes = threeKeys.map((key) => gaussian(2 - key));
const total = votes[0] + votes[1] + votes[2];
const threeWeights = votes.map((vote) => vote / total);

const threeRows = threeKeys.map((key, i) => ({
  key: key,
  vote: votes[i].toFixed(3),
  weight: threeWeights[i].toFixed(3),
  value: threeValues[i],
}));
showTable(threeRows, { caption: 'Three points answer x = 2' });

let answer = 0;
threeWeights.forEach((w, i) => (answer += w * threeValues[i]));
console.log(`the answer at x = 2: ${answer.toFixed(3)}`);
console.log(`the plain mean:      ${mean(threeValues).toFixed(3)}`);

// %% [markdown]
// The nearest point has more than half of the weight and pulls the answer down to 2.08. The far point at 4 says 5, but it is heard with a weight of 0.08.
//
// You have met the three roles in lesson 01. The **query** is the place that we ask about, $x = 2$. The **keys** are the places where somebody measured. The **values** are what was measured there. Query and key decide *how much*; the value decides *what*.

// %% [markdown]
// ## 2.3 · The formula
//
// $$f(x) \;=\; \sum_{i=1}^{n} \underbrace{\frac{K(x - x_i)}{\sum_{j=1}^{n} K(x - x_j)}}_{\alpha(x,\,x_i)}\; y_i$$
//
// | symbol | is | shape |
// | :--- | :--- | :--- |
// | $x$ | the query | a number |
// | $x_i$ | the keys | $n$ numbers |
// | $y_i$ | the values | $n$ numbers |
// | $K$ | the **kernel**: distance in, vote out | a function |
// | $\alpha(x, x_i)$ | the **attention weight** of point $i$ for the query $x$ | $n$ numbers, sum 1 |
//
// E. Nadaraya and G. Watson published it in the same year, 1964, independently.

// %%
type Vote = (u: number) => number;

function predict(
  query: number,
  keys: number[],
  values: number[],
  K: Vote,
): number {
  let weighted = 0; // the sum of K(x - x_i) y_i
  let votesTotal = 0; // the sum of K(x - x_j)
  for (let i = 0; i < keys.length; i++) {
    const vote = K(query - keys[i]);
    weighted += vote * values[i];
    votesTotal += vote;
  }
  return weighted / votesTotal;
}

console.log(
  predict(2, threeKeys, threeValues, gaussian).toFixed(3),
);

// %% [markdown]
// The division makes the weights of one query sum to 1. So the answer is a true average: it stays between the smallest and the largest $y_i$.
//
// The kernel is free to choose. It must not be negative, and it should not grow with the distance. Four, with the width 1:
//
// | kernel | $K(u)$ | in words |
// | :--- | :--- | :--- |
// | Gaussian | $e^{-u^2/2}$ | fades, never quite 0 |
// | boxcar | 1 if $\lvert u\rvert \le 1$, else 0 | all who are near, equally |
// | Epanechnikov | $\max(0,\, 1 - u^2)$ | a hill with an end |
// | constant | 1 | everybody, always |
//
// *One of the four gives back the flat line of 2.1. Which one?*

// %%
const fourVotes: { name: string; K: Vote }[] = [
  { name: 'Gaussian', K: gaussian },
  { name: 'boxcar', K: (u) => (Math.abs(u) <= 1 ? 1 : 0) },
  { name: 'Epanechnikov', K: (u) => Math.max(0, 1 - u * u) },
  { name: 'constant', K: () => 1 },
];

const distances = Array.from(
  { length: 241 },
  (_, i) => (i - 120) / 40,
);
const voteCurves = fourVotes.map(({ name, K }) => {
  return { name: name, x: distances, y: distances.map(K) };
});
show(
  lines(voteCurves, {
    title: 'Four ways to hear a neighbour',
    subtitle: 'Height: the vote of a point at distance u.',
    xTitle: 'distance u',
    yTitle: 'vote K(u)',
  }),
);

// %% [markdown]
// Only the Gaussian and the constant kernel hear everybody. The others are deaf beyond the distance 1: for a query with no key that near the formula says $0/0$. (The library then weighs all keys alike.) That is one reason why attention layers use a kernel that is never 0.
//
// ## 2.4 · The real thing: all queries at once
//
// The loop answers one query. With tensors, all are answered together. Put the queries in a column and the keys in a row: their difference is a table with a row for each query and a column for each key.

// %%
const q = tf.tensor1d(queries); // (Q)
const k = tf.tensor1d(keys); // (K)
const v = tf.tensor1d(values); // (K)

const u = tf.sub(q.expandDims(1), k.expandDims(0)); // (Q, K)
const voteTable = tf.exp(u.square().div(-2)); // (Q, K)
const weights = voteTable.div(voteTable.sum(1, true)); // (Q, K)
const byTensors = tf.dot(weights, v); // (Q, K) · (K) -> (Q)

console.log('differences:', shapeText(u.shape));
console.log('predictions:', shapeText(byTensors.shape));

// %% [markdown]
// The library has the same as `kernelRegression`. Does it give the numbers of our loop? For each of
// the four kernels, and every query:

// %%
const libraryKernels = [
  gaussianKernel(1),
  boxcarKernel(1),
  epanechnikovKernel(1),
  constantKernel(),
];
const data = { queries: q, keys: k, values: v };
const fits = libraryKernels.map((kernel) =>
  kernelRegression({ ...data, kernel: kernel }),
); // four times (Q)

const gaps = fourVotes.map(({ name, K }, i) => {
  const byLoop = queries.map((x) => predict(x, keys, values, K));
  const gap = maxDifference(fits[i], byLoop);
  return { kernel: name, difference: gap.toExponential(1) };
});
showTable(gaps, {
  caption: 'Largest difference, loop and library',
});

// %% [markdown]
// The differences are the rounding of 32-bit numbers. From here on the library does the arithmetic.
//
// One more equality, and it is the most important line of this lesson. For the Gaussian the vote is
// $e^{\text{something}}$, and dividing exponentials by their sum has a name, **softmax**:
//
// $$\alpha(x, x_i) = \frac{e^{-(x - x_i)^2/2}}{\sum_j e^{-(x - x_j)^2/2}} = \mathrm{softmax}_i\!\left(-\tfrac{1}{2}(x - x_i)^2\right)$$

// %%
const scores = u.square().div(-2); // (Q, K), one score per pair
const bySoftmax = tf.softmax(scores); // over the last axis: keys
const softmaxGap = maxDifference(bySoftmax, weights);
console.log('largest difference:', softmaxGap.toExponential(1));

// %% [markdown]
// So kernel regression is three steps: **score** every pair of query and key, take the **softmax**
// over the keys, **mix** the values. Each attention layer of this course does these three steps.
// What changes is the score.
//
// ## 2.5 · Which kernel is nearest to the truth?
//
// *Your guess, before you run it: which of the four has the lowest error at width 1, and does the
// smooth Gaussian beat the crude boxcar?*

// %%
const fitErrors: number[] = [];
const fitPanels = fourVotes.map(({ name }, i) => {
  const fitted = fits[i].arraySync();
  fitErrors.push(meanSquare(fitted, trueValues));
  const title = `${name}: error ${fitErrors[i].toFixed(2)}`;
  return drawFit(title, curve('fit', fitted));
});
show(
  smallMultiples(fitPanels, {
    title:
      'At width 1, the kernels that end are nearer to the truth',
    subtitle: 'Dashed black: the truth. Error: mean square to it.',
  }),
);

// %% [markdown]
// The Gaussian is the second worst. It has the same "width" as the other two, but it hears points at
// distance 2 as well, so it averages over a wider piece of the curve and flattens the hill. The
// boxcar is near the truth and jumps: each step is one point that enters or leaves the box. The
// constant kernel is the flat line of 2.1.
//
// This does not yet show that one kernel is better. It shows that the *effective* width differs.
// Let us look at the weights themselves.

// %%
const fewQueries = Array.from({ length: 10 }, (_, i) => i / 2);
const fewKeys = keys.filter((_, i) => i % 3 === 0); // every third
const maps = fourVotes.map(({ name }, i) => ({
  title: name,
  values: kernelWeights(
    tf.tensor1d(fewQueries),
    tf.tensor1d(fewKeys),
    libraryKernels[i],
  ), // (10, 17)
}));
show(
  heatmaps(maps, {
    title: 'Three kernels hear the near keys, one hears all alike',
    subtitle: 'Rows: queries. Columns: every third key, sorted.',
    rows: fewQueries.map((x) => x.toFixed(1)),
    columns: fewKeys.map((x) => x.toFixed(1)),
    domain: [0, 0.7],
  }),
);

// %% [markdown]
// Each row is one query and sums to 1. Queries and keys are sorted, so near pairs lie along the diagonal. This picture, queries down and keys across, is a **weight map** (also: attention map, or alignment in translation). It comes back in every lesson.
//
// ## 2.6 · The width decides
//
// Give the Gaussian a width $\sigma$: $K(u) = e^{-(u/\sigma)^2/2}$. Later it is easier to learn its inverse $w = 1/\sigma$, so we count in $w$ from the start: a large $w$ is a narrow kernel.
//
// *Before you move the slider: what does the fit become at $w = 40$? And at $w = 0.1$?*

// %%
function fitAt(w: number): number[] {
  const map = gaussianWeights(q, k, w); // (Q, K)
  return Array.from(tf.dot(map, v).dataSync());
}

const sharpness = [0.1, 0.3, 0.5, 1, 2, 3, 4, 6, 10, 20, 40];
const sliding = {
  name: 'fit',
  x: queries,
  frames: sharpness.map(fitAt),
};

show(
  regression(
    { points: points, curves: [truthCurve, sliding] },
    {
      title:
        'Too sharp copies the noise, too wide is the mean again',
      subtitle: 'Move the slider. Dashed black: the truth.',
      slider: { label: 'w', values: sharpness, start: 1 },
      ...axes,
    },
  ),
);

// %% [markdown]
// At the two ends of the slider stand the two special cases of lesson 01: with $w \to 0$ all weights
// are equal, which is **average pooling**; with $w \to \infty$ the nearest key takes everything, which
// is **hard lookup**. Do not believe the picture; test it.

// %%
const nearest = queries.map((x) => {
  const gapsToKeys = keys.map((key) => Math.abs(x - key));
  return values[gapsToKeys.indexOf(Math.min(...gapsToKeys))];
});
const toMean = maxDifference(fitAt(0.001), flat);
const toLookup = maxDifference(fitAt(2000), nearest);

console.log('w = 0.001, distance to the mean: ', toMean.toFixed(4));
console.log(
  'w = 2000, distance to the lookup:',
  toLookup.toFixed(4),
);

// %% [markdown]
// Between the ends lies the best $w$. How do we find it? Two errors can be computed for each $w$: to
// the **truth**, which only we know, and to the **measured points**, which everybody has.
//
// *Before you run it: both curves begin high at small $w$. What happens to each for large $w$?*

// %%
const manyW = Array.from({ length: 40 }, (_, i) => 0.2 * 1.13 ** i);
const toTruth = manyW.map((w) => meanSquare(fitAt(w), trueValues));
const toPoints = manyW.map((w) => {
  const atKeys = tf.dot(gaussianWeights(k, k, w), v); // (K)
  return meanSquare(Array.from(atKeys.dataSync()), values);
});
const errorCurves = [
  { name: 'to the truth', x: manyW, y: toTruth },
  { name: 'to the points', x: manyW, y: toPoints },
];
show(
  lines(errorCurves, {
    title: 'The error on the measured points never turns back',
    subtitle: 'Mean squared error for each w. Lower is nearer.',
    xTitle: 'w (larger is narrower)',
    yTitle: 'error',
    xLog: true,
  }),
);

// %% [markdown]
// The error to the truth has a valley near $w = 4$. The error on the measured points falls and
// falls: it promises that a needle is best. A user has only the second curve.
//
// ## 2.7 · Learn the width
//
// What an optimiser makes of that curve: start at $w = 1$, follow the gradient of the error on the
// measured points, and stop it at a bound of 20. We learn $\log w$, so that $w$ stays positive.

// %%
const bound = 20;

function lossOf(logW: tf.Variable, isClosed: boolean): tf.Scalar {
  const w: tf.Scalar = tf.exp(logW).minimum(bound);
  const option = { leaveOneOut: isClosed };
  const map = gaussianWeights(k, k, w, option); // (K, K)
  return tf.losses.meanSquaredError(v, tf.dot(map, v));
}

function learnedW(logW: tf.Variable): number {
  return Math.min(bound, Math.exp(logW.dataSync()[0]));
}

// %%
const naive = tf.variable(tf.scalar(0)); // log 1
await fit({
  steps: 120,
  loss: () => lossOf(naive, false),
  variables: [naive],
  learningRate: 0.1,
  label: 'w, each point included',
});
const naiveMap = gaussianWeights(k, k, learnedW(naive)); // (K, K)
const ownWeights = naiveMap.mul(tf.eye(keys.length)).sum(1); // (K)
console.log(`learned w = ${learnedW(naive).toFixed(2)}`);
const ownMean = ownWeights.mean().dataSync()[0];
console.log(`own weight, on average: ${ownMean.toFixed(2)}`);

// %% [markdown]
// It ran to the bound. Without the bound it would not stop. Why? Predict $y_i$ at $x_i$: the point $i$ itself stands at distance 0, the best place there is. **The point votes for itself**, here with almost half of the weight. A sharper kernel gives it more, and a copy of $y_i$ has no error. This is memorising, noise included.
//
// ## 2.8 · Leave one out
//
// The cure is old: predict at $x_i$ from all points but the $i$-th. This is **leave-one-out** cross-validation:
//
// $$L(w) = \frac{1}{n}\sum_{i=1}^{n}\Bigl(y_i - \sum_{j \ne i} \alpha_w(x_i, x_j)\, y_j\Bigr)^2$$
//
// In the weight map, that is the diagonal, closed before the weights are normalised.

// %%
const left = 10; // the point that is left out
const otherKeys = keys.filter((_, i) => i !== left);
const otherValues = values.filter((_, i) => i !== left);
const hand = predict(keys[left], otherKeys, otherValues, gaussian);

const closedMap = gaussianWeights(k, k, 1, { leaveOneOut: true });
const byLibrary = tf.dot(closedMap, v).dataSync()[left];

console.log(`by hand ${hand.toFixed(5)}`);
console.log(`library ${byLibrary.toFixed(5)}`);

// %% [markdown]
// By hand and by the library it is the same number. Now the same training with one option changed.
//
// *Where will $w$ stop? The valley that only we could see was near 4.*

// %%
const loo = tf.variable(tf.scalar(0));
await fit({
  steps: 120,
  loss: () => lossOf(loo, true),
  variables: [loo],
  learningRate: 0.1,
  label: 'w, leave one out',
});
console.log(`learned w = ${learnedW(loo).toFixed(2)}`);

// %%
const learnedFits: [string, number][] = [
  ['w = 1, not learned', 1],
  ['each point included', learnedW(naive)],
  ['leave one out', learnedW(loo)],
];
const learnedPanels = learnedFits.map(([name, w]) => {
  const error = meanSquare(fitAt(w), trueValues).toFixed(3);
  return drawFit(`${name}: error ${error}`, curve('fit', fitAt(w)));
});
show(
  smallMultiples(learnedPanels, {
    title: 'Leave-one-out finds the hill, not the noise',
    subtitle: 'Dashed black: the truth. Error: mean square to it.',
  }),
);

// %% [markdown]
// The fit that had the lowest error on its own points zigzags after the noise. The leave-one-out fit never saw the truth, and its error is more than five times smaller: 0.032 against 0.181.
//
// One data set can be luck. So we repeat it on thirty.
//
// ## 2.9 · Thirty data sets at once
//
// A batch is one more axis in front: $S$ sets, $Q$ queries, $K$ keys. Nothing else in the computation changes. The sharpness becomes a vector, one $w$ for each set.

// %%
const numSets = paced({ full: 30, quick: 10 });
const seeds = Array.from({ length: numSets }, (_, i) => i + 1);
const sets = seeds.map(measure);
const setKeys = tf.tensor2d(sets.map((set) => set.map((p) => p.x)));
const setValues = tf.tensor2d(
  sets.map((set) => set.map((p) => p.y)),
);

function predictSets(
  asked: tf.Tensor2D, // (S, Q)
  w: tf.Tensor, // (S)
  isClosed: boolean,
): tf.Tensor2D {
  const difference = asked.expandDims(2).sub(setKeys.expandDims(1));
  const score = difference
    .mul(w.reshape([-1, 1, 1]))
    .square()
    .div(-2);
  const diagonal = tf.eye(50).mul(isClosed ? -1e6 : 0); // (K, K)
  const map = tf.softmax(score.add(diagonal)); // (S, Q, K)
  return map.matMul(setValues.expandDims(2)).squeeze([2]);
}

// %% [markdown]
// The diagonal is closed by adding $-10^6$ to its scores: $e^{-10^6}$ is 0, so softmax gives those pairs no weight. (In lesson 03 this becomes the mask.) Both trainings, with all sets in one loss:

// %%
async function trainSets(label: string, isClosed: boolean) {
  const logW = tf.variable(tf.zeros([numSets])); // (S)
  const sharp = () => tf.exp(logW).minimum(bound);
  const loss = (): tf.Scalar => {
    const predicted = predictSets(setKeys, sharp(), isClosed);
    return predicted.sub(setValues).square().mean(1).sum();
  };
  await fit({
    steps: 100,
    loss: loss,
    variables: [logW],
    learningRate: 0.1,
    label: label,
  });
  return sharp(); // (S)
}

const wNaive = await trainSets('each point included', false);
const wLoo = await trainSets('leave one out', true);

// %% [markdown]
// The error that counts is the one to the truth, at 50 places that no training has seen. *Put the four methods in order before you look: the mean, the Gaussian with $w = 1$, and the two trainings.*

// %%
const grid = tf.tensor2d(seeds.map(() => queries)); // (S, Q)

function setError(prediction: tf.Tensor): number {
  const residual = prediction.sub(tf.tensor1d(trueValues));
  return residual.square().mean().dataSync()[0];
}
const averageError = setError(setValues.mean(1, true));
const gaussianError = setError(
  predictSets(grid, tf.ones([numSets]), false),
);
const naiveError = setError(predictSets(grid, wNaive, false));
const looError = setError(predictSets(grid, wLoo, false));

showTable(
  [
    { method: 'average pooling', error: averageError },
    { method: 'Gaussian, w = 1', error: gaussianError },
    { method: 'w learned, naive', error: naiveError },
    { method: 'w learned, leave one out', error: looError },
  ],
  { caption: `Mean error to the truth, ${numSets} data sets` },
);

// %%
headline({
  name: 'Error of w = 1, as a share of average pooling',
  value: gaussianError / averageError,
  gate: { atMost: 0.7 },
});
headline({
  name: 'Error of leave one out, as a share of w = 1',
  value: looError / gaussianError,
  gate: { atMost: 0.4 },
});
headline({
  name: 'Error of naive training, as a multiple of leave one out',
  value: naiveError / looError,
  gate: { atLeast: 1.4 },
});

// %% [markdown]
// From 0.90 to 0.42 to 0.06. Looking at the query halves the error of the mean; learning one number the right way divides it by six again. Learned the wrong way, the error is more than twice as large.
//
// What this does not show: that leave-one-out always finds the best width. On four of the thirty sets (1, 15, 25 and 27) it chose a $w$ above 10: its error is an estimate, too, from 50 noisy points. And a training that is stopped early hides the fault of the naive loss (see 2.11).

// %% [markdown]
// ## 2.10 · Take a piece away
//
// **First piece: the division.** Keep the votes, drop their sum, and divide by the number of points
// instead. *What happens to the height of the curve? And near the borders, where fewer points are in
// reach?*

// %%
const votesAt4 = tf.exp(u.mul(4).square().div(-2)); // (Q, K)
const sums = tf.dot(votesAt4, v); // (Q), not divided by votes
const undivided = Array.from(sums.div(keys.length).dataSync());

show(
  drawFit(
    'Without the division the curve collapses',
    curve('divided by the votes', fitAt(4)),
    curve('divided by n', undivided),
  ),
);

// %% [markdown]
// Without the division the result is a *sum* of what is near, not an average. It shrinks by a factor of about eight, and it also follows the number of points near $x$, not only their height. The division makes the answer independent of how many keys there are.
//
// **Second piece: the near keys.** Remove every point between 2 and 3.5 and ask there anyway. *What will the best weight be at $x = 2.7$, where even the best vote is tiny?*

// %%
const rest = points.filter(({ x }) => x < 2 || x > 3.5);
const restKeys = tf.tensor1d(rest.map(({ x }) => x));
const restValues = tf.tensor1d(rest.map(({ y }) => y));
const restMap = gaussianWeights(q, restKeys, 4); // (Q, K)
const restFit = Array.from(tf.dot(restMap, restValues).dataSync());

const restVotes = rest.map(({ x }) => gaussian(4 * (2.7 - x)));
const bestWeight = restMap.max(1).dataSync()[27]; // x = 2.7
console.log(`best vote:   ${Math.max(...restVotes).toFixed(4)}`);
console.log(`best weight: ${bestWeight.toFixed(4)}`);
const restCurves = [truthCurve, curve('fit', restFit)];
show(
  regression(
    { points: rest, curves: restCurves, query: 2.7 },
    {
      title: 'Attention answers even when nobody is near',
      subtitle: 'No points between 2 and 3.5. Red: the query 2.7.',
      ...axes,
    },
  ),
);

// %% [markdown]
// The best vote is 0.0006, almost nothing, and its owner still gets 41 % of the weight. Softmax compares the keys with *each other*; it has no way to say "none of these". In the gap the fit is two shelves with a jump between them.
//
// Keep this in mind when you read weight maps in later lessons: a large weight says "the best of those present", not "good".

// %% [markdown]
// ## 2.11 · What people get wrong
//
// **Claim 1: "The weights sum to 1, it does not matter along which axis."** Normalise over the queries: the weights of each *key* then sum to 1. The result has the right shape. Ask for $x = 2$ twice, once among 50 queries and once alone.

// %%
function overQueries(asked: tf.Tensor1D): tf.Tensor {
  const gap = tf.sub(asked.expandDims(1), k.expandDims(0));
  const score = gap.square().div(-2); // (Q, K)
  const wrong = tf.softmax(score.transpose()).transpose();
  return tf.dot(wrong, v); // (Q)
}

const among = overQueries(q).dataSync()[20]; // queries[20] is 2
const alone = overQueries(tf.tensor1d([2])).dataSync()[0];
console.log(`x = 2 among 50 queries: ${among.toFixed(2)}`);
console.log(`x = 2 alone:            ${alone.toFixed(2)}`);
console.log(`over the keys:          ${fitAt(1)[20].toFixed(2)}`);

// %% [markdown]
// **Verdict: false.** Asked alone, the query gets all the weight of every key, and the answer is the *sum* of the 50 values. Among others it looks harmless, which is worse. One line finds the mistake: each query's weights sum to 1.
//
// **Claim 2: "The lowest error on the data is the best model."** You saw 2.7; here is its more dangerous form. Few steps of the naive training end at a moderate $w$ and look fine.

// %%
function naiveAfter(steps: number) {
  const logW = tf.variable(tf.scalar(0));
  const optimizer = tf.train.adam(0.1);
  for (let step = 0; step < steps; step++) {
    optimizer.minimize(() => lossOf(logW, false), false, [logW]);
  }
  const w = learnedW(logW);
  const error = meanSquare(fitAt(w), trueValues).toFixed(3);
  return { steps: steps, w: w.toFixed(2), error: error };
}

showTable([10, 15, 25, 50].map(naiveAfter), {
  caption: 'Naive training, stopped after some steps',
});

// %% [markdown]
// **Verdict: false.** After 15 steps the naive training looks as good as leave-one-out; then it goes on to ruin itself. The number of steps has become the real choice of width, and nobody wrote it down as one. If stopping earlier improves a result, ask what the loss rewards.
//
// ## 2.12 · Yours
//
// Another data set: $y = 2\sin x + x + \varepsilon$ with noise of standard deviation 1 and 40 points. Change the two marked lines: the seed, the noise, $w$, the kernel. Which $w$ has the lowest error? Would you have found it without the dashed line?

// %% tags=["yours"]
const my = { seed: 3, count: 40, noise: 1, w: 2 }; // <- change
const myVote: Vote = (u) => gaussian(my.w * u); // <- or another
const myTruth = (x: number): number => 2 * Math.sin(x) + x;
const myRandom = seededRandom(my.seed);
const myPoints = Array.from({ length: my.count }, () => {
  const x = myRandom.uniform(0, 5);
  return { x: x, y: myTruth(x) + myRandom.normal(0, my.noise) };
});
const myKeys = myPoints.map(({ x }) => x);
const myValues = myPoints.map(({ y }) => y);
const myFit = queries.map((x) =>
  predict(x, myKeys, myValues, myVote),
);
const myError = meanSquare(myFit, queries.map(myTruth));
const myCurve = curve('truth', queries.map(myTruth));
const myCurves = [
  { ...myCurve, dashed: true },
  curve('fit', myFit),
];
show(
  regression(
    { points: myPoints, curves: myCurves },
    { title: `Your fit: error ${myError.toFixed(3)}`, ...axes },
  ),
);

// %% [markdown]
// ## What to remember
//
// 1. **Score, softmax, mix.** A query scores every key, the softmax over the *keys* makes weights that
//    sum to 1, the weights mix the values.
// 2. The width says how far a query listens. At its ends stand average pooling and hard lookup.
// 3. A score can be **learned**. When keys and queries are the same points, a point must not vote for
//    itself, or the training learns to copy.
// 4. Weights compare the keys that are there. They never say that no key fits.
//
// Here the score was a distance between two numbers. In lesson 03 queries and keys are vectors.

// %% [markdown]
// ## Exercises
//
// In [the notebook of exercises 02](../exercises/02-nadaraya-watson.ipynb):
//
// | | Exercise | Kind | Points | Difficulty | Time |
// | ---: | :--- | :--- | ---: | :--- | ---: |
// | 2.1 | Four kernels | write | 3 | ●○○ | 10 min |
// | 2.2 | Kernel regression with tensors | write | 4 | ●●○ | 15 min |
// | 2.3 | A classifier that averages class numbers | repair | 3 | ●○○ | 10 min |
// | 2.4 | Learn the width | build | 4 | ●●● | 20 min |
// | 2.5 | What the naive training learns | measure | 3 | ●●○ | 10 min |

// %% [markdown]
// ## Sources
//
// - E. A. Nadaraya, *On Estimating Regression*, Theory of Probability and Its Applications 9(1), 1964.
// - G. S. Watson, *Smooth Regression Analysis*, Sankhyā A 26(4), 1964.
// - V. A. Epanechnikov, *Non-Parametric Estimation of a Multivariate Probability Density*, 1969: the
//   kernel that bears his name.
// - A. Zhang and others, [*Dive into Deep Learning*](https://d2l.ai), chapter "Attention Mechanisms and
//   Transformers": the view of kernel regression as attention, and both formulas for the data.
//
// [← 01 · Queries, keys and values](01-queries-keys-values.ipynb) &nbsp;·&nbsp;
// [All lessons](../README.md) &nbsp;·&nbsp;
// [03 · Scoring functions →](03-scoring-functions.ipynb)
