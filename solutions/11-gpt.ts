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
// # Exercises 11 · GPT
//
// Six exercises, 22 points, about 100 minutes. They belong to [lesson 11](../notebooks/11-gpt.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. When you are stuck, ask for the next hint: `check('causalLoss', causalLoss, { hint: 2 })`. To see what a check used: `inputsOf('causalLoss', 2)`.

// %% setup
import { tf, useBackend, seededRandom } from 'kernel-lib';
import { GPT, crossEntropy } from 'kernel-lib';
import { check, inputsOf } from 'exercises';

await useBackend();

// %% [markdown]
// ## 11.1 · Shift by one
//
// ●○○ · write · 10 min · 3 points
//
// From texts to what a causal language model reads and what it is asked for.
//
// - `nextTokenPairs(texts: number[][], end: number, padding: number): { inputs: number[][], targets: number[][] }`
// - Each row of the inputs begins with the end mark, each row of the targets ends with it: at every position the target is the token that comes after the input.
// - All rows are filled up on the right with `padding` to the longest one.
//
// Example: `nextTokenPairs([[5, 6], [7]], 1, 0)` gives the inputs `[[1, 5, 6], [1, 7, 0]]` and the targets `[[5, 6, 1], [7, 1, 0]]`.

// %% answer="nextTokenPairs"
function nextTokenPairs(
  texts: number[][],
  end: number,
  padding: number,
): { inputs: number[][]; targets: number[][] } {
  // #region solution
  const longest = Math.max(...texts.map((text) => text.length));
  const fillUp = (row: number[]): number[] => [
    ...row,
    ...Array.from(
      { length: longest + 1 - row.length },
      () => padding,
    ),
  ];
  return {
    inputs: texts.map((text) => fillUp([end, ...text])),
    targets: texts.map((text) => fillUp([...text, end])),
  };
  // #endregion
}

// %% check="nextTokenPairs"
await check('nextTokenPairs', nextTokenPairs);

// %% [markdown]
// ## 11.2 · The loss of a causal language model
//
// ●●○ · write · 20 min · 4 points
//
// Here the texts are not shifted yet: the logits at position $t$ have read the tokens $0 … t$ and predict token $t + 1$.
//
// - `causalLoss(logits: tf.Tensor3D, tokens: tf.Tensor2D, validLens: tf.Tensor1D): tf.Scalar`
// - `logits` (B, T, V), `tokens` (B, T) int32, `validLens` (B) int32: how many tokens of each text are no padding
// - The mean of $-\ln p$ over all tokens that are predicted: all but the first of each text, and no padding.
//
// Example: logits of zeros give $\ln V$, whatever the tokens are. Do not use `crossEntropy`.

// %% answer="causalLoss"
function causalLoss(
  logits: tf.Tensor3D,
  tokens: tf.Tensor2D,
  validLens: tf.Tensor1D,
): tf.Scalar {
  // #region solution
  return tf.tidy(() => {
    const [numBatch, length, size] = logits.shape;
    const earlier = logits.slice(
      [0, 0, 0],
      [numBatch, length - 1, size],
    ); // (B, T − 1, V)
    const next = tokens.slice([0, 1], [numBatch, length - 1]);
    const surprise = tf
      .oneHot(next, size)
      .mul(tf.logSoftmax(earlier))
      .sum(2)
      .neg(); // (B, T − 1)
    const counts = tf
      .range(1, length, 1, 'int32')
      .less(validLens.reshape([numBatch, 1]))
      .toFloat();
    return surprise.mul(counts).sum().div(counts.sum());
  });
  // #endregion
}

// %% check="causalLoss"
await check('causalLoss', causalLoss);

// %% [markdown]
// ## 11.3 · Perplexity on paper
//
// ●○○ · predict · 10 min · 2 points
//
// Do not run anything.
//
// - `uniform`: a model gives every one of 8 words the probability 1/8, each time. What is its perplexity?
// - `mixed`: a text has two words. A model gave the first the probability 1/2 and the second 1/8. What is the perplexity?
// - `loss`: and its loss, in nats per word?
// - `suspect`: scenes come from a grammar with an entropy of 1.10 nats per word. After an hour of training the loss is 0.80 and still falling. What do you suspect? `'talent'`: the model is very good. `'leak'`: the model sees what it should predict. `'temperature'`: the temperature is too low.

// %% answer="doubts"
// #region solution
const doubts = {
  uniform: 8,
  mixed: 4,
  loss: Math.log(4),
  suspect: 'leak',
};
// #endregion
// #region stub
// const doubts = { uniform: NaN, mixed: NaN, loss: NaN, suspect: '' };
// #endregion

// %% check="doubts"
await check('doubts', doubts);

// %% [markdown]
// ## 11.4 · Draw tokens
//
// ●●○ · write · 15 min · 4 points
//
// From logits to tokens.
//
// - `drawTokens(logits: number[], temperature: number, topK: number | null, count: number, seed: number): number[]`
// - The result: `count` tokens (places in `logits`), each drawn from the softmax of the logits divided by the temperature.
// - With `topK` only the so many largest logits take part, and their probabilities sum to 1 again; `null` means all.
// - Temperature 0 means: always the largest logit.
// - `seededRandom(seed)` makes a generator; `.uniform()` of it draws a number from [0, 1).
//
// Example: with the logits `[0, Math.log(3)]` at temperature 1, token 1 comes in three of four draws. The check counts 4,000 draws, and allows what chance allows.

// %% answer="drawTokens"
function drawTokens(
  logits: number[],
  temperature: number,
  topK: number | null,
  count: number,
  seed: number,
): number[] {
  // #region solution
  const order = logits
    .map((_, token) => token)
    .sort((a, b) => logits[b] - logits[a]);
  const kept = order.slice(0, topK ?? order.length);
  const most = logits[order[0]];
  const powers = kept.map((token) =>
    Math.exp((logits[token] - most) / Math.max(temperature, 1e-6)),
  );
  const total = powers.reduce((sum, power) => sum + power, 0);
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    let left = random.uniform() * total;
    const at = powers.findIndex((power) => (left -= power) < 0);
    return kept[at < 0 ? 0 : at];
  });
  // #endregion
}

// %% check="drawTokens"
await check('drawTokens', drawTokens);

// %% [markdown]
// ## 11.5 · A cache that forgets
//
// ●●● · repair · 20 min · 4 points
//
// One head of causal attention that goes on with a text. The first $M$ positions were read before, and their keys and values were kept; $N$ new positions come in. It runs, and it is wrong in three places.
//
// - `attendNext({ x, queryWeight, keyWeight, valueWeight, keptKeys, keptValues }): { output, keys, values }`
// - `x` (N, D): the new positions; the three weights (D, d); `keptKeys`, `keptValues` (M, d), or `null` when nothing was kept
// - `output` (N, d): for each new position the mix of the values of all positions up to *and with* itself. `keys`, `values` (M + N, d): what is kept for the next call, in the order of the text.
//
// Example: all positions at once, with nothing kept, and one after the other must give the same outputs.

// %% answer="attendNext"
interface Going {
  x: tf.Tensor2D;
  queryWeight: tf.Tensor2D;
  keyWeight: tf.Tensor2D;
  valueWeight: tf.Tensor2D;
  keptKeys: tf.Tensor2D | null;
  keptValues: tf.Tensor2D | null;
}

function attendNext(going: Going): {
  output: tf.Tensor2D;
  keys: tf.Tensor2D;
  values: tf.Tensor2D;
} {
  // #region solution
  return tf.tidy(() => {
    const { x, keptKeys, keptValues } = going;
    const queries: tf.Tensor2D = tf.matMul(x, going.queryWeight); // (N, d)
    const newKeys: tf.Tensor2D = tf.matMul(x, going.keyWeight);
    const newValues: tf.Tensor2D = tf.matMul(x, going.valueWeight);
    const keys: tf.Tensor2D = keptKeys
      ? tf.concat([keptKeys, newKeys], 0)
      : newKeys; // (M + N, d)
    const values: tf.Tensor2D = keptValues
      ? tf.concat([keptValues, newValues], 0)
      : newValues;
    const numKept = keys.shape[0] - x.shape[0]; // M
    const own = tf.range(0, x.shape[0]).add(numKept);
    const places = tf.range(0, keys.shape[0]);
    const isOpen = places.lessEqual(own.expandDims(1));
    const scores = tf
      .matMul(queries, keys, false, true)
      .div(Math.sqrt(queries.shape[1]));
    const masked = tf.where(isOpen, scores, -1e9);
    const output: tf.Tensor2D = tf.matMul(
      tf.softmax(masked),
      values,
    );
    return { output: output, keys: keys, values: values };
  });
  // #endregion
  // #region stub
  // return tf.tidy(() => {
  //   const { x, keptKeys, keptValues } = going;
  //   const queries: tf.Tensor2D = tf.matMul(x, going.queryWeight); // (N, d)
  //   const newKeys: tf.Tensor2D = tf.matMul(x, going.keyWeight);
  //   const newValues: tf.Tensor2D = tf.matMul(x, going.valueWeight);
  //   const keys: tf.Tensor2D = keptKeys
  //     ? tf.concat([newKeys, keptKeys], 0)
  //     : newKeys; // (M + N, d)
  //   const values: tf.Tensor2D = keptValues
  //     ? tf.concat([newValues, keptValues], 0)
  //     : newValues;
  //   const own = tf.range(0, x.shape[0]);
  //   const places = tf.range(0, keys.shape[0]);
  //   const isOpen = places.less(own.expandDims(1));
  //   const scores = tf
  //     .matMul(queries, keys, false, true)
  //     .div(Math.sqrt(queries.shape[1]));
  //   const masked = tf.where(isOpen, scores, -1e9);
  //   const output: tf.Tensor2D = tf.matMul(
  //     tf.softmax(masked),
  //     values,
  //   );
  //   return { output: output, keys: newKeys, values: newValues };
  // });
  // #endregion
}

// %% check="attendNext"
await check('attendNext', attendNext);

// %% [markdown]
// ## 11.6 · Teach a GPT to add
//
// ●●● · build · 25 min · 5 points
//
// 226 sums of numbers whose digits are at most 3, such as 23 + 31. Train a small GPT on them, then let it write the sums that it was not shown. Calculating them in TypeScript would pass, and would teach nobody anything.
//
// - `trainAdder(sums: Sum[], asked: string[][]): Promise<string[][]>`
// - A sum has a `prompt`, such as `['2', '3', '+', '3', '1', '=']`, and an `answer`, the digits of the sum **from the ones up**: `['4', '5', '0']`. `asked` holds 30 prompts; the result holds an answer for each.
// - `new GPT({ vocabularySize, numPositions, dim, numHeads, numLayers, random })`; `.logits(ids)` and `.generate(prompt, { maxNewTokens, temperature: 0 })`. A second or two of training is enough. Dispose the model.
//
// Passed is a share of 0.8 of right sums.

// %% answer="trainAdder"
type Sum = { prompt: string[]; answer: string[] };

async function trainAdder(
  sums: Sum[],
  asked: string[][],
): Promise<string[][]> {
  // #region solution
  const tokens = [...'0123456789+='];
  const idsOf = (text: string[]): number[] =>
    text.map((token) => tokens.indexOf(token));
  const random = seededRandom(11);
  const model = new GPT({
    vocabularySize: tokens.length,
    numPositions: 9,
    dim: 32,
    numHeads: 2,
    numLayers: 1,
    random: random,
  });
  const optimizer = tf.train.adam(0.007);
  const loss = (): tf.Scalar => {
    const rows = Array.from({ length: 48 }, () => {
      const sum = sums[random.integer(sums.length)];
      return idsOf([...sum.prompt, ...sum.answer]);
    });
    const labels = rows.map((row) =>
      row.slice(1).map((id, t) => (t < 5 ? -1 : id)),
    );
    const inputs = rows.map((row) => row.slice(0, -1));
    return crossEntropy(
      model.logits(tf.tensor2d(inputs, undefined, 'int32')),
      tf.tensor2d(labels, undefined, 'int32'),
      { paddingLabel: -1 },
    );
  };
  for (let step = 0; step < 100; step++) {
    optimizer.minimize(loss, false, model.parameters());
  }
  const answers = asked.map((prompt) =>
    model
      .generate(idsOf(prompt), { maxNewTokens: 3, temperature: 0 })
      .map((id) => tokens[id]),
  );
  model.dispose();
  optimizer.dispose();
  return answers;
  // #endregion
}

// %% check="trainAdder"
await check('trainAdder', trainAdder);

// %% [markdown]
// ## Done
//
// You have written every part of a language model that is not in a Transformer block: the shift, the loss, the drawing, the cache. Lesson 12 gives the same blocks something else to read: pictures.
