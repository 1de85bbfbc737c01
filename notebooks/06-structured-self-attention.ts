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
// # 06 · Structured self-attention
//
// *Nobody asks, and yet the sentence answers: attention with learned questions, several at once, and an honest test of what its maps explain.*
//
// **After this lesson you can**
//
// - write the attention of Lin and others, $A = \mathrm{softmax}(W_2 \tanh(W_1 H^{\top}))$, $M = AH$, and prove it against the library;
// - measure how much several hops repeat each other, and drive them apart with a penalty;
// - test whether a model needs its attention map, and say what a map does not explain.
//
// 55 min to read, 135 min with the exercises · builds on [05 · Translation and Bahdanau's attention](05-bahdanau-attention.ipynb) · 6 exercises, 21 points · the cells run in about 1&nbsp;min on two cores
//
// ---

// %% setup
import { tf, useBackend, seededRandom, paced } from 'kernel-lib';
import { reviews, Vocabulary, padBatch } from 'kernel-lib';
import { SentenceClassifier, SentenceEncoder } from 'kernel-lib';
import { BagEncoder, HopsEncoder, Linear } from 'kernel-lib';
import { hopPenalty, StructuredSelfAttention } from 'kernel-lib';
import { crossEntropy, fit, lengthMask } from 'kernel-lib';
import {
  maxDifference,
  headline,
  show,
  showTable,
} from 'kernel-lib';
import { bars, heatmaps, tokenWeights } from 'kernel-lib';
import type { LabelledReview, Module, Random } from 'kernel-lib';
import type { HopsReading, SentenceInput } from 'kernel-lib';

await useBackend();

// %% [markdown]
// ## 6.1 · The same words, another verdict
//
// The data: short film reviews, made by a grammar, in three classes: 0 negative, 1 neutral, 2 positive. There are 5,000 to learn from and 1,000 others for the test. The side that follows *but*, or that *even though* does not introduce, decides.
//
// *Read the pairs. What differs between the two reviews of a pair?*

// %%
const trainReviews = reviews('train');
const testReviews = reviews('test').slice(
  0,
  paced({ full: 1000, quick: 300 }),
);

const bags = new Map<string, LabelledReview[]>();
for (const review of testReviews) {
  const bag = [...review.tokens].sort().join(' ');
  bags.set(bag, [...(bags.get(bag) ?? []), review]);
}
const twins = [...bags.values()].filter(
  ([one, two]) => two && one.label !== two.label,
);
twins.sort(([a], [b]) => a.tokens.length - b.tokens.length);
showTable(
  twins.slice(0, 3).flatMap((pair) =>
    pair.map(({ tokens, label }) => {
      return { label: label, review: tokens.join(' ') };
    }),
  ),
);
const twinShare = twins.flat().length / testReviews.length;
console.log(`reviews with such a twin: ${twinShare.toFixed(2)}`);

// %% [markdown]
// The words are the same, only their order differs, and with it the verdict. Two of three test reviews have such a twin.
//
// A **bag of words** knows which words there are and nothing of their order. The best that *any* bag can do is to give each bag its most frequent label:

// %%
let rightAtBest = 0;
for (const sameBag of bags.values()) {
  const counts = [0, 0, 0];
  sameBag.forEach(({ label }) => (counts[label] += 1));
  rightAtBest += Math.max(...counts);
}
const ceiling = rightAtBest / testReviews.length;
console.log(`no bag of words is right more often than ${ceiling}`);

// %% [markdown]
// And 3 % of all labels are wrong on purpose, as in real data: a reader who understands every review reaches 0.97.
//
// Does training reach the bag's ceiling? Embeddings of 48 numbers, their mean, and a network with one hidden layer on top. First the plumbing: reviews to tensors; a training on batches of 64 reviews of about the same length, which counts the tensors alive at each step; and the share of right verdicts.

// %%
const seed = 3;
const dim = 48;
const vocabulary = new Vocabulary(
  trainReviews.map((review) => review.tokens),
);

function batchOf(list: LabelledReview[]) {
  const rows = list.map(({ tokens }) => vocabulary.idsOf(tokens));
  const { ids, validLens } = padBatch(rows); // (B, T), (B)
  const labels = list.map((review) => review.label);
  return {
    ids: ids,
    validLens: validLens,
    labels: tf.tensor1d(labels, 'int32'),
  };
}
type Batch = ReturnType<typeof batchOf>;
const testBatch = batchOf(testReviews);
const unseen = `${testReviews.length} unseen reviews`;
const sorted = [...trainReviews].sort(
  (a, b) => a.tokens.length - b.tokens.length,
);

// %%
const leaks: number[] = []; // tensors left by each training

async function train(
  model: Module,
  label: string,
  loss: (batch: Batch) => tf.Scalar,
  learningRate = 2e-3,
): Promise<void> {
  const draw = seededRandom(seed);
  const alive: number[] = [];
  await fit({
    model: model,
    steps: paced({ full: 250, quick: 30 }),
    learningRate: learningRate,
    label: label,
    loss: () => {
      alive.push(tf.memory().numTensors);
      const at = draw.integer(sorted.length - 63);
      return loss(batchOf(sorted.slice(at, at + 64)));
    },
  });
  leaks.push(alive[alive.length - 1] - alive[1]);
}

// %%
function classifier<E extends SentenceEncoder>(
  encoder: E,
  random: Random,
): SentenceClassifier<E> {
  return new SentenceClassifier({
    vocabularySize: vocabulary.size,
    dim: dim,
    encoder: encoder,
    numClasses: 3,
    random: random,
  });
}

function shareRight(logits: tf.Tensor): number {
  const hits = logits.argMax(1).equal(testBatch.labels);
  return hits.toFloat().mean().dataSync()[0];
}
const accuracy = (model: SentenceClassifier): number =>
  tf.tidy(() => shareRight(model.logits(testBatch)));
const plainLoss = (model: SentenceClassifier) => (batch: Batch) =>
  crossEntropy(model.logits(batch), batch.labels);

// %%
const bag = classifier(
  new BagEncoder({ dim: dim }),
  seededRandom(seed),
);
await train(bag, 'bag of words', plainLoss(bag), 1e-2);
const bagAccuracy = accuracy(bag);
headline({
  name: `Accuracy, ${unseen}, bag of words`,
  value: bagAccuracy,
  gate: { atMost: 0.7 },
  seed: seed,
});
bag.dispose();

// %% [markdown]
// About 0.62, where a guess is right once in three, and close to the ceiling. (The bag is a small model and gets a higher rate than the others.) No longer training and no wider embedding will pass the ceiling: what is needed is not in a bag.

// %% [markdown]
// ## 6.2 · Who asks?
//
// So read in order, with a bidirectional GRU, as in lesson 05. Now each word has a vector that knows its neighbours. But a classifier needs *one* vector for the sentence. Which words should it be made of? In lesson 05 the decoder asked, anew for each word it wrote. Here is no decoder.
//
// Lin and others (2017) let the model *learn* the question. A small network reads one word's vector $x$, $(D)$, and says how much the word matters:
//
// $$s = w_2^{\top}\tanh(W_1^{\top} x)$$
//
// with learned $W_1$, $(D, h)$, and $w_2$, $(h)$. That is the additive score of lesson 03 without its query part.

// %% [markdown]
// ## 6.3 · By hand: one hop
//
// Four words with two numbers each. To keep it on paper, $W_1$ is the identity and $w_2 = (1, 2)$.
//
// *On paper: the four scores. "the" is a vector of zeros: what weight will it get?*

// %%
const handWords = ['the', 'plot', 'is', 'dull'];
const handVectors = [
  [0, 0],
  [1, 0],
  [0, -1],
  [0, 2],
]; // (T, D)

function softmax(scores: number[]): number[] {
  const powers = scores.map((s) => Math.exp(s)); // small scores
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

function oneHop(vectors: number[][], question: number[]): number[] {
  const score = (vector: number[]): number =>
    vector.reduce((s, x, i) => s + question[i] * Math.tanh(x), 0);
  return softmax(vectors.map(score)); // (T)
}

// %%
const firstHop = oneHop(handVectors, [1, 2]);
const secondHop = oneHop(handVectors, [2, -1]);
showTable(
  handWords.map((word, t) => {
    return {
      word: word,
      vector: `(${handVectors[t].join(', ')})`,
      'hop 1': firstHop[t].toFixed(3),
      'hop 2': secondHop[t].toFixed(3),
    };
  }),
);
const mixture = [0, 1].map((i) =>
  firstHop.reduce((sum, a, t) => sum + a * handVectors[t][i], 0),
);
console.log(mixture.map((x) => x.toFixed(2)).join('  '));

// %% [markdown]
// Hop 1 finds *dull*; *the* still has a tenth, because $e^0 = 1$: a score of 0 is an ordinary score. Hop 2 has another question, $(2, -1)$, and finds *plot*.
//
// Each question with its map is called a **hop**. The last line is what hop 1 takes from the sentence: the mixture of the four vectors with its weights.

// %% [markdown]
// ## 6.4 · The formula
//
// $$A = \mathrm{softmax}\big((\tanh(H W_1)\, W_2)^{\top}\big), \qquad M = A H$$
//
// | symbol | is | shape |
// | :--- | :--- | :--- |
// | $H$ | the words: outputs of the GRU | $(T, D)$ |
// | $W_1$ | from a word to $h$ hidden units | $(D, h)$ |
// | $W_2$ | $r$ questions, one in each column | $(h, r)$ |
// | $A$ | a row of weights for each hop | $(r, T)$ |
// | $M$ | the sentence: one mixture for each hop | $(r, D)$ |
//
// The paper writes the transposes, $\mathrm{softmax}(W_2\tanh(W_1 H^{\top}))$, and has $r = 30$ hops. The softmax goes along a row: over the **words**.

// %%
const handH = tf.tensor2d(handVectors); // (T, D)
const handW1 = tf.tensor2d([
  [1, 0],
  [0, 1],
]); // (D, h)
const handW2 = tf.tensor2d([
  [1, 2],
  [2, -1],
]); // (h, r): columns are (1, 2) and (2, -1)

const handHidden = tf.tanh(tf.matMul(handH, handW1)); // (T, h)
const handScores = tf.matMul(handHidden, handW2); // (T, r)
const handA = tf.softmax(handScores.transpose()); // (r, T)
const handM = tf.matMul(handA, handH); // (r, D)

const handGap = maxDifference(handA, [firstHop, secondHop]);
console.log(`A (${handA.shape}), M (${handM.shape})`);
console.log('as by hand:', handGap < 1e-6);

// %% [markdown]
// Questions stand in the *columns* of $W_2$. Here its rows would give the same, because this matrix happens to be symmetric: an example that hides a slip. Exercise 6.1 has one that does not.
//
// ## 6.5 · The real thing
//
// A batch has sentences of different lengths, so words beyond the end must get nothing: the masked softmax of lesson 03. *What are the shapes of $A$ and $M$ for 2 sentences of at most 5 words, $D = 6$ and $r = 3$?*

// %%
const layer = new StructuredSelfAttention({
  inputDim: 6,
  numHiddens: 4,
  numHops: 3,
  random: seededRandom(1),
});
const x: tf.Tensor3D = seededRandom(2).normalTensor([2, 5, 6]);
const lens = tf.tensor1d([5, 3], 'int32'); // (B)

const flatX: tf.Tensor2D = x.reshape([10, 6]); // (B*T, D)
const inside: tf.Tensor2D = tf.matMul(flatX, layer.hiddenWeight);
const scores: tf.Tensor3D = tf
  .matMul(inside.tanh(), layer.hopWeight) // (B*T, r)
  .reshape([2, 5, 3])
  .transpose([0, 2, 1]); // (B, r, T)
const open = lengthMask(lens, 3, 5); // (B, r, T)
const low: tf.Tensor3D = tf.fill([2, 3, 5], -1e6);
const A = tf.softmax(tf.where(open, scores, low)); // (B, r, T)
const M = tf.matMul(A, x); // (B, r, D)

// %%
const byLibrary = layer.forward(x, { validLens: lens });
const gapOfA = maxDifference(A, byLibrary.weights);
const gapOfM = maxDifference(M, byLibrary.embedding);
console.log(`A (${A.shape}): agrees to 1e-5: ${gapOfA < 1e-5}`);
console.log(`M (${M.shape}): agrees to 1e-5: ${gapOfM < 1e-5}`);
console.log(`parameters: ${layer.numParameters()}`);

// %% [markdown]
// $6 \cdot 4 + 4 \cdot 3 = 36$ parameters, for sentences of five words as for fifty: the *weights* $A$ belong to one sentence, the parameters to all.
//
// ## 6.6 · The experiment
//
// The whole model: embeddings, a GRU from both ends with 48 units each, four hops, and a small network that reads the four mixtures one after the other. The library's `HopsEncoder` has two halves, and we will need both: `read` gives $H$ and $A$, `mix` gives $M$ as one vector. (The paper has an LSTM where we have a GRU.)
//
// *Predict: above 0.9? And will four hops look at four different things?*

// %%
function newHops(numHops: number, start = seed) {
  const random = seededRandom(start);
  const encoder = new HopsEncoder({
    dim: dim,
    numHiddens: dim,
    numHops: numHops,
    random: random,
  });
  return classifier(encoder, random);
}
const four = newHops(4);
await train(four, 'four hops', plainLoss(four));

const fourAccuracy = accuracy(four);
headline({
  name: `Accuracy, ${unseen}, four hops`,
  value: fourAccuracy,
  gate: { atLeast: paced({ full: 0.93, quick: 0.2 }) },
  seed: seed,
});

// %% [markdown]
// From little more than 0.6 to 0.97, all that the wrong labels allow. Now look at the maps. Each line below is one hop; the darker a word, the more of it the hop takes.
//
// *Four hops, four questions. Will you see four patterns?*

// %%
type Hops = SentenceClassifier<HopsEncoder>;

/** H in `outputs`, (B, T, D), and A in `weights`, (B, r, T). */
function readBy(model: Hops, input: SentenceInput): HopsReading {
  const embedded = model.embed(input);
  return model.encoder.read(embedded.x, embedded.lens);
}

function mapOf(model: Hops, tokens: string[], title: string) {
  const rows = tf.tidy(() => {
    const { ids } = padBatch([vocabulary.idsOf(tokens)]);
    return readBy(model, { ids: ids }).weights.arraySync()[0];
  }); // (r, T)
  return tokenWeights(
    tokens,
    rows.map((row, i) => {
      return { name: `hop ${i + 1}`, weights: row };
    }),
    {
      title: title,
      subtitle: 'A line for each hop. Darker: more of its weight.',
      largest: 1,
    },
  );
}

// %%
const shown = [
  ...'even though the story is quite clumsy ,'.split(' '),
  ...'the pace is really moving .'.split(' '),
];
show(mapOf(four, shown, 'Without a penalty the hops repeat'));

// %% [markdown]
// All four look at the same few words. A number instead of a picture: the cosine of two rows of $A$ is 1 when they are the same and 0 when they share no word. The **overlap** is its mean over all pairs of hops and all test reviews.

// %%
function overlapsOf(weights: tf.Tensor3D): tf.Tensor3D {
  const sizes = weights.norm(2, 2, true); // (B, r, 1)
  const unit: tf.Tensor3D = weights.div(sizes);
  return tf.matMul(unit, unit, false, true); // (B, r, r)
}

function meanOverlap(model: Hops): number {
  return tf.tidy(() => {
    const { weights } = readBy(model, testBatch); // (B, r, T)
    const r = weights.shape[1];
    const all = overlapsOf(weights).sum([1, 2]); // diagonal: r
    const pairs = all.sub(r).div(r * (r - 1));
    return pairs.mean().dataSync()[0];
  });
}
headline({
  name: 'Overlap of the hops, no penalty',
  value: meanOverlap(four),
  gate: { atLeast: paced({ full: 0.8, quick: 0.5 }) },
  seed: seed,
});

// %% [markdown]
// The loss does not care. All hops begin by looking nearly everywhere, the same few words help each of them, and nothing says that a word is taken.

// %% [markdown]
// ## 6.7 · The penalty, by hand
//
// Lin and others add a **penalty** to the loss:
//
// $$P = \lVert A A^{\top} - I \rVert_F^2$$
//
// $AA^{\top}$ is $(r, r)$: in row $i$, column $j$ stands the dot product of the maps of hops $i$ and $j$. Away from the diagonal it should be 0. On the diagonal stands $\sum_t a_{it}^2$, and it should be 1: all weight on one word. $\lVert\cdot\rVert_F^2$ is the sum of all squared entries.
//
// *Two hops, four words. Order these maps by their penalty: both hops on the same word; on a word each; both spread evenly; each on a half of its own.*

// %%
const on = (word: number): number[] =>
  [0, 1, 2, 3].map((t) => (t === word ? 1 : 0));
const even = [0.25, 0.25, 0.25, 0.25];
const [left, right] = [
  [0.5, 0.5, 0, 0],
  [0, 0, 0.5, 0.5],
];
const cases: [string, number[][]][] = [
  ['the same word', [on(1), on(1)]],
  ['a word each', [on(0), on(2)]],
  ['both even', [even, even]],
  ['a half each', [left, right]],
]; // each (r, T)

// %%
function penaltyByHand(a: number[][]): number {
  let total = 0;
  a.forEach((row, i) =>
    a.forEach((other, j) => {
      const shared = row.reduce((s, w, t) => s + w * other[t], 0);
      total += (shared - (i === j ? 1 : 0)) ** 2;
    }),
  );
  return total;
}
showTable(
  cases.map(([name, a]) => {
    const byTensors = hopPenalty(tf.tensor3d([a])).dataSync()[0];
    return {
      maps: name,
      'by hand': penaltyByHand(a).toFixed(3),
      library: byTensors.toFixed(3),
    };
  }),
);

// %% [markdown]
// Look at the last line: the two halves share nothing, and they are punished all the same. The penalty asks for two things at once, hops that *differ* and hops that are *sharp*. For a batch the library takes the mean over its sentences.
//
// **Its gradient.** For one sentence
//
// $$\frac{\partial P}{\partial A} = 4\,(A A^{\top} - I)\, A$$
//
// Row $i$ says: move away from the words of every hop $j$, in proportion to what you share with it; move towards your own words as long as you are not sharp. Does it agree with what TensorFlow.js differentiates?

// %%
const someA: tf.Tensor2D = tf.softmax(
  seededRandom(4).normalTensor([3, 5]),
); // (r, T)
const penalty = (a: tf.Tensor): tf.Scalar =>
  hopPenalty(a.reshape([1, 3, 5]));
const byTape = tf.grad(penalty)(someA); // (r, T)
const tooMuch = tf
  .matMul(someA, someA, false, true)
  .sub(tf.eye(3)) as tf.Tensor2D; // A A^T - I, (r, r)
const byFormula = tf.matMul(tooMuch, someA).mul(4); // (r, T)
const slopeGap = maxDifference(byTape, byFormula);
console.log('the two gradients agree to 1e-5:', slopeGap < 1e-5);

// %% [markdown]
// Now train again: same start, same batches, and $0.3 \cdot P$ added to the loss. Here the two halves of the encoder are needed: the loss reads $A$ between them.
//
// *Predict both numbers: the overlap, and the accuracy. Is there a price?*

// %%
const penalised = (model: Hops, strength: number) => {
  return (batch: Batch): tf.Scalar => {
    const reading = readBy(model, batch);
    const logits = model.head.forward(model.encoder.mix(reading));
    const redundancy = hopPenalty(reading.weights).mul(strength);
    return crossEntropy(logits, batch.labels).add(redundancy);
  };
};
const apart = newHops(4);
await train(apart, 'four hops, penalty', penalised(apart, 0.3));

// %%
headline({
  name: 'Overlap of the hops, with the penalty',
  value: meanOverlap(apart),
  gate: { atMost: paced({ full: 0.1, quick: 1.01 }) },
  seed: seed,
});
headline({
  name: 'Accuracy with the penalty',
  value: accuracy(apart),
  gate: { atLeast: paced({ full: 0.93, quick: 0.2 }) },
  seed: seed,
});
show(
  mapOf(apart, shown, 'With the penalty each hop has its place'),
);

// %% [markdown]
// Nearly one word a hop, four different words, and the accuracy is the same. The seeds 1 to 4 gave overlaps from 0.90 to 0.95 without the penalty and from 0.002 to 0.013 with it. Hop by hop:

// %%
const panels = [four, apart].map((model, i) => {
  const mean = tf.tidy(() => {
    const { weights } = readBy(model, testBatch);
    return overlapsOf(weights).mean(0).arraySync() as number[][];
  });
  const title = i === 0 ? 'no penalty' : 'with the penalty';
  return { title: title, values: mean };
});
const hopNames = ['hop 1', 'hop 2', 'hop 3', 'hop 4'];
show(
  heatmaps(panels, {
    title: 'The penalty makes the hops strangers',
    subtitle: `Mean cosine of every two maps, ${unseen}.`,
    valueTitle: 'cosine',
    rows: hopNames,
    columns: hopNames,
  }),
);

// %% [markdown]
// The penalty does what it says. It does not make this classifier better: 0.97 was the limit already. Lin and others report a gain on two of their tasks (section 4.4 of the paper).
//
// What have the hops specialised in? Count, over all test reviews, the word at the largest weight of each hop.

// %%
const favourites = tf.tidy(() => {
  const { weights } = readBy(apart, testBatch);
  return weights.argMax(2).arraySync() as number[][]; // (B, r)
});
showTable(
  hopNames.map((name, hop) => {
    const counts = new Map<string, number>();
    favourites.forEach((places, b) => {
      const word = testReviews[b].tokens[places[hop]];
      counts.set(word, (counts.get(word) ?? 0) + 1);
    });
    const top = [...counts].sort((p, q) => q[1] - p[1]).slice(0, 4);
    const text = top.map(([word, count]) => `${word} ${count}`);
    return { hop: name, 'looks most often at': text.join(', ') };
  }),
);

// %% [markdown]
// Each has a habit of its own. Some of it is easy to like: *even* and *and* say how two sides are joined. But a hop that looks at *the* in nearly every review? It does not hurt, because what a hop takes is not the word. It is the state of a GRU *at* that word, which has read the neighbours on both sides. Keep this in mind for section 6.9. (Another start gives other habits.)
//
// ## 6.8 · Take pieces away
//
// **The order.** Let the hops read the embeddings themselves, without a GRU. Attention is still learned, four questions as before.
//
// *Attention without order: nearer to 0.97, or to the bag?*

// %%
class WordHops extends SentenceEncoder {
  readonly attention: StructuredSelfAttention;
  readonly outputDim: number;

  constructor(numHops: number, random: Random) {
    super();
    this.attention = new StructuredSelfAttention({
      inputDim: dim,
      numHiddens: dim,
      numHops: numHops,
      random: random,
    });
    this.outputDim = numHops * dim;
  }

  forward(words: tf.Tensor3D, ends: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => {
      const limits = { validLens: ends };
      const found = this.attention.forward(words, limits);
      return found.embedding.reshape([-1, this.outputDim]);
    });
  }
}

// %%
const wordRandom = seededRandom(seed);
const wordsOnly = classifier(
  new WordHops(4, wordRandom),
  wordRandom,
);
await train(wordsOnly, 'hops over words', plainLoss(wordsOnly));
const wordsAccuracy = accuracy(wordsOnly);
wordsOnly.dispose();
headline({
  name: 'Accuracy of four hops without a GRU',
  value: wordsAccuracy,
  gate: { atMost: 0.7 },
  seed: seed,
});

// %% [markdown]
// The bag again. A score looks at one word alone, and a weighted sum forgets the order of its terms: **attention by itself does not know the order**. Lesson 08 comes back to this.
//
// **The hops.** Some notes warn that a single vector of weights "may focus on few tokens". Is one hop not enough?

// %%
const single = newHops(1);
await train(single, 'one hop', plainLoss(single));
const singleAccuracy = accuracy(single);
headline({
  name: 'Accuracy of one hop',
  value: singleAccuracy,
  gate: { atLeast: paced({ full: 0.9, quick: 0.2 }) },
  seed: seed,
});

// %% [markdown]
// **One is enough here.** There is one thing to find out, and the GRU brings it to wherever the hop looks. To see what one hop cannot do, take the GRU away again, and ask for *four* things.
//
// A made-up sentence of eight tokens holds four facts: *who*, *what*, *where*, *when*, in any order, each with one of eight answers. The other four tokens are noise. A token is a vector of 13 numbers: which kind it is, and which answer it holds. All four answers are asked for, from $M$ alone, by one linear layer.

// %%
/** Kinds 0 to 3 are facts, 4 is noise. */
function factsBatch(random: Random, numSentences: number) {
  const labels: number[][] = [];
  const tokens = Array.from({ length: numSentences }, () => {
    const wanted = [0, 0, 0, 0];
    labels.push(wanted);
    const kinds = random.shuffle([0, 1, 2, 3, 4, 4, 4, 4]);
    return kinds.map((kind) => {
      const value = random.integer(8);
      if (kind < 4) wanted[kind] = value;
      const isHot = (i: number) => i === kind || i === 5 + value;
      return Array.from({ length: 13 }, (_, i) => +isHot(i));
    });
  });
  return {
    tokens: tf.tensor3d(tokens), // (B, 8, 13)
    labels: tf.tensor2d(labels, undefined, 'int32'), // (B, 4)
  };
}

// %% [markdown]
// Sentences are drawn anew for each batch, so there is nothing to learn by heart; 1,000 others are the test. `learnFacts` builds a model with any number of hops, `trainFacts` trains and tests it.

// %%
async function trainFacts(
  numHops: number,
  answers: (tokens: tf.Tensor3D) => tf.Tensor,
  random: Random,
): Promise<number> {
  await fit({
    steps: paced({ full: 200, quick: 40 }),
    learningRate: 0.03,
    label: `four facts, hops: ${numHops}`,
    loss: () => {
      const { tokens, labels } = factsBatch(random, 64);
      return crossEntropy(answers(tokens), labels);
    },
  });
  return tf.tidy(() => {
    const { tokens, labels } = factsBatch(seededRandom(99), 1000);
    const hits = answers(tokens).argMax(2).equal(labels);
    return hits.toFloat().mean().dataSync()[0];
  });
}

// %%
async function learnFacts(numHops: number): Promise<number> {
  const random = seededRandom(seed);
  const sizes = { inputDim: 13, numHiddens: 16 };
  const hops = new StructuredSelfAttention({
    ...sizes,
    numHops: numHops,
    random: random,
  });
  const head = new Linear({
    inputDim: 13 * numHops,
    outputDim: 32,
    random: random,
  });
  const answers = (tokens: tf.Tensor3D): tf.Tensor => {
    const { embedding } = hops.forward(tokens); // (B, r, 13)
    const flat = embedding.reshape([-1, 13 * numHops]);
    return head.forward(flat).reshape([-1, 4, 8]);
  };
  const share = await trainFacts(numHops, answers, random);
  tf.dispose([...hops.parameters(), ...head.parameters()]);
  return share;
}

// %%
const factShares: { label: string; value: number }[] = [];
for (const r of [1, 2, 4]) {
  const label = r === 1 ? '1 hop' : `${r} hops`;
  factShares.push({ label: label, value: await learnFacts(r) });
}
show(
  bars(factShares, {
    title: 'Four facts need more than one mixture',
    subtitle: 'Share of right answers, 1,000 new sentences.',
    yTitle: 'right answers',
    valueFormat: '.0%',
  }),
);
const oneAgainstFour = factShares[2].value - factShares[0].value;
headline({
  name: 'Right answers about four facts, 4 hops less 1 hop',
  value: oneAgainstFour,
  gate: { atLeast: paced({ full: 0.2, quick: -0.5 }) },
  seed: seed,
});

// %% [markdown]
// One hop is far above chance (1 in 8): it gives the four facts *unequal* weights, and the largest can still be told from the others. But one sum cannot keep four values apart. With four hops nearly every answer is right, and nobody added a penalty: when the task needs different places, the loss itself drives the hops apart.
//
// So the honest rule: more hops help when a sentence must answer more than one question. The paper compares $r$ from 1 to 30 and finds gains on its tasks.

// %% [markdown]
// ## 6.9 · Is the map an explanation?
//
// It is often said that attention "gives transparency". That is contested, so let us measure. **First: does the verdict depend on the map?** As in lesson 05, change the weights of the trained models at test time. *Uniform*: every word the same. *Shuffled*: the right numbers on the wrong words.
//
// *How far will 0.97 fall?*

// %%
type Edit = (row: number[]) => number[];

function accuracyWith(model: Hops, edit: Edit): number {
  return tf.tidy(() => {
    const { outputs, weights } = readBy(model, testBatch);
    const sizes = testBatch.validLens.dataSync();
    const rows = weights.arraySync().map((hops, b) =>
      hops.map((row) => {
        const changed = edit(row.slice(0, sizes[b]));
        const sum = changed.reduce((p, q) => p + q, 0);
        return row.map((_, t) => (changed[t] ?? 0) / sum);
      }),
    );
    const mixed = model.encoder.mix({
      outputs: outputs,
      weights: tf.tensor3d(rows),
    });
    return shareRight(model.head.forward(mixed));
  });
}

// %%
const shuffling = seededRandom(seed);
const best = (row: number[]): number => Math.max(...row);
const edits: [string, Edit][] = [
  ['as learned', (row) => row],
  ['largest only', (row) => row.map((w) => +(w === best(row)))],
  [
    'without the largest',
    (row) => row.map((w) => (w === best(row) ? 0 : w + 1e-9)),
  ],
  ['uniform', (row) => row.map(() => 1)],
  ['shuffled', (row) => shuffling.shuffle(row)],
];
const edited = edits.map(([label, edit]) => {
  const scoresOfModels = [four, apart].map((model) =>
    accuracyWith(model, edit),
  );
  return { label: label, scores: scoresOfModels };
});

// %%
show(
  bars(
    edited.flatMap((row) =>
      ['no penalty', 'with the penalty'].map((group, i) => ({
        label: row.label,
        value: row.scores[i],
        group: group,
      })),
    ),
    {
      title: 'A broken map breaks the verdict',
      subtitle:
        'Accuracy when the weights are changed at test time.',
      yTitle: 'accuracy',
      valueFormat: '.2f',
    },
  ),
);

// %%
for (const [at, name] of [
  [3, 'uniform'],
  [4, 'shuffled'],
] as const) {
  headline({
    name: `Accuracy lost when the map is ${name}, no penalty`,
    value: edited[0].scores[0] - edited[at].scores[0],
    gate: { atLeast: paced({ full: 0.1, quick: -0.5 }) },
    seed: seed,
  });
}

// %% [markdown]
// These trained models need their maps: with uniform or shuffled weights only half of the verdicts are right (0.50 to 0.66 over the four starts we tried). Without the *largest* weight, though, the first model loses very little, for other words carry the same message. The penalised one loses more: its hops are sharp and nobody stands in for them. Hops that repeat each other are not only waste.
//
// **Second: does the *task* need a map?** That is another question. Train the same model with uniform weights from the first step. *Predict its accuracy.*

// %%
function evenLogits(model: Hops, batch: Batch): tf.Tensor2D {
  const { outputs } = readBy(model, batch); // (B, T, D)
  const open = lengthMask(batch.validLens, 4, outputs.shape[1]);
  const ones = open.toFloat(); // (B, r, T)
  const weights: tf.Tensor3D = ones.div(ones.sum(2, true));
  const mixed = model.encoder.mix({
    outputs: outputs,
    weights: weights,
  });
  return model.head.forward(mixed);
}

// %%
const uniform = newHops(4);
await train(uniform, 'uniform from the start', (batch) =>
  crossEntropy(evenLogits(uniform, batch), batch.labels),
);
const uniformAccuracy = tf.tidy(() =>
  shareRight(evenLogits(uniform, testBatch)),
);
uniform.dispose();
headline({
  name: 'Accuracy when trained with uniform weights',
  value: uniformAccuracy,
  gate: { atLeast: paced({ full: 0.9, quick: 0.2 }) },
  seed: seed,
});

// %% [markdown]
// **It does not.** A model that takes the plain mean of its states is as good. Wiegreffe and Pinter (2019) propose exactly this test: where uniform weights do as well, the map cannot be what the performance comes from.
//
// **Third: is the map the only one?** Train the penalised model once more from another start and compare. Do the two agree in their verdicts? In their maps? We take the mean over the hops, and the cosine of the two.

// %%
const again = newHops(4, seed + 1);
await train(again, 'another start', penalised(again, 0.3));

function readTest(model: Hops) {
  const { weights } = readBy(model, testBatch);
  return {
    map: weights.mean(1), // (B, T)
    verdict: model.logits(testBatch).argMax(1), // (B)
  };
}
const [sameVerdict, sameMap] = tf.tidy(() => {
  const [one, two] = [apart, again].map(readTest);
  const pair = tf.stack([one.map, two.map], 1) as tf.Tensor3D;
  const cosine = overlapsOf(pair).slice([0, 0, 1], [-1, 1, 1]);
  const same = one.verdict.equal(two.verdict).toFloat();
  return [same, cosine].map((t) => t.mean().dataSync()[0]);
});
again.dispose();

// %%
headline({
  name: 'Two starts: share of equal verdicts',
  value: sameVerdict,
  gate: { atLeast: paced({ full: 0.9, quick: 0 }) },
  seed: seed,
});
headline({
  name: 'Two starts: mean cosine of their maps',
  value: sameMap,
  gate: { atMost: paced({ full: 0.9, quick: 1.01 }) },
  seed: seed,
});
headline({
  name: 'Most tensors that any training left behind',
  value: Math.max(...leaks),
  gate: { atMost: 0 },
});

// %% [markdown]
// The verdicts agree almost always, the maps much less: the cosine is near 0.7. If one map explained the verdict, what would the other one do?
//
// **Fourth: does it point to the right place?** We know which part decides: what follows *but*, or the comma after *even though*. So measure the share of weight that falls there, and compare with the share of words that stand there.

// %%
function decidingPart(tokens: string[]): [number, number] | null {
  const comma = tokens.indexOf(',', tokens.indexOf('even'));
  const start = tokens.includes('even')
    ? comma
    : tokens.indexOf('but');
  if (start < 0) return null;
  const stop = tokens.indexOf('.', start);
  return [start + 1, stop < 0 ? tokens.length : stop];
}

function shareInside(map: number[][]): number {
  const shares = testReviews.flatMap(({ tokens }, b) => {
    const part = decidingPart(tokens);
    if (part === null) return [];
    return [map[b].slice(...part).reduce((p, q) => p + q, 0)];
  });
  return shares.reduce((p, q) => p + q, 0) / shares.length;
}
const evenMap = testReviews.map(({ tokens }) =>
  tokens.map(() => 1 / tokens.length),
);

// %%
const maps = [four, apart, single].map((model) =>
  tf.tidy(() => readTest(model).map.arraySync() as number[][]),
);
const shares = [evenMap, ...maps].map(shareInside);
show(
  bars(
    ['its words', 'no penalty', 'penalty', 'one hop'].map(
      (label, i) => {
        return { label: label, value: shares[i] };
      },
    ),
    {
      title: 'Most weight falls on the part that decides',
      subtitle: [
        'Share of the weight on the deciding part of a contrast.',
        'First bar: its share of the words.',
      ],
      yTitle: 'share',
      valueFormat: '.0%',
    },
  ),
);

// %%
headline({
  name: 'Share of the weight on the part that decides, one hop',
  value: shares[3],
  gate: { atLeast: paced({ full: 0.6, quick: 0 }) },
  seed: seed,
});

// %% [markdown]
// **The verdict.** The map is *plausible*: three quarters of the weight and more fall where we would look, on a third of the words. The trained model *depends* on it. But a model without any map is as good, and another start gives another map with the same answers. And a weight on *the* is a weight on a state that has read the clause.

// %% [markdown]
// Jain and Wallace (2019) concluded from such tests on recurrent classifiers that attention is not explanation. Wiegreffe and Pinter (2019) answered that it depends on what you call an explanation, and that such maps must be tested on tasks which need them. On the translations of lesson 05 nothing was left without the map; here the task can do without. **Say which of the four you mean, and measure it.**

// %% [markdown]
// ## 6.10 · What people get wrong
//
// **Claim 1: "This is self-attention as in the Transformer."** There, each word asks every other word, and the map is $(T, T)$. *Who asks here?* Change the third word, and see which weights notice.

// %%
const isThird = tf.range(0, 5).equal(2).toFloat();
const otherX: tf.Tensor3D = x.add(isThird.reshape([1, 5, 1]));
const [mapOfX, mapOfOther] = [x, otherX].map((words) =>
  layer.weights(words),
);

/** Weight of word t over that of the next one, for each hop. */
const ratio = (map: tf.Tensor3D, t: number): tf.Tensor =>
  map
    .slice([0, 0, t], [1, 3, 1])
    .div(map.slice([0, 0, t + 1], [1, 3, 1]));
const keepsRatio = (t: number): boolean =>
  maxDifference(ratio(mapOfX, t), ratio(mapOfOther, t)) < 1e-5;

console.log(`the map is (${mapOfX.shape}), not (2, 5, 5)`);
console.log('words 1 and 2 keep their ratio:', keepsRatio(0));
console.log('words 2 and 3 keep theirs:     ', keepsRatio(1));

// %% [markdown]
// **Half right.** A sentence attends to itself, so the name fits. But the questions are columns of $W_2$, the same for every sentence: no word asks, and the score of a word depends on that word alone. Words 1 and 2 do not notice that word 3 changed: only the total, by which all are divided, did. (Some notes call the attention of lesson 05 "classic self-attention": that one is cross-attention.)
//
// **Claim 2: "The softmax can as well go over the hops."** Then every *word* has one unit of weight to share among the hops. Sums of the rows, both ways:

// %%
const overHops = tf.tidy(() => {
  const turned = scores.transpose([0, 2, 1]); // (B, T, r)
  return tf.softmax(turned).transpose([0, 2, 1]); // (B, r, T)
});
for (const [name, map] of Object.entries({
  'over the words': A,
  'over the hops ': overHops,
})) {
  const sums = Array.from(map.sum(2).dataSync()).slice(3);
  console.log(name, sums.map((sum) => sum.toFixed(2)).join('  '));
}

// %% [markdown]
// **False.** Shapes are right and nothing complains, but a hop's mixture is then a sum whose size grows with the sentence, and padding has its share.
//
// **Claim 3: "The penalty separates hops that have become equal."** Take two hops that are exactly the same, and look at the gradient that each gets.

// %%
const twinHops = tf.tensor2d([
  [0.7, 0.2, 0.1],
  [0.7, 0.2, 0.1],
]); // (r, T)
const asBatch = (a: tf.Tensor): tf.Scalar =>
  hopPenalty(a.reshape([1, 2, 3]));
const slopes = tf.grad(asBatch)(twinHops).as2D(2, 3);
slopes.arraySync().forEach((slope, hop) => {
  const numbers = slope.map((s) => s.toFixed(3)).join('  ');
  console.log(`hop ${hop + 1}: ${numbers}`);
});

// %% [markdown]
// **False.** Equal hops get equal gradients: they move together and stay equal. What the penalty does is to enlarge *differences*, and those come from the first, random $W_2$. Start with zeros, and $r$ hops are one hop forever.

// %% [markdown]
// **Claim 4: "Yang and others invented this layer."** Some notes cite it so. *A Structured Self-Attentive Sentence Embedding* is by **Lin** and others (2017). Yang and others (2016) have a learned question, too, for words and again for sentences (hierarchical attention), but one of each, and no penalty.
//
// ## 6.11 · Yours
//
// Write a review with the words of the grammar, lower case, a space before each comma and full stop. Try *not*; try two contrasts; try to mislead it. Then change `apart` to `four` or `single`.

// %% tags=["yours"]
// Edit the next line.
const mine = 'the plot is not dull but the ending is so good .';
const myModel = apart; // <- change
const myWords = mine.toLowerCase().trim().split(/\s+/);
const unknown = myWords.filter((word) => !vocabulary.has(word));
if (unknown.length > 0) {
  console.log(`Not in the vocabulary: ${unknown.join(', ')}.`);
  console.log([...vocabulary.tokens.slice(4)].sort().join(' '));
} else {
  const [verdict] = tf.tidy(() => {
    const { ids } = padBatch([vocabulary.idsOf(myWords)]);
    return myModel.classify({ ids: ids });
  });
  const names = ['negative', 'neutral', 'positive'];
  show(mapOf(myModel, myWords, `Verdict: ${names[verdict]}`));
}

// %% [markdown]
// ## What to remember
//
// 1. $A = \mathrm{softmax}((\tanh(HW_1)W_2)^{\top})$ over the words, $M = AH$: $r$ learned questions, the same for every sentence; no query from outside.
// 2. Attention alone does not know the order. The GRU below it does.
// 3. Hops repeat each other unless the task or a penalty drives them apart. $\lVert AA^{\top} - I\rVert_F^2$ wants them different *and* sharp.
// 4. One hop is enough when there is one thing to find; four facts need more mixtures.
// 5. Plausible, used, needed, unique: four questions about a map, four experiments.

// %% [markdown]
// ## Exercises
//
// In [the notebook of exercises 06](../exercises/06-structured-self-attention.ipynb):
//
// | | Exercise | Kind | Points | Difficulty | Time |
// | ---: | :--- | :--- | ---: | :--- | ---: |
// | 6.1 | Where the hops look | write | 5 | ●●○ | 20 min |
// | 6.2 | A sentence cut the wrong way | repair | 3 | ●○○ | 10 min |
// | 6.3 | The penalty | write | 4 | ●●○ | 15 min |
// | 6.4 | Penalties on paper | predict | 3 | ●●○ | 10 min |
// | 6.5 | Break the map | build | 3 | ●●○ | 15 min |
// | 6.6 | One hop against four | measure | 3 | ●○○ | 10 min |

// %% [markdown]
// ## Sources
//
// - Z. Lin and others, [*A Structured Self-Attentive Sentence Embedding*](https://arxiv.org/abs/1703.03130), 2017: equations 5 to 8; section 4.4 on the penalty and the number of hops.
// - Z. Yang and others, [*Hierarchical Attention Networks for Document Classification*](https://aclanthology.org/N16-1174/), 2016.
// - S. Jain, B. Wallace, [*Attention is not Explanation*](https://arxiv.org/abs/1902.10186), 2019.
// - S. Wiegreffe, Y. Pinter, [*Attention is not not Explanation*](https://arxiv.org/abs/1908.04626), 2019: the uniform model of section 6.9.
//
// [← 05 · Translation and Bahdanau's attention](05-bahdanau-attention.ipynb) &nbsp;·&nbsp; [All lessons](../README.md) &nbsp;·&nbsp; [07 · Self-attention →](07-self-attention.ipynb)
