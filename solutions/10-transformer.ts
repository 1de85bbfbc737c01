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
// # Exercises 10 · The Transformer
//
// Six exercises, 22 points, about 105 minutes. They belong to [lesson 10](../notebooks/10-transformer.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. When you are stuck, ask for the next hint: `check('causalRows', causalRows, { hint: 2 })`. To see the numbers that a check used: `inputsOf('causalRows', 2)`.
//
// Gradients are checked in 10.4 to 10.6: stay with tensor operations there, and do not leave them with `dataSync()` or `arraySync()`.

// %% setup
import { FeedForward, LayerNorm, Module } from 'kernel-lib';
import { MultiHeadAttention, type Random } from 'kernel-lib';
import { tf, useBackend } from 'kernel-lib';
import { check, inputsOf } from 'exercises';

await useBackend();

// %% [markdown]
// ## 10.1 · A causal mask, also for a cache
//
// ●○○ · write · 10 min · 2 points
//
// With a cache the keys of earlier tokens are kept, and only the newest tokens ask. So there may be more keys than queries.
//
// - `causalRows(numQueries: number, numKeys: number): number[][]`
// - The sequence has `numKeys` positions; the queries are the *last* `numQueries` of them. The result has a row for each query and a column for each key: 1 where the query may attend, else 0. A position sees itself.
//
// Example: `causalRows(2, 3)` is `[[1, 1, 0], [1, 1, 1]]`.

// %% answer="causalRows"
function causalRows(
  numQueries: number,
  numKeys: number,
): number[][] {
  // #region solution
  const first = numKeys - numQueries; // where query 0 stands
  return Array.from({ length: numQueries }, (_, query) =>
    Array.from({ length: numKeys }, (__, key) =>
      key <= first + query ? 1 : 0,
    ),
  );
  // #endregion
}

// %% check="causalRows"
await check('causalRows', causalRows);

// %% [markdown]
// ## 10.2 · Causal and padding together
//
// ●●○ · repair · 15 min · 3 points
//
// A batch of target sentences, filled up with `pad`. The function below should say which key each query may see, in each sentence. It has two errors. Repair them.
//
// - `targetMask(tokens: number[][], pad: number): number[][][]`
// - `tokens` (B, T); the result (B, T, T): 1 where the query (row) may attend to the key (column), else 0
// - No later key, and no key that is padding. A query that is padding itself needs no care: its row follows the same rule.
//
// Example: `targetMask([[5, 6, 0]], 0)` is `[[[1, 0, 0], [1, 1, 0], [1, 1, 0]]]`.

// %% answer="targetMask"
function targetMask(tokens: number[][], pad: number): number[][][] {
  // #region solution
  return tokens.map((sentence) =>
    sentence.map((_, query) =>
      sentence.map((token, key) => {
        const isPast = key <= query;
        const isReal = token !== pad;
        return isPast && isReal ? 1 : 0;
      }),
    ),
  );
  // #endregion
  // #region stub
  // return tokens.map((sentence) =>
  //   sentence.map((token, query) =>
  //     sentence.map((_, key) => {
  //       const isPast = key <= query;
  //       const isReal = token !== pad;
  //       return isPast || isReal ? 1 : 0;
  //     }),
  //   ),
  // );
  // #endregion
}

// %% check="targetMask"
await check('targetMask', targetMask);

// %% [markdown]
// ## 10.3 · Find the leak
//
// ●●○ · write · 20 min · 4 points
//
// Here is a small model of two layers. Its tables are its masks and its weights at once: `first[i][j]` is how much position i of the first layer takes from token j. Some of the models that you get are right, others look ahead. Treat `run` as a black box, as you would a large model: find out by changing tokens.
//
// - `findLeaks(first: number[][], second: number[][], tokens: number[]): number[]`
// - The result: all positions t, in rising order, whose token has an influence on an output *before* t. A model without a leak gives `[]`.
//
// Example: with `first` = `[[1, 1], [1, 1]]`, `second` = `[[1, 0], [1, 1]]` and `tokens` = `[1, 2]`, output 0 depends on token 1: the result is `[1]`.

// %% answer="findLeaks"
function findLeaks(
  first: number[][],
  second: number[][],
  tokens: number[],
): number[] {
  const mix = (table: number[][], x: number[]): number[] =>
    table.map((row) => row.reduce((s, w, j) => s + w * x[j], 0));
  const run = (x: number[]): number[] =>
    mix(second, mix(first, x).map(Math.tanh));
  // #region solution
  const before = run(tokens);
  const places = tokens.map((_, t) => t);
  return places.filter((t) => {
    const changed = tokens.map((x, j) => (j === t ? x + 1 : x));
    const after = run(changed);
    return places.some((i) => i < t && after[i] !== before[i]);
  });
  // #endregion
  // #region stub
  // throw new Error('findLeaks: not written yet');
  // #endregion
}

// %% check="findLeaks"
await check('findLeaks', findLeaks);

// %% [markdown]
// ## 10.4 · One step with a cache
//
// ●●○ · write · 20 min · 4 points
//
// One head, one new token. The keys and values of all tokens before it were kept. The result must be what the last row of full causal attention would be.
//
// - `cachedStep(x: tf.Tensor2D, keptKeys: tf.Tensor3D, keptValues: tf.Tensor3D, queryWeight: tf.Tensor2D, keyWeight: tf.Tensor2D, valueWeight: tf.Tensor2D): tf.Tensor2D`
// - `x` (B, D) the new token of each sentence, `keptKeys` and `keptValues` (B, t, d) as they were after the projection, the three weights (D, d); the result (B, d)
// - Scores are divided by $\sqrt d$.
//
// Example: `x` = `[[1]]`, one kept key `[[[0]]]` with the value `[[[4]]]`, and all weights `[[1]]`. The new key and value are 1, the scores 0 and 1, the weights 0.269 and 0.731: the result is `[[1.807]]`.

// %% answer="cachedStep"
function cachedStep(
  x: tf.Tensor2D,
  keptKeys: tf.Tensor3D,
  keptValues: tf.Tensor3D,
  queryWeight: tf.Tensor2D,
  keyWeight: tf.Tensor2D,
  valueWeight: tf.Tensor2D,
): tf.Tensor2D {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, , width] = keptKeys.shape;
    const [query, key, value] = [
      queryWeight,
      keyWeight,
      valueWeight,
    ].map((weight): tf.Tensor3D =>
      tf.matMul(x, weight).expandDims(1),
    ); // (B, 1, d) each
    const keys = tf.concat([keptKeys, key], 1); // (B, t + 1, d)
    const values = tf.concat([keptValues, value], 1);
    const scores = tf.matMul(query, keys, false, true);
    const weights = tf.softmax(scores.div(Math.sqrt(width)));
    const mixed = tf.matMul(weights, values); // (B, 1, d)
    return mixed.reshape<tf.Tensor2D>([numBatch, width]);
  });
  // #endregion
}

// %% check="cachedStep"
await check('cachedStep', cachedStep);

// %% [markdown]
// ## 10.5 · The smoothed loss
//
// ●●○ · write · 15 min · 4 points
//
// Cross-entropy with label smoothing, over a row of positions, some of them padding.
//
// - `smoothedLoss(logits: tf.Tensor2D, labels: tf.Tensor1D, epsilon: number, pad: number): tf.Tensor`
// - `logits` (N, V), `labels` (N) `int32`, `epsilon` from 0 to below 1; the result: a scalar, the mean over all positions whose label is not `pad`
// - The target is $q_v = (1 - \varepsilon)\,[v = y] + \varepsilon / V$, the loss of a position $-\sum_v q_v \log p_v$.
//
// Example: the probabilities 0.7, 0.2, 0.1 (logits: their logarithms), label 0, ε = 0.1 and `pad` = 9 give 0.463.

// %% answer="smoothedLoss"
function smoothedLoss(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  epsilon: number,
  pad: number,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const numTokens = logits.shape[1];
    const sure = tf.oneHot(labels, numTokens).toFloat();
    const target = sure.mul(1 - epsilon).add(epsilon / numTokens);
    const losses = tf.logSoftmax(logits).mul(target).sum(1).neg();
    const counts = labels.notEqual(pad).toFloat(); // (N)
    return losses.mul(counts).sum().div(counts.sum());
  });
  // #endregion
}

// %% check="smoothedLoss"
await check('smoothedLoss', smoothedLoss);

// %% [markdown]
// ## 10.6 · A decoder block
//
// ●●● · write · 25 min · 5 points
//
// The pre-norm block of section 10.4, as a module with weights of its own.
//
// - `new DecoderBlock({ dim, numHeads, hiddenDim, random })`, with these fields:
//   - `selfAttention` and `crossAttention`: `new MultiHeadAttention({ dim, numHeads, useBias: false, random })`
//   - `feedForward`: `new FeedForward({ dim, hiddenDim, random })`
//   - `selfNorm`, `crossNorm`, `feedForwardNorm`: `new LayerNorm({ dim })`
// - `forward(x: tf.Tensor3D, memory: tf.Tensor3D, memoryLens: tf.Tensor1D | null): tf.Tensor3D`; `x` (B, T, D), `memory` (B, S, D), `memoryLens` (B) `int32` or `null`; the result (B, T, D)
// - The library's attention takes `{ queries, keys, values, validLens, isCausal }`. The memory has been normalised by the encoder: leave it as it is.

// %% answer="DecoderBlock"
class DecoderBlock extends Module {
  // #region solution
  readonly selfAttention: MultiHeadAttention;
  readonly crossAttention: MultiHeadAttention;
  readonly feedForward: FeedForward;
  readonly selfNorm: LayerNorm;
  readonly crossNorm: LayerNorm;
  readonly feedForwardNorm: LayerNorm;

  constructor(options: {
    dim: number;
    numHeads: number;
    hiddenDim: number;
    random: Random;
  }) {
    super();
    const { dim } = options;
    const heads = { ...options, useBias: false };
    this.selfAttention = new MultiHeadAttention(heads);
    this.crossAttention = new MultiHeadAttention(heads);
    this.feedForward = new FeedForward(options);
    this.selfNorm = new LayerNorm({ dim: dim });
    this.crossNorm = new LayerNorm({ dim: dim });
    this.feedForwardNorm = new LayerNorm({ dim: dim });
  }

  forward(
    x: tf.Tensor3D,
    memory: tf.Tensor3D,
    memoryLens: tf.Tensor1D | null,
  ): tf.Tensor3D {
    return tf.tidy(() => {
      const own = this.selfNorm.forward(x);
      const self = this.selfAttention.forward({
        queries: own,
        keys: own,
        values: own,
        isCausal: true,
      });
      const a: tf.Tensor3D = x.add(self);
      const told = this.crossAttention.forward({
        queries: this.crossNorm.forward(a),
        keys: memory,
        values: memory,
        validLens: memoryLens,
      });
      const b: tf.Tensor3D = a.add(told);
      const inner = this.feedForwardNorm.forward(b);
      return b.add(this.feedForward.forward(inner));
    });
  }
  // #endregion
  // #region stub
  // constructor(options: {
  //   dim: number;
  //   numHeads: number;
  //   hiddenDim: number;
  //   random: Random;
  // }) {
  //   super();
  //   throw new Error('DecoderBlock: not written yet');
  // }
  //
  // forward(
  //   x: tf.Tensor3D,
  //   memory: tf.Tensor3D,
  //   memoryLens: tf.Tensor1D | null,
  // ): tf.Tensor3D {
  //   throw new Error('DecoderBlock: not written yet');
  // }
  // #endregion
}

// %% check="DecoderBlock"
await check('DecoderBlock', DecoderBlock);

// %% [markdown]
// ## Done
//
// You have written the parts in which Transformers fail silently, and the test that finds it. Lesson 11 takes the encoder and the cross-attention away: what is left is a GPT.
