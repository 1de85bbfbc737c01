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
// # Exercises 12 · Vision Transformer
//
// Six exercises, 23 points, about 95 minutes. They belong to [lesson 12](../notebooks/12-vision-transformer.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. When you are stuck, ask for the next hint: `check('patchify', patchify, { hint: 2 })`. To see the numbers that a check used: `inputsOf('patchify', 2)`.
//
// Gradients are checked, too: stay with tensor operations. If you cannot solve one exercise, go on: the library's `imagePatches` and `attentionRollout` stand in.

// %% setup
import { imagePatches, Linear, MLP, Module } from 'kernel-lib';
import { tf, TransformerEncoder, useBackend } from 'kernel-lib';
import type { Random } from 'kernel-lib';
import { check, inputsOf } from 'exercises';

await useBackend();

// %% [markdown]
// ## 12.1 · Cut an image into patches
//
// ●●○ · write · 15 min · 4 points
//
// An image becomes a sequence: squares of P × P pixels, each one row of numbers.
//
// - `patchify(images: tf.Tensor4D, patchSize: number): tf.Tensor3D`
// - `images` (B, height, width, C), both sides multiples of P; the result (B, M, P·P·C)
// - The patches go as you read: from left to right, then from top to bottom. So do the pixels of a patch; the C channels of a pixel stand side by side.
//
// One check multiplies your patches with a matrix and compares with a convolution: any other order gives other numbers.
//
// Example: the image with the rows `1 2 3 4`, `5 6 7 8`, `9 10 11 12` and `13 14 15 16`, one channel, and P = 2 give `[[[1, 2, 5, 6], [3, 4, 7, 8], [9, 10, 13, 14], [11, 12, 15, 16]]]`.

// %% answer="patchify"
function patchify(
  images: tf.Tensor4D,
  patchSize: number,
): tf.Tensor3D {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, height, width, channels] = images.shape;
    const rows = height / patchSize;
    const columns = width / patchSize;
    const lineOfPatch = patchSize * channels; // its pixels in a row
    const lines = images.reshape([
      numBatch * rows,
      patchSize,
      columns,
      lineOfPatch,
    ]);
    const squares = lines.transpose([0, 2, 1, 3]);
    return squares.reshape([numBatch, rows * columns, -1]);
  });
  // #endregion
}

// %% check="patchify"
await check('patchify', patchify);

// %% [markdown]
// ## 12.2 · Two errors before the first block
//
// ●●○ · repair · 15 min · 4 points
//
// What enters the first block of a ViT: the class token, then the embedded patches, and to all of them their positions are added. The function below runs, and its shape is right. It has two errors.
//
// - `embedPatches(patches: tf.Tensor3D, weight: tf.Tensor2D, bias: tf.Tensor1D, classToken: tf.Tensor1D, positions: tf.Tensor2D): tf.Tensor3D`
// - `patches` (B, M, p), `weight` (p, D), `bias` (D), `classToken` (D), `positions` (M + 1, D); the result (B, M + 1, D)
// - Row 0 of the positions belongs to the class token, row m to patch m.
//
// Example: the patches `[[[1], [2]]]`, the weight `[[1, 10]]`, the bias `[0, 0]`, the class token `[7, 7]` and the positions `[[0.1, 0.1], [0.2, 0.2], [0.3, 0.3]]` give `[[[7.1, 7.1], [1.2, 10.2], [2.3, 20.3]]]`.

// %% answer="embedPatches"
function embedPatches(
  patches: tf.Tensor3D,
  weight: tf.Tensor2D,
  bias: tf.Tensor1D,
  classToken: tf.Tensor1D,
  positions: tf.Tensor2D,
): tf.Tensor3D {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, numPatches, size] = patches.shape;
    const dim = classToken.shape[0];
    const flat: tf.Tensor2D = patches.reshape([-1, size]);
    const embedded = tf
      .matMul(flat, weight)
      .add(bias)
      .reshape([numBatch, numPatches, dim]);
    const first = tf.zeros([numBatch, 1, dim]).add(classToken);
    return tf.concat([first, embedded], 1).add(positions);
  });
  // #endregion
  // #region stub
  // return tf.tidy(() => {
  //   const [numBatch, numPatches, size] = patches.shape;
  //   const dim = classToken.shape[0];
  //   const flat: tf.Tensor2D = patches.reshape([-1, size]);
  //   const rows = positions.slice([0, 0], [numPatches, dim]);
  //   const embedded = tf
  //     .matMul(flat, weight)
  //     .add(bias)
  //     .reshape([numBatch, numPatches, dim])
  //     .add(rows);
  //   const last = tf.zeros([numBatch, 1, dim]).add(classToken);
  //   return tf.concat([embedded, last], 1) as tf.Tensor3D;
  // });
  // #endregion
}

// %% check="embedPatches"
await check('embedPatches', embedPatches);

// %% [markdown]
// ## 12.3 · What is read out
//
// ●○○ · write · 10 min · 3 points
//
// From M + 1 vectors to the one that the readout gets: that of the class token, or the mean of the patches.
//
// - `readOut(x: tf.Tensor3D, pooling: 'class' | 'mean'): tf.Tensor2D`
// - `x` (B, M + 1, D), row 0 is the class token; the result (B, D)
// - `'mean'` is over the M patches.
//
// Example: `x` = `[[[9, 9], [1, 2], [3, 6]]]` gives `[[9, 9]]` for `'class'` and `[[2, 4]]` for `'mean'`.

// %% answer="readOut"
function readOut(
  x: tf.Tensor3D,
  pooling: 'class' | 'mean',
): tf.Tensor2D {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, length, dim] = x.shape;
    if (pooling === 'class') {
      const first = x.slice([0, 0, 0], [numBatch, 1, dim]);
      return first.reshape<tf.Tensor2D>([numBatch, dim]);
    }
    const size: [number, number, number] = [
      numBatch,
      length - 1,
      dim,
    ];
    return x.slice([0, 1, 0], size).mean<tf.Tensor2D>(1);
  });
  // #endregion
}

// %% check="readOut"
await check('readOut', readOut);

// %% [markdown]
// ## 12.4 · A Vision Transformer
//
// ●●● · write · 25 min · 6 points
//
// The whole model, for grey images.
//
// - `new VisionTransformer({ imageSize, patchSize, dim, numHeads, numLayers, numClasses, random })` with five fields, in this order:
//   - `patchEmbedding`, a `Linear` from P·P to `dim`;
//   - `classToken`, a `tf.variable` (1, 1, D), and `positions`, a `tf.variable` (M + 1, D), both `random.normalTensor(shape, { std: 0.02 })`;
//   - `encoder`, `new TransformerEncoder({ dim, numHeads, numLayers, hiddenDim: 2 * dim, activation: 'gelu', norm: 'pre', random })`;
//   - `readout`, `new MLP({ dims: [dim, dim, numClasses], activation: 'gelu', random })`.
// - `forward(images: tf.Tensor4D): tf.Tensor2D`; `images` (B, S, S, 1), the result (B, classes): the logits, read from the class token.
//
// Use your own functions from above, or the library's `imagePatches`.

// %% answer="VisionTransformer"
class VisionTransformer extends Module {
  // #region solution
  readonly patchEmbedding: Linear;
  readonly classToken: tf.Variable<tf.Rank.R3>;
  readonly positions: tf.Variable<tf.Rank.R2>;
  readonly encoder: TransformerEncoder;
  readonly readout: MLP;
  readonly patchSize: number;

  constructor(options: {
    imageSize: number;
    patchSize: number;
    dim: number;
    numHeads: number;
    numLayers: number;
    numClasses: number;
    random: Random;
  }) {
    super();
    const { imageSize, patchSize, dim, random } = options;
    const numPatches = (imageSize / patchSize) ** 2;
    const small = { std: 0.02 };
    this.patchEmbedding = new Linear({
      inputDim: patchSize * patchSize,
      outputDim: dim,
      random: random,
    });
    this.classToken = tf.variable(
      random.normalTensor<tf.Rank.R3>([1, 1, dim], small),
    );
    this.positions = tf.variable(
      random.normalTensor<tf.Rank.R2>([numPatches + 1, dim], small),
    );
    this.encoder = new TransformerEncoder({
      ...options,
      hiddenDim: 2 * dim,
      activation: 'gelu',
      norm: 'pre',
    });
    this.readout = new MLP({
      dims: [dim, dim, options.numClasses],
      activation: 'gelu',
      random: random,
    });
    this.patchSize = patchSize;
  }

  forward(images: tf.Tensor4D): tf.Tensor2D {
    return tf.tidy(() => {
      const patches = imagePatches(images, this.patchSize);
      const embedded = this.patchEmbedding.forward(patches);
      const [numBatch, , dim] = embedded.shape;
      const token = tf.zeros([numBatch, 1, dim]);
      const all = [token.add(this.classToken), embedded];
      const x: tf.Tensor3D = tf.concat(all, 1).add(this.positions);
      const h = this.encoder.forward(x); // (B, M + 1, D)
      const first = h.slice([0, 0, 0], [numBatch, 1, dim]);
      return this.readout.forward(first.reshape([numBatch, dim]));
    });
  }
  // #endregion
  // #region stub
  // constructor(options: {
  //   imageSize: number;
  //   patchSize: number;
  //   dim: number;
  //   numHeads: number;
  //   numLayers: number;
  //   numClasses: number;
  //   random: Random;
  // }) {
  //   super();
  //   throw new Error('VisionTransformer: not written yet');
  // }
  //
  // forward(images: tf.Tensor4D): tf.Tensor2D {
  //   throw new Error('VisionTransformer: not written yet');
  // }
  // #endregion
}

// %% check="VisionTransformer"
await check('VisionTransformer', VisionTransformer);

// %% [markdown]
// ## 12.5 · Attention rollout
//
// ●●○ · write · 15 min · 3 points
//
// How much of each input token is in each output token, after several blocks. For each block: the mean $A$ over its heads, and half of the way around it, $\bar A = (A + I) / 2$. Then the product, the last block on the left: $\bar A_L \cdots \bar A_2 \bar A_1$.
//
// - `rollout(weights: tf.Tensor4D[]): tf.Tensor3D`
// - `weights`: for each block (B, H, T, T), the first block first; the result (B, T, T)
//
// Example: one block with one head, `[[[[0, 1], [0.5, 0.5]]]]`, gives `[[[0.5, 0.5], [0.25, 0.75]]]`.

// %% answer="rollout"
function rollout(weights: tf.Tensor4D[]): tf.Tensor3D {
  // #region solution
  return tf.tidy(() => {
    const [, , length] = weights[0].shape;
    const mixed = weights.map((block) => {
      const overHeads = block.mean<tf.Tensor3D>(1); // (B, T, T)
      return overHeads.add<tf.Tensor3D>(tf.eye(length)).div(2);
    });
    return mixed.reduce((sofar, block): tf.Tensor3D =>
      tf.matMul(block, sofar),
    ) as tf.Tensor3D;
  });
  // #endregion
}

// %% check="rollout"
await check('rollout', rollout);

// %% [markdown]
// ## 12.6 · What the positions are worth
//
// ●●○ · measure · 15 min · 3 points
//
// A classifier of one layer, trained: one query attends over the patches, and the mix is read out. In its data one patch has a mark, and the class says *where*. Measure its accuracy three times.
//
// With $x = \text{tokens} + \text{positions}$, the weights are $w = \mathrm{softmax}(x \cdot q / \sqrt D)$ over the patches, and the logits are $(\sum_m w_m x_m)\, W$.
//
// - `worthOfPositions(tokens: tf.Tensor3D, positions: tf.Tensor2D, query: tf.Tensor1D, readout: tf.Tensor2D, labels: tf.Tensor1D, order: tf.Tensor1D): { whole: number; without: number; shuffled: number }`
// - `tokens` (N, M, D), `positions` (M, D), `query` (D), `readout` (D, C), `labels` (N) `int32`, `order` (M) `int32`
// - `whole`: as it is. `without`: the positions are 0. `shuffled`: the tokens of every image come in the order given (`tf.gather(tokens, order, 1)`), the positions stay.
//
// Before you run it: what share do you expect for four classes when the positions are 0?

// %% answer="worthOfPositions"
function worthOfPositions(
  tokens: tf.Tensor3D,
  positions: tf.Tensor2D,
  query: tf.Tensor1D,
  readout: tf.Tensor2D,
  labels: tf.Tensor1D,
  order: tf.Tensor1D,
): { whole: number; without: number; shuffled: number } {
  // #region solution
  const [numImages, numPatches, dim] = tokens.shape;
  const accuracyOf = (x: tf.Tensor): number => {
    const flat: tf.Tensor2D = x.reshape([-1, dim]);
    const column: tf.Tensor2D = query.reshape([dim, 1]);
    const scores = tf.matMul(flat, column).div(Math.sqrt(dim));
    const rows = scores.reshape([numImages, numPatches]);
    const weights = tf.softmax(rows).expandDims(2);
    const mixed: tf.Tensor2D = x.mul(weights).sum(1);
    const best = tf.matMul(mixed, readout).argMax(1);
    return best.equal(labels).toFloat().mean().dataSync()[0];
  };
  return tf.tidy(() => {
    const moved = tf.gather(tokens, order, 1);
    return {
      whole: accuracyOf(tokens.add(positions)),
      without: accuracyOf(tokens),
      shuffled: accuracyOf(moved.add(positions)),
    };
  });
  // #endregion
}

// %% check="worthOfPositions"
await check('worthOfPositions', worthOfPositions);

// %% [markdown]
// ## Done
//
// You have written a Vision Transformer from the pixels to the logits, and two instruments to look inside it. An optional lesson goes on from here: images as texts, and attention along rows and columns.
