// ---
// jupyter:
//   jupytext:
//     text_representation:
//       extension: .ts
//       format_name: percent
//       format_version: '1.3'
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Exercises 02 · Nadaraya–Watson kernel regression
//
// Five exercises, 17 points, about 65 minutes. They belong to [lesson 02](../notebooks/02-nadaraya-watson.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. When you are stuck, ask for the next hint: `check('kernelVotes', kernelVotes, { hint: 2 })`. If you cannot solve one, go on: the library has `kernelRegression` and `gaussianWeights`.

// %% setup
import {
  fit,
  gaussianWeights,
  seededRandom,
  tf,
  useBackend,
} from 'kernel-lib';
import { check } from 'exercises';

await useBackend();

// %% [markdown]
// ## 2.1 · Four kernels
//
// ●○○ · write · 10 min · 3 points
//
// A kernel turns a difference $u$ between query and key into a vote. Write the four of section 2.3 with a width $\sigma$: measure the distance in widths, $z = u / \sigma$.
//
// - `kernelVotes(differences: tf.Tensor2D, kernel: string, width: number): tf.Tensor`
// - `differences` (Q, K); `kernel` is `'gaussian'`, `'boxcar'`, `'epanechnikov'` or `'constant'`; the result (Q, K)
// - The boxcar hears a point that stands exactly at the edge, $|z| = 1$.
//
// Example: the differences `[[0, 1, -3]]` and the width 2 give `[[1, 0.882, 0.325]]` for the Gaussian, `[[1, 1, 0]]` for the boxcar and `[[1, 0.75, 0]]` for Epanechnikov.

// %% answer="kernelVotes"
function kernelVotes(
  differences: tf.Tensor2D,
  kernel: string,
  width: number,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const z = differences.div(width);
    if (kernel === 'gaussian') return tf.exp(z.square().div(-2));
    if (kernel === 'boxcar') return z.abs().lessEqual(1).toFloat();
    if (kernel === 'epanechnikov')
      return tf.relu(tf.sub(1, z.square()));
    return tf.onesLike(differences);
  });
  // #endregion
}

// %% check="kernelVotes"
await check('kernelVotes', kernelVotes);

// %% [markdown]
// ## 2.2 · Kernel regression with tensors
//
// ●●○ · write · 15 min · 4 points
//
// Predict for all queries at once with the Gaussian kernel. No loop is needed, and the gradient must flow to `values` and `w`, so stay with tensor operations.
//
// - `nwPredict(queries: tf.Tensor1D, keys: tf.Tensor1D, values: tf.Tensor1D, w: tf.Scalar): tf.Tensor1D`
// - `queries` (Q), `keys` (K), `values` (K), `w` = 1 / width, a scalar tensor; the result (Q)
//
// Example: the keys `[1, 2.5, 4]` with the values `[3, 1, 5]` and $w = 1$ give `[2.080]` for the query `[2]`.
//
// One of the checks asks at $x = 40$, far from every key. All votes there are smaller than the smallest 32-bit number, and the answer must still be a number.

// %% answer="nwPredict"
function nwPredict(
  queries: tf.Tensor1D,
  keys: tf.Tensor1D,
  values: tf.Tensor1D,
  w: tf.Scalar,
): tf.Tensor1D {
  // #region solution
  return tf.tidy(() => {
    const difference = tf.sub(
      queries.expandDims(1),
      keys.expandDims(0),
    ); // (Q, K)
    const scores = difference.mul(w).square().div(-2);
    const weights = tf.softmax(scores) as tf.Tensor2D; // over the keys
    const column = values.expandDims(1) as tf.Tensor2D; // (K, 1)
    return tf.matMul(weights, column).squeeze([1]); // (Q)
  });
  // #endregion
}

// %% check="nwPredict"
await check('nwPredict', nwPredict);

// %% [markdown]
// ## 2.3 · A classifier that averages class numbers
//
// ●○○ · repair · 10 min · 3 points
//
// Kernel regression also classifies: each query gets a share of every class, and the share is the weight of the points of that class. This is the **Parzen window classifier**.
//
// Somebody wrote it below. It runs, and it is wrong: between a heap of class 0 and a heap of class 2 it answers with class 1, although no point has that class. Find out why, and repair it.
//
// - `classShares(queries: tf.Tensor1D, keys: tf.Tensor1D, labels: tf.Tensor1D, numClasses: number, w: number): tf.Tensor2D`
// - `queries` (Q), `keys` (K), `labels` (K) `int32`; the result (Q, C): row `i` holds the share of every class for query `i`, and sums to 1
//
// Example: the keys `[0, 2]` with the labels `[0, 2]`, three classes and $w = 1$ give `[[0.5, 0, 0.5]]` for the query `[1]`.

// %% answer="classShares"
function classShares(
  queries: tf.Tensor1D,
  keys: tf.Tensor1D,
  labels: tf.Tensor1D,
  numClasses: number,
  w: number,
): tf.Tensor2D {
  // #region solution
  return tf.tidy(() => {
    const map = gaussianWeights(queries, keys, w); // (Q, K)
    const rows = tf.oneHot(labels, numClasses); // (K, C)
    return tf.matMul(map, rows.toFloat() as tf.Tensor2D); // (Q, C)
  });
  // #endregion
  // #region stub
  // return tf.tidy(() => {
  //   const weights = gaussianWeights(queries, keys, w); // (Q, K)
  //   const mean = tf.dot(weights, labels.toFloat()); // (Q)
  //   const nearest = mean.round().toInt() as tf.Tensor1D;
  //   return tf.oneHot(nearest, numClasses).toFloat() as tf.Tensor2D;
  // });
  // #endregion
}

// %% check="classShares"
await check('classShares', classShares);

// %% [markdown]
// ## 2.4 · Learn the width
//
// ●●● · build · 20 min · 4 points
//
// Learn $w$ from 50 noisy points so that the prediction is near the *truth*, which your function does not get to see. The check draws its own points, three times: the lesson's curve, the same with much more noise, and the same with $x$ in another unit.
//
// - `learnWidth(keys: tf.Tensor1D, values: tf.Tensor1D): number | Promise<number>`
// - `keys` (50), `values` (50); the result is the learned $w$, a number between 0 and 20
// - At most 200 steps of training. `gaussianWeights(keys, keys, w)` gives a weight map (K, K) through which gradients flow to `w`; its option `leaveOneOut` is allowed, your own mask is better.
//
// Passed is an error to the truth below 0.2, and a $w$ that predicts each point from the *others* about as well as any other $w$ would.
//
// Example: for `measure(3)` of exercise 2.5, the points of the lesson, a good $w$ is near 3.8.

// %% answer="learnWidth"
async function learnWidth(
  keys: tf.Tensor1D,
  values: tf.Tensor1D,
): Promise<number> {
  // #region solution
  const logW = tf.variable(tf.scalar(0));
  const optimizer = tf.train.adam(0.4);
  const leaveOneOutLoss = (): tf.Scalar => {
    const w = tf.exp(logW) as tf.Scalar;
    const map = gaussianWeights(keys, keys, w, {
      leaveOneOut: true,
    }); // (K, K), the diagonal closed
    return tf.losses.meanSquaredError(values, tf.dot(map, values));
  };
  for (let step = 0; step < 20; step++) {
    optimizer.minimize(leaveOneOutLoss, false, [logW]);
  }
  const learned = Math.min(20, Math.exp(logW.dataSync()[0]));
  tf.dispose(logW);
  optimizer.dispose();
  return learned;
  // #endregion
}

// %% check="learnWidth"
await check('learnWidth', learnWidth);

// %% [markdown]
// ## 2.5 · What the naive training learns
//
// ●●○ · measure · 10 min · 3 points
//
// Here are 50 points. Train $w$ on them twice, from $w = 1$: once with each point taking part in its own prediction (**naive**), once without (**leave one out**). Never let $w$ grow beyond the bound 20. Train until $w$ no longer changes in its second digit.
//
// Report the two numbers. The first must be right within 0.5, the second within 0.3.

// %%
function measure(seed: number): { x: number; y: number }[] {
  const random = seededRandom(seed);
  const xs = Array.from({ length: 50 }, () => random.uniform(0, 5));
  xs.sort((a, b) => a - b);
  return xs.map((x) => {
    const truth = 2 * Math.sin(x) + x ** 0.8;
    return { x: x, y: truth + random.normal(0, 0.5) };
  });
}

const points = measure(26);
const pointKeys = tf.tensor1d(points.map((point) => point.x));
const pointValues = tf.tensor1d(points.map((point) => point.y));

// %% answer="bothWidths"
// #region solution
const bothWidths = { naive: 20, leaveOneOut: 4.25 };
// #endregion
// #region stub
// const bothWidths = { naive: NaN, leaveOneOut: NaN };
// #endregion

// %% check="bothWidths"
await check('bothWidths', bothWidths);

// %% [markdown]
// ## Done
//
// You have written an attention layer with one learned number, and you know what its training must not be allowed to see. [Lesson 03](../notebooks/03-scoring-functions.ipynb) gives queries and keys more than one dimension.
