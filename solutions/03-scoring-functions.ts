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
// # Exercises 03 · Scoring functions and masked softmax
//
// Six exercises, 20 points, about 85 minutes. They belong to [lesson 03](../notebooks/03-scoring-functions.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. When you are stuck, ask for the next hint: `check('maskedSoftmax', maskedSoftmax, { hint: 2 })`. To see the numbers that a check used: `inputsOf('maskedSoftmax', 2)`.
//
// Gradients are checked, too: stay with tensor operations, and do not leave them with `dataSync()` or `arraySync()`.

// %% setup
import { attentionWeights, tf, useBackend } from 'kernel-lib';
import { check, inputsOf } from 'exercises';

await useBackend();

// %% [markdown]
// ## 3.1 · Masked softmax
//
// ●●○ · write · 15 min · 5 points
//
// Softmax over the keys, in which keys beyond the valid length have no part.
//
// - `maskedSoftmax(scores: tf.Tensor3D, validLens: tf.Tensor | null): tf.Tensor`
// - `scores` (B, Q, K); `validLens` is `null` (all keys count), (B) (one length per sequence) or (B, Q) (one per query), `int32`; the result (B, Q, K)
// - A sequence of length 0 must not give `NaN`: its rows still sum to 1.
//
// Example: the scores `[[[1, 2, 3], [1, 1, 1]]]` with the lengths `[2]` give `[[[0.269, 0.731, 0], [0.5, 0.5, 0]]]`; with the lengths `[[1, 3]]` they give `[[[1, 0, 0], [0.333, 0.333, 0.333]]]`.

// %% answer="maskedSoftmax"
function maskedSoftmax(
  scores: tf.Tensor3D,
  validLens: tf.Tensor | null,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    if (validLens === null) return tf.softmax(scores);
    const [numBatch, , numKeys] = scores.shape;
    const positions = tf.range(0, numKeys, 1, 'int32'); // (K)
    const lens = validLens.reshape([numBatch, -1, 1]); // (B, Q or 1, 1)
    const open = tf.less(positions, lens); // (B, Q or 1, K)
    const low = tf.fill(scores.shape, -1e6); // (B, Q, K)
    return tf.softmax(tf.where(open, scores, low));
  });
  // #endregion
}

// %% check="maskedSoftmax"
await check('maskedSoftmax', maskedSoftmax);

// %% [markdown]
// ## 3.2 · Scaled dot-product attention
//
// ●○○ · write · 10 min · 4 points
//
// The whole layer: scores, scale, masked softmax, values.
//
// - `scaledDotAttention(queries: tf.Tensor3D, keys: tf.Tensor3D, values: tf.Tensor3D, validLens: tf.Tensor1D | null): tf.Tensor3D`
// - `queries` (B, Q, d), `keys` (B, K, d), `values` (B, K, v), `validLens` (B) or `null`; the result (B, Q, v)
// - Use your `maskedSoftmax`. If you have none yet, the library's `attentionWeights(scores, { validLens: validLens })` stands in.
// - TypeScript forgets the rank after most operations. Write it back: `const scores: tf.Tensor3D = tf.matMul(…)`.
//
// Example: with the query `[[[2, 0, 0, 0]]]`, the keys `[[[1, 0, 0, 0], [0, 0, 0, 0]]]` and the values `[[[10], [20]]]` the scores are 1 and 0, and the result is `[[[12.689]]]`.

// %% answer="scaledDotAttention"
function scaledDotAttention(
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  values: tf.Tensor3D,
  validLens: tf.Tensor1D | null,
): tf.Tensor3D {
  // #region solution
  return tf.tidy(() => {
    const dim = queries.shape[2];
    const products = tf.matMul(queries, keys, false, true); // (B, Q, K)
    const scaled: tf.Tensor3D = products.div(Math.sqrt(dim));
    const weights = attentionWeights(scaled, {
      validLens: validLens,
    });
    return tf.matMul(weights, values); // (B, Q, v)
  });
  // #endregion
}

// %% check="scaledDotAttention"
await check('scaledDotAttention', scaledDotAttention);

// %% [markdown]
// ## 3.3 · Additive score
//
// ●●○ · write · 15 min · 3 points
//
// Score every pair of query and key by a network with one hidden layer: $s = w^{\top}\tanh(W_q^{\top} q + W_k^{\top} k)$.
//
// - `additiveScore(queries: tf.Tensor3D, keys: tf.Tensor3D, queryWeight: tf.Tensor2D, keyWeight: tf.Tensor2D, scoreWeight: tf.Tensor1D): tf.Tensor`
// - `queries` (B, Q, dq), `keys` (B, K, dk), `queryWeight` (dq, h), `keyWeight` (dk, h), `scoreWeight` (h); the result (B, Q, K): scores, no softmax
// - `tf.matMul` takes a (B, Q, dq) tensor and a matrix (dq, h), too. TensorFlow.js alone has no gradient for that; the library adds it. Without it, reshape to (B·Q, dq) first, and back after.
//
// Example: with one query `[1]`, the keys `[0]` and `[-1]`, both weights `[[1]]` and $w$ = `[2]` the scores are $2\tanh(1) = 1.523$ and $2\tanh(0) = 0$.

// %% answer="additiveScore"
function additiveScore(
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  queryWeight: tf.Tensor2D,
  keyWeight: tf.Tensor2D,
  scoreWeight: tf.Tensor1D,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, numQueries, queryDim] = queries.shape;
    const [, numKeys, keyDim] = keys.shape;
    const flatQueries = queries.reshape([-1, queryDim]);
    const flatKeys = keys.reshape([-1, keyDim]);
    const fromQueries = tf
      .matMul(flatQueries, queryWeight)
      .reshape([numBatch, numQueries, 1, -1]);
    const fromKeys = tf
      .matMul(flatKeys, keyWeight)
      .reshape([numBatch, 1, numKeys, -1]);
    const hidden = tf.tanh(fromQueries.add(fromKeys)); // (B, Q, K, h)
    return hidden.mul(scoreWeight).sum(3); // (B, Q, K)
  });
  // #endregion
}

// %% check="additiveScore"
await check('additiveScore', additiveScore);

// %% [markdown]
// ## 3.4 · Distance from dot products
//
// ●●○ · write · 15 min · 3 points
//
// The weights of the distance score, $\mathrm{softmax}_j(-\tfrac12\lVert q_i - k_j\rVert^2)$, *without* a difference for every pair: use one matrix product and the squared norms of the keys, $\lVert k_j\rVert^2$. No tensor of shape (B, Q, K, d) is needed.
//
// - `distanceWeights(queries: tf.Tensor3D, keys: tf.Tensor3D): tf.Tensor`
// - `queries` (B, Q, d), `keys` (B, K, d); the result (B, Q, K), each row sums to 1
//
// Example: with the query `[[[1]]]` and the keys `[[[0], [1], [3]]]` the scores are −0.5, 0 and −2, and the weights `[[[0.348, 0.574, 0.078]]]`.
//
// Section 3.8 expands the square. Which of its three parts can be left out?

// %% answer="distanceWeights"
function distanceWeights(
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const dots = tf.matMul(queries, keys, false, true); // (B, Q, K)
    const handicap = keys.square().sum(2).div(2); // (B, K)
    return tf.softmax(dots.sub(handicap.expandDims(1)));
  });
  // #endregion
}

// %% check="distanceWeights"
await check('distanceWeights', distanceWeights);

// %% [markdown]
// ## 3.5 · A bilinear score that is transposed
//
// ●○○ · repair · 10 min · 2 points
//
// Somebody wrote the bilinear score $s = q^{\top} W k$ below. With a square $W$ it runs, and the scores are wrong. With any other $W$ it does not run at all. Repair it.
//
// - `bilinearScore(queries: tf.Tensor3D, keys: tf.Tensor3D, weight: tf.Tensor2D): tf.Tensor`
// - `queries` (B, Q, dq), `keys` (B, K, dk), `weight` (dq, dk); the result (B, Q, K)
//
// Example: with the query `[[[1, 0]]]`, the key `[[[0, 1]]]` and the weight `[[0, 5], [7, 0]]` the score is 5. The code below gives 7.

// %% answer="bilinearScore"
function bilinearScore(
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  weight: tf.Tensor2D,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, numQueries, queryDim] = queries.shape;
    const asMatrix = queries.reshape([-1, queryDim]);
    const asKeys = tf
      .matMul(asMatrix, weight) // (B*Q, dq) x (dq, dk)
      .reshape([numBatch, numQueries, -1]);
    return tf.matMul(asKeys, keys, false, true); // (B, Q, K)
  });
  // #endregion
  // #region stub
  // return tf.tidy(() => {
  //   const [numBatch, numKeys, keyDim] = keys.shape;
  //   const flat = keys.reshape([-1, keyDim]);
  //   const projected = tf
  //     .matMul(flat, weight)
  //     .reshape([numBatch, numKeys, -1]);
  //   return tf.matMul(queries, projected, false, true);
  // });
  // #endregion
}

// %% check="bilinearScore"
await check('bilinearScore', bilinearScore);

// %% [markdown]
// ## 3.6 · What attention costs
//
// ●●● · predict · 20 min · 3 points
//
// Predict, for any size and before anything runs, what one sequence costs in scaled dot-product attention. Work it out on paper for the example first.
//
// - `attentionCost(numQueries: number, numKeys: number, dim: number, valueDim: number): { multiplications: number; weights: number; output: number }`
// - `multiplications`: those of the two matrix products, scores and output (not the scale, not the softmax)
// - `weights`: how many numbers the table of weights holds; `output`: how many the output holds
//
// Example: 2 queries, 3 keys, d = 4 and v = 5 give `{ multiplications: 54, weights: 6, output: 10 }`.
//
// When it is right, ask it: what happens to each of the three if the sequence becomes twice as long? And if d and v become twice as wide?

// %% answer="attentionCost"
function attentionCost(
  numQueries: number,
  numKeys: number,
  dim: number,
  valueDim: number,
): { multiplications: number; weights: number; output: number } {
  // #region solution
  const forScores = numQueries * dim * numKeys; // (Q, d) x (d, K)
  const forOutput = numQueries * numKeys * valueDim; // (Q, K) x (K, v)
  return {
    multiplications: forScores + forOutput,
    weights: numQueries * numKeys,
    output: numQueries * valueDim,
  };
  // #endregion
}

// %% check="attentionCost"
await check('attentionCost', attentionCost);

// %% [markdown]
// ## Done
//
// With these six functions you have every part of attention but two: where queries, keys and values come from, and how several heads work side by side. Both wait in lesson 07. The next lesson turns words into vectors.
