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
// *Fifty noisy measurements, and a question about a place where nobody measured.
// The answer is a weighted average, and its weights are the first attention weights
// that you will train.*
//
// **After this lesson you can**
//
// - compute a prediction as a weighted average of neighbours, on paper and with tensors;
// - choose a kernel and a width, and say before you run it what each will do;
// - learn the width from data, and explain why a point must not vote for itself.
//
// 45 min to read, 65 min with the exercises · builds on
// [01 · Queries, keys and values](01-queries-keys-values.ipynb) · 5 exercises, 17 points ·
// the cells run in 20 s on two cores
//
// ---

// %% setup
import {
  boxcarKernel,
  constantKernel,
  epanechikovKernel,
  fit,
  gaussianKernel,
  gaussianWeights,
  headline,
  heatmaps,
  kernelRegression,
  kernelWeights,
  lines,
  maxDifference,
  paced,
  regression,
  seededRandom,
  show,
  showTable,
  smallMultiples,
  tf,
  useBackend,
} from 'kernel-lib';
import type { Kernel } from 'kernel-lib';

const engine = await useBackend();

// %% [markdown]
// ## 2.1 · The average that helps nobody
//
// We made these points ourselves, so we know the truth: $f(x) = 2\sin x + x^{0.8}$. Each
// measurement is $y = f(x) + \varepsilon$ with noise $\varepsilon$ of standard deviation 0.5, at
// 50 random places between 0 and 5. Whoever uses the data sees only the 50 pairs $(x, y)$.
//
// The task: predict $y$ for an $x$ that was not measured.

// %%
interface Point {
  x: number;
  y: number;
}

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
const flatError = meanSquare(flat, trueValues);

// %%
const truthCurve = {
  name: 'truth',
  x: queries,
  y: trueValues,
  dashed: true,
};
show(
  regression(
    {
      points: points,
      curves: [truthCurve, { name: 'mean', x: queries, y: flat }],
    },
    {
      title: 'The mean misses the hill and both slopes',
      subtitle: `Mean squared error to the truth: ${flatError.toFixed(2)}`,
      xTitle: 'x',
      yTitle: 'y',
    },
  ),
);

// %% [markdown]
// The error to the true curve is 0.89, almost twice the standard deviation of the noise when you
// take its root ($\sqrt{0.89} \approx 0.94$). The line is right at the two places where it happens
// to cross the curve.
//
// What is missing is the question. The prediction for $x = 2$ should ask the points near 2, and
// nobody asked anything.

// %% [markdown]
// ## 2.2 · By hand: three points
//
// Take three measured points, $(1, 3)$, $(2.5, 1)$ and $(4, 5)$, and the question $x = 2$. The
// distances are 1, 0.5 and 2.
//
// Let a point's **vote** shrink with its distance $u$: the vote is $e^{-u^2/2}$. A point at distance
// 0 has the vote 1; nobody has more.
//
// *Before you run this: which point gets the largest weight? Will the answer be above or below
// the plain mean of the three values, which is 3?*

// %%
const gaussian = (u: number): number => Math.exp(-(u * u) / 2);

const threeKeys = [1, 2.5, 4];
const threeValues = [3, 1, 5];
const votes = threeKeys.map((key) => gaussian(2 - key));
const total = votes[0] + votes[1] + votes[2];
const threeWeights = votes.map((vote) => vote / total);

showTable(
  threeKeys.map((key, i) => ({
    key: key,
    distance: Math.abs(2 - key),
    vote: votes[i].toFixed(3),
    weight: threeWeights[i].toFixed(3),
    value: threeValues[i],
  })),
  { caption: 'Three points answer the question x = 2' },
);

// %%
const answer =
  threeWeights[0] * threeValues[0] +
  threeWeights[1] * threeValues[1] +
  threeWeights[2] * threeValues[2];
console.log(`the answer at x = 2: ${answer.toFixed(3)}`);
console.log(`the plain mean:      ${mean(threeValues).toFixed(3)}`);

// %% [markdown]
// The nearest point has more than half of the weight and pulls the answer down to 2.02. The far
// point at 4 says 5, but it is heard with a weight of 0.08.
//
// You have met the three roles in lesson 01. The **query** is the place that we ask about, $x = 2$.
// The **keys** are the places where somebody measured. The **values** are what was measured there.
// Query and key decide *how much*; the value decides *what*.

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
// The division makes the weights of one query sum to 1. So the answer is a true average: it can
// never be larger than the largest $y_i$ or smaller than the smallest.
//
// The kernel is free to choose. It must not be negative, and it should not grow with the distance.
// Four that people use, all with the width 1:
//
// | kernel | $K(u)$ | in words |
// | :--- | :--- | :--- |
// | Gaussian | $e^{-u^2/2}$ | fades smoothly, never quite 0 |
// | boxcar | 1 if $\lvert u\rvert \le 1$, else 0 | all who are near, equally |
// | Epanechikov | $\max(0,\, 1 - u^2)$ | a hill with an end |
// | constant | 1 | everybody, always |

// %%
const fourVotes: { name: string; K: Vote }[] = [
  { name: 'Gaussian', K: gaussian },
  { name: 'boxcar', K: (u) => (Math.abs(u) <= 1 ? 1 : 0) },
  { name: 'Epanechikov', K: (u) => Math.max(0, 1 - u * u) },
  { name: 'constant', K: () => 1 },
];

// %%
const distances = Array.from(
  { length: 121 },
  (_, i) => (i - 60) / 20,
);
show(
  lines(
    fourVotes.map((one) => ({
      name: one.name,
      x: distances,
      y: distances.map(one.K),
    })),
    {
      title: 'Four ways to hear a neighbour',
      subtitle:
        'Height: the vote of a point at distance u from the query.',
      xTitle: 'distance u',
      yTitle: 'vote K(u)',
    },
  ),
);

// %% [markdown]
// Only the Gaussian and the constant kernel hear everybody. The other two are deaf beyond the
// distance 1: a query with no key that near has $0/0$ for an answer. That is one reason why
// attention layers use a kernel that is never 0.
//
// *One of the four gives back the flat line of 2.1. Which one?*

// %% [markdown]
// ## 2.4 · The real thing: all queries at once
//
// The loop answers one query. With tensors, all of them are answered together. Put the queries in a
// column and the keys in a row: their difference is a table with a row for each query and a column
// for each key.

// %%
const q = tf.tensor1d(queries); // (Q)
const k = tf.tensor1d(keys); // (K)
const v = tf.tensor1d(values); // (K)

const u = tf.sub(q.expandDims(1), k.expandDims(0)); // (Q, K)
const voteTable = tf.exp(u.square().div(-2)); // (Q, K)
const weights = voteTable.div(voteTable.sum(1, true)); // rows sum to 1
const byTensors = tf.dot(weights, v); // (Q, K) · (K) -> (Q)

console.log(
  `differences ${u.shape}, prediction ${byTensors.shape}`,
);

// %% [markdown]
// The library has the same as `kernelRegression`. Does it give the numbers of our loop? For each of
// the four kernels, and every query:

// %%
const libraryKernels: Kernel[] = [
  gaussianKernel(1),
  boxcarKernel(1),
  epanechikovKernel(1),
  constantKernel(),
];
const fits = libraryKernels.map((kernel) =>
  kernelRegression({
    queries: q,
    keys: k,
    values: v,
    kernel: kernel,
  }),
); // four times (Q)

showTable(
  fourVotes.map((one, i) => {
    const byLoop = queries.map((x) =>
      predict(x, keys, values, one.K),
    );
    const gap = maxDifference(fits[i], tf.tensor1d(byLoop));
    return {
      kernel: one.name,
      'largest difference': gap.toExponential(1),
    };
  }),
  { caption: 'Our loop against the library, 50 queries each' },
);

// %% [markdown]
// The differences are the rounding of 32-bit numbers. From here on the library does the arithmetic.
//
// One more equality, and it is the most important line of this lesson. For the Gaussian the vote is
// $e^{\text{something}}$, and dividing exponentials by their sum has a name, **softmax**:
//
// $$\alpha(x, x_i) = \frac{e^{-(x - x_i)^2/2}}{\sum_j e^{-(x - x_j)^2/2}} = \mathrm{softmax}_i\!\left(-\tfrac{1}{2}(x - x_i)^2\right)$$

// %%
const scores = u.square().div(-2); // (Q, K), one score per pair
const bySoftmax = tf.softmax(scores, 1); // over the keys
console.log(
  'softmax of scores against votes over their sum:',
  maxDifference(bySoftmax, weights).toExponential(1),
);

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
const fitErrors = fits.map((fit) =>
  meanSquare(Array.from(fit.dataSync()), trueValues),
);

show(
  smallMultiples(
    fourVotes.map((one, i) =>
      regression(
        {
          points: points,
          curves: [
            truthCurve,
            { name: 'fit', x: queries, y: fits[i] },
          ],
        },
        {
          title: `${one.name}: error ${fitErrors[i].toFixed(2)}`,
          xTitle: 'x',
          yTitle: 'y',
        },
      ),
    ),
    {
      columns: 2,
      title:
        'At width 1, the kernels that end are nearer to the truth',
      subtitle:
        'Dashed black: the truth. Error: mean square to the truth.',
    },
  ),
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
const fewQueries = tf.range(0, 10).div(2) as tf.Tensor1D; // (10)
const everyThird = points.filter((_, i) => i % 3 === 0);
const fewKeys = tf.tensor1d(everyThird.map((point) => point.x));
show(
  heatmaps(
    fourVotes.map((one, i) => ({
      title: one.name,
      values: kernelWeights(fewQueries, fewKeys, libraryKernels[i]),
    })),
    {
      title: 'Weights follow the diagonal: near keys are heard',
      subtitle:
        'Rows: queries. Columns: keys (a third of them), sorted.',
      rows: Array.from(fewQueries.dataSync(), (x) => x.toFixed(1)),
      columns: everyThird.map((point) => point.x.toFixed(1)),
      domain: [0, 0.5],
      panelsPerRow: 2,
    },
  ),
);

// %% [markdown]
// Each row is one query and sums to 1. Queries and keys are both sorted, so near pairs lie along the
// diagonal. The boxcar's rows are flat inside the box; the constant kernel does not look at the
// query at all.
//
// This picture, queries down and keys across, is a **weight map** (also: attention map, or alignment
// in translation). It comes back in every lesson.

// %% [markdown]
// ## 2.6 · The width decides
//
// Give the Gaussian a width $\sigma$: $K(u) = e^{-(u/\sigma)^2/2}$. Later it is easier to learn its
// inverse $w = 1/\sigma$, so we count in $w$ from the start: large $w$ is a narrow kernel.
//
// *Before you move the slider: what does the fit become at $w = 40$? And at $w = 0.1$?*

// %%
const sharpness = [0.1, 0.3, 0.5, 1, 2, 3, 4, 6, 10, 20, 40];
const fitAt = (w: number): number[] =>
  Array.from(
    tf.tidy(() => tf.dot(gaussianWeights(q, k, w), v)).dataSync(),
  );

show(
  regression(
    {
      points: points,
      curves: [
        truthCurve,
        {
          name: 'fit',
          x: queries,
          frames: sharpness.map(fitAt),
        },
      ],
    },
    {
      title:
        'Too sharp copies the noise, too wide is the mean again',
      subtitle: 'Move the slider. Dashed black: the truth.',
      xTitle: 'x',
      yTitle: 'y',
      slider: { label: 'w', values: sharpness, start: 1 },
    },
  ),
);

// %% [markdown]
// At the two ends of the slider stand the two special cases of lesson 01: with $w \to 0$ all weights
// are equal, which is **average pooling**; with $w \to \infty$ the nearest key takes everything, which
// is **hard lookup**. Do not believe the picture; test it.

// %%
const nearest = queries.map((x) => {
  const gaps = keys.map((key) => Math.abs(x - key));
  return values[gaps.indexOf(Math.min(...gaps))];
});
const largestGap = (a: number[], b: number[]): string =>
  Math.max(...a.map((x, i) => Math.abs(x - b[i]))).toFixed(4);

console.log(
  'w = 0.001, distance to the mean: ',
  largestGap(fitAt(0.001), flat),
);
console.log(
  'w = 2000, distance to the lookup:',
  largestGap(fitAt(2000), nearest),
);

// %% [markdown]
// Between the ends lies the best $w$. How do we find it? Two errors can be computed for each $w$: to
// the **truth**, which only we know, and to the **measured points**, which everybody has.
//
// *Before you run it: both curves begin high at small $w$. What happens to each for large $w$?*

// %%
const manyW = Array.from({ length: 40 }, (_, i) => 0.2 * 1.13 ** i);
const trainError = (w: number): number =>
  meanSquare(
    Array.from(
      tf.tidy(() => tf.dot(gaussianWeights(k, k, w), v)).dataSync(),
    ),
    values,
  );

show(
  lines(
    [
      {
        name: 'to the truth',
        x: manyW,
        y: manyW.map((w) => meanSquare(fitAt(w), trueValues)),
      },
      { name: 'to the points', x: manyW, y: manyW.map(trainError) },
    ],
    {
      title: 'The error on the measured points never turns back',
      subtitle: 'Mean squared error for each w. Lower is nearer.',
      xTitle: 'w (larger is narrower)',
      yTitle: 'error',
      xLog: true,
    },
  ),
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
const errorOfFit = (logW: tf.Variable, leaveOneOut: boolean) =>
  tf.tidy(() => {
    const w = tf.exp(logW).minimum(bound) as tf.Scalar;
    const map = gaussianWeights(k, k, w, {
      leaveOneOut: leaveOneOut,
    }); // (K, K)
    return tf.dot(map, v).sub(v).square().mean() as tf.Scalar;
  });
const learnedW = (logW: tf.Variable): number =>
  Math.min(bound, Math.exp(logW.dataSync()[0]));

// %%
const naive = tf.variable(tf.scalar(0)); // log 1
const naiveRun = await fit({
  steps: 120,
  loss: () => errorOfFit(naive, false),
  optimizer: tf.train.adam(0.1),
  variables: [naive],
  label: 'w, each point included',
});
console.log(`learned w = ${learnedW(naive).toFixed(2)}`);

// %% [markdown]
// It ran to the bound. Without the bound it would not stop. Why?
//
// Follow one point. When the model predicts $y_i$ at $x_i$, the point $i$ itself stands at distance
// 0, the best place there is: **the point votes for itself**. The sharper the kernel, the larger its
// own share, and a prediction that is a copy of $y_i$ has no error. This is memorising: the noise is
// copied, too.

// %%
const ownShare = manyW.map((w) =>
  tf.tidy(
    () =>
      gaussianWeights(k, k, w)
        .mul(tf.eye(keys.length))
        .sum()
        .div(keys.length)
        .dataSync()[0],
  ),
);

show(
  lines([{ name: 'own share', x: manyW, y: ownShare }], {
    title: 'The sharper the kernel, the more a point hears itself',
    subtitle:
      'Mean weight of a training point in its own prediction.',
    xTitle: 'w (larger is narrower)',
    yTitle: 'weight',
    xLog: true,
  }),
);

// %% [markdown]
// ## 2.8 · Leave one out
//
// The cure is old and short. To predict at $x_i$, use all points but the $i$-th. This is
// **leave-one-out** cross-validation:
//
// $$L(w) = \frac{1}{n}\sum_{i=1}^{n}\Bigl(y_i - \sum_{j \ne i} \alpha_w(x_i, x_j)\, y_j\Bigr)^2$$
//
// In the weight map of the keys against themselves, that is the diagonal, closed before the weights
// are normalised. By hand for one point, then the library:

// %%
const one = 10;
const others = (numbers: number[]): number[] =>
  numbers.filter((_, i) => i !== one);
const withoutIt = predict(
  keys[one],
  others(keys),
  others(values),
  gaussian,
);

const closed = gaussianWeights(k, k, 1, { leaveOneOut: true });
const libraryOne = tf.dot(closed, v).dataSync()[one];

console.log(`by hand ${withoutIt.toFixed(5)}`);
console.log(`library ${libraryOne.toFixed(5)}`);

// %% [markdown]
// *The same training, one option changed. Where will $w$ stop, and what will its error to the truth
// be? The valley that only we could see was near 4.*

// %%
const loo = tf.variable(tf.scalar(0));
const looRun = await fit({
  steps: 120,
  loss: () => errorOfFit(loo, true),
  optimizer: tf.train.adam(0.1),
  variables: [loo],
  label: 'w, leave one out',
});
console.log(`learned w = ${learnedW(loo).toFixed(2)}`);

// %%
const naiveFit = fitAt(learnedW(naive));
const looFit = fitAt(learnedW(loo));
const fitPanel = (name: string, fitted: number[]) =>
  regression(
    {
      points: points,
      curves: [truthCurve, { name: 'fit', x: queries, y: fitted }],
    },
    {
      title: `${name}: ${meanSquare(fitted, trueValues).toFixed(3)}`,
      xTitle: 'x',
      yTitle: 'y',
    },
  );
show(
  smallMultiples(
    [
      fitPanel('w = 1, not learned', fitAt(1)),
      fitPanel('learned, each point included', naiveFit),
      fitPanel('learned, leave one out', looFit),
    ],
    {
      columns: 2,
      title: 'Leave-one-out finds the hill, not the noise',
      subtitle:
        'Dashed black: the truth. Error: mean square to it.',
    },
  ),
);

// %% [markdown]
// The fit that had the lowest error on its own points zigzags after the noise. The leave-one-out fit
// never saw the truth and is close to it.
//
// One data set can be luck. So we repeat it on thirty.
//
// ## 2.9 · Thirty data sets at once
//
// A batch is one more axis in front: `S` sets, `Q` queries, `K` keys. Nothing else in the code
// changes. The sharpness becomes a vector, one $w$ for each set.

// %%
const seeds = Array.from(
  { length: paced({ full: 30, quick: 10 }) },
  (_, i) => i + 1,
);
const sets = seeds.map(measure);
const setKeys = tf.tensor2d(sets.map((set) => set.map((p) => p.x)));
const setValues = tf.tensor2d(
  sets.map((set) => set.map((p) => p.y)),
); // (S, K)

function predictSets(
  asked: tf.Tensor2D,
  w: tf.Tensor1D,
  closed: boolean,
): tf.Tensor2D {
  const gap = asked.expandDims(2).sub(setKeys.expandDims(1));
  const score = gap
    .mul(w.reshape([-1, 1, 1]))
    .square()
    .div(-2);
  const diagonal = tf.eye(50).mul(closed ? -1e6 : 0); // (K, K)
  const map = tf.softmax(score.add(diagonal)); // (S, Q, K)
  return map.matMul(setValues.expandDims(2)).squeeze([2]);
}

// %%
const trainSets = async (closed: boolean) => {
  const logW = tf.variable(tf.zeros([seeds.length])); // (S)
  const run = await fit({
    steps: 100,
    optimizer: tf.train.adam(0.1),
    variables: [logW],
    label: closed ? 'leave one out' : 'each point included',
    loss: () =>
      tf.tidy(() => {
        const w = tf.exp(logW).minimum(bound) as tf.Tensor1D;
        const residual = predictSets(setKeys, w, closed).sub(
          setValues,
        );
        return residual.square().mean(1).sum() as tf.Scalar;
      }),
  });
  return tf.exp(logW).minimum(bound) as tf.Tensor1D;
};
const wNaive = await trainSets(false);
const wLoo = await trainSets(true);

// %%
const grid = tf.tensor2d(seeds.map(() => queries)); // (S, Q)
const setError = (prediction: tf.Tensor): number =>
  tf.tidy(
    () =>
      prediction
        .sub(tf.tensor1d(trueValues))
        .square()
        .mean()
        .dataSync()[0],
  );
const ones: tf.Tensor1D = tf.ones([seeds.length]);

const averageError = setError(setValues.mean(1, true));
const gaussianError = setError(predictSets(grid, ones, false));
const naiveError = setError(predictSets(grid, wNaive, false));
const looError = setError(predictSets(grid, wLoo, false));
const meanOf = (w: tf.Tensor): number => w.mean().dataSync()[0];

showTable(
  [
    { method: 'average pooling', w: '', error: averageError },
    { method: 'Gaussian', w: '1.0', error: gaussianError },
    {
      method: 'w learned, each point included',
      w: meanOf(wNaive).toFixed(1),
      error: naiveError,
    },
    {
      method: 'w learned, leave one out',
      w: meanOf(wLoo).toFixed(1),
      error: looError,
    },
  ].map((row) => ({ ...row, error: row.error.toFixed(3) })),
  {
    caption: `Mean squared error to the truth, ${seeds.length} data sets`,
  },
);

// %%
headline({
  name: 'average pooling: error to the truth',
  value: averageError,
  gate: { atLeast: 0.75 },
});
headline({
  name: 'Gaussian w = 1: error as a share of average pooling',
  value: gaussianError / averageError,
  gate: { atMost: 0.7 },
});
headline({
  name: 'learned w, leave one out: error to the truth',
  value: looError,
  gate: { atMost: 0.15 },
});

// %% [markdown]
// From 0.91 to 0.44 to 0.07: looking at the query halves the error of the mean, and learning one
// number the right way divides it by six again. Learned the wrong way, the error is twice as large.
//
// What this does not show: that leave-one-out always finds the best width. It gives each set the
// width that predicts *its* points; on a few sets the valley to the truth lies elsewhere. And a
// training that stops early, before $w$ has reached its bound, hides the fault (see 2.11).

// %% [markdown]
// ## 2.10 · Take a piece away
//
// **First piece: the division.** Keep the votes, drop their sum, and divide by the number of points
// instead. *What happens to the height of the curve? And near the borders, where fewer points are in
// reach?*

// %%
const w4 = 4;
const votesAt4 = tf.exp(u.mul(w4).square().div(-2)); // (Q, K)
const undivided = tf.dot(votesAt4, v).div(keys.length); // (Q)

show(
  regression(
    {
      points: points,
      curves: [
        truthCurve,
        { name: 'with the division', x: queries, y: fitAt(w4) },
        { name: 'without', x: queries, y: undivided },
      ],
    },
    {
      title: 'Without the division the curve collapses',
      subtitle: 'Gaussian, w = 4. Dashed black: the truth.',
      xTitle: 'x',
      yTitle: 'y',
    },
  ),
);

// %% [markdown]
// Without the division the result is a *sum* of what is near, not an average: it shrinks by a factor
// of about eight, and its bumps show where many points stand, not where $y$ is large. The
// normalisation is what makes the answer independent of how many keys there are.
//
// **Second piece: the near keys.** Remove every point between 2 and 3.5 and ask there anyway. *Which
// weights will the remaining points get at $x = 2.75$, when even the best vote is tiny?*

// %%
const rest = points.filter((point) => point.x < 2 || point.x > 3.5);
const restKeys = tf.tensor1d(rest.map((point) => point.x));
const restValues = tf.tensor1d(rest.map((point) => point.y));
const gapWeights = gaussianWeights(q, restKeys, 4);
const gapFit = tf.dot(gapWeights, restValues);

const at = 27; // the query 2.7
const bestVote = Math.max(
  ...rest.map((point) => gaussian(4 * (queries[at] - point.x))),
);
console.log(`best vote at 2.7:   ${bestVote.toFixed(4)}`);
console.log(
  'best weight at 2.7:',
  gapWeights.max(1).dataSync()[at].toFixed(4),
);

// %%
show(
  regression(
    {
      points: rest,
      curves: [truthCurve, { name: 'fit', x: queries, y: gapFit }],
      query: queries[at],
    },
    {
      title: 'Attention answers even when nobody near was asked',
      subtitle: 'No points between 2 and 3.5. Red: the query 2.7.',
      xTitle: 'x',
      yTitle: 'y',
    },
  ),
);

// %% [markdown]
// The best vote is almost nothing, and its owner still gets most of the weight. Softmax compares the keys with *each
// other*; it has no way to say "none of these". In the gap the fit is two flat shelves and a jump.
//
// Keep this in mind when you read weight maps in later lessons: a weight near 1 says "the best of
// those present", not "good".

// %% [markdown]
// ## 2.11 · What people get wrong
//
// **Claim 1: "The weights sum to 1, over whichever axis."** Softmax over axis 0 also gives numbers
// between 0 and 1 that sum to 1, per *key*. Then a key shares one unit of weight among the queries,
// and the answer of a query depends on which other queries you happen to ask.

// %%
const overQueries = tf.softmax(scores.transpose()).transpose();
const wrongFit = tf.dot(overQueries, v);
const wrongError = meanSquare(
  Array.from(wrongFit.dataSync()),
  trueValues,
);
const sums = Array.from(overQueries.sum(1).dataSync());

console.log(
  `weights of one query sum to ${Math.min(...sums).toFixed(
    2,
  )} … ${Math.max(...sums).toFixed(2)}`,
);
console.log(
  `error ${wrongError.toFixed(2)}, right axis ${fitErrors[0].toFixed(
    2,
  )}`,
);

// %% [markdown]
// **Verdict: false.** Over the *keys*. The check to remember is one line: each query's weights sum
// to 1. It finds this mistake at once, while the shapes look right.
//
// **Claim 2: "The lowest error on the data is the best model."** You saw 2.7; here is its more
// dangerous form. Few steps of naive training end at a moderate $w$ and look fine.

// %%
const afterSteps: { steps: number; w: string; error: string }[] =
  [];
for (const steps of [10, 15, 25, 50]) {
  const logW = tf.variable(tf.scalar(0));
  const optimizer = tf.train.adam(0.1);
  for (let step = 0; step < steps; step++) {
    optimizer.minimize(() => errorOfFit(logW, false), false, [
      logW,
    ]);
  }
  const error = meanSquare(fitAt(learnedW(logW)), trueValues);
  afterSteps.push({
    steps: steps,
    w: learnedW(logW).toFixed(2),
    error: error.toFixed(3),
  });
}
showTable(afterSteps, {
  caption: 'Naive training, stopped after n steps',
});

// %% [markdown]
// **Verdict: false**, and the number of steps has become the real choice of width: nobody wrote it
// down as one. If stopping earlier improves the result, ask what the loss rewards.
//
// **Claim 3: "The choice of the kernel matters most."** Give every kernel its own best width, found
// by leave-one-out, and compare the spread with that of one kernel at different widths.

// %%
const families: [string, (width: number) => Vote][] = [
  ['Gaussian', (s) => (x) => gaussian(x / s)],
  ['boxcar', (s) => (x) => (Math.abs(x) <= s ? 1 : 0)],
  ['Epanechikov', (s) => (x) => Math.max(0, 1 - (x / s) ** 2)],
];
const looErrorOf = (K: Vote): number =>
  mean(
    keys.map((key, i) => {
      const but = (numbers: number[]) =>
        numbers.filter((_, j) => j !== i);
      const left = predict(key, but(keys), but(values), K);
      return Number.isNaN(left) ? 25 : (left - values[i]) ** 2;
    }),
  );
const errorOf = (K: Vote): number =>
  meanSquare(
    queries.map((x) => predict(x, keys, values, K)),
    trueValues,
  );

// %%
const widths = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.2];
showTable(
  families.map(([name, family]) => {
    const looErrors = widths.map((s) => looErrorOf(family(s)));
    const best = widths[looErrors.indexOf(Math.min(...looErrors))];
    return {
      kernel: name,
      'best width': best,
      'error there': errorOf(family(best)).toFixed(3),
      'error at width 1': errorOf(family(1)).toFixed(3),
    };
  }),
  { caption: 'Each kernel at the width that leave-one-out chose' },
);

// %% [markdown]
// **Verdict: false here.** With a width of their own the three kernels are close; a bad width costs
// several times more than a bad kernel. "Non-parametric" does not mean that there is nothing to
// choose: it means that the model keeps all the data and its few choices weigh the more.

// %% [markdown]
// ## 2.12 · Yours
//
// Another data set: $y = 2\sin x + x + \varepsilon$ with noise of standard deviation 1 and 40 points.
// Change the marked line: the kernel, its width, the noise, the number of points. Can you find a
// width by eye that beats leave-one-out?

// %% tags=["yours"]
const my = { seed: 3, count: 40, noise: 1, width: 0.5 }; // <- change

const myTruth = (x: number): number => 2 * Math.sin(x) + x;
const myRandom = seededRandom(my.seed);
const myPoints = Array.from({ length: my.count }, () => {
  const x = myRandom.uniform(0, 5);
  return { x: x, y: myTruth(x) + myRandom.normal(0, my.noise) };
});
const myFit = kernelRegression({
  queries: q,
  keys: tf.tensor1d(myPoints.map((point) => point.x)),
  values: tf.tensor1d(myPoints.map((point) => point.y)),
  kernel: gaussianKernel(my.width), // <- or another kernel
});
const myError = meanSquare(
  Array.from(myFit.dataSync()),
  queries.map(myTruth),
);

// %%
show(
  regression(
    {
      points: myPoints,
      curves: [
        {
          name: 'truth',
          x: queries,
          y: queries.map(myTruth),
          dashed: true,
        },
        { name: 'fit', x: queries, y: myFit },
      ],
    },
    {
      title: `Your fit: error ${myError.toFixed(3)}`,
      subtitle: 'Mean squared error to the truth (dashed black).',
      xTitle: 'x',
      yTitle: 'y',
    },
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
