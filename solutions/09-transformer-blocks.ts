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
// # Exercises 09 · Transformer blocks
//
// Six exercises, 21 points, about 85 minutes. They belong to [lesson 09](../notebooks/09-transformer-blocks.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. When you are stuck, ask for the next hint: `check('layerNorm', layerNorm, { hint: 2 })`. To see the numbers that a check used: `inputsOf('layerNorm', 1)`.
//
// Gradients are checked, too: stay with tensor operations, and do not leave them with `dataSync()` or `arraySync()`.

// %% setup
import { tf, useBackend, LayerNorm, FeedForward } from 'kernel-lib';
import { Module, MultiHeadAttention } from 'kernel-lib';
import type { Random } from 'kernel-lib';
import { check, inputsOf } from 'exercises';

await useBackend();

// %% [markdown]
// ## 9.1 · Layer normalisation
//
// ●●○ · write · 15 min · 4 points
//
// Give every position mean 0 and variance 1 over its own features, then stretch and move each feature.
//
// - `layerNorm(x: tf.Tensor3D, gain: tf.Tensor1D, bias: tf.Tensor1D, epsilon: number): tf.Tensor`
// - `x` (B, T, D), `gain` and `bias` (D), `epsilon` a number that keeps the division from 0; the result (B, T, D)
// - The variance is the mean of the squared differences: divided by D, not by D − 1.
//
// Example: `x` = `[[[1, 3]]]` has mean 2 and variance 1. With `gain` = `[1, 2]`, `bias` = `[0, 10]` and `epsilon` = 0.1 the result is `[[[-0.953, 11.907]]]`.
//
// The checks take a large ε, so that its place matters.

// %% answer="layerNorm"
function layerNorm(
  x: tf.Tensor3D,
  gain: tf.Tensor1D,
  bias: tf.Tensor1D,
  epsilon: number,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const centred = x.sub(x.mean(2, true)); // (B, T, D)
    const spread = centred.square().mean(2, true); // (B, T, 1)
    const normed = centred.div(spread.add(epsilon).sqrt());
    return normed.mul(gain).add(bias);
  });
  // #endregion
}

// %% check="layerNorm"
await check('layerNorm', layerNorm);

// %% [markdown]
// ## 9.2 · A network for each position
//
// ●○○ · write · 10 min · 3 points
//
// The feed-forward network of a block: $\mathrm{FFN}(x) = \max(0, x W_1 + b_1)\, W_2 + b_2$, for every position by itself.
//
// - `positionwise(x: tf.Tensor3D, hiddenWeight: tf.Tensor2D, hiddenBias: tf.Tensor1D, outputWeight: tf.Tensor2D, outputBias: tf.Tensor1D): tf.Tensor`
// - `x` (B, T, D), `hiddenWeight` (D, F), `hiddenBias` (F), `outputWeight` (F, D), `outputBias` (D); the result (B, T, D)
// - `tf.matMul` takes a (B, T, D) tensor and a matrix, too. TensorFlow.js alone has no gradient for that; the library adds it. Without it, reshape to (B·T, D) first, and back after.
//
// Example: with `x` = `[[[2], [-3]]]`, `hiddenWeight` = `[[1, -1]]`, `outputWeight` = `[[1], [1]]` and biases of 0 the result is `[[[2], [3]]]`: this network computes |x|.

// %% answer="positionwise"
function positionwise(
  x: tf.Tensor3D,
  hiddenWeight: tf.Tensor2D,
  hiddenBias: tf.Tensor1D,
  outputWeight: tf.Tensor2D,
  outputBias: tf.Tensor1D,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const rows: tf.Tensor2D = x.reshape([-1, x.shape[2]]); // (B*T, D)
    const hidden: tf.Tensor2D = tf
      .matMul(rows, hiddenWeight)
      .add(hiddenBias)
      .relu(); // (B*T, F)
    const output = tf.matMul(hidden, outputWeight).add(outputBias);
    return output.reshape(x.shape); // (B, T, D)
  });
  // #endregion
}

// %% check="positionwise"
await check('positionwise', positionwise);

// %% [markdown]
// ## 9.3 · Add and norm
//
// ●○○ · write · 10 min · 2 points
//
// After each sublayer the Transformer of 2017 adds and normalises: $\mathrm{LayerNorm}(x + y)$, where $y$ is what the sublayer made of $x$.
//
// - `addNorm(x: tf.Tensor3D, y: tf.Tensor3D, gain: tf.Tensor1D, bias: tf.Tensor1D): tf.Tensor`
// - `x`, `y` (B, T, D), `gain`, `bias` (D); the result (B, T, D)
// - Use your `layerNorm` with ε = 1e-5. If you have none yet, the function `normByHand` of section 9.5 stands in.
//
// Example: `x` = `[[[1, 0]]]`, `y` = `[[[1, 4]]]`, gain 1 and bias 0: the sum is `[2, 4]`, and the result `[[[-1, 1]]]`.

// %% answer="addNorm"
function addNorm(
  x: tf.Tensor3D,
  y: tf.Tensor3D,
  gain: tf.Tensor1D,
  bias: tf.Tensor1D,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const sum = tf.add(x, y); // (B, T, D)
    const centred = sum.sub(sum.mean(2, true));
    const spread = centred.square().mean(2, true); // (B, T, 1)
    const normed = centred.div(spread.add(1e-5).sqrt());
    return normed.mul(gain).add(bias);
  });
  // #endregion
}

// %% check="addNorm"
await check('addNorm', addNorm);

// %% [markdown]
// ## 9.4 · Pre-norm and post-norm, both broken
//
// ●●○ · repair · 15 min · 4 points
//
// Somebody wrote one residual step for both places of the norm. The sublayer $f$ is one matrix, $f(h) = h W$. Both branches are wrong, each in a way that is seen in real code. Repair them:
//
// - pre-norm: $x + f(\mathrm{LayerNorm}(x))$; post-norm: $\mathrm{LayerNorm}(x + f(x))$
// - `residualStep(x: tf.Tensor3D, gain: tf.Tensor1D, bias: tf.Tensor1D, weight: tf.Tensor2D, place: string): tf.Tensor`
// - `x` (B, T, D), `gain`, `bias` (D), `weight` (D, D), `place` is `'pre'` or `'post'`; the result (B, T, D)
//
// Example: `x` = `[[[1, 3]]]`, gain 1, bias 0, weight all 0: pre-norm gives `[[[1, 3]]]`, post-norm `[[[-1, 1]]]`. The code below gives it the other way round.

// %% answer="residualStep"
function residualStep(
  x: tf.Tensor3D,
  gain: tf.Tensor1D,
  bias: tf.Tensor1D,
  weight: tf.Tensor2D,
  place: string,
): tf.Tensor {
  const norm = (h: tf.Tensor): tf.Tensor => {
    const centred = h.sub(h.mean(2, true));
    const spread = centred.square().mean(2, true);
    return centred.div(spread.add(1e-5).sqrt()).mul(gain).add(bias);
  };
  const sublayer = (h: tf.Tensor): tf.Tensor =>
    tf.matMul(h.reshape([-1, x.shape[2]]), weight).reshape(x.shape);
  // #region solution
  return tf.tidy(() => {
    if (place === 'pre') return x.add(sublayer(norm(x)));
    return norm(x.add(sublayer(x)));
  });
  // #endregion
  // #region stub
  // return tf.tidy(() => {
  //   if (place === 'pre') {
  //     const normed = norm(x);
  //     return normed.add(sublayer(normed));
  //   }
  //   return x.add(norm(sublayer(x)));
  // });
  // #endregion
}

// %% check="residualStep"
await check('residualStep', residualStep);

// %% [markdown]
// ## 9.5 · A cross-attention block
//
// ●●● · write · 20 min · 5 points
//
// A pre-norm block in which `x` asks and `memory` answers:
//
// $$h = x + \mathrm{attention}(\mathrm{norm}_1(x),\; m,\; m), \qquad y = h + \mathrm{FFN}(\mathrm{norm}_2(h))$$
//
// - Fields and constructor are given; write `forward(x: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor3D`.
// - `x` (B, n, D), `memory` (B, m, D), already normalised by whoever made it; the result (B, n, D)
// - The attention is called with `this.attention.forward({ queries: …, keys: …, values: … })`.
// - What adds two tensors keeps the rank when it is written so: `x.add<tf.Tensor3D>(y)`.
//
// Example: where attention and network both give 0, the output is `x`, whatever the memory is.

// %% answer="CrossBlock"
class CrossBlock extends Module {
  readonly attentionNorm: LayerNorm;
  readonly attention: MultiHeadAttention;
  readonly networkNorm: LayerNorm;
  readonly network: FeedForward;

  constructor(config: {
    dim: number;
    numHeads: number;
    hiddenDim: number;
    random: Random;
  }) {
    super();
    this.attentionNorm = new LayerNorm(config);
    const attention = { ...config, useBias: false };
    this.attention = new MultiHeadAttention(attention);
    this.networkNorm = new LayerNorm(config);
    this.network = new FeedForward(config);
  }

  forward(x: tf.Tensor3D, memory: tf.Tensor3D): tf.Tensor3D {
    // #region solution
    return tf.tidy(() => {
      const attended = this.attention.forward({
        queries: this.attentionNorm.forward(x),
        keys: memory,
        values: memory,
      }); // (B, n, D)
      const h = x.add<tf.Tensor3D>(attended);
      const normed = this.networkNorm.forward(h);
      return h.add<tf.Tensor3D>(this.network.forward(normed));
    });
    // #endregion
  }
}

// %% check="CrossBlock"
await check('CrossBlock', CrossBlock);

// %% [markdown]
// ## 9.6 · How many parameters has an encoder?
//
// ●●○ · predict · 15 min · 3 points
//
// Predict the number of parameters of a stack of pre-norm blocks, as the library's `TransformerEncoder` makes it, before it exists. Work it out on paper from the diagram of section 9.7.
//
// - `encoderParameters(numLayers: number, dim: number, hiddenDim: number, numHeads: number): { block: number; total: number }`
// - `block`: of one block – its attention (four projections with bias), its network (two layers with bias) and its two norms; `total`: of the stack, with the norm after the last block
//
// Example: 2 layers, D = 4, F = 8, 2 heads give `{ block: 172, total: 352 }`.
//
// When it is right, ask it: which is larger, the attention or the network, when F = 4 D? And what does the number of heads do?

// %% answer="encoderParameters"
function encoderParameters(
  numLayers: number,
  dim: number,
  hiddenDim: number,
  numHeads: number,
): { block: number; total: number } {
  // #region solution
  const attention = 4 * (dim * dim + dim); // numHeads plays no part
  const network = 2 * dim * hiddenDim + hiddenDim + dim;
  const norm = 2 * dim;
  const block = attention + network + 2 * norm;
  return { block: block, total: numLayers * block + norm };
  // #endregion
}

// %% check="encoderParameters"
await check('encoderParameters', encoderParameters);

// %% [markdown]
// ## Done
//
// You have written every part of a Transformer block, and the block in which two sequences meet. In the next lesson an encoder and a decoder made of such blocks translate.
