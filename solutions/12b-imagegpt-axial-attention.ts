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
// # Exercises 12b · ImageGPT and axial attention
//
// Four exercises, 15 points, about 60 minutes. They belong to [lesson 12b](../notebooks/12b-imagegpt-axial-attention.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. When you are stuck, ask for the next hint: `check('bitsPerPixel', bitsPerPixel, { hint: 2 })`. To see what a check used: `inputsOf('bitsPerPixel', 2)`.

// %% setup
import { tf, useBackend } from 'kernel-lib';
import { check, inputsOf } from 'exercises';

await useBackend();

// %% [markdown]
// ## 12b.1 · Raster order, there and back
//
// ●○○ · write · 10 min · 3 points
//
// An image of `height` rows and `width` columns is read row by row, from the top, each row from the left. Write both tables: the place of every cell, and the cell of every place.
//
// - `rasterTables(height: number, width: number): { places: number[][], cells: number[][] }`
// - `places[r][c]`: the place of row r, column c in the sequence, from 0.
// - `cells[t]`: the cell `[r, c]` that stands at place t.
//
// Example: `rasterTables(2, 3)` gives `places` `[[0, 1, 2], [3, 4, 5]]`, and `cells[4]` is `[1, 1]`.

// %% answer="rasterTables"
function rasterTables(
  height: number,
  width: number,
): { places: number[][]; cells: number[][] } {
  // #region solution
  const upTo = (n: number): number[] => [...Array(n).keys()];
  return {
    places: upTo(height).map((r) =>
      upTo(width).map((c) => r * width + c),
    ),
    cells: upTo(height * width).map((t) => [
      Math.floor(t / width),
      t % width,
    ]),
  };
  // #endregion
}

// %% check="rasterTables"
await check('rasterTables', rasterTables);

// %% [markdown]
// ## 12b.2 · Bits per pixel
//
// ●●○ · write · 15 min · 4 points
//
// A model has read a start token and then all T pixels of each image. So it gives T + 1 positions: position 0 has read the start token alone, position t the start token and the first t pixels.
//
// - `bitsPerPixel(logits: tf.Tensor3D, pixels: tf.Tensor2D): tf.Scalar`
// - `logits` (B, T + 1, colours), `pixels` (B, T) int32: the colours that came
// - The mean of $-\log_2 p$ over all pixels, each predicted from those **before** it.
//
// Example: with logits of zeros and two colours every pixel costs 1 bit; with four colours, 2 bits. Do not use `crossEntropy`.

// %% answer="bitsPerPixel"
function bitsPerPixel(
  logits: tf.Tensor3D,
  pixels: tf.Tensor2D,
): tf.Scalar {
  // #region solution
  return tf.tidy(() => {
    const [numImages, numPixels] = pixels.shape;
    const numColours = logits.shape[2];
    const before = logits.slice(
      [0, 0, 0],
      [numImages, numPixels, numColours],
    ); // (B, T, colours)
    const bits: tf.Scalar = tf
      .oneHot(pixels, numColours)
      .mul(tf.logSoftmax(before))
      .sum(2) // (B, T)
      .mean()
      .div(-Math.LN2);
    return bits;
  });
  // #endregion
}

// %% check="bitsPerPixel"
await check('bitsPerPixel', bitsPerPixel);

// %% [markdown]
// ## 12b.3 · Attention along the columns
//
// ●●● · write · 25 min · 5 points
//
// One head of attention in which every position of a grid sees the positions of its own column, and only those: softmax(Q Kᵀ / √d) V within each column of each image.
//
// - `columnAttention(x: tf.Tensor4D, queryWeight: tf.Tensor2D, keyWeight: tf.Tensor2D, valueWeight: tf.Tensor2D): tf.Tensor4D`
// - `x` (B, h, w, D); `queryWeight` and `keyWeight` (D, d), `valueWeight` (D, v)
// - The result: (B, h, w, v), each position where it was.
//
// Example: with a single row, h = 1, each position sees only itself, and the result is `x` times `valueWeight`. No loops are needed, and no mask (though a mask would be right, too).

// %% answer="columnAttention"
function columnAttention(
  x: tf.Tensor4D,
  queryWeight: tf.Tensor2D,
  keyWeight: tf.Tensor2D,
  valueWeight: tf.Tensor2D,
): tf.Tensor4D {
  // #region solution
  return tf.tidy(() => {
    const [numImages, height, width, dim] = x.shape;
    const positions: tf.Tensor2D = x
      .transpose([0, 2, 1, 3]) // (B, w, h, D)
      .reshape([numImages * width * height, dim]);
    const inLines = (weight: tf.Tensor2D): tf.Tensor3D =>
      tf
        .matMul(positions, weight)
        .reshape([numImages * width, height, weight.shape[1]]);
    const scores: tf.Tensor3D = tf
      .matMul(inLines(queryWeight), inLines(keyWeight), false, true)
      .div(Math.sqrt(queryWeight.shape[1])); // (B·w, h, h)
    const mixed: tf.Tensor3D = tf.matMul(
      tf.softmax(scores),
      inLines(valueWeight),
    );
    const output: tf.Tensor4D = mixed
      .reshape([numImages, width, height, valueWeight.shape[1]])
      .transpose([0, 2, 1, 3]); // (B, h, w, v)
    return output;
  });
  // #endregion
}

// %% check="columnAttention"
await check('columnAttention', columnAttention);

// %% [markdown]
// ## 12b.4 · What a layer costs
//
// ●○○ · predict · 10 min · 3 points
//
// Do not run anything. A score product is one query times one key; count those of one head.
//
// - `full`: full attention over a grid of 6 rows and 10 columns, flattened.
// - `rowMask`: how many cells are open (true) in `axialMask(6, 10, 'row')`?
// - `axial`: axial attention over the same grid: the rows, then the columns.
// - `times`: on a grid of 48 × 48, how many times fewer products does axial attention need than full attention?
// - `twice`: a layer attends along the rows, and the next one along the rows again. Of which positions has a position heard after both? `'row'`: of its row only. `'all'`: of the whole grid. `'cross'`: of its row and its column.

// %% answer="axialCosts"
// #region solution
const axialCosts = {
  full: 60 * 60,
  rowMask: 60 * 10,
  axial: 60 * (6 + 10),
  times: (48 * 48) / (48 + 48),
  twice: 'row',
};
// #endregion
// #region stub
// const axialCosts = {
//   full: NaN,
//   rowMask: NaN,
//   axial: NaN,
//   times: NaN,
//   twice: '',
// };
// #endregion

// %% check="axialCosts"
await check('axialCosts', axialCosts);

// %% [markdown]
// ## Done
//
// You can turn an image into a text and back, say what each of its pixels costs, and attend along an axis for a fraction of the price.
