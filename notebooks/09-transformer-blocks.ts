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
// # 09 · Transformer blocks
//
// *Attention moves information from word to word. A Transformer block adds three plain parts to it: a small network, a sum and a normalisation. Take one away and see what stops.*
//
// **After this lesson you can**
//
// - write each part of a block from memory: position-wise network, residual connection, LayerNorm;
// - tell pre-norm from post-norm in code and in a diagram, and say which one needs warm-up and why;
// - stack blocks into an encoder, count its parameters, and predict an attention map before you see it.
//
// 55 min to read, 140 min with the exercises · builds on [08 · Positions](08-positions.ipynb) · 6 exercises, 21 points · the cells run in 25&nbsp;s on two cores
//
// ---

// %% setup
import { tf, useBackend, seededRandom } from 'kernel-lib';
import { maxDifference, paced, fit } from 'kernel-lib';
import {
  Module,
  Linear,
  Embedding,
  crossEntropy,
} from 'kernel-lib';
import { MultiHeadAttention, LearnedPositions } from 'kernel-lib';
import { FeedForward, LayerNorm, BatchNorm } from 'kernel-lib';
import { preNorm, postNorm, warmupSchedule } from 'kernel-lib';
import {
  SelfAttentionBlock,
  CrossAttentionBlock,
} from 'kernel-lib';
import { TransformerEncoder, sequenceTask } from 'kernel-lib';
import { bars, blockDiagram, heatmaps, lines } from 'kernel-lib';
import { smallMultiples, show, showTable } from 'kernel-lib';
import { headline } from 'kernel-lib';
import type { Random, Schedule } from 'kernel-lib';
import type { SequenceExample } from 'kernel-lib';

await useBackend();

// %% [markdown]
// ## 9.1 · Attention alone forgets who is who
//
// If attention is so good, why not stack it? Ten words, random vectors of width 32, eight layers of multi-head attention with fresh weights. After each layer we measure how much the words of a sentence still differ:
//
// $$\text{spread} = \frac{\lVert X - \text{mean over the words} \rVert}{\lVert X \rVert}$$
//
// Here $X$ is $(B, T, D)$, and $\lVert\cdot\rVert$ is the root of the sum of all squares. The spread is near 1 for unrelated words and 0 when all words of a sentence have become the same vector. (Two switches of the function are for parts that come later; now both are off.)
//
// *Before you run it: an output of attention is a weighted mean of values. What happens to a mean of means of means?*

// %%
function spread(x: tf.Tensor3D): number {
  return tf.tidy(() => {
    const gaps = x.sub(x.mean(1, true)); // (B, T, D)
    return gaps.norm().div(x.norm()).dataSync()[0];
  });
}

// %%
type Switches = { network: boolean; residual: boolean };

function throughLayers(switches: Switches, seed = 9): number[] {
  const random = seededRandom(seed);
  let x: tf.Tensor3D = random.normalTensor([8, 10, 32]);
  const add = (y: tf.Tensor3D): tf.Tensor3D =>
    switches.residual ? x.add(y) : y;
  const found = [spread(x)];
  for (let layer = 0; layer < 8; layer++) {
    const options = { dim: 32, numHeads: 4, hiddenDim: 128 };
    const heads = new MultiHeadAttention({
      ...options,
      random: random,
    });
    const network = new FeedForward({ ...options, random: random });
    x = add(heads.forward({ queries: x, keys: x, values: x }));
    if (switches.network) x = add(network.forward(x));
    found.push(spread(x));
    [heads, network].forEach((module) => module.dispose());
  }
  return found;
}

// %%
const depths = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const alone = throughLayers({ network: false, residual: false });
show(
  lines([{ name: 'attention alone', x: depths, y: alone }], {
    title: 'After three layers the words are all the same',
    subtitle: 'Spread of the words of a sentence. 0: all equal.',
    xTitle: 'layers',
    yTitle: 'spread',
    marks: true,
  }),
);
headline({
  name: 'Spread after 3 layers of attention alone',
  value: alone[3],
  gate: { atMost: 0.01 },
  seed: 9,
});

// %% [markdown]
// The spread falls from 0.95 to less than 0.001 in three layers. Whatever the words said, they now all say their mean. This is called **rank collapse**: attention alone loses the differences between words doubly exponentially with depth (Dong and others, 2021).
//
// So a stack of attention is not a deep model. Three parts are missing: a network, a sum and a norm. Each repairs something else. We take them one by one.
//
// ## 9.2 · By hand: what a mean cannot do
//
// With its weights given, attention is *linear* in the values: it can mix, not compute. Take the simplest function that is not linear, $|x|$. No weighted sum of $x$ is $|x|$. A layer of two hidden numbers with a relu is enough:
//
// $$|x| = \max(0, x) + \max(0, -x)$$
//
// *On paper: which weights $W_1$ (1 × 2) and $W_2$ (2 × 1) make the network below compute |x|?*

// %%
function networkByHand(
  x: number[], // (D)
  W1: number[][], // (D, F)
  b1: number[], // (F)
  W2: number[][], // (F, D)
  b2: number[], // (D)
): number[] {
  const hidden = b1.map((b, f) =>
    Math.max(
      0,
      x.reduce((sum, xi, i) => sum + xi * W1[i][f], b),
    ),
  );
  return b2.map((b, d) =>
    hidden.reduce((sum, h, f) => sum + h * W2[f][d], b),
  );
}

const absolute = [-3, -1, 0, 2].map(
  (x) => networkByHand([x], [[1, -1]], [0, 0], [[1], [1]], [0])[0],
);
console.log('|-3|, |-1|, |0|, |2| =', absolute.join(', '));

// %% [markdown]
// ## 9.3 · The feed-forward network
//
// $$\mathrm{FFN}(x) = \max(0,\; x W_1 + b_1)\, W_2 + b_2$$
//
// | symbol | is | shape |
// | :--- | :--- | :--- |
// | $x$ | the vector of one position | $(D)$ |
// | $W_1$, $b_1$ | first layer | $(D, F)$, $(F)$ |
// | $W_2$, $b_2$ | second layer | $(F, D)$, $(D)$ |
//
// One hidden layer, two weight matrices: some texts say "two layers", others "an MLP with one hidden layer". They mean this same network. In 2017, $D = 512$ and $F = 2048$.
//
// It is **position-wise**: every position goes through the same network, by itself. So the loop below, one word at a time, must give what the library gives for all at once.

// %%
const random = seededRandom(9);
const network = new FeedForward({
  dim: 6,
  hiddenDim: 12,
  random: random,
});
const x: tf.Tensor3D = random.normalTensor([2, 5, 6]); // (B, T, D)
const through = network.forward(x); // (B, T, D)

const { hidden, output } = network;
const oneByOne = x
  .arraySync()
  .map((sentence) =>
    sentence.map((word) =>
      networkByHand(
        word,
        hidden.weight.arraySync(),
        hidden.bias!.arraySync(),
        output.weight.arraySync(),
        output.bias!.arraySync(),
      ),
    ),
  );
const networkGap = maxDifference(oneByOne, through);
console.log('by hand, library:', networkGap.toExponential(1));

// %% [markdown]
// *If the words change places, what happens to the outputs? And if one word changes, how many outputs change: of the network, and of attention?*

// %%
const order = [3, 0, 4, 1, 2];
const moved: tf.Tensor3D = tf.gather(x, order, 1);
console.log(
  'network of the reordered words − reordered output:',
  maxDifference(
    network.forward(moved),
    tf.gather(through, order, 1),
  ),
);

// %%
const bump = tf.oneHot([2], 5).reshape([1, 5, 1]).mul(10);
const changed: tf.Tensor3D = x.add(bump); // word 2 only
const heads = new MultiHeadAttention({
  dim: 6,
  numHeads: 2,
  random: random,
});
const attend = (h: tf.Tensor3D) =>
  heads.forward({ queries: h, keys: h, values: h });
const touched = (a: tf.Tensor, b: tf.Tensor): string => {
  const change = a.sub(b).abs().max([0, 2]).greater(1e-6);
  return Array.from(change.dataSync()).join(' ');
};
console.log('word 2 changes. Outputs that change (1):');
console.log(
  '  network  ',
  touched(through, network.forward(changed)),
);
console.log('  attention', touched(attend(x), attend(changed)));

// %% [markdown]
// So the work is divided: **attention moves, the network computes.** Nothing passes from word to word inside the network, and it costs the same for every word.
//
// ## 9.4 · The residual connection
//
// A **residual connection** adds the input of a layer to its output: $x + f(x)$ (He and others, 2016). The layer only has to say what *changes*.
//
// *Four stacks: attention alone, with a network, with residual connections, with both. Which of them keep the words apart?*

// %%
const stacks: [string, Switches][] = [
  ['attention alone', { network: false, residual: false }],
  ['with network', { network: true, residual: false }],
  ['with residual', { network: false, residual: true }],
  ['with both', { network: true, residual: true }],
];
const spreads = stacks.map(([name, switches]) => {
  return { name: name, x: depths, y: throughLayers(switches) };
});
show(
  lines(spreads, {
    title: 'Only the residual connection keeps words apart',
    subtitle: 'Spread of the words of a sentence. 0: all equal.',
    xTitle: 'layers',
    yTitle: 'spread',
    marks: true,
  }),
);

// %% [markdown]
// The network alone does not help: it sends equal words to equal outputs. With the residual connection each word carries itself along, and eight layers later more than a third of the spread is left.
//
// **The way back.** The derivative of $x + f(x)$ is $1 + f'(x)$: something always comes back. Without the sum it is $f'(x)$ alone, and the product of many small factors vanishes. We stack 12 networks and measure the gradient that arrives at the output of each (the gradient of its last bias: the sum over the batch).
//
// *Without the residual: how much smaller is the gradient in layer 1 than in layer 12? A factor of 10? Of 1000?*

// %%
const twelveLayers = (draw: Random): FeedForward[] =>
  Array.from({ length: 12 }, () => {
    return new FeedForward({
      dim: 32,
      hiddenDim: 64,
      random: draw,
    });
  });

// %%
function gradientByLayer(residual: boolean): number[] {
  const draw = seededRandom(9);
  const layers = twelveLayers(draw);
  const start: tf.Tensor2D = draw.normalTensor([64, 32]);
  const goal: tf.Tensor2D = draw.normalTensor([64, 32]);
  const norms = tf.tidy(() => {
    const { grads } = tf.variableGrads(() => {
      const end = layers.reduce((h, layer) => {
        const y = layer.forward(h);
        return residual ? h.add<tf.Tensor2D>(y) : y;
      }, start);
      return end.sub(goal).square().mean();
    });
    return layers.map((layer) => {
      const slope = grads[layer.output.bias!.name];
      return slope.norm().dataSync()[0];
    });
  });
  layers.forEach((layer) => layer.dispose());
  return norms;
}

// %%
const layerNumbers = Array.from({ length: 12 }, (_, i) => i + 1);
const [withSum, withoutSum] = [true, false].map(gradientByLayer);
show(
  lines(
    [
      { name: 'x + f(x)', x: layerNumbers, y: withSum },
      { name: 'f(x)', x: layerNumbers, y: withoutSum },
    ],
    {
      title: 'Without the sum the first layers hear nothing',
      subtitle: 'Size of the gradient that arrives at each layer.',
      xTitle: 'layer',
      yTitle: 'gradient',
      yLog: true,
      marks: true,
    },
  ),
);
headline({
  name: 'Gradient of layer 1 over layer 12, without residual',
  value: withoutSum[0] / withoutSum[11],
  gate: { atMost: 0.1 },
  seed: 9,
});

// %% [markdown]
// Without the sum, about one hundredth of the gradient is left at layer 1. With it, the gradient of layer 1 is even larger than that of layer 12, because every layer in between adds a path of its own. Nothing vanishes on the way down. *And on the way up: how large are the numbers themselves after twelve sums?*

// %%
const rootMeanSquare = (h: tf.Tensor2D): string =>
  h.square().mean().sqrt().dataSync()[0].toFixed(1);
let growing: tf.Tensor2D = seededRandom(1).normalTensor([64, 32]);
console.log('before 12 layers:', rootMeanSquare(growing));
for (const layer of twelveLayers(seededRandom(9))) {
  growing = growing.add(layer.forward(growing));
}
console.log('after 12 layers: ', rootMeanSquare(growing));

// %% [markdown]
// ## 9.5 · LayerNorm by hand
//
// Sums grow, and large numbers saturate the softmax of the next layer (lesson 03). **Layer normalisation** gives every position mean 0 and variance 1 over its own $D$ numbers (Ba and others, 2016):
//
// $$y_i = g_i\, \frac{x_i - \mu}{\sqrt{\sigma^2 + \varepsilon}} + b_i, \qquad \mu = \frac1D \sum_i x_i, \qquad \sigma^2 = \frac1D \sum_i (x_i - \mu)^2$$
//
// $x$ and $y$ are one position, $(D)$; $\mu$ and $\sigma^2$ are one number each. The gain $g$ and the bias $b$, $(D)$, are learned, 1 and 0 at first; $\varepsilon = 10^{-5}$ keeps the root from 0.
//
// **Batch normalisation** does the same with the *columns*: for each feature, over all rows of the batch. *On paper: both, for the two rows (1, 2) and (2, 3).*

// %%
function normByHand(row: number[], epsilon = 1e-5): number[] {
  const mean = row.reduce((sum, x) => sum + x, 0) / row.length;
  const squares = row.map((x) => (x - mean) ** 2);
  const variance = squares.reduce((a, b) => a + b) / row.length;
  const deviation = Math.sqrt(variance + epsilon);
  return row.map((x) => (x - mean) / deviation);
}

const rows = [
  [1, 2],
  [2, 3],
];
const columns = [0, 1].map((j) =>
  normByHand(rows.map((r) => r[j])),
);
const two = (list: number[]): string =>
  list.map((v) => v.toFixed(2)).join(', ');
showTable(
  rows.map((row, i) => ({
    row: two(row),
    LayerNorm: two(normByHand(row)),
    BatchNorm: two(columns.map((column) => column[i])),
  })),
  { caption: 'The same four numbers, normalised along two axes' },
);

// %%
const small = tf.tensor2d(rows);
const layerNormed = new LayerNorm({ dim: 2 }).forward(small);
const batchNorm = new BatchNorm({ dim: 2 }).train();
const byColumns = tf.transpose(tf.tensor2d(columns));
const layerGap = maxDifference(
  rows.map((r) => normByHand(r)),
  layerNormed,
);
const batchGap = maxDifference(byColumns, batchNorm.forward(small));
console.log('by hand, library:', layerGap, batchGap);

// %% [markdown]
// LayerNorm makes both rows equal: (2, 3) is (1, 2) moved by 1, and a mean is taken away. BatchNorm makes the columns equal, and the rows opposite.
//
// Why do Transformers take LayerNorm? *Put the first row beside a loud neighbour: which norm notices?*

// %%
const loud = tf.tensor2d([
  [1, 2],
  [90, -40],
]);
const norms: [string, LayerNorm | BatchNorm][] = [
  ['LayerNorm', new LayerNorm({ dim: 2 })],
  ['BatchNorm', new BatchNorm({ dim: 2 }).train()],
];
showTable(
  norms.map(([name, norm]) => {
    const [beside, besideLoud] = [small, loud].map((batch) =>
      two(norm.forward(batch).arraySync()[0]),
    );
    return {
      norm: name,
      'beside (2, 3)': beside,
      'beside (90, −40)': besideLoud,
    };
  }),
  { caption: 'What becomes of the row (1, 2)' },
);

// %% [markdown]
// BatchNorm notices: the same row becomes another one beside another neighbour. A sentence would depend on which others are in its batch, and on their padding; and for a single sentence there is no batch, so BatchNorm has to keep running means from training. LayerNorm does the same in training and in use.
//
// ## 9.6 · Where the norm stands
//
// Two orders, both called "add and norm", and mixed up in much code:
//
// $$\text{post-norm:}\;\; \mathrm{LN}(x + f(x)) \qquad\qquad \text{pre-norm:}\;\; x + f(\mathrm{LN}(x))$$
//
// The Transformer of 2017 is **post-norm**. In **pre-norm** nothing stands on the way of $x$ itself.
//
// The **sublayer** $f$ is attention or the network. *With a sublayer that gives 0: what comes out of each? Which of the two hands $x$ on unchanged?*

// %%
const norm = new LayerNorm({ dim: 6 });
const pre = x.add(network.forward(norm.forward(x)));
const post = norm.forward(x.add(network.forward(x)));
const sublayer = (h: tf.Tensor3D) => network.forward(h);
console.log(
  'code above − library:',
  maxDifference(pre, preNorm(x, norm, sublayer)),
  maxDifference(post, postNorm(x, norm, sublayer)),
);
const silent = (h: tf.Tensor3D) => tf.zerosLike(h);
console.log(
  'f = 0 changes x by:  ',
  maxDifference(x, preNorm(x, norm, silent)),
  maxDifference(x, postNorm(x, norm, silent)).toFixed(2),
);

// %% [markdown]
// Pre-norm hands $x$ on; post-norm changes it even then.
//
// Who moved the norm? Two of our sources disagree. *The Little Book of Deep Learning* credits Radford and others, 2018 (GPT-1). *Dive into Deep Learning* says that pre-norm came with GPT-2 in 2019. The report on GPT-2 (section 2.3) says that layer normalisation was moved to the input of each sub-block, compared with the first GPT: the second account fits it. The name "Transformer" in a paper does not tell the order; look for it.

// %% [markdown]
// ## 9.7 · The block
//
// A **self-attention block**: attention, then the network, each with a residual connection and a norm. The figure is drawn from the code: the block runs once, and every part that computes is written down. A ⊕ is a sum that was found in the numbers.
//
// *Before you run it: in which of the two does a line lead from the input to the output without passing through a box?*

// %%
const sizes = { dim: 32, numHeads: 4, hiddenDim: 64 };
const places: ('pre' | 'post')[] = ['pre', 'post'];
const sentence: tf.Tensor3D = random.normalTensor([2, 5, 32]);
const drawings = places.map((place) => {
  const drawn = new SelfAttentionBlock({
    ...sizes,
    norm: place,
    random: random,
  });
  return blockDiagram(drawn, {
    title: `${place}-norm`,
    run: () => drawn.forward(sentence),
  });
});
show(
  smallMultiples(drawings, {
    title: 'Pre-norm leaves one way free of boxes',
    subtitle: 'Top to bottom. Number: parameters of the part.',
  }),
);

// %% [markdown]
// On the left, one line runs from the input to the output through sums alone. On the right, two norms stand on every way.
//
// The left drawing in five lines of code, with the parts of a library block:

// %%
const block = new SelfAttentionBlock({ ...sizes, random: random });
const { attention, attentionResidual } = block;
const { feedForward, feedForwardResidual } = block;

const h1 = attentionResidual.norm.forward(sentence);
const moved1 = attention.forward({
  queries: h1,
  keys: h1,
  values: h1,
});
const sum1: tf.Tensor3D = sentence.add(moved1);
const h2 = feedForwardResidual.norm.forward(sum1);
const sum2 = sum1.add(feedForward.forward(h2));

const blockGap = maxDifference(sum2, block.forward(sentence));
console.log('five lines − library:', blockGap.toExponential(1));

// %% [markdown]
// ## 9.8 · Two sequences: the cross-attention block
//
// In self-attention, queries, keys and values come from one sequence. In **cross-attention** the queries come from one and keys *and* values from another, the **memory**. The library's block for a decoder has both: it looks at its own words, then at the memory.
//
// *Queries: 3 positions. Memory: 7. What is the shape of the output, and of the weights?*

// %%
const cross = new CrossAttentionBlock({ ...sizes, random: random });
const asking: tf.Tensor3D = random.normalTensor([2, 3, 32]);
const memory: tf.Tensor3D = random.normalTensor([2, 7, 32]);
show(
  blockDiagram(cross, {
    title: 'One box reads a second sequence',
    subtitle: 'A block of a decoder, drawn from the code.',
    run: () => cross.forward(asking, memory),
  }),
);
const weights = cross.weights(asking, memory);
console.log('output ', cross.forward(asking, memory).shape);
console.log('weights', weights.cross.shape, '(B, H, Q, K)');

// %% [markdown]
// One row for each *query*: three questions put to seven keys give three answers. *And if the memory changes: its order, or the whole sentence?*

// %%
const reversed = tf.reverse(memory, 1);
const swapped: tf.Tensor3D = tf.gather(memory, [1, 0]); // sentences
const answers = [memory, reversed, swapped].map((m) =>
  cross.forward(asking, m),
);
const effect = (i: number) => maxDifference(answers[0], answers[i]);
console.log(
  'memory in another order:  ',
  effect(1).toExponential(1),
);
console.log('memory of another sentence:', effect(2).toFixed(2));

// %% [markdown]
// Another sentence, another answer. The order of the memory alone changes nothing, up to rounding: the memory must carry positions of its own (lesson 08).
//
// ## 9.9 · The stack
//
// A block gives what it takes: $(B, T, D)$ in, $(B, T, D)$ out. So blocks can be stacked: an **encoder**. All its blocks are built alike, and each has weights of its own. (Why alike? Some texts say that studies found no gain in varying them, and name none. We know of none either: take it as a habit that keeps code short.)
//
// Its parameters, with $D$ the width and $F$ the hidden width of the network:
//
// $$\underbrace{4(D^2 + D)}_{\text{attention}} + \underbrace{2DF + F + D}_{\text{network}} + \underbrace{2 \cdot 2D}_{\text{norms}}$$
//
// for each block, and $2D$ for the norm after a pre-norm stack. *For D = 512, F = 2048: which part is the largest?*

// %%
const countBlock = (D: number, F: number): number[] => [
  4 * (D * D + D),
  2 * D * F + F + D,
  4 * D,
];
const total = (list: number[]) => list.reduce((a, b) => a + b);
const encoder = new TransformerEncoder({
  ...sizes,
  numLayers: 3,
  random: random,
});
console.log('in ', sentence.shape);
console.log('out', encoder.forward(sentence).shape);
console.log('formula', 3 * total(countBlock(32, 64)) + 2 * 32);
console.log('counted', encoder.numParameters());

const [inAttention, inNetwork] = countBlock(512, 2048);
const share = (100 * inNetwork) / total(countBlock(512, 2048));
console.log(`512, 2048: the network has ${share.toFixed(0)} %`);

// %% [markdown]
// With $F = 4D$ two thirds of the parameters are in the network. Neither the number of heads nor the length of a sentence appears in the formula.
//
// A whole model is **pre-processing → Transformer → head**: the first turns tokens into vectors, the last turns vectors into an answer. Only these two ends know the task. One encoder, three heads; *which shape has the answer of each?*

// %%
const encoded = encoder.forward(sentence); // (2, 5, 32)
const makeHead = (outputDim: number) =>
  new Linear({
    inputDim: 32,
    outputDim: outputDim,
    random: random,
  });
const [tokenHead, classHead, numberHead] = [11, 3, 1].map(makeHead);

// %%
const sentenceVector: tf.Tensor2D = encoded.mean(1); // (2, 32)
showTable([
  {
    task: 'a symbol for each word',
    reads: 'every position',
    output: tokenHead.forward(encoded).shape.join(' × '),
  },
  {
    task: 'one of three classes',
    reads: 'the mean',
    output: classHead.forward(sentenceVector).shape.join(' × '),
  },
  {
    task: 'a rating',
    reads: 'the mean',
    output: numberHead.forward(sentenceVector).shape.join(' × '),
  },
]);

// %% [markdown]
// ## 9.10 · The experiment: copy and reverse
//
// Two tasks for which we know what attention must do. Sequences of eight symbols; the model writes a symbol at every position. **Copy**: the same. **Reverse**: the last one first. 4,000 sequences to train, 500 others to test.

// %%
const [length, numSymbols, seed] = [8, 10, 9];

function examplesOf(task: 'copy' | 'reverse'): SequenceExample[] {
  return sequenceTask(task, {
    numSequences: 4500, // the last 500 are for the test
    length: length,
    numSymbols: numSymbols,
    random: seededRandom(seed),
  });
}
const [copies, reversals] = [
  examplesOf('copy'),
  examplesOf('reverse'),
];
const shown = reversals[4000];
console.log('copy   ', copies[4000].target.join(' '));
console.log('reverse', shown.target.join(' '));

// %% [markdown]
// The model is that of section 9.9: embedding and learned positions, a body, a linear head with a logit for each of the numbers 0 to 10. The body is any stack of blocks, so that we can exchange it later.

// %%
type Body = Module & { forward(x: tf.Tensor3D): tf.Tensor3D };

class Rewriter extends Module {
  readonly embedding: Embedding;
  readonly positions: LearnedPositions;
  readonly body: Body;
  readonly head: Linear;

  constructor(body: Body, dim: number, first: Random) {
    super();
    const [V, T] = [numSymbols + 1, length];
    const own = { dim: dim, random: first };
    const places = { ...own, numPositions: T };
    this.embedding = new Embedding({ ...own, numEmbeddings: V });
    this.positions = new LearnedPositions(places);
    this.body = body;
    this.head = new Linear({ ...own, inputDim: dim, outputDim: V });
  }
  read(ids: tf.Tensor2D): tf.Tensor3D {
    return this.positions.forward(this.embedding.forward(ids));
  }
  forward(ids: tf.Tensor2D): tf.Tensor3D {
    return this.head.forward(this.body.forward(this.read(ids)));
  }
}

// %% [markdown]
// Each step takes 64 random training sequences; the loss is the cross-entropy, averaged over all their positions.

// %%
const idsOf = (lists: number[][]): tf.Tensor2D =>
  tf.tensor2d(lists, [lists.length, length], 'int32');

type Batch = { sources: tf.Tensor2D; targets: tf.Tensor2D };

function batchOf(examples: SequenceExample[], pick: Random): Batch {
  const batch = Array.from({ length: 64 }, () => {
    return examples[pick.integer(4000)];
  });
  return {
    sources: idsOf(batch.map((e) => e.source)),
    targets: idsOf(batch.map((e) => e.target)),
  };
}

// %%
type Course = {
  label: string;
  steps: number;
  rate?: number | Schedule;
};

async function teach(
  model: Rewriter,
  examples: SequenceExample[],
  { label, steps, rate = 0.004 }: Course,
) {
  const pick = seededRandom(seed);
  return fit({
    model: model,
    steps: steps,
    learningRate: rate,
    label: label,
    loss: () => {
      const { sources, targets } = batchOf(examples, pick);
      return crossEntropy(model.forward(sources), targets);
    },
  });
}

// %% [markdown]
// Two measures on the 500 test sequences: the share of *sequences* without a mistake (`solved`), and the share of right *symbols*.

// %%
/** 1 where a symbol of the 500 unseen sequences is right. */
function hits(
  model: Rewriter,
  examples: SequenceExample[],
): tf.Tensor {
  const test = examples.slice(4000);
  const logits = model.forward(idsOf(test.map((e) => e.source)));
  const wanted = idsOf(test.map((e) => e.target));
  return logits.argMax(2).equal(wanted); // (500, 8)
}
const solved = (model: Rewriter, examples: SequenceExample[]) =>
  tf.tidy(() => hits(model, examples).all(1).mean().dataSync()[0]);
const rightSymbols = (
  model: Rewriter,
  examples: SequenceExample[],
) => tf.tidy(() => hits(model, examples).mean().dataSync()[0]);

// %%
const bodySizes = { dim: 32, numHeads: 2, hiddenDim: 64 };

function newEncoder(
  numLayers: number,
  place: 'pre' | 'post' = 'pre',
) {
  return new TransformerEncoder({
    ...bodySizes,
    numLayers: numLayers,
    norm: place,
    random: seededRandom(seed),
  });
}
const newModel = (body: Body) =>
  new Rewriter(body, 32, seededRandom(seed + 1));

// %% [markdown]
// Two blocks, two heads, width 32: about 18,000 parameters. (The last line of the cell counts tensors: the steps should leave none behind.)
//
// *How many steps of 64 sequences will each task need? Which one is harder, and why?*

// %%
const copier = newModel(newEncoder(2));
const reverseEncoder = newEncoder(2);
const reverser = newModel(reverseEncoder);
const taskSteps = paced({ full: 300, quick: 200 });
const tensorsBefore = tf.memory().numTensors;
const copyRun = await teach(copier, copies, {
  label: 'copy',
  steps: taskSteps,
});
const reverseRun = await teach(reverser, reversals, {
  label: 'reverse',
  steps: taskSteps,
});
console.log(
  'tensors left:',
  tf.memory().numTensors - tensorsBefore,
);

// %%
const curveOf = (name: string, run: typeof copyRun) => {
  return { name: name, x: run.steps, y: run.losses };
};
show(
  lines(
    [curveOf('copy', copyRun), curveOf('reverse', reverseRun)],
    {
      title: 'Reverse waits, then falls all at once',
      subtitle: 'Cross-entropy of a batch during training.',
      xTitle: 'step',
      yTitle: 'loss',
    },
  ),
);

// %%
const learned: [string, Rewriter, SequenceExample[]][] = [
  ['copy', copier, copies],
  ['reverse', reverser, reversals],
];
for (const [name, model, examples] of learned) {
  headline({
    name: `Unseen sequences without a mistake: ${name}`,
    value: solved(model, examples),
    gate: { atLeast: paced({ full: 0.99, quick: 0.9 }) },
    seed: seed,
  });
}

// %% [markdown]
// Both tasks are solved on sequences that the model has never seen. Copy needs no attention: the residual connection already carries each symbol to its own place. Reverse cannot begin until attention has found *where* to look; then everything falls into place.
//
// **Predict the map.** Queries are rows, keys are columns, and both are counted from 1. To write the symbol of position 1, the model must look at position 8; for position 2 at 7. *Draw the 8 × 8 map of reverse on paper. What would the map of "shift by one" look like?*

// %%
const blockMaps = tf.tidy(() => {
  const sources = reversals.slice(4000).map((e) => e.source);
  const read = reverser.read(idsOf(sources));
  const found = reverseEncoder.weights(read);
  return found.map((w) => w.mean<tf.Tensor3D>(0).arraySync());
});

// %%
const places8 = Array.from(
  { length: length },
  (_, i) => `${i + 1}`,
);
show(
  heatmaps(
    blockMaps.flatMap((maps, b) =>
      maps.map((values, h) => {
        return {
          title: `block ${b + 1}, head ${h + 1}`,
          values: values,
        };
      }),
    ),
    {
      title: 'The first block looks along the anti-diagonal',
      subtitle: 'Mean over 500 unseen sequences. Rows: queries.',
      rows: places8,
      columns: places8,
      panelsPerRow: 2,
    },
  ),
);

// %%
const mirrored = blockMaps.map((maps) =>
  maps.map(
    (map) =>
      total(map.map((row, i) => row[length - 1 - i])) / length,
  ),
);
showTable(
  mirrored.map((byHead, b) => ({
    block: b + 1,
    'head 1': byHead[0].toFixed(2),
    'head 2': byHead[1].toFixed(2),
  })),
  { caption: 'Mean weight on the mirror position (chance 0.125)' },
);
headline({
  name: 'Weight on the mirror position, best head',
  value: Math.max(...mirrored.flat()),
  gate: { atLeast: paced({ full: 0.6, quick: 0.4 }) },
  seed: seed,
});

// %% [markdown]
// (*Shift by one*: the line beside the diagonal.) Both heads of block 1 put about nine tenths of their weight on the anti-diagonal, where chance would put 0.125. Block 2 gives half of its weight to its own position: the work is done already. So maps make sense in *some* blocks and heads; say which one you show. And this map is clean because the task leaves no other way to be right. In language, maps are harder to read.
//
// ## 9.11 · Take a piece away
//
// A block with three switches: network, residual connection, norm. Besides *reverse* there is a third task, the **mirror sum**, in which two symbols must be *combined*: each position gets the sum of its symbol and the mirrored one, modulo 10.
//
// *Before you run it: which task can do without the network? Which without the residual connection?*

// %%
type Parts = { network: boolean; residual: boolean; norm: boolean };
const allParts = { network: true, residual: true, norm: true };

/** One sublayer, with or without its norm and its sum. */
function step(
  x: tf.Tensor3D,
  sublayer: (h: tf.Tensor3D) => tf.Tensor3D,
  norm: LayerNorm,
  parts: Parts,
): tf.Tensor3D {
  const y = sublayer(parts.norm ? norm.forward(x) : x);
  return parts.residual ? x.add(y) : y;
}

// %%
class SwitchedBlock extends Module {
  readonly heads: MultiHeadAttention;
  readonly network: FeedForward;
  readonly norms = [0, 1].map(() => new LayerNorm({ dim: 32 }));
  readonly parts: Parts;

  constructor(parts: Parts, first: Random) {
    super();
    const own = { ...bodySizes, random: first };
    this.heads = new MultiHeadAttention(own);
    this.network = new FeedForward(own);
    this.parts = parts;
  }
  forward(x: tf.Tensor3D): tf.Tensor3D {
    const { heads, network, norms, parts } = this;
    const move = (h: tf.Tensor3D) =>
      heads.forward({ queries: h, keys: h, values: h });
    const compute = (h: tf.Tensor3D) => network.forward(h);
    const moved = step(x, move, norms[0], parts);
    if (!parts.network) return moved;
    return step(moved, compute, norms[1], parts);
  }
}

// %%
class SwitchedStack extends Module {
  readonly blocks: SwitchedBlock[];

  constructor(parts: Parts) {
    super();
    const first = seededRandom(seed);
    this.blocks = [0, 1].map(() => new SwitchedBlock(parts, first));
  }
  forward(x: tf.Tensor3D): tf.Tensor3D {
    return tf.tidy(() =>
      this.blocks.reduce((h, block) => block.forward(h), x),
    );
  }
}

// %% [markdown]
// Four models, two tasks, 200 steps each.

// %%
const mirrorSums = reversals.map((example) => {
  const { source, target } = example;
  const sums = source.map((symbol, i) => (symbol + target[i]) % 10);
  return { ...example, target: sums };
});
const trials: [string, Parts][] = [
  ['all parts', allParts],
  ['no network', { ...allParts, network: false }],
  ['no residual', { ...allParts, residual: false }],
  ['no norm', { ...allParts, norm: false }],
];
const tasks: [string, SequenceExample[]][] = [
  ['reverse', reversals],
  ['mirror sum', mirrorSums],
];

// %%
type Result = { label: string; task: string; value: number };
const results: Result[] = [];
for (const [task, examples] of tasks) {
  for (const [name, parts] of trials) {
    const model = newModel(new SwitchedStack(parts));
    await teach(model, examples, {
      label: `${task}, ${name}`,
      steps: paced({ full: 200, quick: 100 }),
    });
    const value = rightSymbols(model, examples);
    results.push({ label: name, task: task, value: value });
    model.dispose();
  }
}

// %%
const panels = tasks.map(([task]) =>
  bars(
    results.filter((result) => result.task === task),
    { title: task, yTitle: 'right', valueFormat: '.2f' },
  ),
);
show(
  smallMultiples(panels, {
    title: 'Attention moves, the network computes',
    subtitle: 'Share of right symbols in 500 unseen sequences.',
  }),
);

// %%
const valueOf = (task: string, label: string): number =>
  results.find((r) => r.task === task && r.label === label)!.value;
headline({
  name: 'Reverse, all parts minus no residual',
  value:
    valueOf('reverse', 'all parts') -
    valueOf('reverse', 'no residual'),
  gate: { atLeast: paced({ full: 0.3, quick: 0 }) },
  seed: seed,
});
headline({
  name: 'Mirror sum, all parts minus no network',
  value:
    valueOf('mirror sum', 'all parts') -
    valueOf('mirror sum', 'no network'),
  gate: { atLeast: paced({ full: 0.15, quick: -0.1 }) },
  seed: seed,
});

// %% [markdown]
// *Reverse* needs no network: symbols are moved, not changed. Without the residual connection it stays at 0.38; a symbol and its position are mixed away. The *mirror sum* needs all: without the network 0.44 of the symbols are right, without the norm 0.29, without the residual 0.20.
//
// What this does not show: that it *cannot* be learned without the network. The weights of attention come from a softmax, which is not linear, and when we gave that model twice as many steps, it got there, too. The network makes it quick.
//
// ## 9.12 · Six blocks without warm-up
//
// Now the place of the norm. Six blocks, fresh weights, one batch: how large is the gradient of each block? Mean over five seeds.
//
// *Which curve is larger at the last block, and which at the first?*

// %%
type Size = { depth: number; width: number };

const newStack = (
  place: 'pre' | 'post',
  first: Random,
  { depth, width }: Size,
) =>
  new TransformerEncoder({
    dim: width,
    numHeads: 4,
    hiddenDim: 4 * width,
    numLayers: depth,
    norm: place,
    random: first,
  });

// %%
const lengthOf = (module: Module, grads: tf.NamedTensorMap) => {
  const squares = module.parameters().map((v) => {
    return grads[v.name].square().sum().dataSync()[0];
  });
  return Math.sqrt(total(squares));
};

function gradientByBlock(stack: TransformerEncoder, first: Random) {
  const width = stack.blocks[0].feedForward.output.bias!.size;
  const own = { inputDim: width, outputDim: 10, random: first };
  const last = new Linear(own);
  const words: tf.Tensor3D = first.normalTensor([32, 8, width]);
  const symbols = tf.floor(
    first.uniformTensor([32, 8], { max: 10 }),
  );
  const found = tf.tidy(() => {
    const { grads } = tf.variableGrads(() => {
      const logits = last.forward(stack.forward(words));
      return crossEntropy(logits, symbols.toInt());
    });
    return stack.blocks.map((one) => lengthOf(one, grads));
  });
  [stack, last].forEach((module) => module.dispose());
  return found;
}

// %%
const fiveSeeds = [1, 2, 3, 4, 5];
const sixBlocks = { depth: 6, width: 64 };
const profiles = places.map((place) => {
  const found = fiveSeeds.map((number) => {
    const first = seededRandom(number);
    const stack = newStack(place, first, sixBlocks);
    return gradientByBlock(stack, first);
  });
  return found[0].map((_, i) => total(found.map((f) => f[i])) / 5);
});

// %%
show(
  lines(
    places.map((place, i) => {
      const numbers = [1, 2, 3, 4, 5, 6];
      return { name: `${place}-norm`, x: numbers, y: profiles[i] };
    }),
    {
      title: 'Post-norm shakes its last block most',
      subtitle:
        'Size of the gradient at the start, mean of 5 seeds.',
      xTitle: 'block',
      yTitle: 'gradient',
      marks: true,
    },
  ),
);

// %%
const ratios = profiles.map((profile) => profile[0] / profile[5]);
headline({
  name: 'Gradient of block 1 over block 6, pre-norm',
  value: ratios[0],
  gate: { atLeast: 1.2 },
});
headline({
  name: 'Gradient of block 1 over block 6, post-norm',
  value: ratios[1],
  gate: { atMost: 0.9 },
});

// %% [markdown]
// In pre-norm the first block gets the largest gradient and the last the smallest: its share of the growing sum is small. In post-norm it is the other way round, and all gradients are larger. Xiong and others (2020, section 3) derive it: at the start, the gradient of post-norm's last layers is large, however deep the stack is, while that of pre-norm shrinks with depth. A large rate then throws the last blocks off.
//
// Does it matter for learning? Six blocks shall learn *copy*, the easiest task there is, with a learning rate of 0.01. **Warm-up** means to begin with a small rate and to raise it step by step. *Which of the three runs will fail?*

// %%
const deepSteps = paced({ full: 100, quick: 60 });
const rising = warmupSchedule({ rate: 0.01, warmup: deepSteps });
const deepRuns: [string, 'pre' | 'post', number | Schedule][] = [
  ['pre-norm', 'pre', 0.01],
  ['post-norm', 'post', 0.01],
  ['post-norm, warm-up', 'post', rising],
];
const deepCurves: ReturnType<typeof curveOf>[] = [];
const deepSolved: number[] = [];
for (const [name, place, rate] of deepRuns) {
  const model = newModel(newEncoder(6, place));
  const run = await teach(model, copies, {
    label: name,
    steps: deepSteps,
    rate: rate,
  });
  deepCurves.push(curveOf(name, run));
  deepSolved.push(solved(model, copies));
  model.dispose();
}

// %%
show(
  lines(deepCurves, {
    title: 'Without warm-up, six post-norm blocks do not learn',
    subtitle: 'Cross-entropy while learning to copy. Chance: 2.3.',
    xTitle: 'step',
    yTitle: 'loss',
  }),
);

// %%
const lossAtEnd = deepCurves.map(
  ({ y }) => total(y.slice(-10)) / 10,
);
deepRuns.forEach(([name], i) =>
  console.log(name, 'solved', deepSolved[i].toFixed(2)),
);
headline({
  name: 'Loss without warm-up, post-norm minus pre-norm',
  value: lossAtEnd[1] - lossAtEnd[0],
  gate: { atLeast: 0.5 },
  seed: seed,
});
headline({
  name: 'Loss of post-norm, without minus with warm-up',
  value: lossAtEnd[1] - lossAtEnd[2],
  gate: { atLeast: paced({ full: 0.3, quick: 0 }) },
  seed: seed,
});

// %% [markdown]
// Post-norm without warm-up stays at the loss of guessing, 2.3; its first steps were too large. The same blocks with warm-up learn, and so does pre-norm without. That is why the Transformer of 2017 came with a warm-up of 4,000 steps, and one reason why GPT-2 and many models since are pre-norm.
//
// What this does not show: that pre-norm is better in the end. With a rate of 0.003 post-norm learns this task without warm-up, too, and Xiong and others report that both reach similar quality when they are tuned.
//
// ## 9.13 · What people get wrong
//
// **Claim 1: "The place of ε makes no difference."** $\sqrt{\sigma^2 + \varepsilon}$ or $\sqrt{\sigma^2} + \varepsilon$? *Try a position whose numbers are all nearly equal.*

// %%
const flat = [1, 1.001, 0.999, 1];
const flatMean = total(flat) / 4;
const flatVariance =
  total(flat.map((v) => (v - flatMean) ** 2)) / 4;
const gaps = flat.map((v) => v - flatMean);
const inside = gaps.map((g) => g / Math.sqrt(flatVariance + 1e-5));
const outside = gaps.map(
  (g) => g / (Math.sqrt(flatVariance) + 1e-5),
);
console.log('inside the root: ', two(inside));
console.log('outside the root:', two(outside));

// %% [markdown]
// **False.** Under the root, $\varepsilon = 10^{-5}$ counts like a standard deviation of 0.003; outside, like one of 0.00001, and differences of a thousandth are blown up to 1. With ordinary numbers both agree to five digits: a test must use small numbers or a large ε.
//
// **Claim 2: "The variance is what my library calls variance."** Divide by $D$ or by $D - 1$ (Bessel's correction)?

// %%
for (const D of [4, 32, 512]) {
  const factor = Math.sqrt((D - 1) / D);
  console.log(`D = ${D}: Bessel makes it ${factor.toFixed(4)} ×`);
}

// %% [markdown]
// **It depends, so look.** LayerNorm divides by $D$. PyTorch's `tensor.std()` divides by $D - 1$ unless told otherwise, and *The Annotated Transformer* has used it. At $D = 512$ nobody notices; weights from elsewhere then give slightly other numbers.
//
// **Claim 3: "LayerNorm normalises a layer, so it takes the whole sentence."** *Change the last word. Does the first one change?*

// %%
const whole = (s: tf.Tensor3D) => {
  const gap = s.sub(s.mean([1, 2], true));
  return gap.div(gap.square().mean([1, 2], true).add(1e-5).sqrt());
};
const lastWord = tf.oneHot([4], 5).reshape([1, 5, 1]).mul(10);
const otherEnd: tf.Tensor3D = x.add(lastWord);
console.log('per sentence:', touched(whole(x), whole(otherEnd)));
console.log(
  'per word:    ',
  touched(norm.forward(x), norm.forward(otherEnd)),
);

// %% [markdown]
// **False.** One mean for the sentence lets every word see every other one, padding and the future included. It is no detail: in a GPT it would leak the answer.
//
// **Claim 4: "In pre-norm, `x = norm(x); x = x + f(x)` is the same and shorter."** Twelve blocks with a sublayer that gives 0:

// %%
const many: tf.Tensor3D = x.mul(5);
let right = many;
let wrong = many;
for (let i = 0; i < 12; i++) {
  right = preNorm(right, norm, silent);
  const normed = norm.forward(wrong);
  wrong = normed.add(silent(normed));
}
console.log('right: x changes by', maxDifference(right, many));
console.log(
  'wrong: x changes by',
  maxDifference(wrong, many).toFixed(1),
);

// %% [markdown]
// **False.** The residual connection must start *before* the norm. In the short form a norm stands on the way of $x$ again, as in post-norm. Issue 61165 of PyTorch is about this mistake.
//
// **Claim 5: "Pre-norm or post-norm is a matter of taste; weights fit both."** They have the same shapes, so a file of weights loads without complaint:

// %%
const [preBlock, postBlock] = places.map((place) => {
  return new SelfAttentionBlock({
    ...sizes,
    norm: place,
    random: seededRandom(1),
  });
});
postBlock.setParameters(preBlock.namedParameters());
const apart = maxDifference(
  preBlock.forward(sentence),
  postBlock.forward(sentence),
);
console.log('same weights, outputs differ by', apart.toFixed(2));

// %% [markdown]
// **False.** Names, shapes and count agree, and the outputs do not. Compare numbers with the model that the weights come from; a diagram in a text may show the other order than its code.
//
// ## 9.14 · Yours
//
// Change the depth or the width, and see which norm has the flatter profile. Then: does the profile of post-norm become steeper with 12 blocks?

// %% tags=["yours"]
const myDepth = 8; // <- change
const myWidth = 32; // <- change (4 divides it)
const mySeed = 7; // <- change
const mySize = { depth: myDepth, width: myWidth };
const mine = places.map((place) => {
  const first = seededRandom(mySeed);
  const stack = newStack(place, first, mySize);
  const y = gradientByBlock(stack, first);
  return { name: `${place}-norm`, x: y.map((_, i) => i + 1), y: y };
});
show(
  lines(mine, {
    title: `${myDepth} blocks of width ${myWidth}`,
    subtitle: 'Size of the gradient of each block at the start.',
    xTitle: 'block',
    yTitle: 'gradient',
    marks: true,
  }),
);

// %% [markdown]
// ## What to remember
//
// 1. Attention moves, the network computes: the network sees one position at a time.
// 2. The residual connection keeps words apart on the way up and lets the gradient through on the way down.
// 3. LayerNorm: mean and variance of *one position*, divided by $D$, ε under the root, then gain and bias.
// 4. Post-norm $\mathrm{LN}(x + f(x))$ needs warm-up when it is deep; pre-norm $x + f(\mathrm{LN}(x))$ leaves one way free.
// 5. In a cross-attention block the queries come from one sequence, keys *and* values from another.

// %% [markdown]
// ## Exercises
//
// In [the notebook of exercises 09](../exercises/09-transformer-blocks.ipynb):
//
// | | Exercise | Kind | Points | Difficulty | Time |
// | ---: | :--- | :--- | ---: | :--- | ---: |
// | 9.1 | Layer normalisation | write | 4 | ●●○ | 15 min |
// | 9.2 | A network for each position | write | 3 | ●○○ | 10 min |
// | 9.3 | Add and norm | write | 2 | ●○○ | 10 min |
// | 9.4 | Pre-norm and post-norm, both broken | repair | 4 | ●●○ | 15 min |
// | 9.5 | A cross-attention block | write | 5 | ●●● | 20 min |
// | 9.6 | How many parameters has an encoder? | predict | 3 | ●●○ | 15 min |

// %% [markdown]
// ## Sources
//
// - A. Vaswani and others, [*Attention Is All You Need*](https://arxiv.org/abs/1706.03762), 2017, sections 3.1 and 3.3, equation 2: the block, post-norm, the network.
// - K. He and others, [*Deep Residual Learning for Image Recognition*](https://arxiv.org/abs/1512.03385), 2016: the residual connection.
// - J. L. Ba, J. R. Kiros, G. Hinton, [*Layer Normalization*](https://arxiv.org/abs/1607.06450), 2016, section 3.
// - R. Xiong and others, [*On Layer Normalization in the Transformer Architecture*](https://arxiv.org/abs/2002.04745), 2020: pre-norm, post-norm and warm-up.
// - Y. Dong, J.-B. Cordonnier, A. Loukas, [*Attention Is Not All You Need*](https://arxiv.org/abs/2103.03404), 2021: rank collapse.
// - F. Fleuret, [*The Little Book of Deep Learning*](https://fleuret.org/public/lbdl.pdf), section 5.3; A. Zhang and others, [*Dive into Deep Learning*](https://d2l.ai), "The Transformer Architecture": LayerNorm and BatchNorm on the same four numbers.
//
// [← 08 · Positions](08-positions.ipynb) &nbsp;·&nbsp;
// [All lessons](../README.md) &nbsp;·&nbsp;
// [10 · The Transformer →](10-transformer.ipynb)
