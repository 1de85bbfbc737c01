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
// # Exercises 06 · Structured self-attention
//
// Six exercises, 21 points, about 80 minutes. They belong to [lesson 06](../notebooks/06-structured-self-attention.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. When you are stuck, ask for the next hint: `check('hopWeights', hopWeights, { hint: 2 })`. To see the numbers that a check used: `inputsOf('hopWeights', 2)`.
//
// Gradients are checked, too, in 6.1 to 6.3: stay with tensor operations there, and do not leave them with `dataSync()` or `arraySync()`.

// %% setup
import { tf, useBackend, seededRandom, fit } from 'kernel-lib';
import { attentionWeights, crossEntropy, Linear } from 'kernel-lib';
import { StructuredSelfAttention } from 'kernel-lib';
import type { Random } from 'kernel-lib';
import { check, inputsOf } from 'exercises';

await useBackend();

// %% [markdown]
// ## 6.1 · Where the hops look
//
// ●●○ · write · 20 min · 5 points
//
// The map of Lin and others for a batch: $A = \mathrm{softmax}\big((\tanh(X W_1)\, W_2)^{\top}\big)$, with nothing for padding.
//
// - `hopWeights(x: tf.Tensor3D, hiddenWeight: tf.Tensor2D, hopWeight: tf.Tensor2D, validLens: tf.Tensor1D | null): tf.Tensor`
// - `x` (B, T, D), `hiddenWeight` $W_1$ (D, h), `hopWeight` $W_2$ (h, r), `validLens` (B) `int32` or `null`; the result (B, r, T), each row sums to 1
// - `tf.matMul` takes a (B, T, D) tensor and a matrix, too. TensorFlow.js alone has no gradient for that; the library adds it. Without it, reshape to (B·T, D) first.
// - You may use the library's `attentionWeights(scores, { validLens: validLens })`, the masked softmax of lesson 03, for scores of shape (B, r, T).
//
// Example: the words of section 6.3, `[[[0, 0], [1, 0], [0, -1], [0, 2]]]`, with the identity as $W_1$ and $W_2$ = `[[1], [2]]` give `[[[0.098, 0.209, 0.021, 0.672]]]`; with the length `[2]` they give `[[[0.318, 0.682, 0, 0]]]`.

// %% answer="hopWeights"
function hopWeights(
  x: tf.Tensor3D,
  hiddenWeight: tf.Tensor2D,
  hopWeight: tf.Tensor2D,
  validLens: tf.Tensor1D | null,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, numTokens, dim] = x.shape;
    const flat = x.reshape([-1, dim]); // (B*T, D)
    const hidden = tf
      .matMul<tf.Tensor2D>(flat, hiddenWeight)
      .tanh(); // (B*T, h)
    const scores: tf.Tensor3D = tf
      .matMul(hidden, hopWeight) // (B*T, r)
      .reshape([numBatch, numTokens, -1])
      .transpose([0, 2, 1]); // (B, r, T)
    return attentionWeights(scores, { validLens: validLens });
  });
  // #endregion
}

// %% check="hopWeights"
await check('hopWeights', hopWeights);

// %% [markdown]
// ## 6.2 · A sentence cut the wrong way
//
// ●○○ · repair · 10 min · 3 points
//
// The classifier reads the mixtures of all hops as one vector: first all numbers of hop 1, then all of hop 2, and so on. Somebody wrote it below. Its shape is right, it even trains, and its numbers stand in the wrong order: weights of another model give nonsense. Repair it.
//
// - `sentenceVector(weights: tf.Tensor3D, x: tf.Tensor3D): tf.Tensor2D`
// - `weights` (B, r, T), `x` (B, T, D); the result (B, r·D)
//
// Example: the words `[[[1, 2], [3, 4]]]` and the weights `[[[1, 0], [0, 1]]]` (hop 1 takes the first word, hop 2 the second) give `[[1, 2, 3, 4]]`. The code below gives `[[1, 3, 2, 4]]`.

// %% answer="sentenceVector"
function sentenceVector(
  weights: tf.Tensor3D,
  x: tf.Tensor3D,
): tf.Tensor2D {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, numHops] = weights.shape;
    const mixtures = tf.matMul(weights, x); // (B, r, D)
    return mixtures.reshape([numBatch, numHops * x.shape[2]]);
  });
  // #endregion
  // #region stub
  // return tf.tidy(() => {
  //   const [numBatch, numHops] = weights.shape;
  //   const mixtures = tf.matMul(x, weights, true, true);
  //   return mixtures.reshape([numBatch, numHops * x.shape[2]]);
  // });
  // #endregion
}

// %% check="sentenceVector"
await check('sentenceVector', sentenceVector);

// %% [markdown]
// ## 6.3 · The penalty
//
// ●●○ · write · 15 min · 4 points
//
// $P = \lVert A A^{\top} - I \rVert_F^2$, the mean over the sentences of a batch. Its gradient is checked: it is what drives the hops apart.
//
// - `hopRedundancy(weights: tf.Tensor3D): tf.Tensor`
// - `weights` (B, r, T); the result a scalar
// - `tf.eye(n)` is the identity matrix.
//
// Example: two hops on the same word, `[[[0, 1], [0, 1]]]`, give 2; two even hops over two words, `[[[0.5, 0.5], [0.5, 0.5]]]`, give 1.

// %% answer="hopRedundancy"
function hopRedundancy(weights: tf.Tensor3D): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const numHops = weights.shape[1];
    const shared = tf.matMul(weights, weights, false, true);
    const tooMuch = shared.sub(tf.eye(numHops)); // (B, r, r)
    return tooMuch.square().sum([1, 2]).mean();
  });
  // #endregion
}

// %% check="hopRedundancy"
await check('hopRedundancy', hopRedundancy);

// %% [markdown]
// ## 6.4 · Penalties on paper
//
// ●●○ · predict · 10 min · 3 points
//
// Predict the penalty of three maps for any number of hops $r$ and words $T \ge r$, with plain arithmetic and without a tensor:
//
// - `penaltiesOnPaper(numHops: number, numTokens: number): { sameWord: number; wordEach: number; even: number }`
// - `sameWord`: all hops put all weight on the same word; `wordEach`: each hop on a word of its own; `even`: all hops spread evenly over all words
//
// Example: 2 hops and 4 words give `{ sameWord: 2, wordEach: 0, even: 1.25 }`.
//
// When it is right, ask it: which of the three grows fastest with the number of hops? And why is the penalty of even maps never far from $r$ for long sentences?

// %% answer="penaltiesOnPaper"
function penaltiesOnPaper(
  numHops: number,
  numTokens: number,
): { sameWord: number; wordEach: number; even: number } {
  // #region solution
  const others = numHops * (numHops - 1); // off the diagonal
  const shared = 1 / numTokens; // T times (1/T)²
  return {
    sameWord: others,
    wordEach: 0,
    even: numHops * (shared - 1) ** 2 + others * shared ** 2,
  };
  // #endregion
}

// %% check="penaltiesOnPaper"
await check('penaltiesOnPaper', penaltiesOnPaper);

// %% [markdown]
// ## 6.5 · Break the map
//
// ●●○ · build · 15 min · 3 points
//
// Build the tool of section 6.9: it takes the map of a trained model and gives the map that the model must work with instead. (Here no gradient is needed: `arraySync()` is welcome.)
//
// - `brokenMap(weights: tf.Tensor3D, validLens: tf.Tensor1D, how: string): tf.Tensor3D`
// - `weights` (B, r, T), `validLens` (B); `how` is `'uniform'` (every word of the sentence the same) or `'shuffled'` (the numbers of each row in a random order on the words of its sentence); the result (B, r, T); padding gets 0
// - `seededRandom(1).shuffle(list)` returns a list in another order.
//
// Example: the row `[0.7, 0.3, 0]` with the length 2 gives `[0.5, 0.5, 0]` when uniform, and shuffled either itself or `[0.3, 0.7, 0]`.
//
// Passed is a shuffling that leaves at most half of the largest weights on their word; rows read backwards are not shuffled.

// %% answer="brokenMap"
function brokenMap(
  weights: tf.Tensor3D,
  validLens: tf.Tensor1D,
  how: string,
): tf.Tensor3D {
  // #region solution
  const random = seededRandom(6);
  const sizes = validLens.dataSync();
  const rows = weights.arraySync().map((hops, b) =>
    hops.map((row) => {
      const old = row.slice(0, sizes[b]);
      const changed =
        how === 'uniform'
          ? old.map(() => 1 / sizes[b])
          : random.shuffle(old);
      return row.map((_, t) => changed[t] ?? 0);
    }),
  );
  return tf.tensor3d(rows);
  // #endregion
}

// %% check="brokenMap"
await check('brokenMap', brokenMap);

// %% [markdown]
// ## 6.6 · One hop against four
//
// ●○○ · measure · 10 min · 3 points
//
// The experiment of section 6.8 with two knobs. Sentences of eight tokens hold `numFacts` facts, each with one of eight answers; `numHops` hops must find them all. Run the two cells below, measure, and write down three shares of right answers.

// %%
function factsBatch(
  random: Random,
  numFacts: number,
  numSentences: number,
) {
  const kinds = Array.from({ length: 8 }, (_, i) =>
    i < numFacts ? i : 4,
  ); // 4: noise
  const labels: number[][] = [];
  const tokens = Array.from({ length: numSentences }, () => {
    const wanted: number[] = new Array(numFacts).fill(0);
    labels.push(wanted);
    return random.shuffle(kinds).map((kind) => {
      const value = random.integer(8);
      if (kind < 4) wanted[kind] = value;
      return Array.from({ length: 13 }, (_, i) =>
        i === kind || i === 5 + value ? 1 : 0,
      );
    });
  });
  return {
    tokens: tf.tensor3d(tokens), // (B, 8, 13)
    labels: tf.tensor2d(labels, undefined, 'int32'),
  };
}

// %%
async function measure(
  numFacts: number,
  numHops: number,
): Promise<number> {
  const random = seededRandom(3);
  const hops = new StructuredSelfAttention({
    inputDim: 13,
    numHiddens: 16,
    numHops: numHops,
    random: random,
  });
  const head = new Linear({
    inputDim: 13 * numHops,
    outputDim: 8 * numFacts,
    random: random,
  });
  const answers = (tokens: tf.Tensor3D): tf.Tensor => {
    const { embedding } = hops.forward(tokens); // (B, r, 13)
    const flat = embedding.reshape([-1, 13 * numHops]);
    return head.forward(flat).reshape([-1, numFacts, 8]);
  };
  await fit({
    steps: 200,
    learningRate: 0.03,
    loss: () => {
      const { tokens, labels } = factsBatch(random, numFacts, 64);
      return crossEntropy(answers(tokens), labels);
    },
  });
  return tf.tidy(() => {
    const unseen = factsBatch(seededRandom(99), numFacts, 1000);
    const found = answers(unseen.tokens).argMax(2);
    const hits = found.equal(unseen.labels).toFloat();
    return hits.mean().dataSync()[0];
  });
}

// %% [markdown]
// `await measure(2, 1)` trains one hop for two facts. You need `measure(1, 1)`, `measure(4, 1)` and `measure(4, 4)`; each takes a few seconds. *Write down your three guesses first.*
//
// - `hopsNeeded: { oneFactOneHop: number; fourFactsOneHop: number; fourFactsFourHops: number }`
// - Shares from 0 to 1; two digits are enough.

// %% answer="hopsNeeded"
// #region solution
const hopsNeeded = {
  oneFactOneHop: 1.0,
  fourFactsOneHop: 0.58,
  fourFactsFourHops: 1.0,
};
// #endregion
// #region stub
// const hopsNeeded = {
//   oneFactOneHop: NaN,
//   fourFactsOneHop: NaN,
//   fourFactsFourHops: NaN,
// };
// #endregion

// %% check="hopsNeeded"
await check('hopsNeeded', hopsNeeded);

// %% [markdown]
// ## Done
//
// You have built attention without a query, pulled its hops apart, and broken its map to see what it was for. In the next lesson every word asks.
