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
// # Exercises 00 · Getting started
//
// Three exercises, 8 points, about 25 minutes. They belong to [lesson 00](../notebooks/00-getting-started.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. A check never changes your answer and can be run as often as you like. When you are stuck, ask for the next hint: `check('stableSoftmax', stableSoftmax, { hint: 2 })`.

// %% setup
import { tf, useBackend } from 'kernel-lib';
import { check } from 'exercises';

await useBackend();

// %% [markdown]
// ## 0.1 · Broadcasting shapes
//
// ●○○ · 10 min · 2 points
//
// Write the rule of section 0.4 as a function. It gets two shapes and returns the shape of their sum, or `null` when they do not fit together.
//
// - `broadcastShapes(a: number[], b: number[]): number[] | null`
// - Shapes may have different ranks. Missing axes on the left count as 1.
//
// Example: `broadcastShapes([4, 1], [6])` is `[4, 6]`, and `broadcastShapes([2, 3], [2])` is `null`.
//
// You will do this in your head for every line of this course; writing it once makes the rule yours.

// %% answer="broadcastShapes"
function broadcastShapes(
  a: number[],
  b: number[],
): number[] | null {
  // #region solution
  const rank = Math.max(a.length, b.length);
  const result: number[] = [];
  for (let i = 1; i <= rank; i++) {
    const sizeA = a[a.length - i] ?? 1;
    const sizeB = b[b.length - i] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) return null;
    result.unshift(sizeA === 1 ? sizeB : sizeA);
  }
  return result;
  // #endregion
}

// %% check="broadcastShapes"
await check('broadcastShapes', broadcastShapes);

// %% [markdown]
// ## 0.2 · Stable softmax
//
// ●●○ · 10 min · 4 points
//
// Write softmax for a table of scores, along its last axis, so that large scores do no harm. Use `tf.exp`, sums and divisions, not `tf.softmax`: the point is the trick of section 0.7.
//
// - `stableSoftmax(scores: tf.Tensor2D): tf.Tensor2D`, shape (R, C) to (R, C)
// - Each row sums to 1. Scores of 10,000 or −10,000 give numbers, never `NaN`.
//
// Example: the row `[2, 1, 0]` becomes about `[0.665, 0.245, 0.090]`, and so does `[1002, 1001, 1000]`.
//
// Every attention weight of this course goes through such a softmax.

// %% answer="stableSoftmax"
function stableSoftmax(scores: tf.Tensor2D): tf.Tensor2D {
  // #region solution
  return tf.tidy(() => {
    const largest = scores.max(1, true); // (R, C) -> (R, 1)
    const powers = scores.sub(largest).exp(); // (R, C)
    return powers.div(powers.sum(1, true)); // (R, C)
  });
  // #endregion
}

// %% check="stableSoftmax"
await check('stableSoftmax', stableSoftmax);

// %% [markdown]
// ## 0.3 · The largest of each row
//
// ●○○ · 5 min · 2 points
//
// Somebody wrote a function that should say *where* the largest number of each row stands. It runs, and it is wrong. Find the error and repair it.
//
// - `rowArgmax(values: tf.Tensor2D): tf.Tensor1D`, shape (R, C) to (R), dtype `int32`
//
// Example: for the rows `[1, 5, 2]` and `[7, 0, 3]` the answer is `[1, 0]`.
//
// Reading which key got the largest weight is the first question to ask of any attention map.

// %% answer="rowArgmax"
function rowArgmax(values: tf.Tensor2D): tf.Tensor1D {
  // #region solution
  return tf.argMax(values, 1); // (R, C) -> (R)
  // #endregion
  // #region stub
  // return tf.argMax(values, 0);
  // #endregion
}

// %% check="rowArgmax"
await check('rowArgmax', rowArgmax);
