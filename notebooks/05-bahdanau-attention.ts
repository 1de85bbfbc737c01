// ---
// jupyter:
//   jupytext:
//     text_representation:
//       extension: .ts
//       format_name: percent
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # 05 · Translation and Bahdanau's attention
//
// *One vector cannot hold a long sentence. Let the decoder look back at the words, and see what it looks at.*
//
// **After this lesson you can**
//
// - show where a translator with one fixed vector fails, and why its loss does not tell you;
// - write one step of a GRU and one step of additive attention, and prove both against the library;
// - measure an alignment, and say what such a map does and does not explain.
//
// 60 min to read, 170 min with the exercises · builds on [03 · Scoring functions](03-scoring-functions.ipynb) and [04 · Tokens and embeddings](04-tokens-and-embeddings.ipynb) · 6 exercises, 22 points · the cells run in about 3&nbsp;min on two cores, most of it three trainings
//
// ---

// %% setup
import { tf, useBackend, seededRandom, paced } from 'kernel-lib';
import { enfrPairs, Vocabulary, padBatch } from 'kernel-lib';
import { Seq2Seq, GRUCell, GRU, VanillaRNN } from 'kernel-lib';
import { AdditiveAttention, attentionPool } from 'kernel-lib';
import { bleu, crossEntropy, maxDifference } from 'kernel-lib';
import { checkpoint, cosineSchedule, fit } from 'kernel-lib';
import { bars, heatmap, lines } from 'kernel-lib';
import { show, showTable, headline, type Figure } from 'kernel-lib';
import type { EnfrPair, Seq2SeqAttention } from 'kernel-lib';

await useBackend();

// %% [markdown]
// ## 5.1 · One vector for a whole sentence
//
// The data: English sentences and their French translations, made by a small grammar. There are 8,000 pairs to learn from, and 500 others for the test.
//
// *Read the pairs. Which words change their place? Which French word depends on an English word that stands far away?*

// %%
const trainPairs = enfrPairs('train');
const testPairs = enfrPairs('test');
const text = (words: string[]): string => words.join(' ');

function pairOf(start: string): EnfrPair {
  const isIt = (pair: EnfrPair) =>
    text(pair.english).startsWith(start);
  return testPairs.find(isIt) ?? testPairs[0];
}
const starts = ['his black dog', 'the pretty woman', 'are these'];
for (const pair of starts.map(pairOf)) {
  console.log(`${text(pair.english)}\n    ${text(pair.french)}`);
}

// %% [markdown]
// *Chien noir*, *cheval heureux*: most French adjectives follow their noun, a few common ones (*jolie*, *vieux*) stand before it. And *la* or *le* at the end must agree with a noun many words back.

// %% [markdown]
// The first neural translators (Cho and others, 2014; Sutskever and others, 2014) had two recurrent networks. The **encoder** reads the sentence word by word. Its last state, one vector $c$, is all that the **decoder** gets:
//
// $$\begin{aligned} c &= \mathrm{encode}(x_1, \dots, x_S)\\ s_t &= \mathrm{GRU}([y_{t-1};\, c],\ s_{t-1})\\ p(y_t) &= \mathrm{softmax}(W\,[s_t;\, c])\end{aligned}$$
//
// | symbol | is | shape |
// | :--- | :--- | :--- |
// | $x_j$ | the embedding of English word $j$ of $S$ | $(D)$ |
// | $c$ | the **context**: the whole sentence | $(2h)$ |
// | $y_{t-1}$ | the embedding of the French word written last | $(D)$ |
// | $s_t$ | the state of the decoder; $s_0$ is made from $c$, too | $(h)$ |
// | $W$ | from state and context to a **logit** for each of $V$ French tokens: its score before the softmax | $(V, 3h)$ |
//
// $D$ and $h$ are 64. Our encoder is **bidirectional**: one network reads from the left, another from the right, so the context has $2h$ numbers, for three words as for sixteen.

// %%
const english = new Vocabulary(
  trainPairs.map((pair) => pair.english),
);
const french = new Vocabulary(
  trainPairs.map((pair) => pair.french),
);
const [bos, eos] = french.idsOf(['<bos>', '<eos>']);
const seed = 5;

function newModel(attention: Seq2SeqAttention): Seq2Seq {
  return new Seq2Seq({
    sourceVocabularySize: english.size,
    targetVocabularySize: french.size,
    dim: 64,
    attention: attention,
    random: seededRandom(seed),
  });
}
console.log(
  `${english.size} English tokens, ${french.size} French`,
);

// %% [markdown]
// ## 5.2 · What the decoder is trained on
//
// In training the decoder does not read its own words. It reads the right ones, and says for each what comes next. This is **teacher forcing**. What it reads and what it shall say are the same sentence, *shifted by one*: `<bos>` in front of one, `<eos>` behind the other.

// %%
function batchOf(pairs: EnfrPair[]) {
  const read = pairs.map((pair) => english.idsOf(pair.english));
  const written = pairs.map((pair) => french.idsOf(pair.french));
  const source = padBatch(read); // (B, S)
  const target = padBatch(written.map((ids) => [bos, ...ids]));
  const labels = padBatch(written.map((ids) => [...ids, eos]));
  return {
    source: source.ids,
    sourceLens: source.validLens,
    target: target.ids, // (B, T)
    labels: labels.ids, // (B, T)
  };
}
const shown = batchOf([pairOf('his black dog')]);
const tokensIn = (ids: tf.Tensor) =>
  french.tokensOf(Array.from(ids.dataSync()));
const says = tokensIn(shown.labels);
showTable(
  tokensIn(shown.target).map((token, t) => {
    return { reads: token, 'shall say': says[t] };
  }),
);

// %% [markdown]
// The loss is the **cross-entropy**: $-\log p$ of the right token, where $p$ is what the softmax of the logits gives it, and the mean over all labels that are not padding. Sure and right costs 0; guessing among 423 tokens costs $\log 423 = 6.05$.
//
// Batches are 64 sentences of about the same length, so that little is padding. The learning rate falls to 0 along half a cosine: large steps first, small ones to settle. The gradient is shortened where it is longer than 1 (**clipping**), since recurrent networks have rare, very steep steps (Pascanu and others, 2013). And we count tensors at each step.

// %%
const steps = paced({ full: 1500, quick: 80 });
const sorted = [...trainPairs].sort(
  (a, b) => a.french.length - b.french.length,
);

async function train(model: Seq2Seq, label: string) {
  const random = seededRandom(seed);
  const alive: number[] = [];
  await fit({
    model: model,
    steps: steps,
    loss: () => {
      alive.push(tf.memory().numTensors);
      const at = random.integer(sorted.length - 63);
      const batch = batchOf(sorted.slice(at, at + 64));
      const logits = model.logits(batch); // (B, T, V)
      const padding = { paddingLabel: 0 };
      return crossEntropy(logits, batch.labels, padding);
    },
    learningRate: cosineSchedule({ rate: 5e-3, steps: steps }),
    clipNorm: 1,
    label: label,
  });
  return alive[alive.length - 1] - alive[1]; // tensors leaked
}

// %%
const fixed = newModel('none');
const fixedLeak = await train(fixed, 'one fixed vector');

// %% [markdown]
// To *translate*, there is no teacher. The decoder starts with `<bos>`, writes its most likely word, reads that word, and so on until it writes `<eos>`: **greedy decoding**.
//
// Two measures, then. With the teacher: which share of the tokens is right? Without: which share of the 500 test sentences is right in every word (**exact match**)?
//
// *Before you run it: if nine of ten tokens are right, how many sentences of ten tokens would you expect to be right?*

// %%
const search = { bos: bos, eos: eos, maxLength: 30 };

function translate(model: Seq2Seq, pairs: EnfrPair[]): string[][] {
  return tf.tidy(() => {
    const batch = batchOf(pairs);
    const written = model.translate(batch, search);
    return written.map((ids) => french.tokensOf(ids));
  });
}

function exactMatch(
  pairs: EnfrPair[],
  written: string[][],
): number {
  const right = pairs.filter((pair, i) => {
    const references = pair.references ?? [pair.french];
    return references.map(text).includes(text(written[i]));
  });
  return right.length / pairs.length;
}

// %%
function withTeacher(model: Seq2Seq, pairs: EnfrPair[]) {
  return tf.tidy(() => {
    const { labels, ...input } = batchOf(pairs);
    const logits = model.logits(input); // (B, T, V)
    const loss = crossEntropy(logits, labels, { paddingLabel: 0 });
    const counts = labels.notEqual(0).toFloat();
    const hits = logits.argMax(2).equal(labels).toFloat();
    const share = hits.mul(counts).sum().div(counts.sum());
    return [loss, share].map((t) => t.dataSync()[0]);
  });
}
const fixedWritten = translate(fixed, testPairs);
const [fixedLoss, fixedShare] = withTeacher(fixed, testPairs);
const fixedExact = exactMatch(testPairs, fixedWritten);
console.log(`with the teacher: loss ${fixedLoss.toFixed(2)},`);
console.log(`  ${(100 * fixedShare).toFixed(0)} % of the tokens`);
console.log(`alone: ${(100 * fixedExact).toFixed(0)} % exact`);

// %% [markdown]
// Nine tokens of ten, and little more than half of the sentences. A sentence of ten tokens is right when all ten are, and $0.9^{10} = 0.35$. (It is a little better than that because errors come together, in some of the sentences.) And the teacher hides something worse: after a wrong word *alone*, the decoder reads its own mistake, a beginning that it never met in training.
//
// **So a loss does not say how well a model translates.** People who trained translators have reported losses near zero and not one right sentence (a BLEU of 0, section 5.8) again and again; section 5.10 shows how to get there.
//
// *Which sentences fail? Guess before you look.*

// %%
const groups = [
  [3, 5],
  [6, 8],
  [9, 11],
  [12, 16],
];

function byLength(written: string[][]): number[] {
  return groups.map(([from, to]) => {
    const places = [...testPairs.keys()].filter((i) => {
      const size = testPairs[i].english.length;
      return size >= from && size <= to;
    });
    const pairs = places.map((i) => testPairs[i]);
    return exactMatch(
      pairs,
      places.map((i) => written[i]),
    );
  });
}

// %%
const groupNames = groups.map((group) => group.join('–'));
const fixedByLength = byLength(fixedWritten);
show(
  bars(
    fixedByLength.map((value, i) => {
      return { label: groupNames[i], value: value };
    }),
    {
      title: 'The longer the sentence, the less of it arrives',
      subtitle: 'Exact match by the number of English tokens.',
      yTitle: 'exact match',
      valueFormat: '.0%',
    },
  ),
);

// %% [markdown]
// Nearly all short sentences, almost none of the long ones. Look at what becomes of one:

// %%
const longPair = pairOf('the girl takes this green apple');
const longAt = testPairs.indexOf(longPair);
console.log(`English    ${text(longPair.english)}`);
console.log(`right      ${text(longPair.french)}`);
console.log(`one vector ${text(fixedWritten[longAt])}`);

// %% [markdown]
// Fluent French, but a part of the sentence is not the one that was read. All of it had to fit into 128 numbers, and the decoder could not go back to look. This is the **bottleneck** of the fixed context.

// %% [markdown]
// ## 5.3 · A GRU step by hand
//
// What carries a sentence from its first word to $c$? The **gated recurrent unit** (Cho and others, 2014) mixes its old state with a new one. Two gates between 0 and 1 decide: $r$ (reset) how much of the state is used in the new one, $z$ (update) how much of the old state stays.
//
// $$\begin{aligned} r &= \sigma(a_r + g_r) & z &= \sigma(a_z + g_z)\\ n &= \tanh(a_n + r\, g_n) & h' &= (1 - z)\, n + z\, h\end{aligned}$$
//
// Here $h$ is the old state and $h'$ the new one, $m$ numbers each. $a = xW + b$ comes from the input and $g = hU + b'$ from the state; $W$ is $(D, 3m)$ and $U$ is $(m, 3m)$, so each has three parts of $m$ numbers, one for $r$, $z$, $n$. All products between them go number by number.
//
// *If $z = 1$, what does the unit do?*

// %%
const cell = new GRUCell({
  inputDim: 2,
  numHiddens: 3,
  random: seededRandom(1),
});
const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));

/** v W, one sum for each column of W. */
function times(v: number[], weight: number[][]): number[] {
  return weight[0].map((_, j) =>
    v.reduce((sum, x, i) => sum + x * weight[i][j], 0),
  );
}

// %%
const [oneInput, oldState] = [
  [1, -2],
  [0.5, 0, -0.5],
];
const a = times(oneInput, cell.inputWeight.arraySync()); // (9)
const g = times(oldState, cell.stateWeight.arraySync()); // (9)
const newState = oldState.map((old, j) => {
  const r = sigmoid(a[j] + g[j]); // both biases are 0 here
  const z = sigmoid(a[j + 3] + g[j + 3]);
  const n = Math.tanh(a[j + 6] + r * g[j + 6]);
  return (1 - z) * n + z * old;
});
const byCell = cell.forward(
  tf.tensor2d([oneInput]),
  tf.tensor2d([oldState]),
);
const cellGap = maxDifference([newState], byCell);
console.log(newState.map((x) => x.toFixed(4)).join('  '));
console.log('the cell gives the same:', cellGap < 1e-6);

// %% [markdown]
// With $z = 1$ the unit copies its state, $h' = h$, whatever comes in: that is how it can carry a word past many others. With $z = 0$ and $r = 1$ it is a plain recurrent network. Each number of the state has gates of its own. (This is PyTorch's form of the unit. In the paper $r$ multiplies $h$ before $U$ does.)
//
// ## 5.4 · How far does a gradient reach?
//
// A network learns from the first word only if a change of that word changes the last state. So measure it: the length of the gradient of the last state with respect to each word. Take sentences of 17 tokens and four readers: a plain recurrent network, $h' = \tanh(xW + hU + b)$; a GRU before training; the trained encoder of section 5.2; and, as a preview, a GRU with untrained attention over its outputs. (Our models multiply an embedding by $\sqrt{64} = 8$, so that its numbers vary by about 1 at the start. We do the same.)
//
// *Which of the four curves fall with the distance, and how fast?*

// %%
const longer = enfrPairs('longer');
const first17 = longer.map((pair) =>
  english.idsOf(pair.english.slice(0, 17)),
);
const vectors: tf.Tensor3D = fixed.encoder.embedding
  .forward(tf.tensor2d(first17, undefined, 'int32'))
  .mul(8); // (250, 17, 64)
const direction: tf.Tensor2D = seededRandom(3).normalTensor([
  longer.length,
  64,
]);

function reach(read: (x: tf.Tensor3D) => tf.Tensor): number[] {
  return tf.tidy(() => {
    const project = (x: tf.Tensor): tf.Tensor =>
      read(x.reshape(vectors.shape)).mul(direction).sum();
    const slope = tf.grad(project)(vectors); // (250, 17, 64)
    const sizes = slope.norm(2, 2).mean(0); // (17)
    const fromLast = Array.from(sizes.dataSync()).reverse();
    return fromLast.map((size) => size / fromLast[0]);
  });
}

// %% [markdown]
// `reach` takes any function that reads the 17 vectors. Here are three of the four; the trained one, `forwards`, is the half of our encoder that reads from the left.

// %%
const sizes64 = { inputDim: 64, numHiddens: 64 };
const plain = new VanillaRNN({
  ...sizes64,
  random: seededRandom(7),
});
const gru = new GRU({ ...sizes64, random: seededRandom(7) });
const looker = new AdditiveAttention({
  queryDim: 64,
  keyDim: 64,
  numHiddens: 64,
  random: seededRandom(7),
});

function attend(x: tf.Tensor3D): tf.Tensor {
  const { outputs, state } = gru.forward(x); // (B, T, h), (1, B, h)
  const queries: tf.Tensor3D = state.transpose([1, 0, 2]);
  const found = { queries: queries, keys: outputs };
  return looker.forward({ ...found, values: outputs }).squeeze([1]);
}
const forwards = (x: tf.Tensor3D): tf.Tensor =>
  fixed.encoder.gru.forward(x).state.slice([0], [1]).squeeze([0]);

// %%
const distances = Array.from({ length: 17 }, (_, d) => d);
const readers: [string, (x: tf.Tensor3D) => tf.Tensor][] = [
  ['plain RNN', (x) => plain.forward(x).state],
  ['GRU, untrained', (x) => gru.forward(x).state.squeeze([0])],
  ['GRU, trained', forwards],
  ['attention', attend],
];
const reaches = readers.map(([name, read]) => {
  return { name: name, x: distances, y: reach(read) };
});
show(
  lines(reaches, {
    title: 'Through a recurrent network the first words fade',
    subtitle:
      'Size of the gradient; 1 for the last word. Log axis.',
    xTitle: 'words between it and the end',
    yTitle: 'gradient',
    yLog: true,
  }),
);

// %%
headline({
  name: 'Gradient of the first of 17 words, plain RNN',
  value: reaches[0].y[16],
  gate: { atMost: 0.02 },
  seed: 7,
});
headline({
  name: 'The same, attention',
  value: reaches[3].y[16],
  gate: { atLeast: 0.1 },
  seed: 7,
});

// %% [markdown]
// In the plain network each word between multiplies the gradient by about the same factor below 1, a straight line on a log axis: the **vanishing gradient** (Bengio, Simard and Frasconi, 1994). A millionth is left of the first word. A GRU can *learn* to keep its gates open where it pays: before training a few ten-thousandths of the gradient arrive, after it more than a tenth. Through attention every word is *one* step away from the answer, near or far.
//
// (Attention's curve even rises: an early word is also part of all outputs behind it.)
//
// This is an argument about learning. The bottleneck of 5.1 is another one, about room. Attention removes both.

// %% [markdown]
// ## 5.5 · Look back: one step by hand
//
// Keep all outputs $o_1 \dots o_S$ of the encoder, one for each word. Before it writes a word, the decoder *asks*. With what you have from lesson 03:
//
// | | is | shape |
// | :--- | :--- | :--- |
// | query | the decoder's state $s_{t-1}$ | $(h)$ |
// | keys | the encoder's outputs $o_j$ | $(S, 2h)$ |
// | values | the same outputs $o_j$ | $(S, 2h)$ |
// | score | additive: $w^{\top}\tanh(W_q^{\top} s_{t-1} + W_k^{\top} o_j)$ | one for each word |
// | $W_q$, $W_k$, $w$ | learned, as in lesson 03 | $(h, h)$, $(2h, h)$, $(h)$ |
//
// Softmax makes weights $\alpha_{tj}$ of the scores, and the context of *this* step is $c_t = \sum_j \alpha_{tj}\, o_j$, $(2h)$. It takes the place of $c$; nothing else changes.

// %% [markdown]
// Small numbers: the state $(1, -1)$, outputs $(2, 0)$, $(0, 1)$, $(-1, 1)$ for *the black dog*, both matrices the identity, $w = (3, 3)$. *Which word wins?*

// %%
const [asking, outputsByHand] = [
  [1, -1],
  [
    [2, 0],
    [0, 1],
    [-1, 1],
  ],
];
const handScores = outputsByHand.map((o) =>
  o.reduce((sum, x, i) => sum + 3 * Math.tanh(asking[i] + x), 0),
);
const powers = handScores.map(Math.exp);
const total = powers.reduce((sum, power) => sum + power, 0);
const handWeights = powers.map((power) => power / total);
const handContext = [0, 1].map((i) =>
  outputsByHand.reduce(
    (sum, o, j) => sum + handWeights[j] * o[i],
    0,
  ),
);
const rounded = (row: number[]): string =>
  row.map((x) => x.toFixed(3)).join('  ');
console.log(`scores  ${rounded(handScores)}`);
console.log(`weights ${rounded(handWeights)}`);
console.log(`context ${rounded(handContext)}`);

// %% [markdown]
// *black* wins with three quarters of the weight. The library's layer, with the same three weights:

// %%
const tiny = new AdditiveAttention({
  queryDim: 2,
  keyDim: 2,
  numHiddens: 2,
  random: seededRandom(1),
});
tiny.queryWeight.assign(tf.eye(2));
tiny.keyWeight.assign(tf.eye(2));
tiny.scoreWeight.assign(tf.tensor1d([3, 3]));
const byLibrary = tiny.forward({
  queries: tf.tensor3d([[asking]]),
  keys: tf.tensor3d([outputsByHand]),
  values: tf.tensor3d([outputsByHand]),
}); // (1, 1, 2)
const contextGap = maxDifference([[handContext]], byLibrary);
console.log('context equal to 1e-5:', contextGap < 1e-5);
tiny.dispose();

// %% [markdown]
// And the whole step of the decoder, for a batch: weights, context, GRU, logits. It has one extra: a function `change` that may replace the weights. Section 5.9 needs it.

// %%
type Weights = tf.Tensor3D; // (B, 1, S)
type Change = (weights: Weights, lens: number[]) => Weights;
type Memory = { outputs: tf.Tensor3D; lens: number[] };

function step(
  { decoder }: Seq2Seq,
  word: tf.Tensor1D, // (B)
  state: tf.Tensor2D, // (B, h)
  { outputs, lens }: Memory, // (B, S, 2h), (B)
  change: Change = (weights) => weights,
) {
  const { attention, embedding, output } = decoder;
  if (attention === null) throw new Error('no attention');
  const queries: tf.Tensor3D = state.expandDims(1); // (B, 1, h)
  const asked = { queries: queries, keys: outputs };
  const found = attention.weights({ ...asked, validLens: lens });
  const mixed = attentionPool(change(found, lens), outputs);
  const context: tf.Tensor2D = mixed.squeeze([1]); // (B, 2h)
  const embedded: tf.Tensor2D = embedding.forward(word).mul(8);
  const input = tf.concat([embedded, context], 1);
  const next = decoder.cell.forward(input, state); // (B, h)
  const logits = output.forward(tf.concat([next, context], 1));
  return { state: next, logits: logits }; // (B, h), (B, V)
}

// %%
const looking = newModel('additive');
const someBatch = batchOf(testPairs.slice(0, 20));
const ofLibrary = looking.logits(someBatch); // (20, T, V)

const encoded = looking.encoder.forward(
  someBatch.source,
  someBatch.sourceLens,
); // outputs (B, S, 2h), summary (B, 2h)
const memory: Memory = {
  outputs: encoded.outputs,
  lens: Array.from(someBatch.sourceLens.dataSync()),
};

// %%
let running = looking.decoder.firstState(encoded.summary);
const gaps = tf.unstack(someBatch.target, 1).map((column, t) => {
  const word: tf.Tensor1D = column.flatten();
  const made = step(looking, word, running, memory);
  running = made.state;
  const expected = ofLibrary.slice([0, t], [20, 1]).squeeze([1]);
  return maxDifference(made.logits, expected);
});
console.log(`${gaps.length} steps, the logits of all sentences`);
console.log('equal to 1e-5:', Math.max(...gaps) < 1e-5);

// %% [markdown]
// Twenty lines are one step of the decoder, and the rest is a loop. (The paper has one more layer in front of the logits, called maxout.)
//
// ## 5.6 · The experiment
//
// Same data, same seed, same number of steps, same batches. Only the context differs. The new model has about 5 % more weights: $W_q$, $W_k$ and $w$.
//
// *Draw the new curve of exact match by length on paper before the training ends.*

// %%
const leakedTensors = await train(looking, 'attention');
const lookingWritten = translate(looking, testPairs);
const lookingByLength = byLength(lookingWritten);

// %%
const middles = [4.5, 7, 10, 13];
show(
  lines(
    [
      { name: 'attention', x: middles, y: lookingByLength },
      { name: 'one vector', x: middles, y: fixedByLength },
    ],
    {
      title: 'With attention long sentences survive',
      subtitle:
        'Exact match on 500 unseen pairs, four length groups.',
      xTitle: 'English tokens',
      yTitle: 'exact match',
      yFormat: '.0%',
      yDomain: [0, 1],
      marks: true,
    },
  ),
);

// %%
const lookingExact = exactMatch(testPairs, lookingWritten);
headline({
  name: 'Exact match, attention, 500 unseen pairs',
  value: lookingExact,
  gate: { atLeast: paced({ full: 0.85, quick: 0 }) },
  seed: seed,
});
headline({
  name: 'The same, minus the model with one vector',
  value: lookingExact - fixedExact,
  gate: { atLeast: paced({ full: 0.25, quick: -0.05 }) },
  seed: seed,
});
headline({
  name: 'Exact match, 12 to 16 tokens, attention minus one vector',
  value: lookingByLength[3] - fixedByLength[3],
  gate: { atLeast: paced({ full: 0.4, quick: -0.05 }) },
  seed: seed,
});
headline({
  name: 'Tensors left behind by the training steps',
  value: fixedLeak + leakedTensors,
  gate: { atMost: 0 },
});

// %% [markdown]
// Attention translates nine of ten test sentences without a mistake, against little more than half. Short sentences were no problem before; the difference is made by the long ones, where the model with one vector has almost nothing right.
//
// More training does help the model with one vector: when we stopped at 1,000 steps it had 52 %, here it has about 58. Its long sentences stayed below 10 %.
//
// What do the two measures of 5.2 say now?

// %%
const [lookingLoss, lookingShare] = withTeacher(looking, testPairs);
const percent = (share: number): string =>
  `${(100 * share).toFixed(0)} %`;
showTable(
  [
    { model: 'one vector', loss: fixedLoss, hits: fixedShare },
    { model: 'attention', loss: lookingLoss, hits: lookingShare },
  ].map(({ model, loss, hits }, i) => {
    return {
      model: model,
      'loss, with the teacher': loss.toFixed(2),
      'tokens, with the teacher': percent(hits),
      'exact match, alone': percent([fixedExact, lookingExact][i]),
    };
  }),
);
headline({
  name: 'Loss on unseen pairs, one vector minus attention',
  value: fixedLoss - lookingLoss,
  gate: { atLeast: paced({ full: 0.1, quick: 0 }) },
  seed: seed,
});

// %% [markdown]
// From 91 to 99 % of the tokens looks like a small step. Alone it is the step from 58 to 91 % of the sentences.
//
// ## 5.7 · The map
//
// The weights $\alpha_{tj}$ of a sentence are a table: a row for each French word that was written, a column for each English word. It is called the **alignment**. Nobody told the model which word translates which, or that French puts *noir* after *chien*.
//
// *The rows "chiens" and "noirs" come one after the other. In which columns should their largest weights lie?*

// %%
function mapOf(model: Seq2Seq, words: string[]): Figure {
  const { tokens, weights } = tf.tidy(() => {
    const source = tf.tensor2d([english.idsOf(words)]).toInt();
    const [ids] = model.translate({ source: source }, search);
    const target = tf.tensor2d([[bos, ...ids]]).toInt();
    const input = { source: source, target: target };
    const [map] = model.alignment(input).arraySync(); // (T, S)
    return { tokens: french.tokensOf([...ids, eos]), weights: map };
  });
  return heatmap(weights, {
    title: text(tokens.slice(0, -1)),
    subtitle: 'Rows: French words, as written. Each sums to 1.',
    rows: tokens,
    columns: words,
  });
}

show(mapOf(looking, pairOf('a big owl hears two').english));

// %% [markdown]
// The diagonal is broken where the languages differ: *chiens* looks at *dogs* and *noirs* at *black*, crosswise, while *grand hibou* stays in the order of *big owl*. One row is not what a dictionary would say: *les* means *them*, and here it looks at *follows*, the word before. The encoder reads both ways, so the output at *follows* has seen *them*, too.
//
// But one map may have been chosen because it is beautiful. So measure: in the 500 test pairs, does the row of each French adjective have its largest weight on *its* English adjective? The data have the right answer for each. If the largest weight is elsewhere, how far off is it?

// %%
const offsets = tf.tidy(() => {
  const maps = looking.alignment(batchOf(testPairs)).arraySync();
  return testPairs.flatMap((pair, i) =>
    pair.alignment.map(([from, to]) => {
      const row = maps[i][to];
      return row.indexOf(Math.max(...row)) - from;
    }),
  );
});
const shareOf = (keeps: (offset: number) => boolean): number =>
  offsets.filter(keeps).length / offsets.length;
const onTarget = shareOf((offset) => offset === 0);
console.log(`${offsets.length} adjectives`);
console.log(`on the adjective ${percent(onTarget)}`);
console.log(`one word later   ${percent(shareOf((o) => o === 1))}`);
headline({
  name: 'French adjectives that look at their English adjective',
  value: onTarget,
  gate: { atLeast: paced({ full: 0.8, quick: 0.08 }) },
  seed: seed,
});

// %% [markdown]
// Nearly all of them. This is not a law: with another score, other data or more layers a map may be shifted by a word and the translation still be right. The output $o_j$ knows the neighbours of word $j$, too; what is *used* need not be what stands there.

// %% [markdown]
// ## 5.8 · Other sentences, and BLEU
//
// Exact match is strict: one wrong letter is as bad as nonsense. **BLEU** (Papineni and others, 2002) counts the groups of one to four words that a reference has, too. It is for a corpus, from 0 to 100:
//
// $$\mathrm{BLEU} = 100 \cdot BP \cdot (p_1\, p_2\, p_3\, p_4)^{1/4}$$
//
// | symbol | is |
// | :--- | :--- |
// | $p_n$ | the share of all written groups of $n$ words that a reference has, too |
// | $BP$ | the **brevity penalty**: 1, or $e^{1 - r/c}$ where the $c$ words written are fewer than the $r$ of the references |
//
// *By hand: one word of seven is wrong. Write down the four shares. How much is left of 100?*

// %%
const oneWrong = bleu({
  hypotheses: ['le petit chat noir dort ici .'],
  references: [['le petit chat noir mange ici .']],
});
const { counts, totals } = oneWrong;
const shares = counts.map((n, i) => `${n}/${totals[i]}`);
console.log(shares.join('  '));
console.log(`BLEU ${oneWrong.score.toFixed(1)}`);

// %% [markdown]
// The wrong word is in two of the six pairs, in three of the five triples and in three of the four groups of four. Half of the score is gone.
//
// The test sentences come from the same grammar as those for training. Now three harder sets, too:
//
// - **new pairs**: an adjective and a noun that never met in training, though each was there;
// - **longer**: 17 to 22 tokens; the longest in training has 16;
// - **ambiguous**: several right translations. *You* is *tu* or *vous*; all references are known.
//
// *Which set will be the hardest for the model with attention?*

// %%
function judge(model: Seq2Seq, pairs: EnfrPair[]) {
  const written = translate(model, pairs);
  const all = pairs.map((pair) => {
    return pair.references ?? [pair.french];
  });
  return {
    exact: exactMatch(pairs, written),
    bleu: bleu({ hypotheses: written, references: all }).score,
    oneReference: bleu({
      hypotheses: written,
      references: pairs.map((pair) => [pair.french]),
    }).score,
  };
}

// %%
const sets: [string, EnfrPair[]][] = [
  ['test', testPairs],
  ['new pairs', enfrPairs('compositional')],
  ['longer', longer],
  ['ambiguous', enfrPairs('ambiguous')],
];
const most = paced({ full: 500, quick: 100 }); // all, or some
const judged = sets.map(([name, pairs]) => {
  const part = pairs.slice(0, most);
  const [one, two] = [fixed, looking].map((m) => judge(m, part));
  return { name: name, fixed: one, looking: two };
});
showTable(
  judged.map((row) => {
    return {
      set: row.name,
      'one vector, exact': percent(row.fixed.exact),
      'attention, exact': percent(row.looking.exact),
      'one vector, BLEU': row.fixed.bleu.toFixed(0),
      'attention, BLEU': row.looking.bleu.toFixed(0),
    };
  }),
);

// %%
headline({
  name: 'BLEU on the test set, attention',
  value: judged[0].looking.bleu,
  gate: { atLeast: paced({ full: 90, quick: 2 }) },
  seed: seed,
});
headline({
  name: 'Exact match on new pairs of words, attention',
  value: judged[1].looking.exact,
  gate: { atLeast: paced({ full: 0.6, quick: 0 }) },
  seed: seed,
});
headline({
  name: 'Exact match on longer sentences, attention',
  value: judged[2].looking.exact,
  gate: { atMost: 0.6 },
  seed: seed,
});

// %% [markdown]
// **New pairs** are hardly harder: each word is translated from where the decoder looks, and a new neighbour changes little. **Longer sentences are hard**: about one in four exact, although BLEU says that most of each is right. Attention has removed the bottleneck, but lengths that were never met are still another task.
//
// For comparison, *Dive into Deep Learning* trains on 512 real pairs from the Tatoeba project, with two layers that are four times as wide: a training loss of 0.11, a loss of 1.85 on held-out pairs (3.36 without attention), and *he's calm* becomes *il court* (he runs), BLEU 0.000. Small data, and a low training loss that says nothing. (Losses read from its curves.)

// %%
const open = judged[3].looking;
console.log(
  `BLEU, one reference:  ${open.oneReference.toFixed(0)}`,
);
console.log(`BLEU, all references: ${open.bleu.toFixed(0)}`);

// %% [markdown]
// The same translations of the ambiguous set, scored twice. With one reference *vous* is "wrong" wherever the file happens to say *tu*. A BLEU without its references is not comparable with another BLEU.
//
// ## 5.9 · Take pieces away
//
// **The score.** Is it the small network in the additive score that does the work? Put scaled dot products in its place: $s_{t-1}^{\top} W^{\top} o_j / \sqrt h$. One matrix $W$, $(2h, h)$, since queries and keys differ in width; no tanh.

// %%
const dotted = newModel('scaledDot');
await train(dotted, 'scaled dot product');
const dottedExact = exactMatch(
  testPairs,
  translate(dotted, testPairs),
);
dotted.dispose();

// %%
show(
  bars(
    [
      { label: 'one vector', value: fixedExact },
      { label: 'additive', value: lookingExact },
      { label: 'scaled dot', value: dottedExact },
    ],
    {
      title: 'The look back matters, the score hardly',
      subtitle: 'Exact match on 500 unseen pairs, same training.',
      yTitle: 'exact match',
      valueFormat: '.0%',
    },
  ),
);
headline({
  name: 'Exact match, scaled dot product',
  value: dottedExact,
  gate: { atLeast: paced({ full: 0.7, quick: 0 }) },
  seed: seed,
});

// %% [markdown]
// Either score will do here. Taking *attention* away costs far more than changing its score. Luong and others (2015) compared scores on real data: dot products did well, and their form of the additive score did not. The dot product is also the cheapest. It is the one that stayed.
//
// **The map.** Now take the trained model and change its weights while it translates. *Uniform*: every word the same. *Shuffled*: the right numbers, on the wrong words. *Largest only*: one word has all. *Without the largest*: the favourite word gets nothing, and the others share.
//
// *Order the four by exact match before you run it.*

// %%
const change =
  (edit: (row: number[]) => number[]): Change =>
  (weights, lens) => {
    const rows = weights.arraySync().map(([row], b) => {
      const real = edit(row.slice(0, lens[b]));
      const sum = real.reduce((x, y) => x + y, 0);
      return [row.map((_, j) => (j < lens[b] ? real[j] / sum : 0))];
    });
    return tf.tensor3d(rows);
  };

// %%
const shuffling = seededRandom(seed);
const best = (row: number[]): number => Math.max(...row);
const changes: [string, Change][] = [
  ['as learned', (weights) => weights],
  [
    'largest only',
    change((row) => row.map((x) => (x === best(row) ? 1 : 0))),
  ],
  [
    'without the largest',
    change((row) => row.map((x) => (x === best(row) ? 1e-9 : x))),
  ],
  ['uniform', change((row) => row.map(() => 1))],
  ['shuffled', change((row) => shuffling.shuffle(row))],
];

// %% [markdown]
// Now the greedy decoding of 5.2 once more, with our own `step`: each row of the map goes through `edit` before it is used.

// %%
function rewrite(pairs: EnfrPair[], edit: Change): string[][] {
  const written: number[][] = pairs.map(() => []);
  tf.tidy(() => {
    const { source, sourceLens } = batchOf(pairs);
    const lens = Array.from(sourceLens.dataSync());
    const read = looking.encoder.forward(source, sourceLens);
    const known: Memory = { outputs: read.outputs, lens: lens };
    let state = looking.decoder.firstState(read.summary);
    let word = tf.fill([pairs.length], bos, 'int32').as1D();
    for (let t = 0; t < search.maxLength; t++) {
      const made = step(looking, word, state, known, edit);
      state = made.state;
      word = made.logits.argMax(1);
      const ids = word.dataSync();
      written.forEach((row, i) => row.push(ids[i]));
    }
  });
  return written.map((ids) =>
    french.tokensOf(ids.slice(0, [...ids, eos].indexOf(eos))),
  );
}

// %%
const some = testPairs.slice(0, most);
const changed: { label: string; value: number }[] = [];
for (const [label, edit] of changes) {
  await checkpoint();
  const value = exactMatch(some, rewrite(some, edit));
  changed.push({ label: label, value: value });
}
show(
  bars(changed, {
    title: 'Break the map and the translation breaks',
    subtitle:
      'Exact match when the weights are changed at test time.',
    yTitle: 'exact match',
    valueFormat: '.0%',
  }),
);
headline({
  name: 'Exact match lost when the map is shuffled',
  value: changed[0].value - changed[4].value,
  gate: { atLeast: paced({ full: 0.5, quick: -0.05 }) },
  seed: seed,
});

// %% [markdown]
// The map is *used*: shuffled, or without its favourite words, nothing is left. One word at a time is nearly enough. The mean of all words still gets about one sentence in eight, the shortest: it is a fixed vector again.

// %% [markdown]
// **Is the map an explanation?** That is contested. Jain and Wallace (2019) shuffled the weights of sentence *classifiers* and often saw almost the same answer; they concluded that attention is not explanation. Wiegreffe and Pinter (2019) replied that a map which can be found is not a map that a trained model would use, and that it depends on what you call an explanation.
//
// What we measured: here the answer depends on the map. What we did not: *why* a word was chosen. A weight says where the decoder looked. What it took from there, a vector that has read the whole sentence, the map does not show. Lesson 06 repeats the test on a classifier.

// %% [markdown]
// ## 5.10 · What people get wrong
//
// **Claim 1: "A loss near zero means that the model has learned to translate."** Let the decoder read what it shall say: forget the shift by one.

// %%
const unshifted = newModel('none');
const cheating = seededRandom(seed);
const cheat = await fit({
  model: unshifted,
  steps: paced({ full: 200, quick: 30 }),
  loss: () => {
    const at = cheating.integer(sorted.length - 63);
    const { labels, ...rest } = batchOf(sorted.slice(at, at + 64));
    const input = { ...rest, target: labels }; // the mistake
    const padding = { paddingLabel: 0 };
    return crossEntropy(unshifted.logits(input), labels, padding);
  },
  learningRate: 5e-3,
  clipNorm: 1,
  label: 'labels not shifted',
});
const cheatLoss = cheat.losses[cheat.losses.length - 1];
const cheatWritten = translate(unshifted, testPairs);
const cheatExact = exactMatch(testPairs, cheatWritten);
unshifted.dispose();
console.log(`loss ${cheatLoss.toFixed(3)}`);
console.log(`exact match ${percent(cheatExact)}`);

// %%
const cheatBleu = bleu({
  hypotheses: cheatWritten,
  references: testPairs.map((pair) => [pair.french]),
}).score;
headline({
  name: 'Exact match when the labels are not shifted',
  value: cheatExact,
  gate: { atMost: 0.02 },
  seed: seed,
});
console.log(`BLEU ${cheatBleu.toFixed(1)}`);
console.log(`it writes: ${text(cheatWritten[0].slice(0, 6))} …`);

// %% [markdown]
// **False.** After 200 steps the loss is near 0.02, and there is not one translation. The decoder has learned to copy what it reads. Be suspicious of a loss that is too good.
//
// **Claim 2: "This is classic self-attention."** Some notes use that name for the attention of this lesson. In self-attention a sequence asks *itself*. *Who asks here, and who answers?*

// %%
const sample = pairOf('his black dog');
const sampleMap = looking.alignment(batchOf([sample])); // (1, T, S)
const numFrench = sample.french.length + 1;
console.log(`French tokens with <eos>: ${numFrench}`);
console.log(`English tokens:           ${sample.english.length}`);
console.log(`the map:                  (${sampleMap.shape})`);

const scorer = looking.decoder.attention;
if (scorer instanceof AdditiveAttention) {
  const { queryWeight, keyWeight } = scorer;
  console.log(`W_q takes ${queryWeight.shape[0]} (decoder)`);
  console.log(`W_k takes ${keyWeight.shape[0]} (encoder)`);
}

// %% [markdown]
// **The name is wrong.** The query comes from outside, from the decoder; keys *and* values come from the encoder. That is **cross-attention**, and its map is not square. Lin and others (lesson 06) have attention within one sentence, with a learned query and none from outside. In the Transformer (lesson 07) each word of a sentence asks the others.
//
// You may also read that "in cross-attention Q and K no longer come from the same side". True, but it leaves out half: $K$ and $V$ do. What is compared and what is mixed belong together.
//
// **Claim 3: "BLEU tells you whether a sentence is right."** A perfect translation of two tokens:

// %%
const goWords = ['va !'];
const perfect = bleu({
  hypotheses: goWords,
  references: [goWords],
  smoothing: 'none',
});
console.log(
  `"va !" against "va !": BLEU ${perfect.score.toFixed(1)}`,
);
console.log(`groups of 1, 2, 3, 4 words: ${perfect.totals}`);

// %% [markdown]
// **False.** It has no group of three or four words, so two of the four precisions are 0, and so is their geometric mean. BLEU sums counts over a whole corpus before it divides. The average of the BLEU of sentences is another number, and a worse one.
//
// ## 5.11 · Yours
//
// Write a sentence with the words of the grammar, lower case, with a space before the full stop. Try two adjectives before a noun; *i*, *we* and *you*; a question with *do*; then a very long sentence. Where does the map break first?

// %% tags=["yours"]
// Edit this line:
const mine = 'my small cat did not eat these green apples .';
const myWords = mine.toLowerCase().trim().split(/\s+/);
const unknown = myWords.filter((word) => !english.has(word));
if (unknown.length > 0) {
  console.log(`Not in the vocabulary: ${unknown.join(', ')}.`);
  console.log('It knows these words and no others:');
  console.log([...english.tokens.slice(4)].sort().join(' '));
} else {
  show(mapOf(looking, myWords));
}

// %% [markdown]
// ## What to remember
//
// 1. One fixed vector is a bottleneck: exact match falls with the length of the sentence, and the gradient of the first word fades on its way.
// 2. Bahdanau's attention: the decoder's state is the query, the encoder's outputs are keys and values. Score, softmax, mix; a new context for every word.
// 3. Teacher forcing reads `<bos>` … and says … `<eos>`: shifted by one. Its loss does not measure translation. Decode, and compare.
// 4. Measure a map, do not choose one. That a map is used is an experiment; that it explains is an opinion until you say what you mean.
// 5. It is cross-attention: $Q$ from the decoder, $K$ and $V$ from the encoder.

// %% [markdown]
// ## Exercises
//
// In [the notebook of exercises 05](../exercises/05-bahdanau-attention.ipynb):
//
// | | Exercise | Kind | Points | Difficulty | Time |
// | ---: | :--- | :--- | ---: | :--- | ---: |
// | 5.1 | One step of a GRU | write | 3 | ●○○ | 15 min |
// | 5.2 | One look back | write | 5 | ●●○ | 20 min |
// | 5.3 | Another score in its place | write | 3 | ●●○ | 15 min |
// | 5.4 | A loss that is too good | repair | 3 | ●●○ | 15 min |
// | 5.5 | BLEU of a corpus | write | 5 | ●●● | 30 min |
// | 5.6 | Does the map point to the right word? | measure | 3 | ●●○ | 15 min |

// %% [markdown]
// ## Sources
//
// - D. Bahdanau, K. Cho, Y. Bengio, [*Neural Machine Translation by Jointly Learning to Align and Translate*](https://arxiv.org/abs/1409.0473), 2015: section 3 and appendix A; figure 2 is our curve by length, figure 3 the first alignments.
// - K. Cho and others, [*Learning Phrase Representations using RNN Encoder–Decoder*](https://arxiv.org/abs/1406.1078), 2014, section 2.3: the GRU; I. Sutskever, O. Vinyals, Q. Le, [*Sequence to Sequence Learning with Neural Networks*](https://arxiv.org/abs/1409.3215), 2014.
// - Y. Bengio, P. Simard, P. Frasconi, *Learning Long-Term Dependencies with Gradient Descent is Difficult*, 1994; R. Pascanu, T. Mikolov, Y. Bengio, [*On the Difficulty of Training Recurrent Neural Networks*](https://arxiv.org/abs/1211.5063), 2013.
// - M.-T. Luong, H. Pham, C. Manning, [*Effective Approaches to Attention-based Neural Machine Translation*](https://arxiv.org/abs/1508.04025), 2015.
// - K. Papineni and others, *BLEU: a Method for Automatic Evaluation of Machine Translation*, 2002; M. Post, [*A Call for Clarity in Reporting BLEU Scores*](https://arxiv.org/abs/1804.08771), 2018.
// - S. Jain, B. Wallace, [*Attention is not Explanation*](https://arxiv.org/abs/1902.10186), 2019; S. Wiegreffe, Y. Pinter, [*Attention is not not Explanation*](https://arxiv.org/abs/1908.04626), 2019.
// - A. Zhang and others, [*Dive into Deep Learning*](https://d2l.ai), "Bahdanau Attention": the published numbers of 5.8.
//
// [← 04 · Tokens and embeddings](04-tokens-and-embeddings.ipynb) &nbsp;·&nbsp; [All lessons](../README.md) &nbsp;·&nbsp; [06 · Structured self-attention →](06-structured-self-attention.ipynb)
