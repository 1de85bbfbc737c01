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
// # Exercises 07 · Self-attention and multi-head attention
//
// Six exercises, 22 points, about 90 minutes. They belong to [lesson 07](../notebooks/07-self-attention.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. When you are stuck, ask for the next hint: `check('oneHead', oneHead, { hint: 2 })`. To see the numbers that a check used: `inputsOf('oneHead', 2)`.
//
// Gradients are checked, too: stay with tensor operations. If you cannot solve one exercise, go on: the library's `scaledDotProductAttention`, `splitHeads` and `mergeHeads` stand in.

// %% setup
import { lengthMask, Linear, Module } from 'kernel-lib';
import { mergeHeads, scaledDotProductAttention } from 'kernel-lib';
import { splitHeads, tf, useBackend } from 'kernel-lib';
import type { Random } from 'kernel-lib';
import { check, inputsOf } from 'exercises';

await useBackend();

// %% [markdown]
// ## 7.1 · One head of self-attention
//
// ●○○ · write · 15 min · 4 points
//
// From a sequence to its contextual vectors: project, score, scale, softmax, mix.
//
// - `oneHead(x: tf.Tensor3D, queryWeight: tf.Tensor2D, keyWeight: tf.Tensor2D, valueWeight: tf.Tensor2D): tf.Tensor3D`
// - `x` (B, T, D), `queryWeight` and `keyWeight` (D, d), `valueWeight` (D, v); the result (B, T, v). No bias, no mask.
// - `tf.matMul` takes a (B, T, D) tensor and a matrix, too. TensorFlow.js alone has no gradient for that; the library adds it. Without it, reshape to (B·T, D) first, and back after.
//
// Go in the order of the checks. The first has one token, and only the value path matters. In the second all scores are 0. The third has everything.
//
// Example: the tokens `[[[1, 0], [0, 2]]]` with the query weight `[[1], [0]]`, the key weight `[[0], [1]]` and the value weight `[[10, 0], [0, 5]]` give `[[[1.192, 8.808], [5, 5]]]`: the first token has the scores 0 and 2, the second 0 and 0.

// %% answer="oneHead"
function oneHead(
  x: tf.Tensor3D,
  queryWeight: tf.Tensor2D,
  keyWeight: tf.Tensor2D,
  valueWeight: tf.Tensor2D,
): tf.Tensor3D {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, length, dim] = x.shape;
    const flat: tf.Tensor2D = x.reshape([-1, dim]); // (B·T, D)
    const project = (weight: tf.Tensor2D): tf.Tensor3D =>
      tf.matMul(flat, weight).reshape([numBatch, length, -1]);
    const queries = project(queryWeight); // (B, T, d)
    const keys = project(keyWeight); // (B, T, d)
    const values = project(valueWeight); // (B, T, v)
    const scores = tf.matMul(queries, keys, false, true); // (B, T, T)
    const root = Math.sqrt(queryWeight.shape[1]);
    const scaled: tf.Tensor3D = scores.div(root);
    const weights = tf.softmax(scaled); // over the keys
    return tf.matMul(weights, values); // (B, T, v)
  });
  // #endregion
}

// %% check="oneHead"
await check('oneHead', oneHead);

// %% [markdown]
// ## 7.2 · Split into heads
//
// ●○○ · write · 10 min · 3 points
//
// After the projections each token is D numbers: the strips of H heads side by side. Give the heads an axis of their own.
//
// - `splitIntoHeads(x: tf.Tensor3D, numHeads: number): tf.Tensor4D`
// - `x` (B, T, D); the result (B, H, T, D / H): head h holds the h-th strip of **every** token
//
// Example: the tokens `[[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]]` and two heads give `[[[[1, 2], [5, 6], [9, 10]], [[3, 4], [7, 8], [11, 12]]]]`.

// %% answer="splitIntoHeads"
function splitIntoHeads(
  x: tf.Tensor3D,
  numHeads: number,
): tf.Tensor4D {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, length, dim] = x.shape;
    const width = dim / numHeads;
    const cut = x.reshape([numBatch, length, numHeads, width]);
    return cut.transpose<tf.Tensor4D>([0, 2, 1, 3]);
  });
  // #endregion
}

// %% check="splitIntoHeads"
await check('splitIntoHeads', splitIntoHeads);

// %% [markdown]
// ## 7.3 · Two errors in a multi-head layer
//
// ●●○ · repair · 15 min · 4 points
//
// The layer below runs, its shapes are right, and a model with it learns something. It has two errors. Find both, and leave the rest.
//
// - `multiHead(x: tf.Tensor3D, projections: tf.Tensor3D, outputWeight: tf.Tensor2D, numHeads: number): tf.Tensor3D`
// - `x` (B, T, D); `projections` (3, D, D) holds the weights of queries, keys and values; `outputWeight` (D, D); the result (B, T, D)
//
// With one head, or with one token, it gives the right numbers: both errors hide. Why?

// %% answer="multiHead"
function multiHead(
  x: tf.Tensor3D,
  projections: tf.Tensor3D,
  outputWeight: tf.Tensor2D,
  numHeads: number,
): tf.Tensor3D {
  // #region solution
  return tf.tidy(() => {
    const [batchSize, numTokens, dim] = x.shape;
    const tokens: tf.Tensor2D = x.reshape([-1, dim]);
    const weights = projections.unstack() as tf.Tensor2D[];
    const [Q, K, V] = weights.map((weight) => {
      const all = tf.matMul(tokens, weight);
      return splitHeads(
        all.reshape([batchSize, numTokens, dim]),
        numHeads,
      );
    }); // (B, H, T, d)
    const width = dim / numHeads;
    const scores = tf.matMul(Q, K, false, true);
    const a = tf.softmax(scores.div(Math.sqrt(width)));
    const heads: tf.Tensor4D = tf.matMul(a, V); // (B, H, T, d)
    const merged = mergeHeads(heads).reshape([-1, dim]);
    return tf
      .matMul(merged as tf.Tensor2D, outputWeight)
      .reshape([batchSize, numTokens, dim]);
  });
  // #endregion
  // #region stub
  // return tf.tidy(() => {
  //   const [batchSize, numTokens, dim] = x.shape;
  //   const tokens: tf.Tensor2D = x.reshape([-1, dim]);
  //   const weights = projections.unstack() as tf.Tensor2D[];
  //   const [Q, K, V] = weights.map((weight) => {
  //     const all = tf.matMul(tokens, weight);
  //     return splitHeads(
  //       all.reshape([batchSize, numTokens, dim]),
  //       numHeads,
  //     );
  //   }); // (B, H, T, d)
  //   const scores = tf.matMul(Q, K, false, true);
  //   const a = tf.softmax(scores.div(Math.sqrt(dim)));
  //   const heads: tf.Tensor4D = tf.matMul(a, V); // (B, H, T, d)
  //   const merged: tf.Tensor2D = heads.reshape([-1, dim]);
  //   return tf
  //     .matMul(merged, outputWeight)
  //     .reshape([batchSize, numTokens, dim]);
  // });
  // #endregion
}

// %% check="multiHead"
await check('multiHead', multiHead);

// %% [markdown]
// ## 7.4 · How many parameters?
//
// ●○○ · predict · 10 min · 2 points
//
// Predict, before anything runs, how many numbers one layer of multi-head self-attention learns: four projections, each from width D to width D.
//
// - `attentionParameters(dim: number, numHeads: number, length: number, useBias: boolean): number`
// - `length` is the number of tokens in a sentence; with `useBias` each of the four projections has a bias
//
// Example: `attentionParameters(4, 2, 10, false)` is 64.
//
// When it is right, look at which of the arguments you did not need, and say why.

// %% answer="attentionParameters"
function attentionParameters(
  dim: number,
  numHeads: number,
  length: number,
  useBias: boolean,
): number {
  // #region solution
  const oneProjection = dim * dim + (useBias ? dim : 0);
  return 4 * oneProjection;
  // #endregion
}

// %% check="attentionParameters"
await check('attentionParameters', attentionParameters);

// %% [markdown]
// ## 7.5 · The importance of a head
//
// ●●○ · measure · 15 min · 3 points
//
// A trained classifier reads the heads side by side: its logits are $[\mathrm{head}_1, \dots, \mathrm{head}_H]\, W$. Prune one head at a time, by replacing its output by zeros, and measure how much accuracy is lost.
//
// - `headImportance(heads: tf.Tensor3D, weight: tf.Tensor2D, labels: tf.Tensor1D): number[]`
// - `heads` (N, H, d): what each head gives for each of N sentences; `weight` (H·d, C); `labels` (N) `int32`
// - The result has H numbers: the accuracy of the whole, less the accuracy without head h. A head that does harm has a negative one.
//
// Example: two sentences, two heads of width 1, `heads` = `[[[2], [1]], [[1], [3]]]`, `weight` = `[[1, 0], [0, 1]]`, `labels` = `[0, 1]`. All together both are right. Without head 1 both get class 1, without head 2 both get class 0: the result is `[0.5, 0.5]`.

// %% answer="headImportance"
function headImportance(
  heads: tf.Tensor3D,
  weight: tf.Tensor2D,
  labels: tf.Tensor1D,
): number[] {
  // #region solution
  const [numSentences, numHeads] = heads.shape;
  const accuracyOf = (kept: tf.Tensor): number => {
    const sideBySide = kept.reshape([numSentences, -1]);
    const logits = tf.matMul(sideBySide as tf.Tensor2D, weight);
    const isRight = logits.argMax(1).equal(labels);
    return isRight.toFloat().mean().dataSync()[0];
  };
  return tf.tidy(() => {
    const whole = accuracyOf(heads);
    return Array.from({ length: numHeads }, (_, h) => {
      const others = tf.range(0, numHeads).notEqual(h).toFloat();
      const pruned = heads.mul(others.reshape([1, numHeads, 1]));
      return whole - accuracyOf(pruned);
    });
  });
  // #endregion
}

// %% check="headImportance"
await check('headImportance', headImportance);

// %% [markdown]
// ## 7.6 · A layer of your own
//
// ●●● · write · 25 min · 6 points
//
// Everything together: a module with weights, heads and a mask for padding.
//
// - `new SelfAttention({ dim, numHeads, random })`, with four fields of type `Linear`: `queryProjection`, `keyProjection`, `valueProjection`, `outputProjection`. Each goes from `dim` to `dim`, with `useBias: false`, and takes its first weights from `random`.
// - `forward(x: tf.Tensor3D, validLens: tf.Tensor1D | null): tf.Tensor3D`; `x` (B, T, D), `validLens` (B) `int32` or `null`; the result (B, T, D)
// - The heads share the mask: `lengthMask(validLens, T, T)` is (B, T, T), and the scores are (B, H, T, T). Which axis is missing?
//
// Use your own functions from 7.1 and 7.2, or the library's.

// %% answer="SelfAttention"
class SelfAttention extends Module {
  // #region solution
  readonly queryProjection: Linear;
  readonly keyProjection: Linear;
  readonly valueProjection: Linear;
  readonly outputProjection: Linear;
  readonly numHeads: number;

  constructor(options: {
    dim: number;
    numHeads: number;
    random: Random;
  }) {
    super();
    const { dim, numHeads, random } = options;
    const sizes = { inputDim: dim, outputDim: dim, useBias: false };
    const projection = () =>
      new Linear({ ...sizes, random: random });
    this.queryProjection = projection();
    this.keyProjection = projection();
    this.valueProjection = projection();
    this.outputProjection = projection();
    this.numHeads = numHeads;
  }

  forward(
    x: tf.Tensor3D,
    validLens: tf.Tensor1D | null,
  ): tf.Tensor3D {
    return tf.tidy(() => {
      const [, length, dim] = x.shape;
      const split = (layer: Linear): tf.Tensor4D =>
        splitHeads(layer.forward(x), this.numHeads);
      const Q = split(this.queryProjection); // (B, H, T, d)
      const K = split(this.keyProjection);
      const V = split(this.valueProjection);
      let scores = tf
        .matMul(Q, K, false, true)
        .div(Math.sqrt(dim / this.numHeads)); // (B, H, T, T)
      if (validLens !== null) {
        const open = lengthMask(validLens, length, length);
        const low = open.toFloat().sub(1).mul(1e6); // 0 or -1e6
        scores = scores.add(low.expandDims(1)); // (B, 1, T, T)
      }
      const mixed: tf.Tensor4D = tf.matMul(tf.softmax(scores), V);
      return this.outputProjection.forward(mergeHeads(mixed));
    });
  }
  // #endregion
  // #region stub
  // constructor(options: {
  //   dim: number;
  //   numHeads: number;
  //   random: Random;
  // }) {
  //   super();
  //   throw new Error('SelfAttention: not written yet');
  // }
  //
  // forward(
  //   x: tf.Tensor3D,
  //   validLens: tf.Tensor1D | null,
  // ): tf.Tensor3D {
  //   throw new Error('SelfAttention: not written yet');
  // }
  // #endregion
}

// %% check="SelfAttention"
await check('SelfAttention', SelfAttention);

// %% [markdown]
// ## Done
//
// You have written the layer that every model from lesson 09 on is made of. What it cannot do is count: it sees a bag of tokens. Lesson 08 gives them their places.
