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
// # Exercises 05 · Translation and Bahdanau's attention
//
// Six exercises, 22 points, about 110 minutes. They belong to [lesson 05](../notebooks/05-bahdanau-attention.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. When you are stuck, ask for the next hint: `check('gruStep', gruStep, { hint: 2 })`. To see the numbers that a check used: `inputsOf('gruStep', 2)`.
//
// Gradients are checked, too: stay with tensor operations, and do not leave them with `dataSync()` or `arraySync()`. Weights come as arguments.

// %% setup
import { attentionWeights, tf, useBackend } from 'kernel-lib';
import { check, inputsOf } from 'exercises';

await useBackend();

// %% [markdown]
// ## 5.1 · One step of a GRU
//
// ●○○ · write · 15 min · 3 points
//
// One word comes in, the state changes.
//
// - `gruStep(x: tf.Tensor2D, state: tf.Tensor2D, inputWeight: tf.Tensor2D, stateWeight: tf.Tensor2D, inputBias: tf.Tensor1D, stateBias: tf.Tensor1D): tf.Tensor2D`
// - `x` (B, i), `state` (B, h), `inputWeight` (i, 3h), `stateWeight` (h, 3h), both biases (3h); the result (B, h)
// - The columns of the weights are in the order r, z, n. With $a = xW + b$ and $g = hU + c$, each cut into three: $r = \sigma(a_r + g_r)$, $z = \sigma(a_z + g_z)$, $n = \tanh(a_n + r\, g_n)$, $h' = (1 - z)\,n + z\,h$.
//
// Example: `x` = `[[1]]`, `state` = `[[0.5]]`, `inputWeight` = `[[0, 0, 1]]`, `stateWeight` = `[[0, 0, 1]]`, no biases. Both gates are 0.5, $n = \tanh(1 + 0.25) = 0.848$, and the result is `[[0.674]]`.

// %% answer="gruStep"
function gruStep(
  x: tf.Tensor2D,
  state: tf.Tensor2D,
  inputWeight: tf.Tensor2D,
  stateWeight: tf.Tensor2D,
  inputBias: tf.Tensor1D,
  stateBias: tf.Tensor1D,
): tf.Tensor2D {
  // #region solution
  return tf.tidy(() => {
    const fromInput = tf.matMul(x, inputWeight).add(inputBias);
    const fromState = tf.matMul(state, stateWeight).add(stateBias);
    const [ar, az, an] = tf.split(fromInput, 3, 1); // (B, h) each
    const [gr, gz, gn] = tf.split(fromState, 3, 1);
    const r = tf.sigmoid(ar.add(gr));
    const z = tf.sigmoid(az.add(gz));
    const n = tf.tanh(an.add(r.mul(gn)));
    const next: tf.Tensor2D = tf.sub(1, z).mul(n).add(z.mul(state));
    return next; // (B, h)
  });
  // #endregion
}

// %% check="gruStep"
await check('gruStep', gruStep);

// %% [markdown]
// ## 5.2 · One look back
//
// ●●○ · write · 20 min · 5 points
//
// The decoder is about to write a word. Its state asks; the outputs of the encoder are keys and values; the answer is the context.
//
// - `attentionStep(state: tf.Tensor2D, outputs: tf.Tensor3D, validLens: tf.Tensor1D, queryWeight: tf.Tensor2D, keyWeight: tf.Tensor2D, scoreWeight: tf.Tensor1D): tf.Tensor2D`
// - `state` (B, h), `outputs` (B, S, c), `validLens` (B) `int32`: how many words of each sentence are real; `queryWeight` (h, a), `keyWeight` (c, a), `scoreWeight` (a); the result (B, c)
// - The score of word $j$: $s_j = w^{\top}\tanh(W_q^{\top} h + W_k^{\top} o_j)$. Words beyond the length get no weight.
// - `tf.matMul` takes a (B, S, c) tensor and a matrix, too. TensorFlow.js alone has no gradient for that; the library adds it. Without it, reshape to (B·S, c) first, and back after. For the masked softmax the library's `attentionWeights(scores, { validLens: validLens })` is there: it takes scores (B, Q, S), with Q = 1 here.
//
// Example: the state `[[0]]`, outputs `[[[0], [1]]]`, the length 2 and all weights 1 give the scores 0 and $\tanh 1$, the weights 0.318 and 0.682, and the context `[[0.682]]`.

// %% answer="attentionStep"
function attentionStep(
  state: tf.Tensor2D,
  outputs: tf.Tensor3D,
  validLens: tf.Tensor1D,
  queryWeight: tf.Tensor2D,
  keyWeight: tf.Tensor2D,
  scoreWeight: tf.Tensor1D,
): tf.Tensor2D {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, numSteps, width] = outputs.shape;
    const query = tf.matMul(state, queryWeight).expandDims(1);
    const keys = tf
      .matMul(outputs.reshape([-1, width]), keyWeight)
      .reshape([numBatch, numSteps, -1]);
    const hidden = tf.tanh(query.add(keys)); // (B, S, a)
    const scores: tf.Tensor3D = hidden
      .mul(scoreWeight)
      .sum(2)
      .expandDims(1); // (B, 1, S)
    const weights = attentionWeights(scores, {
      validLens: validLens,
    });
    const context: tf.Tensor3D = tf.matMul(weights, outputs);
    return context.reshape([numBatch, width]); // (B, c)
  });
  // #endregion
}

// %% check="attentionStep"
await check('attentionStep', attentionStep);

// %% [markdown]
// ## 5.3 · Another score in its place
//
// ●●○ · write · 15 min · 3 points
//
// The same step with scaled dot products. The state has $h$ numbers and an output has $c$, so the keys are projected first.
//
// - `scaledDotStep(state: tf.Tensor2D, outputs: tf.Tensor3D, validLens: tf.Tensor1D, keyWeight: tf.Tensor2D): tf.Tensor2D`
// - `state` (B, h), `outputs` (B, S, c), `validLens` (B), `keyWeight` (c, h); the result (B, c)
// - Keys are $k_j = W^{\top} o_j$, scores $s_j = h \cdot k_j / \sqrt{h}$ (under the root: the *number* of units). The values are the outputs as they are.
//
// Example: the state `[[2, 0, 0, 0]]`, outputs `[[[1], [0]]]`, the length 2 and `keyWeight` = `[[1, 0, 0, 0]]` give the scores 1 and 0, and the context `[[0.731]]`.

// %% answer="scaledDotStep"
function scaledDotStep(
  state: tf.Tensor2D,
  outputs: tf.Tensor3D,
  validLens: tf.Tensor1D,
  keyWeight: tf.Tensor2D,
): tf.Tensor2D {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, numSteps, width] = outputs.shape;
    const numHiddens = state.shape[1];
    const keys = tf
      .matMul(outputs.reshape([-1, width]), keyWeight)
      .reshape([numBatch, numSteps, numHiddens]);
    const query: tf.Tensor3D = state.expandDims(1); // (B, 1, h)
    const products = tf.matMul(query, keys, false, true);
    const scores: tf.Tensor3D = products.div(Math.sqrt(numHiddens));
    const weights = attentionWeights(scores, {
      validLens: validLens,
    });
    const context: tf.Tensor3D = tf.matMul(weights, outputs);
    return context.reshape([numBatch, width]); // (B, c)
  });
  // #endregion
}

// %% check="scaledDotStep"
await check('scaledDotStep', scaledDotStep);

// %% [markdown]
// ## 5.4 · A loss that is too good
//
// ●●○ · repair · 15 min · 3 points
//
// With the loss below the model reaches almost 0 within minutes, and then translates nothing. It has two errors. Repair them.
//
// - `translationLoss(logits: tf.Tensor3D, tokens: tf.Tensor2D, pad: number): tf.Tensor`
// - `tokens` (B, T + 1) `int32`: `<bos>`, the words, `<eos>`, then padding with the number `pad`; `logits` (B, T, V): what the decoder says after it has read the tokens 0 … T - 1; the result: a scalar
// - It is the mean of $-\log p$ over all positions whose label is not padding.
//
// Example: one sentence `[[1, 5, 2, 0]]`, `pad` 0, and logits that are all 0 with V = 6: two labels count, 5 and 2, and the loss is $\log 6 = 1.792$.

// %% answer="translationLoss"
function translationLoss(
  logits: tf.Tensor3D,
  tokens: tf.Tensor2D,
  pad: number,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, numSteps, numTokens] = logits.shape;
    const labels = tokens.slice([0, 1], [numBatch, numSteps]);
    const wanted = tf.oneHot(labels, numTokens); // (B, T, V)
    const losses = tf.logSoftmax(logits).mul(wanted).sum(2).neg();
    const counts = labels.notEqual(pad).toFloat(); // (B, T)
    return losses.mul(counts).sum().div(counts.sum());
  });
  // #endregion
  // #region stub
  // return tf.tidy(() => {
  //   const [numBatch, numSteps, numTokens] = logits.shape;
  //   const labels = tokens.slice([0, 0], [numBatch, numSteps]);
  //   const wanted = tf.oneHot(labels, numTokens); // (B, T, V)
  //   const losses = tf.logSoftmax(logits).mul(wanted).sum(2).neg();
  //   return losses.mean();
  // });
  // #endregion
}

// %% check="translationLoss"
await check('translationLoss', translationLoss);

// %% [markdown]
// ## 5.5 · BLEU of a corpus
//
// ●●● · write · 30 min · 5 points
//
// The number by which translations are compared.
//
// - `corpusBleu(hypotheses: string[][], references: string[][][]): number`
// - `hypotheses[i]`: the words of translation i; `references[i]`: all its right translations, one or more. The result is from 0 to 100.
// - For n = 1, 2, 3, 4 count the groups of n words in a row. A group **matches** as often as the hypothesis has it, but at most as often as the one reference that has it most. $p_n$ = matches / groups, both summed over *all* sentences.
// - The **brevity penalty**, with $c$ words in all hypotheses and $r$ in the references (for each sentence the one whose length is nearest; of two, the shorter): $BP = 1$ if $c \ge r$, else $e^{1 - r/c}$.
// - The score is $100\, BP \cdot (p_1 p_2 p_3 p_4)^{1/4}$: 0 if any $p_n$ is 0.
//
// Example: the hypothesis `le chat noir dort ici` with the reference `le chat noir dort ici encore` matches everywhere. $BP = e^{1 - 6/5}$, and the score is 81.87.

// %% answer="corpusBleu"
function corpusBleu(
  hypotheses: string[][],
  references: string[][][],
): number {
  // #region solution
  const groupsOf = (words: string[], n: number) => {
    const groups = new Map<string, number>();
    for (let at = 0; at + n <= words.length; at++) {
      const group = words.slice(at, at + n).join(' ');
      groups.set(group, (groups.get(group) ?? 0) + 1);
    }
    return groups;
  };
  let [c, r, product] = [0, 0, 1];
  for (let n = 1; n <= 4; n++) {
    let [matches, total] = [0, 0];
    hypotheses.forEach((words, i) => {
      const allowed = references[i].map((one) => groupsOf(one, n));
      groupsOf(words, n).forEach((count, group) => {
        const most = allowed.map((one) => one.get(group) ?? 0);
        matches += Math.min(count, Math.max(...most));
        total += count;
      });
    });
    product *= total === 0 ? 0 : matches / total;
  }
  hypotheses.forEach((words, i) => {
    const far = (size: number) => Math.abs(size - words.length);
    const sizes = references[i].map((one) => one.length);
    sizes.sort((a, b) => far(a) - far(b) || a - b);
    c += words.length;
    r += sizes[0];
  });
  const brevity = c >= r ? 1 : Math.exp(1 - r / c);
  return 100 * brevity * product ** 0.25;
  // #endregion
}

// %% check="corpusBleu"
await check('corpusBleu', corpusBleu);

// %% [markdown]
// ## 5.6 · Does the map point to the right word?
//
// ●●○ · measure · 15 min · 3 points
//
// One beautiful map proves nothing: it may have been chosen. Measure all of them.
//
// - `adjectiveAlignment(maps: number[][][], gold: number[][][]): { share: number; shift: number }`
// - `maps[i]`: the weights of sentence i, a row for each French word that is written, a column for each English word; `gold[i]`: its adjectives, each as `[place in English, place in French]`, perhaps none
// - `share`: of all adjectives of all sentences, how many French ones have their largest weight on their English one; `shift`: the mean of (place of the largest weight − place of the English adjective)
//
// Example: one map `[[0.9, 0.1, 0], [0, 0.2, 0.8], [0.3, 0.7, 0]]` with the pairs `[[1, 2], [0, 1]]`. The French word 2 looks at 1, as it should; the French word 1 looks at 2 and should look at 0. The result is `{ share: 0.5, shift: 1 }`.

// %% answer="adjectiveAlignment"
function adjectiveAlignment(
  maps: number[][][],
  gold: number[][][],
): { share: number; shift: number } {
  // #region solution
  let [right, moved, total] = [0, 0, 0];
  maps.forEach((rows, i) => {
    for (const [english, french] of gold[i]) {
      const row = rows[french];
      const place = row.indexOf(Math.max(...row));
      if (place === english) right++;
      moved += place - english;
      total++;
    }
  });
  return { share: right / total, shift: moved / total };
  // #endregion
}

// %% check="adjectiveAlignment"
await check('adjectiveAlignment', adjectiveAlignment);

// %% [markdown]
// ## Done
//
// You have written every part of the first attention network, and the measures that say whether it works. In the lesson's own sentences one thing stayed: a recurrent network still reads the sentence, word after word. Lesson 06 asks what attention can do without a question from outside; lesson 07 takes the recurrence away.
