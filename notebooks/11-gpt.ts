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
// # 11 · GPT
//
// *Predict the next word, over and over: a stack of causal blocks, a loss that you can add up by hand, and texts whose true entropy is known, so that you can say how good the model really is.*
//
// **After this lesson you can**
//
// - write the shift, the mask and the loss of a causal language model, and test each of them for leaks;
// - judge a loss by the entropy of the data, and say what it means when it falls below;
// - draw texts with temperature, top-k and top-p, and make it fast with a cache that changes nothing.
//
// 60 min to read, 160 min with the exercises · builds on [09 · Transformer blocks](09-transformer-blocks.ipynb) and [10 · The Transformer](10-transformer.ipynb) · 6 exercises, 22 points · the cells run in about 3&nbsp;min on two cores
//
// ---

// %% setup
import { tf, useBackend } from 'kernel-lib';
import { seededRandom, type Random } from 'kernel-lib';
import { maxDifference, shapeText, fit, paced } from 'kernel-lib';
import { causalMask, attentionWeights } from 'kernel-lib';
import { Vocabulary, padBatch, crossEntropy } from 'kernel-lib';
import { SelfAttentionBlock, Module } from 'kernel-lib';
import { CrossAttentionBlock, cosineSchedule } from 'kernel-lib';
import { GPT, perplexity, type History } from 'kernel-lib';
import { samplingDistribution, sampleFrom } from 'kernel-lib';
import { theatre, theatreEntropy } from 'kernel-lib';
import { theatreLogProbability, type Scene } from 'kernel-lib';
import { addition, type Addition } from 'kernel-lib';
import { bars, heatmap, heatmaps, lines } from 'kernel-lib';
import { tokenWeights } from 'kernel-lib';
import { show, showTable, headline } from 'kernel-lib';

await useBackend();

// %% [markdown]
// ## 11.1 · A memory that is too short
//
// The data of this lesson are scenes of a small theatre, half in English and half in French. They are drawn from a grammar with probabilities: who meets whom, what is asked for, where it is. Here are two that no model below gets to see.

// %%
const numHeldOut = paced({ full: 500, quick: 100 });
const heldOut = theatre('test', numHeldOut);
const hidden = new Set(heldOut.map((scene) => scene.join(' ')));
const scenes = theatre('train', 9800).filter(
  (scene) => !hidden.has(scene.join(' ')),
);
const written = (scene: Scene): string =>
  scene.join(' ').replaceAll('\n ', '\n').trim();

console.log(written(heldOut[0]));
console.log('\n' + written(heldOut[3]));

// %% [markdown]
// **Predict the next word.** That is all that a language model does. The oldest way is to count: after these $n$ words, what came how often? This is an **n-gram** model; one word of memory is a **bigram**.
//
// To judge a model, take $-\ln p$ of each word that really came, and average over unseen scenes: nats per word. $e$ to that power is the **perplexity**: the number of equally likely words between which the model would be as much in doubt.
//
// The grammar itself has a perplexity of 1.294. We can compute that, because we made it (section 11.3).
//
// *Before you run it: will more memory always be better?*

// %%
type Counts = { total: number; words: Map<string, number> };

/** Calls `visit` for every word with the n words before it. */
function eachWord(
  scene: Scene,
  n: number,
  visit: (before: string, word: string) => void,
): void {
  const text = ['<end>', ...scene, '<end>'];
  for (let i = 1; i < text.length; i++) {
    const before = text.slice(Math.max(0, i - n), i).join(' ');
    visit(before, text[i]);
  }
}

// %%
/** For each n words: which words came next, and how often. */
function countAfter(texts: Scene[], n: number) {
  const tables = new Map<string, Counts>();
  const count = (before: string, word: string): void => {
    const empty = { total: 0, words: new Map<string, number>() };
    const entry = tables.get(before) ?? empty;
    entry.total++;
    entry.words.set(word, (entry.words.get(word) ?? 0) + 1);
    tables.set(before, entry);
  };
  texts.forEach((scene) => eachWord(scene, n, count));
  return tables;
}

// %%
const words = new Vocabulary(scenes, {
  reserved: ['<pad>', '<end>'],
});
const numWords = heldOut.flat().length;

const readScenes = paced({ full: scenes.length, quick: 2000 });

function countedPerplexity(n: number): number {
  const tables = countAfter(scenes.slice(0, readScenes), n);
  let nats = 0;
  const add = (before: string, word: string): void => {
    const entry = tables.get(before);
    const seen = entry?.words.get(word) ?? 0;
    const all = (entry?.total ?? 0) + 0.01 * words.size;
    nats -= Math.log((seen + 0.01) / all); // never quite 0
  };
  heldOut.forEach((scene) => eachWord(scene, n, add));
  return Math.exp(nats / numWords);
}
const memories = [1, 2, 3, 5, 7, 9];
const counted = memories.map(countedPerplexity);
const bestCounted = Math.min(...counted);

// %%
const truth = theatreEntropy();
const level = memories.map(() => truth.perplexity);
show(
  lines(
    [
      { name: 'counts', x: memories, y: counted },
      { name: 'truth', x: memories, y: level, color: 'truth' },
    ],
    {
      title: 'Counting never comes near the truth',
      subtitle: 'Perplexity on 500 unseen scenes. Lower is better.',
      xTitle: 'words of memory',
      yTitle: 'perplexity',
      marks: true,
    },
  ),
);
console.log('best:', bestCounted.toFixed(3));

// %% [markdown]
// More memory helps up to seven words. Then it hurts: nearly every sequence of nine words is new, and new sequences have no counts. But a scene remembers *far*: who speaks with whom, and which thing was asked for 20 words ago. What is needed is a memory that is long and does not ask for exact repetition. Attention is that.
//
// ## 11.2 · The loss, by hand
//
// The probability of a text is a product of steps (the **chain rule**), and its logarithm a sum:
//
// $$-\ln p(w_1 … w_n) = -\sum_{t=1}^{n} \ln p(w_t \mid w_1 … w_{t-1})$$
//
// A model that writes this way, each word from those before it, is **autoregressive**. On paper: a model gave the four words of a text the probabilities 1/2, 1, 1/4 and 1/2.
//
// *What is the loss per word, and what is the perplexity?*

// %%
const given = [1 / 2, 1, 1 / 4, 1 / 2];
const steps = given.map((p) => -Math.log(p));
const sumOfSteps = steps.reduce((sum, step) => sum + step, 0);
const lossByHand = sumOfSteps / steps.length;

console.log('steps:', steps.map((x) => x.toFixed(3)).join(' '));
console.log('nats per word:', lossByHand.toFixed(4));
console.log('perplexity:', Math.exp(lossByHand).toFixed(4));

// %% [markdown]
// Four factors of 2 over four words: the model is in doubt between 2 words on average. At single words it was in doubt between 2, 1, 4 and 2: the perplexity is their geometric mean.

// %% [markdown]
// ## 11.3 · The best that is possible
//
// No model can have a smaller loss, on average, than one that knows the true probabilities. That least loss is the **entropy** of the data. For real text nobody knows it. For a grammar it is a sum over its rules:
//
// $$H(\text{symbol}) = \sum_{\text{rules}} p\,\Big(-\ln p + \sum_{\text{parts}} H(\text{part})\Big)$$
//
// A rule has the probability $p$ and replaces a symbol by its parts; a word has no rules, and $H = 0$. For the start symbol the sum is the entropy of a scene; divided by the mean number of words it is that of a word.
//
// `theatreLogProbability` gives $\ln p$ of any scene, exactly. *How near will 500 scenes come to the sum?*

// %%
const fromScenes = -heldOut
  .map(theatreLogProbability)
  .reduce((sum, x) => sum + x, 0);
console.log('rules: ', truth.perWord.toFixed(4), 'nats per word');
console.log('scenes:', (fromScenes / numWords).toFixed(4));
console.log('perplexity:', truth.perplexity.toFixed(4));

const nonsense = [...heldOut[0]].reverse();
console.log('backwards:', theatreLogProbability(nonsense));

// %% [markdown]
// The two agree: 0.258 nats per word. (Backwards, a scene is impossible: $\ln 0 = -\infty$.) The black dashed line in the figures below is this number. Keep it in mind: **a loss that falls below the entropy of the data is not a success but a warning.** The model has seen what it should predict.
//
// ## 11.4 · Shift by one
//
// A Transformer block reads a whole text at once and gives one output for each position. So one pass can answer for *all* positions: the target of each is the token after it. An end mark `<end>` stands in front, so that there is something to predict the first word from, and behind, so that the model learns to stop.
//
// *Before you run it: what is the target of `<end>`? And the input whose target is `<end>`?*

// %%
const padding = words.idOf('<pad>'); // 0
const end = words.idOf('<end>'); // 1
const allIds = scenes.map((scene) => words.idsOf(scene));
const toLearn = allIds.slice(0, -100);
const toWatch = allIds.slice(-paced({ full: 100, quick: 20 }));
const heldOutIds = heldOut.map((scene) => words.idsOf(scene));

type Batch = { inputs: tf.Tensor2D; targets: tf.Tensor2D };

function batchOf(texts: number[][]): Batch {
  const inputs = texts.map((ids) => [end, ...ids]);
  const targets = texts.map((ids) => [...ids, end]);
  return {
    inputs: padBatch(inputs, { padId: padding }).ids, // (B, T)
    targets: padBatch(targets, { padId: padding }).ids,
  };
}

// %%
const firstBatch = batchOf(heldOutIds.slice(0, 4));
const [inputRow] = firstBatch.inputs.arraySync();
const [targetRow] = firstBatch.targets.arraySync();
const visible = (id: number): string =>
  words.tokens[id].replace('\n', '↵');

console.log('inputs', shapeText(firstBatch.inputs.shape));
showTable(
  [0, 1, 2, 3, 4, 5, 6, 7].map((t) => ({
    position: t,
    input: visible(inputRow[t]),
    target: visible(targetRow[t]),
  })),
);

// %% [markdown]
// ## 11.5 · The mask, and its diagonal
//
// Position $t$ must not attend to what comes after it: the token $t + 1$ is its target. Lesson 10 closed the upper triangle of the score matrix for the decoder. The same mask here.
//
// You will read: "in GPT each word sees only the *previous* words". *Look at the diagonal before you agree.*

// %%
const six = causalMask(6).arraySync();
const isSeen = six.map((row) => row.map(Boolean));
const equalScores = tf.zeros<tf.Rank.R3>([1, 6, 6]);
const masked = { mask: causalMask(6) };
const open = attentionWeights(equalScores, masked); // (1, 6, 6)

show(
  heatmap(open.squeeze<tf.Tensor2D>([0]), {
    title: 'A position sees what is before it, and itself',
    subtitle:
      'Equal scores. Rows: position that asks. Grey: closed.',
    rows: ['0', '1', '2', '3', '4', '5'],
    columns: ['0', '1', '2', '3', '4', '5'],
    mask: isSeen,
  }),
);

// %% [markdown]
// **Each word sees the words before it and itself.** That gives nothing away: the target is the word *after* it. Close the diagonal too (a **strict** triangle), and row 0 has no key at all.
//
// ## 11.6 · The real thing
//
// A **GPT** is: an embedding, learned positions, $N$ blocks of causal self-attention with the norm before each sublayer, a last norm, and logits. The logits are products with the embedding matrix itself (**tied** weights):
//
// $$h = \mathrm{Norm}(\mathrm{Blocks}(E[\text{ids}] + P)) \qquad \text{logits} = h\,E^\top$$
//
// | symbol | is | shape |
// | :--- | :--- | :--- |
// | ids | the tokens that are read | $(B, T)$ |
// | $E$ | embedding | $(V, D)$ |
// | $P$ | learned positions | $(T, D)$ |
// | $h$ | what the blocks give | $(B, T, D)$ |
// | logits | of the token that follows | $(B, T, V)$ |

// %%
const seed = 11;
const newModel = (): GPT =>
  new GPT({
    vocabularySize: words.size,
    numPositions: 112, // the longest scene has 104 words
    dim: 64,
    numHeads: 4,
    numLayers: 2,
    random: seededRandom(seed),
  });
const model = newModel();
const untrained = model.logits(firstBatch.inputs);
console.log('logits', shapeText(untrained.shape));
console.log('parameters:', model.numParameters());
const inBlocks = model.body.blocks[0].numParameters();
console.log(`a block: ${inBlocks}, 12 D² is ${12 * 64 ** 2}`);

// %% [markdown]
// A block has about $12 D^2$ parameters: $4 D^2$ in the attention, $8 D^2$ in the feed-forward network. GPT-2 (2019) is this model with $D = 1600$ and 48 blocks, 1.5 billion parameters; GPT-3 (2020) has $D = 12288$ and 96 blocks, 175 billion. *Does the formula give these two?*
//
// Now the two tests that every causal model should pass. First: **is the library's loss the sum of the steps?** The mean runs over real tokens only; padding does not count.

// %%
function lossOfSteps(logits: tf.Tensor3D, targets: tf.Tensor2D) {
  const chances = tf.softmax(logits).arraySync();
  const rows = targets.arraySync();
  const surprises = rows.flatMap((row, b) =>
    row.map((id, t) =>
      id === padding ? 0 : -Math.log(chances[b][t][id]),
    ),
  );
  const numReal = rows.flat().filter((id) => id !== padding);
  const sum = surprises.reduce((total, x) => total + x, 0);
  return sum / numReal.length;
}
const { targets } = firstBatch;
const fromLibrary = crossEntropy(untrained, targets, {
  paddingLabel: padding,
}).dataSync()[0];
console.log('library:', fromLibrary.toFixed(5));
console.log('steps:  ', lossOfSteps(untrained, targets).toFixed(5));

// %% [markdown]
// Second: **does anything leak?** Change token 20. The outputs before position 20 must not change at all. Not a little: the difference must be exactly 0.
//
// *And should the outputs from 20 on change?*

// %%
function changeAt(ids: tf.Tensor2D, place: number): tf.Tensor2D {
  const rows = ids.arraySync();
  for (const row of rows) row[place] = (row[place] + 7) % 100;
  return tf.tensor2d(rows, undefined, 'int32');
}
function leakBefore(
  logitsOf: (ids: tf.Tensor2D) => tf.Tensor3D,
  place: number,
): { before: number; after: number } {
  const { inputs } = firstBatch;
  const from = logitsOf(inputs).arraySync();
  const to = logitsOf(changeAt(inputs, place)).arraySync();
  const part = (x: number[][][], a: number, b?: number) =>
    tf.tensor3d(x.map((rows) => rows.slice(a, b)));
  return {
    before: maxDifference(part(from, 0, place), part(to, 0, place)),
    after: maxDifference(part(from, place), part(to, place)),
  };
}

// %%
const leak = leakBefore((ids) => model.logits(ids), 20);
console.log('from position 20 on:', leak.after.toFixed(3));
headline({
  name: 'Change of the outputs before a token that was changed',
  value: leak.before,
  gate: { atMost: 0 },
});

// %% [markdown]
// ## 11.7 · Two kinds of decoder
//
// The decoder of the Transformer of 2017 and a "decoder-only" model such as GPT are not the same. Ask the code for the parts of both.

// %%
const sizes = { dim: 16, numHeads: 2, hiddenDim: 64 };
const options = { ...sizes, random: seededRandom(3) };
const pre = { ...options, norm: 'pre' as const };
const decoder = new CrossAttentionBlock(pre);
const gptBlock = new SelfAttentionBlock(pre);

const partsOf = (module: Module): string =>
  Object.keys(module.children())
    .filter((name) => !name.endsWith('Residual'))
    .join(' → ');
showTable([
  { block: 'decoder of 2017', parts: partsOf(decoder) },
  { block: 'GPT', parts: partsOf(gptBlock) },
]);

// %% [markdown]
// **GPT = decoder block − cross-attention.** If that is true, the weights must fit: copy those of the decoder block, let its cross-attention add nothing, and both must give the same.

// %%
const source = decoder.namedParameters();
const nameInDecoder = (name: string): string =>
  name
    .replace(/^attentionResidual/, 'selfResidual')
    .replace(/^attention/, 'selfAttention');
gptBlock.setParameters(
  Object.fromEntries(
    Object.keys(gptBlock.namedParameters()).map((name) => {
      return [name, source[nameInDecoder(name)]];
    }),
  ),
);
const { weight, bias } = decoder.crossAttention.outputProjection;
weight.assign(tf.zerosLike(weight));
bias?.assign(tf.zerosLike(bias));

// %%
const anyRandom = seededRandom(4);
const someText: tf.Tensor3D = anyRandom.normalTensor([2, 7, 16]);
const memory: tf.Tensor3D = anyRandom.normalTensor([2, 5, 16]);
const fromGpt = gptBlock.forward(someText, { isCausal: true });
const fromDecoder = decoder.forward(someText, memory);
headline({
  name: 'GPT block against decoder block without cross-attention',
  value: maxDifference(fromGpt, fromDecoder),
  gate: { atMost: 1e-5 },
});

// %% [markdown]
// ## 11.8 · The experiment
//
// **Question:** how near does a GPT with 119,000 parameters come to the truth, on scenes that it has not seen? Each step reads 16 fresh scenes. On the way the loss is measured on 100 other scenes, for **validation**; the 500 unseen ones are for the end.
//
// One detail, so that the number can be compared with that of the grammar: the end mark costs a little as well. We charge it to the words: all nats of a scene, divided by its *words*.
//
// The functions below take the logits and the targets as arguments: section 11.12 exchanges both.

// %%
type Logits = (ids: tf.Tensor2D) => tf.Tensor3D;
type Targets = (batch: Batch) => tf.Tensor2D;
const nextTokens: Targets = (batch) => batch.targets;

/** Mean loss of the tokens of some texts. */
function lossOn(
  texts: number[][],
  logitsOf: Logits,
  targetOf: Targets,
): tf.Scalar {
  const batch = batchOf(texts);
  const logits = logitsOf(batch.inputs); // (B, T, V)
  const limits = { paddingLabel: padding };
  return crossEntropy(logits, targetOf(batch), limits);
}

// %%
/** Nats per word over scenes, whoever gives the logits. */
function natsPerWord(
  logitsOf: Logits,
  texts: number[][],
  targetOf: Targets = nextTokens,
): number {
  let nats = 0;
  for (let i = 0; i < texts.length; i += 50) {
    const part = texts.slice(i, i + 50);
    const numTargets = part.flat().length + part.length;
    const loss = tf.tidy(
      () => lossOn(part, logitsOf, targetOf).dataSync()[0],
    );
    nats += loss * numTargets;
  }
  return nats / texts.flat().length;
}

let numTensors: number[] = []; // alive at each step

function nextBatch(step: number): number[][] {
  numTensors.push(tf.memory().numTensors);
  const at = (16 * step) % (toLearn.length - 16);
  return toLearn.slice(at, at + 16);
}

// %%
function learn(
  label: string,
  learner: GPT,
  numSteps: number,
  logitsOf: Logits = (ids) => learner.logits(ids),
  targetOf: Targets = nextTokens,
  variables: tf.Variable[] = learner.parameters(),
): Promise<History> {
  numTensors = [];
  const warmup = Math.ceil(numSteps / 20);
  const rate = { rate: 3e-3, warmup: warmup, steps: numSteps };
  const every = Math.ceil(numSteps / 10);
  const measure = (): number =>
    natsPerWord(logitsOf, toWatch, targetOf);
  return fit({
    steps: numSteps,
    label: label,
    learningRate: cosineSchedule(rate),
    clipNorm: 1,
    variables: variables,
    loss: (step) => lossOn(nextBatch(step), logitsOf, targetOf),
    earlyStop: { measure: measure, every: every, patience: 10 },
  });
}

// %% [markdown]
// *Before you run it: the model begins with a guess among 187 words, $\ln 187 = 5.2$ nats. Where will it be after 60 steps? After 600?*

// %%
const numSteps = paced({ full: 600, quick: 40 });
const history = await learn('GPT', model, numSteps);
const perWord = natsPerWord((ids) => model.logits(ids), heldOutIds);
const reached = Math.exp(perWord);
console.log('nats per word:', perWord.toFixed(4));
console.log('perplexity:   ', reached.toFixed(4));
headline({
  name: 'Perplexity on unseen scenes, divided by the true one',
  value: reached / truth.perplexity,
  gate: { atMost: paced({ full: 1.1, quick: 10 }) },
  seed: seed,
});
headline({
  name: 'Tensors that a training step leaves behind',
  value: numTensors[numSteps - 1] - numTensors[numSteps >> 1],
  gate: { atMost: 0 },
});

// %%
const measured = history.heldOut ?? { steps: [], values: [] };
const entropyLine = measured.steps.map(() => truth.perWord);
show(
  lines(
    [
      { name: 'GPT', x: measured.steps, y: measured.values },
      {
        name: 'entropy',
        x: measured.steps,
        y: entropyLine,
        color: 'truth',
      },
    ],
    {
      title: 'The loss comes down to the entropy, not below it',
      subtitle:
        'Nats per word on 100 validation scenes, log scale.',
      xTitle: 'step',
      yTitle: 'nats per word',
      yLog: true,
      marks: true,
    },
  ),
);

// %%
const comparison = [
  { label: 'counts, 1 word', value: counted[0] },
  { label: 'counts, best', value: bestCounted },
  { label: 'GPT', value: reached },
  { label: 'truth', value: truth.perplexity },
];
show(
  bars(comparison, {
    title: 'Perplexity: what counting leaves, attention finds',
    subtitle: 'On 500 unseen scenes. 1 would be certainty.',
    yTitle: 'perplexity',
    valueFormat: '.3f',
  }),
);

// %% [markdown]
// The model closes most of the gap that counting leaves: its perplexity is within 10 % of the true one. This does not show that it "knows" the grammar: we tested it on scenes of the same kind only, not on scenes with a third role.
//
// ## 11.9 · What it looks at
//
// `weights` gives the attention of every head. First the triangles, for the beginning of a French scene. *Which cells must be grey? Which heads do you expect to look one word back?*

// %%
const french = heldOutIds[3];
const opening = [end, ...french.slice(0, 15)];
const openingIds = tf.tensor2d([opening], undefined, 'int32');
const layers = model.weights(openingIds); // 2 × (1, 4, 16, 16)
const triangle = causalMask(16).arraySync();
const isOpenCell = triangle.map((row) => row.map(Boolean));
const perHead = (layer: number) =>
  tf.unstack(layers[layer].squeeze<tf.Tensor3D>([0]));

// %%
show(
  heatmaps(
    perHead(0).map((map, h) => ({
      title: `head ${h + 1}`,
      values: map.arraySync() as number[][],
      mask: isOpenCell,
    })),
    {
      title: 'Every head is a triangle, and each has its habit',
      subtitle:
        'First block. Rows: position that asks. Columns: seen.',
      rows: opening.map(visible),
      columns: opening.map(visible),
      printValues: false,
    },
  ),
);

// %% [markdown]
// The grey triangle is the mask and no discovery. What a head does shows below it.
//
// Now a place where memory is needed. Near the end of a scene somebody takes leave: *adieu, …* whom? The name stands far back. *At that comma, which words should a head look at?* Here are the eight heads:

// %%
const words3 = heldOut[3];
const farewell = words3.lastIndexOf('adieu') + 2; // the comma
const upTo = [end, ...french.slice(0, farewell)];
const upToIds = tf.tensor2d([upTo], undefined, 'int32');
const lastRows = model.weights(upToIds).map((map) => {
  const T = upTo.length;
  return map.slice([0, 0, T - 1, 0], [1, 4, 1, T]).squeeze([0, 2]);
});
const lookers = lastRows.flatMap((rows, layer) =>
  (rows.arraySync() as number[][]).map((weights, h) => ({
    name: `block ${layer + 1}, head ${h + 1}`,
    weights: weights,
  })),
);
show(
  tokenWeights(upTo.map(visible), lookers, {
    title: 'To say farewell, some heads look back to the name',
    subtitle: 'The weights of the last position, the comma.',
  }),
);

// %%
const next = model.logits(upToIds).arraySync()[0][upTo.length - 1];
const chance = samplingDistribution(next);
const likeliest = chance.indexOf(Math.max(...chance));
const onName = lookers.map(({ name, weights }) => {
  const isName = (t: number): boolean =>
    visible(upTo[t]).toLowerCase() === words3[farewell];
  const share = weights.filter((_, t) => isName(t));
  return { name: name, share: share.reduce((a, b) => a + b, 0) };
});
onName.sort((a, b) => b.share - a.share);
console.log('most on the name:', onName[0].name);
console.log('its share:', onName[0].share.toFixed(2));
console.log('it says:', visible(likeliest));
console.log('it was: ', words3[farewell]);

// %% [markdown]
// The heads have divided the work: one has a large part of its weight on the name of the other role, others look at the colons, at the line ends or at the speaker. Nobody told them to. That a head looks at a word does not prove that it uses it (lesson 06).
//
// ## 11.10 · From logits to words
//
// The model gives a probability for every word. To write, one has to choose. **Greedy** takes the likeliest. **Sampling** draws. In between there are three knobs:
//
// - **temperature** $\tau$: $\mathrm{softmax}(\text{logits} / \tau)$. Below 1 the likely becomes likelier, above 1 all become more alike;
// - **top-k**: only the $k$ likeliest words take part;
// - **top-p** (nucleus sampling): only the likeliest words that together reach probability $p$.
//
// By hand, for three words with logits 2, 1 and 0. *Which temperature makes the first more than 0.98 likely: 0.25, 1 or 4?*

// %%
const threeLogits = [2, 1, 0];
const softmaxOf = (logits: number[], temperature: number) => {
  const powers = logits.map((x) => Math.exp(x / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
};
showTable(
  [0.25, 1, 4].map((temperature) => {
    const [a, b, c] = softmaxOf(threeLogits, temperature);
    const [A, B, C] = [a, b, c].map((p) => p.toFixed(3));
    return { temperature: temperature, a: A, b: B, c: C };
  }),
);

// %% [markdown]
// The order never changes: temperature cannot make another word the likeliest. Now the model's own distribution, where a scene is open: the queen asks *où est ma …*. She may miss any thing that is feminine in French. *What will the bars look like at temperature 3?* Move the slider.

// %%
const question =
  '[ un jardin la nuit ] \n REINE : bonsoir , capitaine ! ' +
  '\n CAPITAINE : bonsoir , ma reine ! \n REINE : où est ma';
const place = words.idsOf(question.split(' '));
const placeIds = tf.tensor2d([[end, ...place]], undefined, 'int32');
const placeLogits = model.logits(placeIds).arraySync()[0][
  place.length
];
const temperatures = [0.25, 0.5, 0.75, 1, 1.5, 2, 3];
const byTemperature = temperatures.map((temperature) =>
  samplingDistribution(placeLogits, { temperature: temperature }),
);
const ranked = placeLogits
  .map((_, id) => id)
  .sort((a, b) => placeLogits[b] - placeLogits[a])
  .slice(0, 8);

// %%
show(
  bars(
    ranked.map((id) => ({
      label: visible(id),
      frames: byTemperature.map((distribution) => distribution[id]),
    })),
    {
      title: 'Cold is sure, hot is careless',
      subtitle: 'Probability of the eight likeliest next words.',
      yTitle: 'probability',
      valueFormat: '.2f',
      slider: {
        label: 'temperature',
        values: temperatures,
        start: 1,
      },
    },
  ),
);

// %% [markdown]
// Hot, the bars shrink: words that are plain errors get a share as well, and there are about 180 of them. That is what the cuts are for. *With $k = 3$, what happens to the probability of the words that are cut away?*

// %%
const cuts = {
  all: samplingDistribution(placeLogits),
  'top-k 3': samplingDistribution(placeLogits, { topK: 3 }),
  'top-p 0.4': samplingDistribution(placeLogits, { topP: 0.4 }),
};
show(
  bars(
    Object.entries(cuts).flatMap(([name, distribution]) =>
      ranked.slice(0, 4).map((id) => ({
        label: visible(id),
        value: distribution[id],
        group: name,
      })),
    ),
    {
      title: 'What is cut away goes to those that stay',
      subtitle: 'The four likeliest words, temperature 1.',
      yTitle: 'probability',
      valueFormat: '.2f',
    },
  ),
);

// %% [markdown]
// It goes to the words that stay, in proportion: their ratios do not change.
//
// Is what is drawn as frequent as the softmax says? 20,000 draws, and for each word the difference between its share and its probability, in standard deviations of chance, $\sqrt{p(1-p)/n}$. With a dozen words, one may be 3 away; none should be 5 away.

// %%
const draws = 20_000;
const drawRandom = seededRandom(seed);
const hits = placeLogits.map(() => 0);
for (let i = 0; i < draws; i++) {
  hits[sampleFrom(cuts.all, drawRandom)]++;
}
const distances = cuts.all.flatMap((p, id) => {
  const deviation = Math.sqrt((p * (1 - p)) / draws);
  const isCountable = p * draws > 10;
  const away = Math.abs(hits[id] / draws - p) / deviation;
  return isCountable ? [away] : [];
});
headline({
  name: 'Farthest word from its probability, in deviations',
  value: Math.max(...distances),
  gate: { atMost: 5 },
  seed: seed,
});

// %% [markdown]
// As the temperature goes to 0, sampling becomes greedy. *Of the temperatures 1, 0.3 and 0.00001: which will write the same scene as greedy?*

// %%
const beginning = [end, ...words.idsOf(['['])];
const asText = (ids: number[]): string =>
  written(ids.map((id) => words.tokens[id]));
const write = (temperature: number, from = beginning) =>
  model.generate(from, {
    maxNewTokens: 100,
    stop: end,
    temperature: temperature,
    random: seededRandom(5),
  });
const greedyScene = write(0).join();
for (const temperature of [1, 0.3, 0.00001]) {
  const isSame = write(temperature).join() === greedyScene;
  console.log(`${temperature}: same as greedy: ${isSame}`);
}
headline({
  name: 'Temperature 0.00001 writes as greedy does (1 = yes)',
  value: Number(write(0.00001).join() === greedyScene),
  gate: { atLeast: 1 },
});

// %% [markdown]
// Two scenes drawn, at temperatures 1 and 2. Read them as a stage manager would. *Does the right person answer? Is the thing that is found the thing that was asked for?*

// %%
console.log('--- temperature 1\n[ ' + asText(write(1)));
console.log('\n--- temperature 2\n[ ' + asText(write(2)));

// %% [markdown]
// The grammar can judge it for us: `theatreLogProbability` is $-\infty$ for what is no scene. *What share of 100 drawn scenes is possible, at temperatures 0.5, 1 and 1.5?*

// %%
/** Many scenes at once, one row each. */
function drawScenes(temperature: number, count: number): Scene[] {
  const random = seededRandom(seed);
  const writing = model.write();
  const texts: number[][] = Array.from({ length: count }, () => []);
  let tokens = texts.map(() => beginning);
  for (let i = 0; i < 104; i++) {
    const logits = writing.write(tokens); // (count, V)
    const heat = { temperature: temperature };
    tokens = logits.arraySync().map((row, b) => {
      const id = sampleFrom(
        samplingDistribution(row, heat),
        random,
      );
      texts[b].push(id);
      return [id];
    });
    logits.dispose();
  }
  writing.dispose();
  return texts.map((ids) => {
    const scene = ids.slice(0, ids.indexOf(end));
    return ['[', ...scene.map((id) => words.tokens[id])];
  });
}

// %%
const numDrawn = paced({ full: 100, quick: 8 });
const isScene = (scene: Scene): boolean =>
  theatreLogProbability(scene) > -Infinity;
const possible = [0.5, 1, 1.5].map((temperature) => {
  const drawn = drawScenes(temperature, numDrawn);
  const share = drawn.filter(isScene).length / numDrawn;
  return { temperature: temperature, 'possible scenes': share };
});
showTable(possible);

// %% [markdown]
// A scene has about 75 words, and one wrong word spoils it: with 99 % of the words right, less than half of the scenes would be ($0.99^{75} = 0.47$). Perplexity is a mean over words; the quality of a text is a product.
//
// ## 11.11 · The cache
//
// To write word $n + 1$, must the model read all $n$ words again? Keys and values of a position depend only on what is before it: the mask sees to that. So they can be kept, as in lesson 10: the **KV cache**. Each new word is then one position of work, not $n$. Only a causal model can have one.
//
// *16 scenes, 90 new words after 3: how many positions of each scene are computed, with and without?*

// %%
const starts = heldOutIds
  .slice(0, 16)
  .map((ids) => [end, ...ids.slice(0, 2)]);

/** Greedy, 90 words, 16 scenes at once. */
function timed(isCached: boolean) {
  const started = performance.now();
  const writing = model.write({ isCached: isCached });
  let tokens = starts;
  for (let i = 0; i < 90; i++) {
    const logits = writing.write(tokens); // (16, V)
    const best = Array.from(tf.argMax(logits, 1).dataSync());
    tokens = best.map((id) => [id]);
    logits.dispose();
  }
  writing.dispose();
  const text = writing.texts.join();
  return { text: text, ms: performance.now() - started };
}

// %%
timed(true); // warm up
const kept = timed(true);
const anew = timed(false);
const lengths = Array.from({ length: 90 }, (_, i) => 3 + i);
const positions = lengths.reduce((sum, length) => sum + length, 0);
showTable([
  { cache: 'yes', positions: 3 + 89, ms: kept.ms.toFixed(0) },
  { cache: 'no', positions: positions, ms: anew.ms.toFixed(0) },
]);
console.log('same texts:', kept.text === anew.text);

// %%
const cachedWriting = model.write();
const plainWriting = model.write({ isCached: false });
let farthest = 0;
for (const id of [end, ...french.slice(0, 60)]) {
  const one = cachedWriting.write([[id]]);
  const other = plainWriting.write([[id]]);
  farthest = Math.max(farthest, maxDifference(one, other));
  tf.dispose([one, other]);
}
cachedWriting.dispose();
plainWriting.dispose();
headline({
  name: 'Logits with the cache against logits without',
  value: farthest,
  gate: { atMost: 1e-4 },
});

// %% [markdown]
// The same texts and the same logits, to rounding, for 92 positions instead of 4,275. The time falls by less than the count, to less than half here: in a model as small as this, starting an operation costs more than its arithmetic. The price is memory: two vectors of $D$ numbers a block for each position that was read.
//
// ## 11.12 · Take a piece away
//
// **The mask.** The same model, the same training, but every position sees the whole scene. *Where will the loss go?*

// %%
const openLogits =
  (learner: GPT): Logits =>
  (ids) =>
    tf.tidy(() => {
      const embedded = learner.embedding.forward(ids);
      const x = learner.positions.forward(embedded);
      const h = learner.body.forward(x); // not causal
      const [numBatch, length, dim] = h.shape;
      const rows = h.reshape<tf.Tensor2D>([-1, dim]);
      const table = learner.embedding.weight as tf.Tensor2D;
      const products = tf.matMul(rows, table, false, true);
      return products.reshape([numBatch, length, words.size]);
    });

const leaky = newModel();
const leakyHistory = await learn(
  'no mask',
  leaky,
  paced({ full: 400, quick: 12 }),
  openLogits(leaky),
);

// %%
const leakyLoss = natsPerWord(openLogits(leaky), heldOutIds);
const honestLoss = natsPerWord(
  (ids) => leaky.logits(ids),
  heldOutIds,
);
headline({
  name: 'Loss without the mask, divided by the entropy',
  value: leakyLoss / truth.perWord,
  gate: { atMost: paced({ full: 0.5, quick: 30 }) },
  seed: seed,
});
console.log('the same weights, mask on:', honestLoss.toFixed(2));
const stray = leaky.generate(beginning, {
  maxNewTokens: 12,
  temperature: 0,
});
console.log('[', stray.map(visible).join(' '));

// %%
const leakSteps = leakyHistory.heldOut ?? { steps: [], values: [] };
const x = leakSteps.steps;
show(
  lines(
    [
      { name: 'no mask', x: x, y: leakSteps.values },
      {
        name: 'entropy',
        x: x,
        y: x.map(() => truth.perWord),
        color: 'truth',
      },
    ],
    {
      title: 'Better than the truth: the sign of a leak',
      subtitle:
        'Nats per word on 100 validation scenes, log scale.',
      xTitle: 'step',
      yTitle: 'nats per word',
      yLog: true,
      marks: true,
    },
  ),
);

// %% [markdown]
// On unseen scenes the loss falls through the dashed line: nothing is learned by heart, it is *read off*. Position $t$ looks at position $t + 1$ and copies it. When the model writes, there is no position $t + 1$, and the same weights are helpless. Nothing crashes, and the curve looks good: as in lesson 10, a silent error. Two things find it: the entropy, where it is known, and the leak test of section 11.6:

// %%
const openLeak = leakBefore(openLogits(leaky), 20);
console.log('outputs before move by', openLeak.before.toFixed(2));

// %% [markdown]
// **The shift.** Now the mask is right, but the targets are the inputs themselves. *How long will it take to learn that?*

// %%
const unshifted = newModel();
const unshiftedHistory = await learn(
  'no shift',
  unshifted,
  paced({ full: 60, quick: 6 }),
  undefined,
  (batch) => batch.inputs,
);
const { losses } = unshiftedHistory;
console.log('last loss:', losses[losses.length - 1].toFixed(4));
const echo = unshifted.generate([end, ...place], {
  maxNewTokens: 8,
  temperature: 0,
});
console.log('it writes:', echo.map(visible).join(' '));
unshifted.dispose();

// %% [markdown]
// Almost at once the loss is far below the entropy, and the model has learned to say what it hears. Same sign, another cause.
//
// **The positions.** Attention without positions does not know the order (lesson 08). But a causal mask tells a little: the first position sees one word, the tenth ten. Is that enough? Two runs, alike but for the positions, which in one of them are 0 and stay so.

// %%
const fewSteps = paced({ full: 200, quick: 12 });
const placed = newModel();
const unplaced = newModel();
const table = unplaced.positions.weight;
table.assign(tf.zerosLike(table));
const others = unplaced.parameters().filter((p) => p !== table);

await learn('with positions', placed, fewSteps);
await learn(
  'without positions',
  unplaced,
  fewSteps,
  undefined,
  undefined,
  others,
);
const pair = [placed, unplaced].map((learner) =>
  Math.exp(natsPerWord((ids) => learner.logits(ids), heldOutIds)),
);
placed.dispose();
unplaced.dispose();

// %%
show(
  bars(
    [
      { label: 'with positions', value: pair[0] },
      { label: 'without', value: pair[1] },
      { label: 'truth', value: truth.perplexity },
    ],
    {
      title: 'What the positions are worth here',
      subtitle: `Perplexity, ${fewSteps} steps, unseen scenes.`,
      yTitle: 'perplexity',
      valueFormat: '.3f',
    },
  ),
);

// %% [markdown]
// Without positions the model is worse, yet far from lost: the mask itself breaks the symmetry. How much a GPT needs positions is a live question (Haviv and others, 2022, found that large ones can do without).
//
// ## 11.13 · Can it calculate?
//
// Give the same model sums: `8 5 + 0 7 =`. Its answer has three digits. In which order should it write them? Written `0 9 2`, the first digit depends on carries that it has not worked out. Written from the ones up, `2 9 0`, each digit needs two digits and one carry.
//
// 9,300 sums for training, 200 for validation, 500 for the end. *Which order is learned first?*

// %%
const allSums = addition('train');
const sums = allSums.slice(200);
const checkedSums = allSums.slice(0, 200);
const newSums = addition('test');
const digits = [...'0123456789+='];
const idsOfText = (text: string[]): number[] =>
  text.map((token) => digits.indexOf(token));

type Order = (answer: string[]) => string[];
const onesFirst: Order = (answer) => answer;
const hundredsFirst: Order = (answer) => [...answer].reverse();

function sumBatch(chosen: Addition[], order: Order): Batch {
  const rows = chosen.map(({ prompt, answer }) =>
    idsOfText([...prompt, ...order(answer)]),
  );
  const labels = rows.map((row) =>
    row.slice(1).map((id, t) => (t < 5 ? -1 : id)),
  );
  return {
    inputs: padBatch(rows.map((row) => row.slice(0, -1))).ids,
    targets: padBatch(labels).ids,
  };
}

// %% [markdown]
// The digits of the question are drawn at random and cannot be predicted, so they do not count: the first five targets are padding, here the label −1.

// %%
/** Writes the answers, three digits each, all sums at once. */
function answersOf(adder: GPT, asked: Addition[]): string[][] {
  const writing = adder.write();
  const answers: string[][] = asked.map(() => []);
  let tokens = asked.map(({ prompt }) => idsOfText(prompt));
  for (let digit = 0; digit < 3; digit++) {
    const logits = writing.write(tokens); // (B, 12)
    const best = Array.from(tf.argMax(logits, 1).dataSync());
    best.forEach((id, i) => answers[i].push(digits[id]));
    tokens = best.map((id) => [id]);
    logits.dispose();
  }
  writing.dispose();
  return answers;
}

// %%
function shareRight(
  adder: GPT,
  order: Order,
  asked: Addition[],
): number {
  const answers = answersOf(adder, asked);
  const right = asked.filter(
    ({ answer }, i) =>
      answers[i].join('') === order(answer).join(''),
  );
  return right.length / asked.length;
}

// %% [markdown]
// The learner: a GPT with three blocks of width 48, which reads 128 sums a step. Ten times on the way its answers to the validation sums are counted.

// %%
const newAdder = (random: Random): GPT =>
  new GPT({
    vocabularySize: digits.length,
    numPositions: 9,
    dim: 48,
    numHeads: 4,
    numLayers: 3,
    random: random,
  });

function lossOfSums(adder: GPT, order: Order, random: Random) {
  const chosen = Array.from({ length: 128 }, () => {
    return sums[random.integer(sums.length)];
  });
  const batch = sumBatch(chosen, order);
  const logits = adder.logits(batch.inputs);
  const limits = { paddingLabel: -1 };
  return crossEntropy(logits, batch.targets, limits);
}

// %%
async function learnSums(label: string, order: Order) {
  const random = seededRandom(seed);
  const adder = newAdder(random);
  const total = paced({ full: 500, quick: 24 });
  const rate = { rate: 3e-3, warmup: 20, steps: total };
  const history = await fit({
    steps: total,
    label: label,
    learningRate: cosineSchedule(rate),
    clipNorm: 1,
    model: adder,
    loss: () => lossOfSums(adder, order, random),
    earlyStop: {
      measure: () => shareRight(adder, order, checkedSums),
      better: 'higher',
      every: Math.ceil(total / 10),
      patience: 10,
    },
  });
  const share = shareRight(adder, order, newSums);
  adder.dispose();
  return { share: share, heldOut: history.heldOut };
}

// %%
const upwards = await learnSums('ones first', onesFirst);
const downwards = await learnSums('hundreds first', hundredsFirst);
headline({
  name: 'Two-digit sums that it never saw, right',
  value: upwards.share,
  gate: { atLeast: paced({ full: 0.95, quick: 0 }) },
  seed: seed,
});
console.log('hundreds first:', downwards.share.toFixed(3));

// %%
const sumCurve = (name: string, run: typeof upwards) => ({
  name: name,
  x: run.heldOut?.steps ?? [],
  y: run.heldOut?.values ?? [],
});
show(
  lines(
    [
      sumCurve('ones first', upwards),
      sumCurve('hundreds first', downwards),
    ],
    {
      title: 'The order of writing decides how fast it learns',
      subtitle: 'Share of the 200 validation sums that are right.',
      xTitle: 'step',
      yTitle: 'share',
      yDomain: [0, 1],
      marks: true,
    },
  ),
);

// %% [markdown]
// Ones first is learned in half of the steps; at the end hundreds first has hardly begun. It is the same model, with the same sums and the same number of digits. An autoregressive model can use what it has already written: give it an order in which that helps.
//
// ## 11.14 · What people get wrong
//
// **Claim 1: "The loss runs over all positions, padding or not: it hardly matters."** One short scene alone in its batch, and the same scene with a long one beside it. *In which column must the two rows agree?*

// %%
const byLength = [...heldOutIds].sort(
  (a, b) => a.length - b.length,
);
const [shortest] = byLength;
const longest = byLength[byLength.length - 1];

const lossOfFirst = (texts: number[][], paddingLabel?: number) =>
  tf.tidy(() => {
    const batch = batchOf(texts);
    const logits = model.logits(batch.inputs);
    const first = logits.slice([0, 0, 0], [1, -1, -1]);
    const labels = batch.targets.slice([0, 0], [1, -1]);
    const limits = { paddingLabel: paddingLabel };
    return crossEntropy(first, labels, limits).dataSync()[0];
  });
const trials = { alone: [shortest], padded: [shortest, longest] };
showTable(
  Object.entries(trials).map(([name, texts]) => ({
    scene: name,
    'without padding': lossOfFirst(texts, padding).toFixed(4),
    'padding counts': lossOfFirst(texts).toFixed(4),
  })),
);

// %% [markdown]
// **False.** The loss of a scene must not depend on its neighbours in the batch. With the padding counted it does, and by a lot.
//
// **Claim 2: "A higher temperature makes the model more creative: it knows more ways."** **False.** It makes every word likelier that was unlikely, and most unlikely words are errors: section 11.10 counted the scenes that are possible. The model knows the same at every temperature.
//
// **Claim 3: "A perplexity of 1.3 means that the model is right 1 time in 1.3."** Count how often its likeliest word is the one that came.

// %%
let numRight = 0;
for (const ids of heldOutIds.slice(0, 60)) {
  tf.tidy(() => {
    const batch = batchOf([ids]);
    const best = tf.argMax(model.logits(batch.inputs), 2);
    numRight += tf
      .equal(best, batch.targets)
      .toFloat()
      .sum()
      .dataSync()[0];
  });
}
const numAsked = heldOutIds.slice(0, 60).flat().length + 60;
console.log(
  'likeliest is right:',
  (numRight / numAsked).toFixed(3),
);
console.log('1 / perplexity:    ', (1 / reached).toFixed(3));

// %%
const asLibrary = tf.tidy(() => {
  const batch = batchOf(heldOutIds.slice(0, 60));
  const logits = model.logits(batch.inputs);
  const limits = { paddingLabel: padding };
  return perplexity(logits, batch.targets, limits);
});
console.log('perplexity():      ', asLibrary.toFixed(3));

// %% [markdown]
// **False.** Most words are certain (after `my` `dear` comes a role, after a question comes `?`), and a few are wide open. The perplexity is a geometric mean over both. (The library's `perplexity` counts the end marks among the words, and here it reads 60 scenes only.)
//
// ## 11.15 · Yours
//
// Begin a scene in either language, with words that the theatre knows. Change the temperature and the cuts. What does it do with a beginning that no scene has?

// %% tags=["yours"]
const mine = '[ a garden at night ] \n FOOL : good evening'; // <-
const myOptions = { temperature: 0.8, topK: 10, topP: null }; // <-
const mySeed = 1; // <- change

const myStart = mine.split(' ');
const unknownWords = myStart.filter((word) => !words.has(word));
if (unknownWords.length > 0) {
  console.log('not in the theatre:', unknownWords.join(' '));
} else {
  const more = model.generate([end, ...words.idsOf(myStart)], {
    ...myOptions,
    maxNewTokens: 90,
    stop: end,
    random: seededRandom(mySeed),
  });
  const whole = [...myStart, ...more.map((id) => words.tokens[id])];
  console.log(written(whole));
  console.log('ln p:', theatreLogProbability(whole).toFixed(1));
}

// %% [markdown]
// ## What to remember
//
// 1. A causal language model predicts every next token in one pass: inputs begin with the end mark, targets end with it, the mask closes what comes after. The diagonal stays open.
// 2. The loss is the mean of $-\ln p$ over real tokens; the perplexity is $e$ to it. Padding does not count.
// 3. The entropy of the data is the floor. A loss below it is a leak: an open mask, or targets that are not shifted.
// 4. GPT is the decoder block of 2017 without its cross-attention.
// 5. Temperature, top-k and top-p reshape what is drawn, not what is known. The cache changes the time, not the numbers.

// %% [markdown]
// ## Exercises
//
// In [the notebook of exercises 11](../exercises/11-gpt.ipynb):
//
// | | Exercise | Kind | Points | Difficulty | Time |
// | ---: | :--- | :--- | ---: | :--- | ---: |
// | 11.1 | Shift by one | write | 3 | ●○○ | 10 min |
// | 11.2 | The loss of a causal language model | write | 4 | ●●○ | 20 min |
// | 11.3 | Perplexity on paper | predict | 2 | ●○○ | 10 min |
// | 11.4 | Draw tokens | write | 4 | ●●○ | 15 min |
// | 11.5 | A cache that forgets | repair | 4 | ●●● | 20 min |
// | 11.6 | Teach a GPT to add | build | 5 | ●●● | 25 min |

// %% [markdown]
// ## Sources
//
// - A. Radford and others, *Improving Language Understanding by Generative Pre-Training*, 2018, section 3: GPT, with the norm after each sublayer. *Language Models are Unsupervised Multitask Learners*, 2019, section 2.3: GPT-2, with the norm before.
// - T. Brown and others, [*Language Models are Few-Shot Learners*](https://arxiv.org/abs/2005.14165), 2020, table 2.1: the sizes of GPT-3.
// - C. Shannon, *A Mathematical Theory of Communication*, 1948, section 7: entropy of a source, and texts drawn from counts.
// - F. Jelinek and others, *Perplexity – a measure of the difficulty of speech recognition tasks*, 1977.
// - A. Fan, M. Lewis, Y. Dauphin, [*Hierarchical Neural Story Generation*](https://arxiv.org/abs/1805.04833), 2018, section 5.4: top-k. A. Holtzman and others, [*The Curious Case of Neural Text Degeneration*](https://arxiv.org/abs/1904.09751), 2020, section 3.1: top-p.
// - A. Haviv and others, [*Transformer Language Models without Positional Encodings Still Learn Positional Information*](https://arxiv.org/abs/2203.16634), 2022.
// - A. Karpathy, *minGPT*, 2020: the adder that writes the ones first.
//
// [← 10 · The Transformer](10-transformer.ipynb) &nbsp;·&nbsp;
// [All lessons](../README.md) &nbsp;·&nbsp;
// [12 · Vision Transformer →](12-vision-transformer.ipynb)
