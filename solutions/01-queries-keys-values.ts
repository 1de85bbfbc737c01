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
// # Exercises 01 · Queries, keys and values
//
// Five exercises, 14 points, about 45 minutes. They belong to [lesson 01](../notebooks/01-queries-keys-values.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. When you are stuck, ask for the next hint: `check('attentionPool', attentionPool, { hint: 2 })`.

// %% setup
import { tf, useBackend } from 'kernel-lib';
import { check } from 'exercises';

await useBackend();

// %% [markdown]
// ## 1.1 · Attention pooling
//
// ●○○ · 10 min · 3 points
//
// Mix the values with the weights, for all queries at once.
//
// - `attentionPool(weights: tf.Tensor2D, values: tf.Tensor2D): tf.Tensor2D`
// - `weights` (Q, K), one row for each query; `values` (K, v), one row for each key; the result (Q, v)
//
// Example: the weights `[[0.25, 0.75]]` and the values `[[0, 4], [8, 0]]` give `[[6, 1]]`.
//
// Every attention layer ends with this line.

// %% answer="attentionPool"
function attentionPool(
  weights: tf.Tensor2D,
  values: tf.Tensor2D,
): tf.Tensor2D {
  // #region solution
  return tf.matMul(weights, values); // (Q, K) x (K, v) -> (Q, v)
  // #endregion
}

// %% check="attentionPool"
await check('attentionPool', attentionPool);

// %% [markdown]
// ## 1.2 · A place that cannot be
//
// ●○○ · 5 min · 2 points
//
// Three things lie on a desk, at (0, 0), (10, 0) and (0, 10). Their places are the values of an attention with one query. Which of these results can **not** come out, whatever the weights are?
//
// - `a`: (5, 5)
// - `b`: (2, 3)
// - `c`: (6, 6)
// - `d`: (0, 10)
//
// Draw the desk before you answer. Write the letter between the quotes.

// %% answer="impossibleGaze"
// #region solution
const impossibleGaze = 'c';
// #endregion
// #region stub
// const impossibleGaze = '?';
// #endregion

// %% check="impossibleGaze"
await check('impossibleGaze', impossibleGaze);

// %% [markdown]
// ## 1.3 · Soft lookup with a temperature
//
// ●●○ · 10 min · 4 points
//
// Write the whole lookup for one query: dot products as scores, divided by the temperature, softmax, and the average of the values.
//
// - `softLookup(query, keys, values, temperature)`
// - `query` (d), `keys` (K, d), `values` (K, v), `temperature` a positive number; the result (v)
// - `tf.softmax` is allowed: you wrote your own in lesson 00.
//
// Example: the query `[1, 0]`, the keys `[[1, 0], [0, 1]]` and the values `[[10], [20]]` give about `[12.69]` at temperature 1, and about `[10]` at temperature 0.05.
//
// A low temperature must give the value of the best key, a high one the mean of all values. The check tries both.

// %% answer="softLookup"
function softLookup(
  query: tf.Tensor1D,
  keys: tf.Tensor2D,
  values: tf.Tensor2D,
  temperature: number,
): tf.Tensor1D {
  // #region solution
  return tf.tidy(() => {
    const row: tf.Tensor2D = query.expandDims(0); // (d) -> (1, d)
    const scores = tf.matMul(row, keys, false, true); // (1, K)
    const weights = tf.softmax(scores.div(temperature));
    const mixed = tf.matMul(weights, values); // (1, v)
    return mixed.squeeze([0]); // (1, v) -> (v)
  });
  // #endregion
}

// %% check="softLookup"
await check('softLookup', softLookup);

// %% [markdown]
// ## 1.4 · The previous token
//
// ●●○ · 10 min · 2 points
//
// Write the weights that make every position look at the one before it. The first position has nothing before it: it looks at itself.
//
// - `previousToken(length: number): number[][]`
// - One row for each query, one column for each key; each row sums to 1.
//
// Example: `previousToken(3)` is `[[1, 0, 0], [1, 0, 0], [0, 1, 0]]`.
//
// Trained language models contain heads that do exactly this.

// %% answer="previousToken"
function previousToken(length: number): number[][] {
  // #region solution
  return Array.from({ length: length }, (_, query) =>
    Array.from({ length: length }, (_unused, key) =>
      Number(key === Math.max(0, query - 1)),
    ),
  );
  // #endregion
}

// %% check="previousToken"
await check('previousToken', previousToken);

// %% [markdown]
// ## 1.5 · Count the equal tokens
//
// ●●○ · 10 min · 3 points
//
// For each position, count how many positions hold the same token, itself included. This is the number of trues in its row of the selector "same token", its **width**.
//
// - `countEqual(tokens: string[]): number[]`
//
// Example: `countEqual(['a', 'b', 'a'])` is `[2, 1, 2]`.
//
// Here the selector looks at what the tokens are, not at where they stand.

// %% answer="countEqual"
function countEqual(tokens: string[]): number[] {
  // #region solution
  return tokens.map(
    (query) => tokens.filter((key) => key === query).length,
  );
  // #endregion
}

// %% check="countEqual"
await check('countEqual', countEqual);
