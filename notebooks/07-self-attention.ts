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
// # 07 · Self-attention and multi-head attention
//
// *A word has one vector in the table and several meanings in life. Here each word asks the others what it means, with several questions at once.*
//
// **After this lesson you can**
//
// - compute self-attention step by step, from a sequence to queries, keys, values and new vectors;
// - write multi-head attention as a loop and as one batch, and prove that both are the same;
// - measure what a layer knows with a probe, and which of its heads is needed.
//
// 50 min to read, 140 min with the exercises · builds on [03 · Scoring functions](03-scoring-functions.ipynb) and [04 · Tokens and embeddings](04-tokens-and-embeddings.ipynb) · 6 exercises, 22 points · the cells run in 40&nbsp;s on two cores
//
// ---

// %% setup
import { tf, useBackend, seededRandom } from 'kernel-lib';
import { maxDifference, lengthMask, type Random } from 'kernel-lib';
import { scaledDotProductAttention, Module } from 'kernel-lib';
import { Embedding, Linear, crossEntropy } from 'kernel-lib';
import { MultiHeadAttention } from 'kernel-lib';
import { splitHeads, mergeHeads } from 'kernel-lib';
import {
  Vocabulary,
  padBatch,
  principalComponents,
} from 'kernel-lib';
import { homographs, homographSenses } from 'kernel-lib';
import type { HomographSentence } from 'kernel-lib';
import { fit, paced, checkpoint, headline } from 'kernel-lib';
import { bars, headView, heatmaps, scatter } from 'kernel-lib';
import { smallMultiples, tokenWeights } from 'kernel-lib';
import { show, showTable } from 'kernel-lib';

await useBackend();

// %% [markdown]
// ## 7.1 · One vector, two meanings
//
// French *avocat* is a lawyer or a fruit. Such a word is a **homograph**: one spelling, two senses. We generated sentences around twelve of them. One to three phrases of a sentence tell the sense; half of the sentences also have a phrase that misleads.

// %%
const trainSet = homographs('train', 'fr');
const testSet = homographs('test', 'fr');
const senses = homographSenses('fr');
const avocats = testSet.filter(({ word }) => word === 'avocat');
const shortest = avocats
  .filter(({ tokens }) => tokens.length <= 11)
  .slice(0, 4);
showTable(
  shortest.map(({ tokens, word, sense }) => ({
    sentence: tokens.join(' '),
    means: senses[word][sense],
  })),
  { caption: 'Held-out sentences with avocat' },
);
const [many, few] = [trainSet.length, testSet.length];
console.log(`${many} sentences to learn from, ${few} to test`);

// %% [markdown]
// Lesson 04 gave each word a vector, one row of a table. The row is found by the spelling. So *avocat* gets the same vector in a trial and in a kitchen, whatever the training did.
//
// To measure what a vector $x$, $(D)$, knows, train a **linear probe** on it: a classifier $xW + b$, with $W$ $(D, 2)$, and nothing more. What a probe cannot find is not there in a simple form. Ours must say which of its two senses a word has; one probe serves all twelve words.
//
// First the plumbing: sentences to tensors, and the vector at the homograph's place. (A one-hot row times a matrix picks a row, as in lesson 04.)

// %%
const vocabulary = new Vocabulary(
  trainSet.map(({ tokens }) => tokens),
);

function batchOf(sentences: HomographSentence[]) {
  const rows = sentences.map(({ tokens }) =>
    vocabulary.idsOf(tokens),
  );
  const places = sentences.map(({ position }) => position);
  const labels = sentences.map(({ sense }) => sense);
  return {
    ...padBatch(rows), // ids (B, T), validLens (B)
    positions: tf.tensor1d(places, 'int32'), // (B)
    labels: tf.tensor1d(labels, 'int32'), // (B)
  };
}
type Batch = ReturnType<typeof batchOf>;

// %%
function atHomograph(y: tf.Tensor3D, batch: Batch): tf.Tensor2D {
  const marks = tf.oneHot(batch.positions, y.shape[1]); // (B, T)
  const pick: tf.Tensor3D = marks.toFloat().expandDims(1);
  return tf.matMul(pick, y).squeeze([1]); // (B, T, D) -> (B, D)
}

// %%
const share = (logits: tf.Tensor2D, labels: tf.Tensor1D): number =>
  tf.tidy(() => {
    const isRight = logits.argMax(1).equal(labels);
    return isRight.toFloat().mean().dataSync()[0];
  });

type Seen = { vectors: tf.Tensor2D; labels: tf.Tensor1D };

function probe(known: Seen, unseen: Seen): number {
  const inputDim = known.vectors.shape[1];
  const random = seededRandom(1);
  const sizes = { inputDim: inputDim, outputDim: 2 };
  const linear = new Linear({ ...sizes, random: random });
  const adam = tf.train.adam(0.05);
  const steps = paced({ full: 150, quick: 60 });
  for (let step = 0; step < steps; step++) {
    adam.minimize(() =>
      crossEntropy(linear.forward(known.vectors), known.labels),
    );
  }
  const logits = linear.forward(unseen.vectors);
  const right = share(logits, unseen.labels);
  [linear, adam, logits].forEach((one) => one.dispose());
  return right;
}

// %% [markdown]
// Two candidates: the word's own vector, and the average over all words of its sentence, which is the pooling without a query of lesson 01.
//
// *Both senses of each word are equally frequent. Before you run the cell: what will the first probe reach? And the second: does the sentence not tell?*

// %%
const D = 32;
const seed = 7;
const probeBatch = batchOf(
  trainSet.slice(0, paced({ full: 1200, quick: 400 })),
);
const testBatch = batchOf(testSet);

type Layer = (x: tf.Tensor3D, batch: Batch) => tf.Tensor3D;

function probeAfter(embedding: Embedding, layer: Layer): number {
  const [known, unseen] = [probeBatch, testBatch].map((batch) => {
    const vectors = tf.tidy(() =>
      atHomograph(
        layer(embedding.forward(batch.ids), batch),
        batch,
      ),
    );
    return { vectors: vectors, labels: batch.labels };
  });
  const right = probe(known, unseen);
  [known, unseen].forEach(({ vectors }) => vectors.dispose());
  return right;
}

// %%
const itself: Layer = (x) => x;
const average: Layer = (x, { validLens }) => {
  const open = lengthMask(validLens, x.shape[1], x.shape[1]);
  const ones = open.toFloat(); // (B, T, T)
  const equal: tf.Tensor3D = ones.div(ones.sum(2, true));
  return tf.matMul(equal, x); // (B, T, D)
};
const table = new Embedding({
  numEmbeddings: vocabulary.size,
  dim: D,
  random: seededRandom(seed),
});
const ownVector = probeAfter(table, itself);
const averaged = probeAfter(table, average);
table.dispose();
console.log(`its own vector:     ${ownVector.toFixed(3)}`);
console.log(`the average vector: ${averaged.toFixed(3)}`);

// %% [markdown]
// The first is exactly a coin: all sentences of a word have one vector, so the probe gives them one answer, and half of them need the other.
//
// The average is hardly better. *pendant le procès* means lawyer for *avocat*, sense 0, and theft for *vol*, sense 1. No phrase means 0 or 1 by itself. The sense is in the **pair** of a word and its context, so the word must *ask*.
//
// ## 7.2 · By hand: a word asks its neighbour
//
// Let a vector have two entries, law and kitchen. *avocat* is $[1, 1]$: both. *plaide* (pleads) is $[2, 0]$, and *mûr* (ripe) is $[0, 2]$. Each word is a query, a key and a value at once: **self-attention**.
//
// *On paper: the scores of avocat with itself and with its neighbour, then the weights, then the new vector.*

// %%
const dot = (a: number[], b: number[]): number =>
  a.reduce((sum, ai, i) => sum + ai * b[i], 0);

function softmax(scores: number[]): number[] {
  const top = Math.max(...scores);
  const powers = scores.map((s) => Math.exp(s - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / total);
}

function attend(q: number[], keys: number[][], values: number[][]) {
  const root = Math.sqrt(q.length);
  const a = softmax(keys.map((key) => dot(q, key) / root));
  const column = (c: number) => values.map((value) => value[c]);
  return values[0].map((_, c) => dot(a, column(c)));
}

// %%
const avocat = [1, 1];
for (const [name, other] of Object.entries({
  plaide: [2, 0],
  mûr: [0, 2],
})) {
  const both = [avocat, other];
  const mixed = attend(avocat, both, both);
  console.log(`avocat + ${name}: [${mixed.join(', ')}]`);
}

// %% [markdown]
// One spelling, two vectors now: $[1.5, 0.5]$ beside *plaide*, $[0.5, 1.5]$ beside *mûr*. A vector that depends on its sentence is called **contextual**.
//
// This naive form is stiff. A word scores itself as high as anything, *a* scores *b* as *b* scores *a*, and what is matched is also what is handed on. So give each role its own learned matrix.

// %% [markdown]
// ## 7.3 · Three projections of one sequence
//
// $$Q = X W_Q, \qquad K = X W_K, \qquad V = X W_V, \qquad Y = \mathrm{softmax}\!\Big(\frac{QK^{\top}}{\sqrt d}\Big)\, V$$
//
// | symbol | is | shape |
// | :--- | :--- | :--- |
// | $X$ | the sequence, a row for each token | $(T, D)$ |
// | $W_Q, W_K$ | what a token asks; what it can be found by | $(D, d)$ |
// | $W_V$ | what it hands on | $(D, v)$ |
// | $Q, K, V$ | queries, keys, values: $T$ of each | $(T, d)$, $(T, d)$, $(T, v)$ |
// | $Y$ | the new vectors | $(T, v)$ |
//
// $Q$, $K$ and $V$ come from **one** sequence; that is the *self* in self-attention. Where the queries come from another sequence, as in lesson 05, it is **cross-attention**: the same formula.
//
// Start with the value path. *One token alone: which weights can it give? Which of the three matrices matter then?*

// %%
const random = seededRandom(3);
const WQ: tf.Tensor2D = random.normalTensor([6, 4]); // (D, d)
const WK: tf.Tensor2D = random.normalTensor([6, 4]); // (D, d)
const WV: tf.Tensor2D = random.normalTensor([6, 5]); // (D, v)
const X: tf.Tensor2D = random.normalTensor([7, 6]); // (T, D)

function selfAttend(x: tf.Tensor2D): tf.Tensor2D {
  const [Q, K, V] = [WQ, WK, WV].map((W) => tf.matMul(x, W));
  const scores = tf.matMul(Q, K, false, true).div(Math.sqrt(4));
  return tf.matMul(tf.softmax(scores), V); // (T, T) x (T, v)
}

const oneToken = X.slice([0, 0], [1, 6]); // (1, D)
const valueOnly = tf.matMul(oneToken, WV); // (1, v)
const valueGap = maxDifference(selfAttend(oneToken), valueOnly);
console.log('one token, its own value:', valueGap);

// %% [markdown]
// A single score always has weight 1, so one token returns its own value, whatever $W_Q$ and $W_K$ are. This tests the value path alone; keep the trick for exercise 7.1.
//
// Now all seven tokens: the loop of 7.2, the four lines above, and the library.

// %%
function rowsOf(W: tf.Tensor2D): number[][] {
  const projected: tf.Tensor2D = tf.matMul(X, W);
  return projected.arraySync();
}
const [qs, ks, vs] = [rowsOf(WQ), rowsOf(WK), rowsOf(WV)];
const byLoop = qs.map((q) => attend(q, ks, vs)); // (T, v)

const byTensors = selfAttend(X);
const asBatch = (W: tf.Tensor2D): tf.Tensor3D =>
  tf.matMul(X, W).expandDims(0); // (1, T, d)
const byLibrary = scaledDotProductAttention({
  queries: asBatch(WQ),
  keys: asBatch(WK),
  values: asBatch(WV),
});
const loopGap = maxDifference(byLoop, byTensors);
const libraryGap = maxDifference(byTensors, byLibrary.squeeze([0]));
console.log('loop, tensors:   ', loopGap.toExponential(1));
console.log('tensors, library:', libraryGap.toExponential(1));

// %% [markdown]
// Lesson 03 met the same thing from the other side. The score of two tokens is $x_i^{\top} W_Q W_K^{\top} x_j$: a bilinear score with $W = W_Q W_K^{\top}$. With two different matrices it need not be symmetric: *avocat* may look at *procès* while *procès* looks elsewhere.
//
// ## 7.4 · One question is not enough
//
// > Le colonel a décoré le soldat car il a été très courageux.
//
// (*The colonel decorated the soldier because he was very brave.*) To understand *il* (he) one asks at least two things: *who can it be?* and *what is said of him?* Here are two questions, made by hand: *il* asks for masculine persons, and *il* asks for what describes a person. Every other word asks nothing.

// %%
const colonel =
  'Le colonel a décoré le soldat car il a été très courageux';
const words = colonel.split(' ');
const isPerson = words.map((w) =>
  Number(['colonel', 'soldat'].includes(w)),
);
const isSaid = words.map((w) => Number(w === 'courageux'));
const asks = words.map((w) => Number(w === 'il'));

const answersTo = (key: number[]): number[][] =>
  asks.map((ask) => softmax(key.map((k) => 6 * ask * k)));
const twoHeads = [answersTo(isPerson), answersTo(isSaid)];

// %% [markdown]
// *Which of the two persons will head 1 choose? Point at* il *in the figure, then move the slider to head 2.*

// %%
show(
  headView(twoHeads, {
    title: 'Two questions of one word',
    subtitle: [
      'Left: queries. Right: keys. Stronger line: larger weight.',
      'Head 1: who can it be? Head 2: what is said of him?',
    ],
    queries: words,
    keys: words,
  }),
);
const ilAt = words.indexOf('il');
const both = isPerson.map((p, j) => p + isSaid[j]);
const single = answersTo(both)[ilAt];
const large = words.filter((_, j) => single[j] > 0.2).join(', ');
console.log(
  `one head for both questions: a third each to ${large}`,
);

// %% [markdown]
// Head 1 gives *colonel* and *soldat* one half each: grammar does not decide. Most readers choose the soldier, because they know that one decorates the brave. Nothing in the words says so; a model can only learn it from many texts.
//
// With one softmax for both questions, *il* gets the average of three vectors, and from an average one cannot read who was who. Several attentions side by side keep their answers apart. Each is a **head**.

// %% [markdown]
// ## 7.5 · Multi-head attention
//
// $$\mathrm{head}_h = \mathrm{Attention}(XW_Q^h,\; XW_K^h,\; XW_V^h)$$
//
// $$Y = [\,\mathrm{head}_1, \dots, \mathrm{head}_H\,]\; W_O$$
//
// | symbol | is | shape |
// | :--- | :--- | :--- |
// | $H$ | the number of heads, your choice | a divisor of $D$ |
// | $d = D / H$ | the width of one head | |
// | $W_Q^h, W_K^h, W_V^h$ | the matrices of head $h$ | $(D, d)$ |
// | $[\dots]$ | the heads side by side | $(T, D)$ |
// | $W_O$ | mixes the heads | $(D, D)$ |
//
// The $H$ matrices of shape $(D, d)$ are stored side by side as one matrix $(D, D)$. So: project first, *then* cut the result into strips of $d$ columns. Every head reads the whole token.

// %%
type Attend = (
  layer: MultiHeadAttention,
  x: tf.Tensor3D, // (B, T, D)
) => tf.Tensor3D;

const inALoop: Attend = (layer, x) => {
  const { queryProjection, keyProjection } = layer;
  const Q = queryProjection.forward(x); // (B, T, D)
  const K = keyProjection.forward(x);
  const V = layer.valueProjection.forward(x);
  const d = x.shape[2] / layer.numHeads;
  const heads: tf.Tensor3D[] = [];
  for (let h = 0; h < layer.numHeads; h++) {
    const [q, k, v] = [Q, K, V].map((t) =>
      t.slice([0, 0, h * d], [-1, -1, d]),
    ); // (B, T, d)
    const input = { queries: q, keys: k, values: v };
    heads.push(scaledDotProductAttention(input));
  }
  return layer.outputProjection.forward(tf.concat(heads, 2));
};

// %% [markdown]
// The library does all heads in one product, with the heads as an axis of their own: `splitHeads` makes $(B, H, T, d)$ from $(B, T, D)$, and `mergeHeads` goes back.
//
// *Will the loop and the batch agree for 1, 2, 4 and 8 heads? How does the number of parameters change?*

// %%
const inOneBatch: Attend = (layer, x) =>
  layer.forward({ queries: x, keys: x, values: x });

const tokens8: tf.Tensor3D = random.normalTensor([2, 5, 8]);
const layers = [1, 2, 4, 8].map(
  (numHeads) =>
    new MultiHeadAttention({
      dim: 8,
      numHeads: numHeads,
      useBias: false,
      random: seededRandom(5),
    }),
);

// %%
const gaps = layers.map((layer) =>
  maxDifference(
    inALoop(layer, tokens8),
    inOneBatch(layer, tokens8),
  ),
);
showTable(
  layers.map((layer) => ({
    heads: layer.numHeads,
    split: splitHeads(tokens8, layer.numHeads).shape.join(' × '),
    parameters: layer.numParameters(),
  })),
);
headline({
  name: 'Loop of heads against one batch, largest difference',
  value: Math.max(...gaps),
  gate: { atMost: 1e-5 },
  seed: 5,
});

// %% [markdown]
// The same numbers, and always $4 D^2 = 256$ parameters: heads cost no parameters, they divide them. With $H = 1$ it is the attention of 7.3 followed by $W_O$.
//
// What more heads cost is width: a head of $d = D/H$ numbers asks a coarser question. How many are best is found by trying.

// %% [markdown]
// ## 7.6 · The experiment: which avocat?
//
// Embedding, one layer of multi-head self-attention, and a linear readout of the vector at the homograph. No second layer, and no path around the attention: what the readout sees has come through it.
//
// We train **with the senses** of the 2,400 training sentences, and test on 600 sentences that are in neither the training of the layer nor that of the probe. (BERT learns such things *without* labels, from the words around alone.)

// %%
class SenseReader extends Module {
  readonly embedding: Embedding;
  readonly attention: MultiHeadAttention;
  readonly readout: Linear;

  constructor(numHeads: number, random: Random) {
    super();
    const table = { numEmbeddings: vocabulary.size, dim: D };
    this.embedding = new Embedding({ ...table, random: random });
    this.attention = new MultiHeadAttention({
      dim: D,
      numHeads: numHeads,
      useBias: false,
      random: random,
    });
    const sizes = { inputDim: D, outputDim: 2 };
    this.readout = new Linear({ ...sizes, random: random });
  }
}

// %% [markdown]
// From a batch to logits, one for each of the two senses. The way through the attention is an argument, `by`, so that section 7.8 can put another one there.

// %%
type Within = (
  layer: MultiHeadAttention,
  x: tf.Tensor3D, // (B, T, D)
  validLens: tf.Tensor1D, // (B)
) => tf.Tensor3D;

const whole: Within = (layer, x, validLens) => {
  const all = { queries: x, keys: x, values: x };
  return layer.forward({ ...all, validLens: validLens });
};

function logitsOf(reader: SenseReader, batch: Batch, by = whole) {
  const x = reader.embedding.forward(batch.ids); // (B, T, D)
  const y = by(reader.attention, x, batch.validLens); // (B, T, D)
  return reader.readout.forward(atHomograph(y, batch)); // (B, 2)
}

function accuracy(reader: SenseReader, by = whole): number {
  return tf.tidy(() => {
    const logits = logitsOf(reader, testBatch, by);
    return share(logits, testBatch.labels);
  });
}

// %% [markdown]
// A step draws 64 sentences and lowers the cross-entropy (lesson 05) of their senses. It also counts the tensors that are alive: a step that leaves some behind fills the memory.

// %%
const tensorCounts: number[] = []; // alive before each step

function drawBatch(draw: Random): Batch {
  const size = { length: 64 };
  const one = () => trainSet[draw.integer(trainSet.length)];
  return batchOf(Array.from(size, one));
}

async function train(
  label: string,
  numHeads: number,
  by = whole,
  steps = paced({ full: 300, quick: 60 }),
) {
  const draw = seededRandom(seed);
  const reader = new SenseReader(numHeads, draw);
  const loss = () => {
    tensorCounts.push(tf.memory().numTensors);
    const batch = drawBatch(draw);
    return crossEntropy(logitsOf(reader, batch, by), batch.labels);
  };
  const setting = { steps: steps, loss: loss, learningRate: 0.01 };
  await fit({ ...setting, model: reader, label: label });
  return reader;
}

// %% [markdown]
// *Guess: what will carry the sense after the training, the vectors of the table, the layer, or both?*

// %%
const untrained = new SenseReader(4, seededRandom(seed));
const reader = await train('four heads', 4);

const attended: (of: SenseReader) => Layer =
  (of) =>
  (x, { validLens }) =>
    whole(of.attention, x, validLens);
const trainedProbe = (layer: Layer): number =>
  probeAfter(reader.embedding, layer);
const probes: [string, number][] = [
  ['own vector, untrained', ownVector],
  ['average of the sentence, untrained', averaged],
  [
    'after attention, untrained',
    probeAfter(untrained.embedding, attended(untrained)),
  ],
  ['own vector, trained', trainedProbe(itself)],
  ['average of the sentence, trained', trainedProbe(average)],
  ['after attention, trained', trainedProbe(attended(reader))],
];
untrained.dispose();

// %%
showTable(
  probes.map(([name, right]) => ({
    'what the probe sees': name,
    'senses right': `${(100 * right).toFixed(1)} %`,
  })),
  { caption: `600 held-out sentences, seed ${seed}` },
);
headline({
  name: 'Probe for the sense, before attention',
  value: probes[3][1],
  gate: { atLeast: 0.4, atMost: 0.6 },
  seed: seed,
});
headline({
  name: 'Probe for the sense, after attention',
  value: probes[5][1],
  gate: { atLeast: paced({ full: 0.95, quick: 0.65 }) },
  seed: seed,
});
const counts = tensorCounts.slice(1);
headline({
  name: 'Tensors that a training step leaves behind',
  value: Math.max(...counts) - Math.min(...counts),
  gate: { atMost: 0 },
});

// %% [markdown]
// Before attention a coin, after it nearly every sentence. The training has not put the sense into the table, and it cannot: the table has one row for each word. Averaging the trained vectors helps little. What carries the sense is the layer: *which* words this word weighs, and what they hand on.
//
// What it does not show: that the layer understands French. It knows 12 words and 64 phrases.
//
// ## 7.7 · The same word, seen twice
//
// The 32 entries of each vector, projected on the two directions in which the vectors differ most. *How many points will the first panel show?*

// %%
const two = testSet.filter(({ word }) =>
  ['avocat', 'vol'].includes(word),
);
const twoBatch = batchOf(two);
function cloud(title: string, layer: Layer) {
  const vectors = tf.tidy(() => {
    const x = reader.embedding.forward(twoBatch.ids);
    return atHomograph(layer(x, twoBatch), twoBatch); // (100, D)
  });
  const seen = principalComponents(vectors);
  const places = seen.projected
    .arraySync()
    .map((row) => row.map((x) => Number(x.toFixed(3))));
  [vectors, seen.projected, seen.components].forEach((one) =>
    one.dispose(),
  );
  const points = two.map(({ word, sense }, i) => {
    const group = `${word}: ${senses[word][sense]}`;
    return { x: places[i][0], y: places[i][1], group: group };
  });
  const axes = { xTitle: 'direction 1', yTitle: 'direction 2' };
  return scatter(points, { title: title, ...axes });
}

// %%
show(
  smallMultiples(
    [
      cloud('Before attention', itself),
      cloud('After attention', attended(reader)),
    ],
    {
      columns: 1,
      title: 'Two points become four heaps',
      subtitle: 'A point: avocat or vol in one of 100 sentences.',
    },
  ),
);

// %% [markdown]
// Before, fifty sentences lie on top of each other in each of two points. After, a word lies where its sense is. Direction 1 is what the training paid for: sense 0, lawyer and flight, on one side, and sense 1, fruit and theft, on the other. Direction 2 keeps some of which word it was.
//
// Which words did *avocat* weigh? A row of the **attention matrix** belongs to one query; here is the row of *avocat*, once for each head, in a sentence about a lawyer and in one about a fruit.

// %%
function mapsOf(sentence: HomographSentence): number[][][] {
  const batch = batchOf([sentence]);
  return tf.tidy(() => {
    const x = reader.embedding.forward(batch.ids); // (1, T, D)
    const maps = reader.attention.weights({ queries: x, keys: x });
    return maps.squeeze<tf.Tensor3D>([0]).arraySync(); // (H, T, T)
  });
}
const rowsOfHeads = (sentence: HomographSentence): number[][] =>
  mapsOf(sentence).map((map) => map[sentence.position]); // (H, T)

// %%
const lawyer = shortest.find(({ sense }) => sense === 0);
const fruit = shortest.find(({ sense }) => sense === 1);
for (const sentence of [lawyer, fruit]) {
  if (!sentence) continue;
  const meaning = senses.avocat[sentence.sense];
  const rows = rowsOfHeads(sentence).map((weights, h) => {
    return { name: `head ${h + 1}`, weights: weights };
  });
  const title = `avocat as ${meaning}: what four heads weigh`;
  const subtitle = 'Darker: larger weight of the query avocat.';
  const texts = { title: title, subtitle: subtitle, largest: 1 };
  show(tokenWeights(sentence.tokens, rows, texts));
}

// %% [markdown]
// In the run behind this page, seed 7, two heads of the lawyer give *procès* nine tenths of their weight. For the fruit no head does that with *cuisinier*: the weight goes to words that tell nothing. The training asked for one of two senses, so it is enough to look for the law and, where there is none, to answer fruit.
//
// A map shows what the layer weighs. It is not what a reader would call the reason.
//
// Now the whole matrix of each head, for the second sentence. The readout looked at the vector of *avocat* alone. *Which rows of these maps may you read?*

// %%
if (fruit) {
  const panels = mapsOf(fruit).map((map, h) => {
    return { title: `head ${h + 1}`, values: map };
  });
  show(
    heatmaps(panels, {
      title: 'Four heads, four maps of one sentence',
      subtitle: 'Rows: queries. Columns: keys. Each row sums to 1.',
      rows: fruit.tokens,
      columns: fruit.tokens,
      printValues: false,
    }),
  );
}

// %% [markdown]
// The row of *avocat*, and no other: nothing in the loss asked anything of the rest.
//
// ## 7.8 · Take a piece away
//
// The same training, each time with one piece less or other heads:
//
// - **one, two, eight heads** instead of four, with the same number of parameters;
// - **equal weights**: every word weighs every word the same, so nobody asks;
// - **$W_K = W_Q$**: the scores become symmetric;
// - **no scale**: the scores are not divided by $\sqrt d$.
//
// For the last three the layer is written out, so that one line can change.

// %%
type Piece = 'nothing' | 'weights' | 'keys' | 'scale';

const without =
  (piece: Piece): Within =>
  (layer, x, validLens) => {
    const H = layer.numHeads;
    const Q = splitHeads(layer.queryProjection.forward(x), H);
    const own = splitHeads(layer.keyProjection.forward(x), H);
    const V = splitHeads(layer.valueProjection.forward(x), H);
    const K = piece === 'keys' ? Q : own; // (B, H, T, d)
    const d = piece === 'scale' ? 1 : Q.shape[3];
    const raw = tf.matMul(Q, K, false, true).div(Math.sqrt(d));
    const scores = piece === 'weights' ? raw.mul(0) : raw;
    const open = lengthMask(validLens, x.shape[1], x.shape[1]);
    const low = open.toFloat().sub(1).mul(1e6).expandDims(1);
    const A = tf.softmax(scores.add(low)); // (B, H, T, T)
    const mixed: tf.Tensor4D = tf.matMul(A, V);
    return layer.outputProjection.forward(mergeHeads(mixed));
  };

// %% [markdown]
// With nothing taken away it must be the layer of the library.

// %%
const drift = Math.abs(
  accuracy(reader, without('nothing')) - accuracy(reader),
);
console.log(`nothing taken away: accuracy differs by ${drift}`);

// %% [markdown]
// *Order them before you run: which loss will hurt most, which will not hurt at all?* Six trainings, each with its own bar.

// %%
const trials: [string, number, Piece][] = [
  ['one head', 1, 'nothing'],
  ['two heads', 2, 'nothing'],
  ['eight heads', 8, 'nothing'],
  ['equal weights', 4, 'weights'],
  ['keys = queries', 4, 'keys'],
  ['no scale', 4, 'scale'],
];
const results = [{ label: 'four heads', value: accuracy(reader) }];
for (const [label, numHeads, piece] of trials) {
  const by = piece === 'nothing' ? whole : without(piece);
  const steps = paced({ full: 300, quick: 30 });
  const trial = await train(label, numHeads, by, steps);
  results.push({ label: label, value: accuracy(trial, by) });
  trial.dispose();
}

// %%
show(
  bars(results, {
    title: 'Without its own weights, the layer is an average again',
    subtitle:
      'Senses right on 600 held-out sentences. Chance: 0.5.',
    yTitle: 'accuracy',
  }),
);
const fourHeads = results[0].value;
const equalWeights = results[4].value;
headline({
  name: 'Accuracy with attention, less that of equal weights',
  value: fourHeads - equalWeights,
  gate: { atLeast: paced({ full: 0.2, quick: 0.05 }) },
  seed: seed,
});

// %% [markdown]
// With equal weights the layer cannot ask, and it falls to about 0.63. One head reaches 0.93; four and eight reach 0.98, with the same number of parameters: several questions help here.
//
// Symmetric scores cost a few points at most. The scale costs nothing: a head is only 8 wide, and lesson 03 showed that large $d$ needs it. One point is six sentences, so another seed may order close bars otherwise.
//
// Is $W_K$ then of no use? In this task one word asks and the others answer; a symmetric score can serve that. Take eight tokens where token $i$ must look at token $i + 1$, and the last at the first. *Can symmetric scores do it?*

// %%
const chain: tf.Tensor2D = seededRandom(2).normalTensor([8, 8]);
const next = tf.tensor1d([1, 2, 3, 4, 5, 6, 7, 0], 'int32');

function follow(isSymmetric: boolean): number {
  const draw = seededRandom(seed);
  const sizes = { inputDim: 8, outputDim: 8, useBias: false };
  const asking = new Linear({ ...sizes, random: draw });
  const own = new Linear({ ...sizes, random: draw });
  const answering = isSymmetric ? asking : own;
  const scoresNow = (): tf.Tensor2D => {
    const q: tf.Tensor2D = asking.forward(chain);
    const k: tf.Tensor2D = answering.forward(chain);
    return tf.matMul(q, k, false, true).div(Math.sqrt(8));
  };
  const adam = tf.train.adam(0.02);
  for (let step = 0; step < 200; step++) {
    adam.minimize(() => crossEntropy(scoresNow(), next));
  }
  const right = share(tf.tidy(scoresNow), next);
  [asking, own, adam].forEach((one) => one.dispose());
  return right;
}
console.log('two matrices:', follow(false));
console.log('one matrix:  ', follow(true));

// %% [markdown]
// With two matrices every token finds the next one. With one matrix it cannot be done. Call $s_{ij}$ the score of key $j$ for query $i$. Token $i$ must prefer $i+1$ to $i-1$, so $s_{i,i+1} > s_{i,i-1}$; and $s_{i,i-1} = s_{i-1,i}$ when the scores are symmetric. So each link of the circle needs a larger score than the link before it, and around a circle no number can always grow.
//
// ## 7.9 · Which head is needed?
//
// Set the rows of $W_O$ that belong to one head to zero: the head is **pruned**, the others stay as they are. How much accuracy is lost says how important the head is.

// %%
function withHeads(kept: number[]): number {
  const { weight } = reader.attention.outputProjection; // (D, D)
  const d = D / reader.attention.numHeads;
  const before = weight.clone();
  const rows = Array.from({ length: D }, (_, r) =>
    Number(kept.includes(Math.floor(r / d))),
  );
  const column = tf.tensor2d(rows, [D, 1]); // 1: the row stays
  weight.assign(before.mul(column));
  const right = accuracy(reader);
  weight.assign(before);
  return right;
}

const four = [0, 1, 2, 3];
const prunings = four.flatMap((h) => {
  const others = four.filter((other) => other !== h);
  const [missing, alone] = [withHeads(others), withHeads([h])];
  const label = `head ${h + 1}`;
  return [
    { label: label, group: 'pruned', value: fourHeads - missing },
    { label: label, group: 'left alone', value: fourHeads - alone },
  ];
});

// %%
show(
  bars(prunings, {
    title: 'One head less costs little, one head alone much',
    subtitle: 'Accuracy lost on held-out sentences, not retrained.',
    yTitle: 'accuracy lost',
  }),
);

// %% [markdown]
// Without one head a few points are lost at most; with one head alone ten to thirty, and still it is far above chance. The heads share the work and partly repeat each other. P. Michel and others (2019) found the same in large trained models. But pruning heads one at a time says nothing about pruning two: the second loses its stand-in.
//
// ## 7.10 · Order does not matter
//
// Nothing in the formula knows where a token stands. Let $\pi$ be any reordering of the tokens; then
//
// $$Y(\pi X) = \pi\, Y(X)$$
//
// This is **permutation equivariance**: reorder what goes in, and the same rows come out in the new order.

// %%
const order = seededRandom(4).shuffle([0, 1, 2, 3, 4, 5, 6]);
const size7: [number, number, number] = [1, 7, D];
const sentence7: tf.Tensor3D = seededRandom(4).normalTensor(size7);
const reorder = (t: tf.Tensor3D): tf.Tensor3D =>
  tf.gather(t, tf.tensor1d(order, 'int32'), 1);

const inThenOut = inOneBatch(reader.attention, reorder(sentence7));
const outThenOrder = reorder(
  inOneBatch(reader.attention, sentence7),
);
headline({
  name: 'Y(πX) against πY(X), largest difference',
  value: maxDifference(inThenOut, outThenOrder),
  gate: { atMost: 1e-5 },
  seed: 4,
});

// %% [markdown]
// So shuffle the words of every held-out sentence. *What will the accuracy be?*

// %%
const mixer = seededRandom(9);
const shuffledSet = testSet.map((one) => {
  const places = one.tokens.map((_, i) => i);
  const mixed = mixer.shuffle(places);
  return {
    ...one,
    tokens: mixed.map((i) => one.tokens[i]),
    position: mixed.indexOf(one.position),
  };
});
const shuffledBatch = batchOf(shuffledSet);
const onShuffled = share(
  tf.tidy(() => logitsOf(reader, shuffledBatch)),
  shuffledBatch.labels,
);
console.log(shuffledSet[0].tokens.join(' '));
console.log(`as written: ${fourHeads.toFixed(3)}`);
console.log(`shuffled:   ${onShuffled.toFixed(3)}`);

// %% [markdown]
// The same. For this task that is no loss; for "the dog bit the man" it is. Lesson 08 gives the tokens positions.
//
// ## 7.11 · What people get wrong
//
// **Claim 1: "Multi-head attention cuts the token into pieces, and each head reads one piece."** Change one entry of the tokens, number 7, in the last strip. *Do the weights of head 1 change?*

// %%
const layer2 = layers[1]; // D = 8, two heads
const nudge = tf.oneHot(tf.tensor1d([7], 'int32'), 8).toFloat();
const nudged: tf.Tensor3D = tokens8.add(nudge); // only entry 7

function changeOfHead1(layer: MultiHeadAttention): number {
  const [before, after] = [tokens8, nudged].map((x) =>
    layer.weights({ queries: x, keys: x }).slice([0, 0], [-1, 1]),
  );
  return maxDifference(before, after);
}
const uncut = changeOfHead1(layer2);
console.log(`projected, then cut: ${uncut.toFixed(3)}`);

// %%
// Cut the input: W has no way from strip 2 to head 1.
const half = tf.range(0, 8).greaterEqual(4).toFloat(); // (8)
const sameStrip = half
  .expandDims(1)
  .equal(half.expandDims(0))
  .toFloat(); // (8, 8)
const cutLayer = new MultiHeadAttention({
  dim: 8,
  numHeads: 2,
  useBias: false,
  random: seededRandom(5),
});
const { queryProjection, keyProjection } = cutLayer;
for (const { weight } of [queryProjection, keyProjection]) {
  weight.assign(weight.mul(sameStrip));
}
console.log(`cut, then projected: ${changeOfHead1(cutLayer)}`);

// %% [markdown]
// **False.** The cut comes *after* the projection, so every head reads the whole token. Cutting the input is the special case of block-diagonal matrices: head 1 then cannot see half of each token.
//
// **Claim 2: "`reshape` to $(B, H, T, d)$ is enough."** The shape is right. *Which token does head 1 see in its second row?* Here token $t$ is filled with the number $t$.

// %%
const numbered: tf.Tensor3D = tf
  .range(0, 4)
  .reshape([1, 4, 1])
  .tile([1, 1, 4]); // (1, 4, 4): token t is [t, t, t, t]
const rightSplit = splitHeads(numbered, 2).arraySync()[0];
const wrongSplit = numbered
  .reshape<tf.Tensor4D>([1, 2, 4, 2])
  .arraySync()[0];
const textOf = (head: number[][]): string =>
  head.map((row) => row.join(' ')).join(' | ');
console.log('with transpose, head 1:   ', textOf(rightSplit[0]));
console.log('reshape alone, head 1:    ', textOf(wrongSplit[0]));
console.log('reshape alone, head 2:    ', textOf(wrongSplit[1]));

// %% [markdown]
// **False.** Head 1 gets both strips of tokens 0 and 1 and nothing of tokens 2 and 3; its four "tokens" are halves. It runs, it even learns something, and no word can look across the middle of the sentence. Reshape to $(B, T, H, d)$, *then* transpose.
//
// **Claim 3: "An RNN shares its weights over time; self-attention has its own weights for each pair of words."** Two things are called weights. Count both:

// %%
showTable(
  [5, 50, 500].map((length) => {
    const x: tf.Tensor3D = seededRandom(1).normalTensor([
      1,
      length,
      8,
    ]);
    const maps = layer2.weights({ queries: x, keys: x });
    const row = {
      tokens: length,
      'attention weights': maps.size,
      parameters: layer2.numParameters(),
    };
    tf.dispose([x, maps]);
    return row;
  }),
);

// %% [markdown]
// **Half true.** The *attention weights* are computed for each pair, anew for each sentence. The *parameters* $W_Q, W_K, W_V, W_O$ are shared by all positions, as in an RNN: their number does not depend on the length.
//
// **Claim 4: "Head 1 means something by being the first."** Swap two heads: their columns in $W_Q$, $W_K$, $W_V$ and their rows in $W_O$.

// %%
const swapped = new MultiHeadAttention({
  dim: 8,
  numHeads: 2,
  useBias: false,
  random: seededRandom(6),
});
const strips = tf.tensor1d([4, 5, 6, 7, 0, 1, 2, 3], 'int32');
for (const name of [
  'queryProjection',
  'keyProjection',
  'valueProjection',
] as const) {
  swapped[name].weight.assign(
    tf.gather<tf.Tensor2D>(layer2[name].weight, strips, 1),
  );
}
swapped.outputProjection.weight.assign(
  tf.gather<tf.Tensor2D>(layer2.outputProjection.weight, strips, 0),
);
const swapGap = maxDifference(
  inOneBatch(layer2, tokens8),
  inOneBatch(swapped, tokens8),
);
console.log(`after the swap: ${swapGap.toExponential(1)}`);

// %% [markdown]
// **False.** The layer computes the same. Another seed may give the same heads in another order, so "head 3" names something in *one* trained model only.
//
// **Claim 5: "Without attention nobody could tell the senses."** Our probe served all twelve words. Give each word its own probe on the plain average, with the vectors of an untrained table.

// %%
async function probeForEachWord(): Promise<number> {
  const draw = { dim: D, random: seededRandom(seed) };
  const size = { numEmbeddings: vocabulary.size };
  const vectors = new Embedding({ ...size, ...draw });
  let right = 0;
  const names = Object.keys(senses);
  for (const name of names) {
    const seen = [trainSet, testSet].map((set) => {
      const batch = batchOf(
        set.filter(({ word }) => word === name),
      );
      const x = average(vectors.forward(batch.ids), batch);
      return {
        vectors: atHomograph(x, batch),
        labels: batch.labels,
      };
    });
    right += probe(seen[0], seen[1]) / names.length;
    await checkpoint();
  }
  vectors.dispose();
  return right;
}
const eachWord = await probeForEachWord();
console.log(`a probe for each word: ${eachWord.toFixed(3)}`);

// %% [markdown]
// **False.** It reaches about 0.86. Where the word is known, its companions nearly decide. What attention adds: *one* readout serves all words, because each word weighs its companions for itself, and most of the errors that remained are gone. Look for the cheap solution before you praise the expensive one.
//
// ## 7.12 · Yours
//
// Write a sentence with one of the twelve words, and run the cell. Words that the reader has never seen are listed. Can you turn the sense with one phrase? Can a misleading phrase win?

// %%
/** How sure the reader is of sense 0 and of sense 1. */
function sensesOf(sentence: HomographSentence): number[] {
  return tf.tidy(() => {
    const logits = logitsOf(reader, batchOf([sentence])); // (1, 2)
    return Array.from(tf.softmax(logits).dataSync());
  });
}
console.log('the words:', Object.keys(senses).join(', '));
console.log('some others:', vocabulary.tokens.slice(60).join(' '));

// %% tags=["yours"]
const myWord = 'livre'; // <- change
const mySentence = 'il pensait à notre livre avant le dîner .'; // <-
const myTokens = mySentence.split(' ');
const unknown = myTokens.filter((token) => !vocabulary.has(token));
const mine: HomographSentence = {
  tokens: myTokens,
  position: Math.max(0, myTokens.indexOf(myWord)),
  word: myWord,
  sense: 0, // not used
};
const says = sensesOf(mine).map(
  (p, sense) => `${senses[myWord][sense]} ${p.toFixed(2)}`,
);
const myRows = rowsOfHeads(mine).map((weights, h) => {
  return { name: `head ${h + 1}`, weights: weights };
});
console.log('never seen:', unknown.join(' ') || 'none');
show(
  tokenWeights(myTokens, myRows, {
    subtitle: 'Darker: larger weight of the query, your word.',
    title: `${myWord}: ${says.join(', ')}`,
  }),
);

// %% [markdown]
// ## What to remember
//
// 1. Self-attention: queries, keys and values are three projections of **one** sequence. Each row of the result is a mixture of the values, so a word's vector depends on its sentence.
// 2. Heads ask different questions at once. **Project, then cut**: reshape to $(B, T, H, d)$, transpose, scale by the root of the width of a *head*, merge, and mix with $W_O$.
// 3. The parameters do not depend on the length of the sequence, nor on the number of heads.
// 4. Reorder the tokens, and the outputs are reordered, no more: without positions a sentence is a bag.
// 5. What a layer knows, and which head carries it, is measured: with a probe, and by pruning.

// %% [markdown]
// ## Exercises
//
// In [the notebook of exercises 07](../exercises/07-self-attention.ipynb):
//
// | | Exercise | Kind | Points | Difficulty | Time |
// | ---: | :--- | :--- | ---: | :--- | ---: |
// | 7.1 | One head of self-attention | write | 4 | ●○○ | 15 min |
// | 7.2 | Split into heads | write | 3 | ●○○ | 10 min |
// | 7.3 | Two errors in a multi-head layer | repair | 4 | ●●○ | 15 min |
// | 7.4 | How many parameters? | predict | 2 | ●○○ | 10 min |
// | 7.5 | The importance of a head | measure | 3 | ●●○ | 15 min |
// | 7.6 | A layer of your own | write | 6 | ●●● | 25 min |

// %% [markdown]
// ## Sources
//
// - A. Vaswani and others, [*Attention Is All You Need*](https://arxiv.org/abs/1706.03762), 2017, section 3.2.2: heads, their projections, and $W_O$.
// - J. Cheng, L. Dong, M. Lapata, [*Long Short-Term Memory-Networks for Machine Reading*](https://arxiv.org/abs/1601.06733), 2016: attention of a sequence to itself.
// - P. Michel, O. Levy, G. Neubig, [*Are Sixteen Heads Really Better than One?*](https://arxiv.org/abs/1905.10650), 2019: pruning heads one by one.
// - G. Alain, Y. Bengio, [*Understanding intermediate layers using linear classifier probes*](https://arxiv.org/abs/1610.01644), 2016.
// - A. Zhang and others, [*Dive into Deep Learning*](https://d2l.ai), "Multi-Head Attention" and "Self-Attention and Positional Encoding".
//
// [← 06 · Structured self-attention](06-structured-self-attention.ipynb) &nbsp;·&nbsp;
// [All lessons](../README.md) &nbsp;·&nbsp;
// [08 · Positions →](08-positions.ipynb)
