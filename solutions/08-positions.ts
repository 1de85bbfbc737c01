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
// # Exercises 08 · Positions, and three ways to read a sequence
//
// Six exercises, 20 points, about 90 minutes. They belong to [lesson 08](../notebooks/08-positions.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. When you are stuck, ask for the next hint: `check('sinusoidalTable', sinusoidalTable, { hint: 2 })`. To see the numbers that a check used: `inputsOf('relativeScores', 2)`.

// %% setup
import { tf, useBackend } from 'kernel-lib';
import { check, inputsOf } from 'exercises';

await useBackend();

// %% [markdown]
// ## 8.1 · Sinusoidal positions
//
// ●○○ · write · 10 min · 3 points
//
// The table of sines and cosines.
//
// - `sinusoidalTable(numPositions: number, dim: number): tf.Tensor2D`
// - `dim` is even; the result (T, D): sine in column 2j, cosine in column 2j + 1, both of the angle $i/10000^{2j/D}$
// - The other common layout is right as well: all sines in the left half, all cosines in the right half (**halves**). The check accepts both.
//
// Example: `sinusoidalTable(2, 4)` is `[[0, 1, 0, 1], [0.841, 0.540, 0.010, 1.000]]`, or in halves `[[0, 0, 1, 1], [0.841, 0.010, 0.540, 1.000]]`.

// %% answer="sinusoidalTable"
function sinusoidalTable(
  numPositions: number,
  dim: number,
): tf.Tensor2D {
  // #region solution
  const rows: number[][] = [];
  for (let i = 0; i < numPositions; i++) {
    const row: number[] = [];
    for (let j = 0; j < dim / 2; j++) {
      const turned = i / Math.pow(10000, (2 * j) / dim);
      row.push(Math.sin(turned), Math.cos(turned));
    }
    rows.push(row);
  }
  return tf.tensor2d(rows); // (T, D)
  // #endregion
}

// %% check="sinusoidalTable"
await check('sinusoidalTable', sinusoidalTable);

// %% [markdown]
// ## 8.2 · A shift is a rotation
//
// ●●○ · write · 20 min · 4 points
//
// The matrix $M$ with $P_{i+s} = P_i M$ for every position $i$, where $P$ is the interleaved table and $P_i$ a row to the left of the matrix.
//
// - `shiftMatrix(offset: number, dim: number): tf.Tensor2D`
// - `offset` is $s$ and may be negative; `dim` is even; the result (D, D): a 2 × 2 block for each pair along the diagonal, zeros elsewhere
//
// Example: `shiftMatrix(1, 2)` is `[[0.540, -0.841], [0.841, 0.540]]`.
//
// When it is right, multiply: what is `shiftMatrix(3, 8)` times `shiftMatrix(-3, 8)`?

// %% answer="shiftMatrix"
function shiftMatrix(offset: number, dim: number): tf.Tensor2D {
  // #region solution
  const buffer = tf.buffer([dim, dim]);
  for (let j = 0; j < dim / 2; j++) {
    const angle = offset / 10000 ** ((2 * j) / dim);
    const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
    buffer.set(cosine, 2 * j, 2 * j);
    buffer.set(-sine, 2 * j, 2 * j + 1);
    buffer.set(sine, 2 * j + 1, 2 * j);
    buffer.set(cosine, 2 * j + 1, 2 * j + 1);
  }
  const matrix: tf.Tensor2D = tf.tensor2d(buffer.values, [
    dim,
    dim,
  ]);
  return matrix;
  // #endregion
}

// %% check="shiftMatrix"
await check('shiftMatrix', shiftMatrix);

// %% [markdown]
// ## 8.3 · Learned positions that do not learn
//
// ●○○ · repair · 10 min · 3 points
//
// A decoder writes token by token, so a sequence may begin at position `offset` of the text. Somebody added learned positions to it. The table stays as it was drawn, however long one trains, and every token believes that it stands at the beginning. Repair both.
//
// - `addPositions(x: tf.Tensor3D, table: tf.Tensor2D, offset: number): tf.Tensor`
// - `x` (B, T, D), `table` (N, D) with N ≥ offset + T; the result (B, T, D)
// - The gradient must reach `x` and `table`.
//
// Example: with `x` = `[[[1, 1]]]`, the table `[[0, 0], [5, 7]]` and the offset 1 the result is `[[[6, 8]]]`.

// %% answer="addPositions"
function addPositions(
  x: tf.Tensor3D,
  table: tf.Tensor2D,
  offset: number,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const [, length, dim] = x.shape;
    const rows = table.slice([offset, 0], [length, dim]); // (T, D)
    return x.add(rows); // (B, T, D)
  });
  // #endregion
  // #region stub
  // return tf.tidy(() => {
  //   const [, length, dim] = x.shape;
  //   const numbers = table.arraySync().slice(0, length);
  //   return x.add(tf.tensor2d(numbers, [length, dim]));
  // });
  // #endregion
}

// %% check="addPositions"
await check('addPositions', addPositions);

// %% [markdown]
// ## 8.4 · Relative scores
//
// ●●● · write · 25 min · 4 points
//
// Shaw's scores: $s_{ij} = q_i \cdot (k_j + a_{\mathrm{clip}(j-i,\,-c,\,c)}) / \sqrt d$.
//
// - `relativeScores(queries: tf.Tensor3D, keys: tf.Tensor3D, distanceTable: tf.Tensor2D): tf.Tensor`
// - `queries` (B, Q, d), `keys` (B, K, d), `distanceTable` (2c + 1, d): row 0 belongs to the distance −c, row c to 0, the last one to +c. So $c$ follows from the number of rows.
// - The result (B, Q, K): scores, no softmax. The gradient must reach all three.
// - `tf.clipByValue` wants `float32`, the default of `tf.range`; `tf.gather` wants the rows as `int32`: `.toInt()`.
//
// Example: with d = 1, the queries `[[[1], [2]]]`, the keys `[[[10], [20]]]` and the table `[[1], [2], [3]]` the result is `[[[12, 23], [22, 44]]]`.

// %% answer="relativeScores"
function relativeScores(
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  distanceTable: tf.Tensor2D,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const [, numQueries, dim] = queries.shape;
    const numKeys = keys.shape[1];
    const c = (distanceTable.shape[0] - 1) / 2;
    const i = tf.range(0, numQueries).expandDims(1); // (Q, 1)
    const j = tf.range(0, numKeys).expandDims(0); // (1, K)
    const rows = j.sub(i).clipByValue(-c, c).add(c); // (Q, K)
    const flat = rows.reshape([-1]).toInt();
    const vectors = tf
      .gather(distanceTable, flat.as1D())
      .reshape([numQueries, numKeys, dim]);
    const products = tf.matMul(queries, keys, false, true);
    const byDistance = queries
      .expandDims(2) // (B, Q, 1, d)
      .mul(vectors) // (B, Q, K, d)
      .sum(3); // (B, Q, K)
    return products.add(byDistance).div(Math.sqrt(dim));
  });
  // #endregion
}

// %% check="relativeScores"
await check('relativeScores', relativeScores);

// %% [markdown]
// ## 8.5 · The length of a path
//
// ●●○ · write · 15 min · 3 points
//
// The smallest number of edges on a way from one node to another, by breadth-first search.
//
// - `pathLength(edges: number[][], from: number, to: number): number`
// - `edges[node]` lists where one can go from `node`, one way only; the result is a whole number, 0 when `from` is `to`, and −1 when there is no way
//
// Example: with the edges `[[1, 2], [2], [3], []]` the way from 0 to 3 has length 2; from 3 to 0 it is −1.

// %% answer="pathLength"
function pathLength(
  edges: number[][],
  from: number,
  to: number,
): number {
  // #region solution
  const seen = new Set([from]);
  let present = [from];
  for (let length = 0; present.length > 0; length++) {
    if (present.includes(to)) return length;
    const next: number[] = [];
    for (const neighbour of present.flatMap((at) => edges[at])) {
      if (seen.has(neighbour)) continue;
      seen.add(neighbour);
      next.push(neighbour);
    }
    present = next;
  }
  return -1;
  // #endregion
}

// %% check="pathLength"
await check('pathLength', pathLength);

// %% [markdown]
// ## 8.6 · The slope of a cost
//
// ●●○ · measure · 10 min · 3 points
//
// Three counts of multiplications, for $n$ words of width 512. Measure the slope of each on logarithmic axes between $n = 256$ and $n = 1024$, and the length $n$ at which a whole layer of attention costs as much as a recurrent one.
//
// Report four numbers: `products` (scores and mixing), `layer` (with the projections), `recurrence` (a GRU), each within 0.03; `crossover`, within 16 words.

// %%
const width = 512;
const productCost = (n: number): number => 2 * n * n * width;
const layerCost = (n: number): number =>
  4 * n * width * width + productCost(n);
const recurrentCost = (n: number): number => 6 * n * width * width;

for (const n of [256, 1024]) {
  console.log(n, layerCost(n), recurrentCost(n));
}

// %% answer="costSlopes"
// #region solution
const costSlopes = {
  products: 2,
  layer: 1.339,
  recurrence: 1,
  crossover: 512,
};
// #endregion
// #region stub
// const costSlopes = {
//   products: NaN,
//   layer: NaN,
//   recurrence: NaN,
//   crossover: NaN,
// };
// #endregion

// %% check="costSlopes"
await check('costSlopes', costSlopes);

// %% [markdown]
// ## Done
//
// You can tell a layer where its words stand in three ways, and say what it costs to let every word see every other. [The lesson](../notebooks/08-positions.ipynb) has the experiment; lesson 09 builds the block around it.
