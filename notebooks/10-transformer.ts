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
// # 10 · The Transformer
//
// *An encoder that reads, a decoder that writes, no recurrence. Build the whole, train it, and test it where such models fail silently.*
//
// **After this lesson you can**
//
// - build the two masks of a Transformer by hand, and write the test that finds a leak;
// - write its decoder from the parts, prove it against the library, train it and decode with a cache;
// - say what each of its three attentions looks at, and what breaks without a part.
//
// 60 min to read, 165 min with the exercises · builds on [05 · Bahdanau's attention](05-bahdanau-attention.ipynb), [08 · Positions](08-positions.ipynb) and [09 · Transformer blocks](09-transformer-blocks.ipynb) · 6 exercises, 22 points · the cells run in about 3&nbsp;min on two cores, most of it five trainings
//
// ---

// %% setup
import { tf, useBackend, seededRandom, paced } from 'kernel-lib';
import { enfrPairs, Vocabulary, padBatch } from 'kernel-lib';
import { Seq2Seq, Transformer, Embedding } from 'kernel-lib';
import { CrossAttentionBlock } from 'kernel-lib';
import { bleu, causalMask, crossEntropy } from 'kernel-lib';
import { lengthMask, scaledDotProductWeights } from 'kernel-lib';
import { checkpoint, fit, maxDifference } from 'kernel-lib';
import { cosineSchedule, noamSchedule } from 'kernel-lib';
import { bars, headView, heatmap, heatmaps } from 'kernel-lib';
import { headline, lines, show, showTable } from 'kernel-lib';
import type { EnfrPair, Schedule } from 'kernel-lib';

await useBackend();

// %% [markdown]
// ## 10.1 · What cannot be done at the same time
//
// Lesson 05's translator with attention got 91 % of the test sentences right, and BLEU 96.6. Two things hurt.
//
// **It waits.** The state after word 5 needs the state after word 4, even in training, when all words are known. In a sentence of 20 words that is 20 steps for the encoder, then 20 for the decoder, each waiting for the one before. More processors do not help.
//
// **It loses count.** On sentences longer than any in training it had 26 %.
//
// A Transformer's attention meets all positions in one product. *How many steps wait for each other if encoder and decoder have two blocks each?*

// %%
const trainPairs = enfrPairs('train');
const most = paced({ full: 500, quick: 120 });
const testPairs = enfrPairs('test').slice(0, most);
const text = (words: string[]): string => words.join(' ');
const seed = 10;
const dim = 64;

const english = new Vocabulary(
  trainPairs.map((pair) => pair.english),
);
const french = new Vocabulary(
  trainPairs.map((pair) => pair.french),
);
const [bos, eos] = french.idsOf(['<bos>', '<eos>']);
const sizes = {
  sourceVocabularySize: english.size,
  targetVocabularySize: french.size,
};

// %%
function newModel(): Transformer {
  return new Transformer({
    ...sizes,
    dim: dim,
    numHeads: 4,
    hiddenDim: 2 * dim,
    numLayers: 2, // of the encoder, and of the decoder
    norm: 'pre',
    random: seededRandom(seed),
  });
}
const model = newModel();
console.log(`${model.numParameters()} parameters`);
console.log(
  `${english.size} English tokens, ${french.size} French`,
);

// %% [markdown]
// Count the steps and measure the time of one pass of both models (64 sentences of random words; the best of three).

// %%
function newRecurrent(): Seq2Seq {
  return new Seq2Seq({
    ...sizes,
    dim: dim,
    attention: 'additive',
    random: seededRandom(seed),
  });
}
const drawing = seededRandom(seed);

function randomIds(length: number, size: number): tf.Tensor2D {
  const ids = Array.from({ length: 64 * length }, () =>
    drawing.integer(size),
  );
  return tf.tensor2d(ids, [64, length], 'int32');
}

function milliseconds(run: () => tf.Tensor): number {
  const times = [0, 1, 2].map(() => {
    const start = performance.now();
    tf.tidy(() => {
      run().dataSync();
    });
    return performance.now() - start;
  });
  return Math.min(...times);
}

// %%
const recurrent = newRecurrent();
const lengthsTried = [5, 10, 20, 40].slice(
  0,
  paced({ full: 4, quick: 2 }),
);
const waiting = lengthsTried.map((length) => {
  const batch = {
    source: randomIds(length, english.size),
    target: randomIds(length, french.size),
  };
  const times = [recurrent, model].map((one) =>
    milliseconds(() => one.logits(batch)).toFixed(0),
  );
  tf.dispose(batch);
  return {
    'words in, words out': length,
    'GRU: steps in a row': 2 * length,
    'Transformer: blocks in a row': 4,
    'GRU, ms': times[0],
    'Transformer, ms': times[1],
  };
});
recurrent.dispose();
showTable(waiting);

// %% [markdown]
// Four, for any length. And although this Transformer does *more* arithmetic than that GRU, and forms $n^2$ scores for a sentence of $n$ words (lesson 08), it is not the slower one even on two cores, as the last columns say: one large product takes less time than many small ones that wait for each other. On a machine with thousands of processors that decides.
//
// The second pain, longer sentences, comes back in section 10.6. Do not expect too much.

// %% [markdown]
// ## 10.2 · Two stacks and three attentions
//
// Vaswani and others (2017), figure 1:
//
// | attention | in | queries | keys and values | mask |
// | :--- | :--- | :--- | :--- | :--- |
// | self | encoder | English words | English words | padding |
// | causal self | decoder | French words | French words *so far* | no later word |
// | cross | decoder | French words | what the encoder made | padding |
//
// An encoder block has one attention and a feed-forward network; a decoder block has two and a feed-forward network. (Residuals and norms: lesson 09.) The encoder's output, a vector for each English word, is the **memory**.

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
const three = batchOf(testPairs.slice(0, 3));
console.log(`source (${three.source.shape})`);
console.log(`target (${three.target.shape})`);
console.log(`read   ${text(testPairs[0].english)}`);
console.log(`write  ${text(testPairs[0].french)}`);

// %% [markdown]
// As in lesson 05 the decoder reads `<bos>` and the right words, and says each next one: the labels are the target *shifted by one*. All positions are trained at once, so the answer of position $t$ stands in plain sight: position $t + 1$ reads it. The causal mask must hide it.
//
// ## 10.3 · Two masks by hand
//
// A table with a row for each query and a column for each key; 1 = may attend. *The sentence is "il dort" in a batch where others have four tokens: `<bos> il dort <pad>`. Draw the table before you run it. Is the corner at row 0, column 0 open?*

// %%
const tokens = ['<bos>', 'il', 'dort', '<pad>'];
const isReal = tokens.map((token) => token !== '<pad>');
const byHand = tokens.map((_, query) =>
  tokens.map((__, key) => key <= query && isReal[key]),
);
const handMask = byHand.map((row) => row.map(Number));
show(
  heatmap(handMask, {
    title: 'A word sees itself and what came before, no padding',
    subtitle: 'Row: query. Column: key. 1 = may attend.',
    rows: tokens,
    columns: tokens,
    mask: byHand,
  }),
);

// %% [markdown]
// The diagonal is open: a word sees itself. (Some texts say "only previous words"; then `<bos>` would see nothing at all.) Padding closes *columns*, never rows: the row of `<pad>` is computed and its loss is thrown away.
//
// Both conditions must hold, so the two masks are joined by *and*.

// %%
const joined = tf.tidy(() =>
  tf
    .logicalAnd(causalMask(4), lengthMask([3], 4, 4))
    .squeeze<tf.Tensor2D>([0]),
); // (4, 4)
console.log(
  'equal to ours:',
  maxDifference(joined.toFloat(), handMask) === 0,
);

// %% [markdown]
// ## 10.4 · The decoder, written out
//
// A pre-norm decoder block is three sums, with $N$ the layer norms:
//
// $$\begin{aligned} a &= x + \mathrm{Self}(Nx, Nx, Nx;\ \text{mask})\\ b &= a + \mathrm{Cross}(Na,\ m,\ m)\\ y &= b + \mathrm{FFN}(Nb)\end{aligned}$$
//
// The arguments of both attentions are queries, keys and values. Look at the second line: the **query** is the decoder's, **keys and values** are the memory $m$ $(B, S, D)$. We take the weights of the library's block and write the way through it ourselves, so that we may change it later.

// %%
function decoderBlock(
  block: CrossAttentionBlock,
  x: tf.Tensor3D, // (B, T, D)
  memory: tf.Tensor3D, // (B, S, D)
  memoryLens: tf.Tensor1D, // (B)
  mask: tf.Tensor2D | null, // (T, T)
): tf.Tensor3D {
  const own = block.selfResidual.norm.forward(x);
  const asked = { queries: own, keys: own, values: own };
  const self = block.selfAttention.forward({
    ...asked,
    mask: mask,
  });
  const a: tf.Tensor3D = x.add(self);
  const told = block.crossAttention.forward({
    queries: block.crossResidual.norm.forward(a),
    keys: memory,
    values: memory,
    validLens: memoryLens,
  });
  const b: tf.Tensor3D = a.add(told);
  const inner = block.feedForwardResidual.norm.forward(b);
  return b.add(block.feedForward.forward(inner)); // (B, T, D)
}

// %% [markdown]
// Around the blocks: embeddings **times √D**, plus the sinusoids of lesson 08. An embedding vector begins with length 1, a row of sinusoids has length $\sqrt{D/2} = 5.7$. Without the factor 8 the word would be drowned by its place.
//
// Three switches let us take parts away in section 10.10: the causal mask, the positions, the factor.

// %%
type Parts = {
  isCausal: boolean;
  hasPositions: boolean;
  isScaled: boolean;
};
const whole: Parts = {
  isCausal: true,
  hasPositions: true,
  isScaled: true,
};

function embed(
  { positions }: Transformer,
  table: Embedding,
  ids: tf.Tensor2D, // (B, T)
  { isScaled, hasPositions }: Parts,
): tf.Tensor3D {
  const vectors = table.forward(ids); // (B, T, D)
  const scale = isScaled ? Math.sqrt(dim) : 1;
  const scaled: tf.Tensor3D = vectors.mul(scale);
  return hasPositions ? positions.forward(scaled) : scaled;
}

// %% [markdown]
// The rest is order: encode the source once, then send the target through the decoder blocks, each of which reads the memory. Last come a norm and a logit for each of the $V$ French tokens. *Which shape will the logits have for three sentences and targets of 8 tokens?*

// %%
type Source = { source: tf.Tensor2D; sourceLens: tf.Tensor1D };

function encode(m: Transformer, input: Source, parts: Parts) {
  const x = embed(m, m.sourceEmbedding, input.source, parts);
  return m.encoder.forward(x, { validLens: input.sourceLens });
}

function decode(
  m: Transformer,
  target: tf.Tensor2D, // (B, T)
  memory: tf.Tensor3D, // (B, S, D)
  lens: tf.Tensor1D, // (B)
  parts: Parts,
): tf.Tensor {
  const { blocks, finalNorm } = m.decoder;
  const mask = parts.isCausal ? causalMask(target.shape[1]) : null;
  let x = embed(m, m.targetEmbedding, target, parts);
  for (const block of blocks) {
    x = decoderBlock(block, x, memory, lens, mask);
  }
  return m.output.forward(finalNorm ? finalNorm.forward(x) : x);
}

// %%
function logitsOf(
  m: Transformer,
  batch: Source & { target: tf.Tensor2D },
  parts: Parts,
): tf.Tensor {
  return tf.tidy(() => {
    const memory = encode(m, batch, parts); // (B, S, D)
    const lens = batch.sourceLens;
    return decode(m, batch.target, memory, lens, parts);
  }); // (B, T, V)
}
const ours = logitsOf(model, three, whole);
const theirs = model.logits(three);
console.log(`logits (${ours.shape})`);
console.log('equal to 1e-5:', maxDifference(ours, theirs) < 1e-5);

// %% [markdown]
// ## 10.5 · A test that finds leaks
//
// Whoever writes a mask can write it wrong, and the loss will *improve*. So do not only read the code: test it. Change target token $t$ to another word. The outputs at $0 \dots t-1$ must not know it. Not "nearly": the same numbers must come out, so the largest difference must be exactly 0.
//
// *What will the same test say when the mask is left out?*

// %%
/** The target with other words at position t. */
function changedAt(t: number): tf.Tensor2D {
  const V = french.size;
  const rows = three.target
    .arraySync()
    .map((row) =>
      row.map((id, j) => (j === t ? (id + 7) % V : id)),
    );
  return tf.tensor2d(rows, undefined, 'int32'); // (3, T)
}

// %%
function leakage(parts: Parts): number {
  const places = Array.from(
    { length: three.target.shape[1] - 1 },
    (_, i) => i + 1,
  ); // 1 … T - 1
  return tf.tidy(() => {
    const before = logitsOf(model, three, parts);
    const gaps = places.map((t) => {
      const changed = { ...three, target: changedAt(t) };
      const after = logitsOf(model, changed, parts);
      const [one, two] = [before, after].map((logits) =>
        logits.slice([0, 0, 0], [-1, t, -1]),
      );
      return maxDifference(one, two);
    });
    return Math.max(...gaps);
  });
}

// %%
const leak = leakage(whole);
const openLeak = leakage({ ...whole, isCausal: false });
console.log(`with the causal mask: ${leak}`);
console.log(`without it:           ${openLeak.toFixed(3)}`);
headline({
  name: 'Outputs before a changed token: largest difference',
  value: leak,
  gate: { atMost: 0 },
  seed: seed,
});
headline({
  name: 'The same without the mask: the test finds it',
  value: openLeak,
  gate: { atLeast: 0.001 },
  seed: seed,
});

// %% [markdown]
// The test needs no training and no data: an untrained model leaks as well as a trained one. Run it on every decoder that you write.
//
// The opposite test belongs with it: the *memory* must matter. Change the English sentence, and all outputs should change. A decoder whose cross-attention is not connected passes the first test.

// %%
const otherSource = tf.tidy(() => {
  const swapped = three.source.reverse(0);
  const lens: tf.Tensor1D = three.sourceLens.reverse(0);
  const changed = { source: swapped, sourceLens: lens };
  const after = logitsOf(model, { ...three, ...changed }, whole);
  return maxDifference(after, theirs);
});
console.log(`another source: ${otherSource.toFixed(3)}`);

// %% [markdown]
// ## 10.6 · Training
//
// Two habits of the paper: warm-up and label smoothing.
//
// **Warm-up.** Adam divides each step by a running mean of gradient sizes. After a few steps that mean rests on almost nothing, and a full step in a bad direction can spoil the attention for good (Xiong and others, 2020). So the rate rises from 0, then falls. The paper's rule (equation 3) falls with $1/\sqrt{s}$; we use half a cosine, which ends at 0.
//
// *Both curves below rise for 150 steps. Which one is higher at the end of the run?*

// %%
const steps = paced({ full: 1500, quick: 40 });
const warmup = paced({ full: 150, quick: 10 });
const rate = 6e-3;
const cosine = cosineSchedule({
  rate: rate,
  warmup: warmup,
  steps: steps,
});
const noam = noamSchedule({
  dim: dim,
  warmup: warmup,
  factor: rate * Math.sqrt(dim * warmup),
});
const drawn = Array.from({ length: 101 }, (_, i) =>
  Math.round((i * steps) / 100),
);

// %%
show(
  lines(
    [
      { name: 'cosine', x: drawn, y: drawn.map(cosine) },
      { name: 'paper', x: drawn, y: drawn.map(noam) },
    ],
    {
      title: 'Up in a straight line, then down',
      subtitle: 'Learning rate by step, same peak for both.',
      xTitle: 'step',
      yTitle: 'learning rate',
    },
  ),
);

// %% [markdown]
// Up to step 150 they are nearly one line. At the end the paper's rate is still a third of the peak, $\sqrt{150/1500}$; the cosine is at 0, so the last steps are small ones.
//
// **Label smoothing** (Szegedy and others, 2016). The usual target puts all probability on the label $y$. A larger logit is then always better, and the model becomes surer than it has reason to be. With $\varepsilon = 0.1$ the target is $1 - \varepsilon$ on the label plus $\varepsilon / V$ on every token:
//
// $$L = -\sum_v q_v \log p_v, \qquad q_v = (1 - \varepsilon)\,[v = y] + \varepsilon / V$$
//
// By hand for three tokens, $p = (0.7, 0.2, 0.1)$ and label 0. *Is the smoothed loss larger or smaller?*

// %%
const p = [0.7, 0.2, 0.1];
const q = p.map((_, v) => (v === 0 ? 0.9 : 0) + 0.1 / 3);
const plainLoss = -Math.log(p[0]);
const smoothLoss = p.reduce(
  (sum, x, v) => sum - q[v] * Math.log(x),
  0,
);
const libraryLoss = tf.tidy(() => {
  const logits = tf.tensor2d([p]).log(); // (1, V)
  const label = tf.tensor1d([0], 'int32');
  const smoothed = { labelSmoothing: 0.1 };
  return crossEntropy(logits, label, smoothed).dataSync()[0];
});
console.log(`plain     ${plainLoss.toFixed(4)}`);
console.log(`smoothed  ${smoothLoss.toFixed(4)}`);
console.log(`library   ${libraryLoss.toFixed(4)}`);

// %% [markdown]
// Larger, and it can never reach 0: the best it can do is the entropy of $q$. So do not compare a smoothed loss with one that is not.
//
// The loop of lesson 05, with a schedule and a smoothed loss. Batches are 64 sentences of about the same length.

// %%
const sorted = [...trainPairs].sort(
  (x, y) => x.french.length - y.french.length,
);
type Run = {
  steps: number;
  schedule: Schedule;
  parts: Parts;
  smoothing: number;
};

// %%
async function train(m: Transformer, run: Run, label: string) {
  const random = seededRandom(seed);
  const alive: number[] = [];
  const history = await fit({
    model: m,
    steps: run.steps,
    loss: () => {
      alive.push(tf.memory().numTensors);
      const at = random.integer(sorted.length - 63);
      const batch = batchOf(sorted.slice(at, at + 64));
      return crossEntropy(
        logitsOf(m, batch, run.parts),
        batch.labels,
        { paddingLabel: 0, labelSmoothing: run.smoothing },
      );
    },
    learningRate: run.schedule,
    clipNorm: 1,
    label: label,
  });
  const leaked = alive[alive.length - 1] - alive[1];
  return { losses: history.losses, leaked: leaked };
}

// %%
const mainRun = {
  steps: steps,
  schedule: cosine,
  parts: whole,
  smoothing: 0.1,
};
const trained = await train(model, mainRun, 'Transformer');
console.log(`seed ${seed}, ${steps} steps of 64 sentences`);

// %% [markdown]
// Now without a teacher. Greedy decoding, as in lesson 05: write the most likely word, read it, go on until `<eos>`.
//
// *Lesson 05 had 91 %. Which groups of sentences did it still get wrong?*

// %%
const search = { bos: bos, eos: eos, maxLength: 30 };

function translate(m: Transformer, pairs: EnfrPair[]): string[][] {
  return tf.tidy(() => {
    const written = m.translate(batchOf(pairs), search);
    return written.map((ids) => french.tokensOf(ids));
  });
}

const referencesOf = (pair: EnfrPair): string[][] =>
  pair.references ?? [pair.french];
const isRight = (pair: EnfrPair, words: string[]): boolean =>
  referencesOf(pair).map(text).includes(text(words));

function judge(pairs: EnfrPair[], written: string[][]) {
  const right = pairs.filter((pair, i) =>
    isRight(pair, written[i]),
  );
  const all = pairs.map(referencesOf);
  return {
    exact: right.length / pairs.length,
    bleu: bleu({ hypotheses: written, references: all }).score,
  };
}

// %%
const written = translate(model, testPairs);
const result = judge(testPairs, written);
headline({
  name: 'Exact match, Transformer, 500 unseen pairs',
  value: result.exact,
  gate: { atLeast: paced({ full: 0.93, quick: 0 }) },
  seed: seed,
});
headline({
  name: 'BLEU on the test set, Transformer',
  value: result.bleu,
  gate: { atLeast: paced({ full: 95, quick: 0 }) },
  seed: seed,
});
headline({
  name: 'Tensors left behind by the training steps',
  value: trained.leaked,
  gate: { atMost: 0 },
});

// %% [markdown]
// Beside lesson 05 (its additive attention, 1,500 steps of 64, seed 5; the numbers are those that its own run gave), on all four sets. *New pairs*: an adjective and a noun that never met in training. *Longer*: 17 to 22 English tokens, the longest in training has 16.
//
// *On which set do you expect the Transformer to lose?*

// %%
const longer = enfrPairs('longer').slice(0, most);
const sets: [string, EnfrPair[]][] = [
  ['test', testPairs],
  ['new pairs', enfrPairs('compositional').slice(0, most)],
  ['longer', longer],
  ['ambiguous', enfrPairs('ambiguous').slice(0, most)],
];
const before05 = [
  { exact: 0.91, bleu: 97 },
  { exact: 0.87, bleu: 95 },
  { exact: 0.26, bleu: 74 },
  { exact: 0.83, bleu: 95 },
];
const writtenBySet = sets.map(([name, pairs]) =>
  name === 'test' ? written : translate(model, pairs),
);
const judged = sets.map(([, pairs], i) =>
  judge(pairs, writtenBySet[i]),
);

// %%
const percent = (share: number): string =>
  `${(100 * share).toFixed(0)} %`;
showTable(
  sets.map(([name], i) => {
    return {
      set: name,
      'lesson 05, exact': percent(before05[i].exact),
      'Transformer, exact': percent(judged[i].exact),
      'lesson 05, BLEU': before05[i].bleu.toFixed(0),
      'Transformer, BLEU': judged[i].bleu.toFixed(0),
    };
  }),
);
headline({
  name: 'Exact match on new pairs of words',
  value: judged[1].exact,
  gate: { atLeast: paced({ full: 0.75, quick: 0 }) },
  seed: seed,
});
headline({
  name: 'Exact match on longer sentences',
  value: judged[2].exact,
  gate: { atMost: 0.6 },
  seed: seed,
});

// %% [markdown]
// **The Transformer leads where the sentences are like those it learned from**: 96 % against 91 % exact on the test set, about 93 against 87 on new pairs. Where several translations are right it is a little better, too.
//
// **On longer sentences it loses**: about one in eight exact, against one in four. (Other learning rates gave us 5 and 8 %.) Attention reaches every word; that does not mean that a model knows what to do at position 19.
//
// For scale: the paper's model reached BLEU 28.4 (English to German) and 41.8 (English to French) on real news. Ours is high because the language is small.
//
// *What goes wrong in long sentences: do they stop too early, or too late?*

// %%
const longWritten = writtenBySet[2];
const shareOf = (isSo: (words: string[], i: number) => boolean) =>
  percent(longWritten.filter(isSo).length / longer.length);
const wanted = longer.map((pair) => pair.french.length);
const tooShort = shareOf((words, i) => words.length < wanted[i]);
const tooLong = shareOf((words, i) => words.length > wanted[i]);
const noEnd = shareOf((words) => words.length === search.maxLength);
console.log(`too short ${tooShort}`);
console.log(`too long  ${tooLong}`);
console.log(`no end    ${noEnd}`);

const lengths = trainPairs.map((pair) => pair.french.length);
const numLong = lengths.filter((length) => length >= 19).length;
console.log(
  `of ${lengths.length} French sentences to learn from,`,
  `${numLong} have 19 tokens or more`,
);

// %% [markdown]
// It stops early in about 40 % of the sentences, and in a quarter it does not stop at all. Recurrence treats step 19 like step 9. Here the encoder has never met the sinusoid of position 17 added to a word, and the decoder has seldom met that of 19. The formula of lesson 08 *has* a value for every position; that is not the same as being trained there. (Relative and rotary positions, lesson 08, are two answers.)
//
// ## 10.7 · Three families of maps
//
// *The sentence has a word that changes its place. In which of the three maps do you expect to see that?*

// %%
const shown =
  testPairs.find((pair) =>
    text(pair.english).startsWith('his black dog'),
  ) ?? testPairs[0];
const shownBatch = batchOf([shown]);
const maps = model.weights(shownBatch);
const frenchRead = ['<bos>', ...shown.french];

function panelsOf(all: tf.Tensor4D) {
  const heads = all.squeeze<tf.Tensor3D>([0]).arraySync();
  return heads.map((values, h) => {
    return { title: `head ${h + 1}`, values: values };
  });
}
show(
  heatmaps(panelsOf(maps.encoder[1]), {
    title: 'Encoder: every word may look both ways',
    subtitle: 'Block 2, four heads. Row: query. Column: key.',
    rows: shown.english,
    columns: shown.english,
  }),
);

// %%
show(
  heatmaps(panelsOf(maps.decoder[1].self), {
    title: 'Decoder: nothing above the diagonal',
    subtitle: 'Block 2. Rows and columns: what the decoder reads.',
    rows: frenchRead,
    columns: frenchRead,
  }),
);

// %%
show(
  heatmaps(panelsOf(maps.decoder[1].cross), {
    title: 'Cross-attention: French words ask English words',
    subtitle: 'Block 2. Row: the word read; it must say the next.',
    rows: frenchRead,
    columns: shown.english,
  }),
);

// %% [markdown]
// In the encoder no cell is closed. The triangle of the decoder is the mask and no discovery. The cross maps hold the word order: the row *son* (which must say *chien*) looks at *dog*, the row *chien* (which must say *noir*) goes back to *black*. One thing is easy to misread: a row stands for the word that is *read*, and asks for the one that comes *next*.
//
// People often report that such maps "make no sense". Look at one head at a time, and measure: in which head does the row that must say a French adjective have its largest weight on its English adjective?

// %%
function headScores(block: number): number[] {
  return tf.tidy(() => {
    const all = model.weights(batchOf(testPairs));
    const best = all.decoder[block].cross.argMax(3); // (B, H, T)
    const places = best.arraySync() as number[][][];
    return [0, 1, 2, 3].map((h) => {
      const hits = testPairs.flatMap((pair, i) =>
        pair.alignment.map(
          ([from, to]) => places[i][h][to] === from,
        ),
      );
      return hits.filter((hit) => hit).length / hits.length;
    });
  });
}
const byHead = [0, 1].flatMap((block) =>
  headScores(block).map((value, h) => {
    return {
      label: `head ${h + 1}`,
      value: value,
      group: `block ${block + 1}`,
    };
  }),
);

// %%
show(
  bars(byHead, {
    title: 'Most heads align, and not equally well',
    subtitle: 'French adjectives that look at their English one.',
    yTitle: 'share',
    valueFormat: '.0%',
  }),
);
const bestHead = Math.max(...byHead.map(({ value }) => value));
headline({
  name: 'Adjectives aligned by the best head',
  value: bestHead,
  gate: { atLeast: paced({ full: 0.5, quick: 0 }) },
  seed: seed,
});

// %% [markdown]
// Nobody told them, and every head is far above chance; the best are at 99 %, the weakest near 70. So one map of one head could have shown either. Say which head you show, and how often it does what you say.
//
// ## 10.8 · Writing with a cache
//
// To write word $t$, greedy decoding needs only the last row of the decoder. The earlier rows do not change when a word is added: the causal mask says so. So their keys and values can be kept: a **key–value cache**. Each step then computes one position, and asks all keys kept so far. The memory's keys and values are computed once.
//
// *For a sentence of 12 words: how many positions does the decoder compute without a cache, how many with one?*

// %%
const words = Array.from({ length: 20 }, (_, i) => i + 1);
show(
  lines(
    [
      { name: 'with a cache', x: words, y: words },
      {
        name: 'without',
        x: words,
        y: words.map((n) => (n * (n + 1)) / 2),
      },
    ],
    {
      title: 'Twelve words: 12 positions, or 78',
      subtitle: 'Positions that each decoder block computes.',
      xTitle: 'words written',
      yTitle: 'positions',
    },
  ),
);

// %% [markdown]
// Twelve, or $1 + 2 + \dots + 12 = 78$. *Are the numbers the same? And how much time is saved?*

// %%
const tenPairs = batchOf(testPairs.slice(0, 10));
const cacheGaps: number[] = [];
const prefix = tenPairs.target.arraySync();
const kept = model.write(tenPairs); // isCached: true
const anew = model.write(tenPairs, { isCached: false });
for (let t = 0; t < prefix[0].length; t++) {
  const column = prefix.map((row) => [row[t]]);
  const [one, two] = [kept, anew].map((w) => w.write(column));
  cacheGaps.push(maxDifference(one, two));
  tf.dispose([one, two]);
}
kept.dispose();
anew.dispose();
headline({
  name: 'Logits with a cache and without: largest difference',
  value: Math.max(...cacheGaps),
  gate: { atMost: 1e-4 },
  seed: seed,
});

// %%
const cacheTimes = [true, false].map((isCached) => {
  const start = performance.now();
  const ids = tf.tidy(() =>
    model.translate(batchOf(testPairs.slice(0, 100)), {
      ...search,
      isCached: isCached,
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  return { seconds: seconds, ids: JSON.stringify(ids) };
});
const [cached, uncached] = cacheTimes;
console.log(`with a cache    ${cached.seconds.toFixed(2)} s`);
console.log(`without         ${uncached.seconds.toFixed(2)} s`);
console.log(`same words:     ${cached.ids === uncached.ids}`);

// %% [markdown]
// The same numbers, to rounding, for less work: several times faster here. The price is memory: two vectors, a key and a value, for each word in each block.
//
// ## 10.9 · Beam search
//
// Greedy decoding never takes a word back. **Beam search** keeps the few likeliest beginnings instead of one. Here is a table of probabilities where that matters: after `<bos>` the model says *le* with 0.6, *un* with 0.4; what follows is in the table.
//
// *Which two words does greedy write? Which two words are the likeliest pair?*

// %%
const table: Record<string, Record<string, number>> = {
  '<bos>': { le: 0.6, un: 0.4 },
  le: { chat: 0.35, chien: 0.33, roi: 0.32 },
  un: { chat: 0.9, chien: 0.1 },
};
type Beam = { words: string[]; probability: number };

function extend(beams: Beam[], numBeams: number): Beam[] {
  const longerBeams = beams.flatMap((beam) => {
    const last = beam.words[beam.words.length - 1];
    const choices = Object.entries(table[last]);
    return choices.map(([word, share]) => {
      return {
        words: [...beam.words, word],
        probability: beam.probability * share,
      };
    });
  });
  longerBeams.sort((x, y) => y.probability - x.probability);
  return longerBeams.slice(0, numBeams);
}

// %%
const start: Beam[] = [{ words: ['<bos>'], probability: 1 }];
for (const numBeams of [1, 2]) {
  const [best] = extend(extend(start, numBeams), numBeams);
  const phrase = best.words.slice(1).join(' ');
  const probability = best.probability.toFixed(2);
  console.log(`${numBeams} beam(s): ${phrase}, ${probability}`);
}

// %% [markdown]
// Greedy is beam search with one beam: *le chat*, 0.21. Two beams keep *un* for one step more and find 0.36. Real search adds logarithms, and divides by a power of the length, since each word makes a text less likely (Wu and others, 2016).
//
// Does it help our model? Take 20 sentences that greedy decoding got wrong, and 10 that it got right. *How many will four beams mend?*

// %%
const hit = testPairs.map((pair, i) => isRight(pair, written[i]));
const places = [...testPairs.keys()];
const wrong = places.filter((i) => !hit[i]).slice(0, 20);
const right = places.filter((i) => hit[i]).slice(0, 10);

async function byBeams(tried: number[]): Promise<number> {
  let hits = 0;
  for (const i of tried) {
    await checkpoint();
    const input = batchOf([testPairs[i]]);
    const [found] = model.translateWithBeams(input, search);
    tf.dispose(input);
    const said = french.tokensOf(found.tokens);
    if (isRight(testPairs[i], said)) hits++;
  }
  return hits;
}

// %%
const some = paced({ full: 20, quick: 3 });
const mended = await byBeams(wrong.slice(0, some));
const stayed = await byBeams(right.slice(0, some));
const [numWrong, numRight] = [wrong, right].map((tried) =>
  Math.min(some, tried.length),
);
console.log(`wrong, now right: ${mended} of ${numWrong}`);
console.log(`right, still so:  ${stayed} of ${numRight}`);

// %% [markdown]
// Of about twenty wrong sentences, four beams mend one or two, and they break none of ten right ones. The search is not where this model errs: the texts that it holds most likely are wrong. Beams pay where the next words are less certain. The paper used four.
//
// ## 10.10 · Take pieces away
//
// **The causal mask.** Train two new models for 500 steps, one of them with the switch `isCausal: false`. The library cannot write without a mask, so we decode with our own `decode`, word by word.
//
// *Before you run it: which of the two will have the lower loss, and which the higher BLEU?*

// %%
function greedyBy(m: Transformer, pairs: EnfrPair[], parts: Parts) {
  const rows = pairs.map(() => [bos]);
  tf.tidy(() => {
    const batch = batchOf(pairs);
    const memory = encode(m, batch, parts);
    for (let t = 0; t < 20; t++) {
      const ids = tf.tidy(() => {
        const sofar = tf.tensor2d(rows, undefined, 'int32');
        const lens = batch.sourceLens;
        const logits = decode(m, sofar, memory, lens, parts);
        const last = logits.slice([0, t], [-1, 1]).argMax(2);
        return Array.from(last.dataSync());
      });
      rows.forEach((row, i) => row.push(ids[i]));
    }
  });
  return rows.map(([, ...ids]) =>
    french.tokensOf(ids.slice(0, [...ids, eos].indexOf(eos))),
  );
}

// %% [markdown]
// The loss has no smoothing here, so that it can be read. Each model gives two numbers on the same 200 pairs: the loss *with* the teacher, and the translations *without* one.

// %%
const fewer = testPairs.slice(0, paced({ full: 200, quick: 40 }));
const shortSteps = paced({ full: 500, quick: 25 });
const shortSchedule = cosineSchedule({
  rate: rate,
  warmup: paced({ full: 50, quick: 5 }),
  steps: shortSteps,
});

// %%
async function without(change: Partial<Parts>, label: string) {
  const parts = { ...whole, ...change };
  const other = newModel();
  const run = {
    steps: shortSteps,
    schedule: shortSchedule,
    parts: parts,
    smoothing: 0, // so that the loss can be read
  };
  await train(other, run, label);
  const held = batchOf(fewer);
  const loss = tf.tidy(() => {
    const logits = logitsOf(other, held, parts);
    const padding = { paddingLabel: 0 };
    return crossEntropy(logits, held.labels, padding).dataSync()[0];
  });
  const scores = judge(fewer, greedyBy(other, fewer, parts));
  other.dispose();
  return { label: label, loss: loss, ...scores };
}

// %%
const nothing = await without({}, 'nothing taken away');
const noMask = await without({ isCausal: false }, 'no causal mask');
showTable(
  [nothing, noMask].map((row) => {
    return {
      model: row.label,
      'loss, with the teacher': row.loss.toFixed(3),
      'exact match, alone': percent(row.exact),
      'BLEU, alone': row.bleu.toFixed(1),
    };
  }),
);
headline({
  name: 'Loss without the mask, with the teacher',
  value: noMask.loss,
  gate: { atMost: paced({ full: 0.1, quick: 6 }) },
  seed: seed,
});
headline({
  name: 'BLEU without the mask, alone',
  value: noMask.bleu,
  gate: { atMost: paced({ full: 10, quick: 40 }) },
  seed: seed,
});

// %% [markdown]
// **The better loss translates nothing.** About 0.02 with the teacher, a quarter of the honest model's 0.07; alone not one sentence right, BLEU 0.1. Position $t$ finds its answer at position $t + 1$ and copies it. When it writes alone there is no position $t + 1$.
//
// It is a common error, and a silent one: open-source projects have reported 98 to 100 % "accuracy" that came from it. The sign is a loss that is *too good*. A text has an entropy, and no honest model gets below it (lesson 11).
//
// **Positions, and √D.** *Order them by exact match before you run.*

// %%
const noPositions = await without(
  { hasPositions: false },
  'no positions',
);
const noScale = await without({ isScaled: false }, 'no factor √D');
const ablated = [nothing, noScale, noPositions];
show(
  bars(
    ablated.map(({ label, exact }) => {
      return { label: label, value: exact };
    }),
    {
      title: 'Words need places, and must not drown in them',
      subtitle: `Exact match, ${shortSteps} steps, unseen pairs.`,
      yTitle: 'exact match',
      valueFormat: '.0%',
    },
  ),
);

// %%
headline({
  name: 'Exact match lost without positions',
  value: nothing.exact - noPositions.exact,
  gate: { atLeast: paced({ full: 0.1, quick: -0.2 }) },
  seed: seed,
});
headline({
  name: 'Exact match lost without the factor √D',
  value: nothing.exact - noScale.exact,
  gate: { atLeast: paced({ full: 0.2, quick: -0.2 }) },
  seed: seed,
});

// %% [markdown]
// **Without positions about half of the sentences**, not none. The encoder then reads a bag of words, but the decoder's mask still gives it an order of a kind (row $t$ sees $t + 1$ words), and in a small grammar a bag of words often has one sensible order.
//
// **Without the factor √D almost nothing.** In 500 steps the model does not find the words under their places. Long training with other rates may mend it, since embeddings can grow. The factor costs nothing.

// %% [markdown]
// And label smoothing? The 500 steps above had none; with $\varepsilon = 0.1$ the same run gave us 87 %, one or two points from the bar above. Not every habit of a paper shows on every task.
//
// ## 10.11 · What people get wrong
//
// **Claim 1: "The encoder is a stack of decoders."** Count the attentions of a block in each, and test with a change of the *last* word: does the output at the first position notice?

// %%
const inEncoder = Object.keys(model.encoder.blocks[0].children());
const inDecoder = Object.keys(model.decoder.blocks[0].children());
const isAttention = (name: string): boolean =>
  /attention$/i.test(name);
console.log(`encoder: ${inEncoder.filter(isAttention).join(', ')}`);
console.log(`decoder: ${inDecoder.filter(isAttention).join(', ')}`);
const noticed = tf.tidy(() => {
  const ids = english.idsOf(shown.english);
  const swap = [...ids.slice(0, -2), ids[0], ids[ids.length - 1]];
  const [one, two] = [ids, swap].map((row) => {
    const source = tf.tensor2d([row], undefined, 'int32');
    return model.encode({ source: source }).slice([0, 0], [1, 1]);
  });
  return maxDifference(one, two);
});
console.log(`first position changes by ${noticed.toFixed(3)}`);

// %% [markdown]
// **False.** A block of the encoder has one attention, without a causal mask: it reads both ways. A block of the decoder has two. (A GPT, lesson 11, is a third thing: decoder blocks *without* the cross-attention.)
//
// **Claim 2: "In cross-attention Q and K no longer come from the same side."** True, and only half of it. *Which of the three projections takes the memory?* Change the memory and see.

// %%
const sides = tf.tidy(() => {
  const { crossAttention } = model.decoder.blocks[0];
  const draw = seededRandom(3);
  const x: tf.Tensor3D = draw.normalTensor([1, 2, dim]);
  const [m1, m2] = [1, 2].map((): tf.Tensor3D =>
    draw.normalTensor([1, 3, dim]),
  );
  const mixing = (keys: tf.Tensor3D, values: tf.Tensor3D) =>
    crossAttention.forward({
      queries: x,
      keys: keys,
      values: values,
    });
  const base = mixing(m1, m1);
  return {
    'other keys': maxDifference(base, mixing(m2, m1)),
    'other values': maxDifference(base, mixing(m1, m2)),
  };
});
console.log(sides);

// %% [markdown]
// **Say all of it: Q from the decoder, K *and* V from the encoder.** What is compared and what is mixed belong to one sequence; if V came from the decoder, nothing of an English word but its weight could reach the French ones.
//
// **Claim 3: "−∞ is the safest number for a closed score."** A row in which all is closed (a sentence of padding alone):

// %%
const closedRow = (fill: number): string =>
  Array.from(tf.softmax(tf.fill([3], fill)).dataSync())
    .map((x) => x.toFixed(2))
    .join(' ');
console.log(`filled with −∞:   ${closedRow(-Infinity)}`);
console.log(`filled with −1e9: ${closedRow(-1e9)}`);
const closedWeights = tf.tidy(() =>
  scaledDotProductWeights({
    queries: tf.ones<tf.Rank.R3>([1, 1, 2]),
    keys: tf.ones<tf.Rank.R3>([1, 3, 2]),
    mask: tf.zeros<tf.Rank.R2>([1, 3], 'bool'),
  }).dataSync(),
);
console.log(`the library:      ${closedWeights.join(' ')}`);

// %% [markdown]
// **False.** $e^{-\infty}$ is 0, and $0 / 0$ is not a number; one such row makes every gradient NaN. With −1e9 the row is uniform, harmless where its output is thrown away. The library gives a row of zeros.
//
// **Claim 4: "Padding in the loss hardly matters."** Ten sentences of three tokens and one of thirty: what is the mean loss of a model that is sure of padding and knows nothing else?

// %%
const uneven = [...Array.from({ length: 10 }, () => 3), 30];
const rowsOf30 = uneven.map((size) =>
  Array.from({ length: 30 }, (_, t) => (t < size ? 1 : 0)),
);
const labelIds = tf.tensor2d(rowsOf30, [11, 30], 'int32');
const flattered = tf.tidy(() => {
  const isPad = labelIds.equal(0).toFloat().expandDims(2);
  const sure = tf.oneHot(tf.scalar(0, 'int32'), 50).mul(20);
  const logits = isPad.mul(sure); // uniform elsewhere
  return [{}, { paddingLabel: 0 }].map(
    (options) =>
      crossEntropy(logits, labelIds, options).dataSync()[0],
  );
});
console.log(`padding counted: ${flattered[0].toFixed(2)}`);
console.log(`padding left out: ${flattered[1].toFixed(2)}`);

// %% [markdown]
// **False.** 0.71 against $\log 50 = 3.91$, for a model that knows nothing. The loss measures how much padding there is.
//
// **Claim 5: "Evaluate with the right words as input; it is faster."** That is teacher forcing at test time. It scores a decoder that is corrected after every mistake. In section 10.10 the model without a mask has the best number by that measure, and cannot translate. **False.**
//
// ## 10.12 · Yours
//
// Write a sentence with the words of the grammar, lower case, with a space before the full stop. Then make it longer, clause by clause. Move the slider to look at each head.

// %% tags=["yours"]
// Edit this line:
const mine = 'my small cat did not eat these green apples .';
const myWords = mine.toLowerCase().trim().split(/\s+/);
const unknown = myWords.filter((word) => !english.has(word));
if (unknown.length > 0) {
  console.log(`Not in the vocabulary: ${unknown.join(', ')}.`);
} else {
  const row = [english.idsOf(myWords)];
  const source = tf.tensor2d(row, undefined, 'int32');
  const [ids] = model.translate({ source: source }, search);
  const read = tf.tensor2d([[bos, ...ids]], undefined, 'int32');
  const both = { source: source, target: read };
  const [, { cross }] = model.weights(both).decoder;
  console.log(text(french.tokensOf(ids)));
  show(
    headView(cross.squeeze<tf.Tensor3D>([0]), {
      title: 'Who asks whom',
      subtitle: 'Left: the French word read. Right: English.',
      queries: ['<bos>', ...french.tokensOf(ids)],
      keys: myWords,
    }),
  );
}

// %% [markdown]
// ## What to remember
//
// 1. Encoder: self-attention both ways. Decoder: causal self-attention, then cross-attention with Q from the decoder, K and V from the encoder.
// 2. Causal *and* padding; the diagonal is open. Test the mask: change token $t$, the outputs before it must not change at all.
// 3. A loss that is too good is a leak until proved otherwise. Decode, and compare.
// 4. Embeddings times √D, positions, warm-up: small things that training rests on. Measure each; smoothed labels hardly mattered here.
// 5. A cache gives the same numbers with one position a step.

// %% [markdown]
// ## Exercises
//
// In [the notebook of exercises 10](../exercises/10-transformer.ipynb):
//
// | | Exercise | Kind | Points | Difficulty | Time |
// | ---: | :--- | :--- | ---: | :--- | ---: |
// | 10.1 | A causal mask, also for a cache | write | 2 | ●○○ | 10 min |
// | 10.2 | Causal and padding together | repair | 3 | ●●○ | 15 min |
// | 10.3 | Find the leak | write | 4 | ●●○ | 20 min |
// | 10.4 | One step with a cache | write | 4 | ●●○ | 20 min |
// | 10.5 | The smoothed loss | write | 4 | ●●○ | 15 min |
// | 10.6 | A decoder block | write | 5 | ●●● | 25 min |

// %% [markdown]
// ## Sources
//
// - A. Vaswani and others, [*Attention Is All You Need*](https://arxiv.org/abs/1706.03762), 2017: figure 1, sections 3.2.3 (masks), 3.4 (√d), 5.3 (equation 3, warm-up), 5.4 (label smoothing), table 2 (BLEU).
// - C. Szegedy and others, [*Rethinking the Inception Architecture*](https://arxiv.org/abs/1512.00567), 2016, section 7: label smoothing; R. Müller, S. Kornblith, G. Hinton, [*When Does Label Smoothing Help?*](https://arxiv.org/abs/1906.02629), 2019.
// - R. Xiong and others, [*On Layer Normalization in the Transformer Architecture*](https://arxiv.org/abs/2002.04745), 2020: pre-norm and warm-up.
// - Y. Wu and others, [*Google's Neural Machine Translation System*](https://arxiv.org/abs/1609.08144), 2016, section 7: beam search with a length penalty.
// - A. Zhang and others, [*Dive into Deep Learning*](https://d2l.ai), "The Transformer Architecture"; A. Rush, *The Annotated Transformer*, 2018.
//
// [← 09 · Transformer blocks](09-transformer-blocks.ipynb) &nbsp;·&nbsp; [All lessons](../README.md) &nbsp;·&nbsp; [11 · GPT →](11-gpt.ipynb)
