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
// # 08 · Positions, and three ways to read a sequence
//
// *Self-attention does not know which word came first. You show it, you repair it with sines and cosines, and you measure what convolution, recurrence and attention each pay for reading a long text.*
//
// **After this lesson you can**
//
// - show that self-attention is blind to order, and add positions that cure it;
// - build the sinusoidal table, and prove that moving along it is a rotation;
// - compare convolution, recurrence and attention by cost, by waiting and by path length.
//
// 50 min to read, 140 min with the exercises · builds on [07 · Multi-head attention](07-self-attention.ipynb) · 6 exercises, 20 points · the cells run in 2 minutes on two cores
//
// ---

// %% setup
import {
  tf,
  useBackend,
  seededRandom,
  type Random,
} from 'kernel-lib';
import {
  reviews,
  Vocabulary,
  padBatch,
  tokenize,
} from 'kernel-lib';
import { SentenceClassifier, SentenceEncoder } from 'kernel-lib';
import { TransformerEncoder, meanOfTokens } from 'kernel-lib';
import { MultiHeadAttention } from 'kernel-lib';
import { crossEntropy, fit, linearSchedule } from 'kernel-lib';
import { sinusoidalPositions, rotatePositions } from 'kernel-lib';
import { clippedDistances, RelativeAttention } from 'kernel-lib';
import { Conv1D, GRU, VanillaRNN } from 'kernel-lib';
import { scaledDotProductAttention } from 'kernel-lib';
import { maxDifference, paced, checkpoint } from 'kernel-lib';
import { heatmap, heatmaps, lines, bars } from 'kernel-lib';
import { show, showTable, headline } from 'kernel-lib';

await useBackend();

// %% [markdown]
// ## 8.1 · The same words, the same score
//
// Two reviews with the same nine words. In the data of this lesson the part after "but" decides: the first review is positive, the second negative.
//
// Give every word a random vector, let a self-attention layer with random weights read the review, and take the mean of what comes out. That mean is all that a classifier would see.
//
// *Before you run it: how far apart will the two means be?*

// %%
const praise = 'the plot is weak but the music is moving'.split(
  ' ',
);
const blame = 'the music is moving but the plot is weak'.split(' ');

const random = seededRandom(8);
const attention = new MultiHeadAttention({
  dim: 16,
  numHeads: 2,
  random: random,
});
const look = (x: tf.Tensor3D): tf.Tensor3D =>
  attention.forward({ queries: x, keys: x, values: x });

const wordVectors = new Map(
  praise.map((word) => [word, random.normalArray(16)]),
);
const vectorsOf = (words: string[]): tf.Tensor3D =>
  tf.tensor3d([words.map((word) => wordVectors.get(word) ?? [])]);

// %%
const praiseMean = look(vectorsOf(praise)).mean(1); // (1, 16)
const blameMean = look(vectorsOf(blame)).mean(1);
const size = praiseMean.abs().max().dataSync()[0];
const distance = maxDifference(praiseMean, blameMean);
console.log(`largest number in the mean: ${size.toFixed(2)}`);
console.log(`largest difference:  ${distance.toExponential(0)}`);

// %% [markdown]
// The difference is rounding. No head, however well trained, can tell these two reviews apart: it gives the same score to praise and blame.
//
// The reason is in the formula. An output is a sum over keys, $y_i = \sum_j \alpha_{ij} v_j$, and a sum does not know the order of its terms. Put the words in another order $\pi$ and the same outputs come in that order. This is **permutation equivariance**:
//
// $$Y(\pi X) = \pi\, Y(X)$$
//
// The mean over words then forgets even $\pi$. Let us test the equation on ten random words.

// %%
const ten: tf.Tensor3D = random.normalTensor([1, 10, 16]);
const order = random.shuffle([...Array(10).keys()]);
const permuted = (x: tf.Tensor3D): tf.Tensor3D =>
  tf.gather(x, tf.tensor1d(order, 'int32'), 1);

headline({
  name: 'Y(πX) against πY(X), largest difference',
  value: maxDifference(look(permuted(ten)), permuted(look(ten))),
  gate: { atMost: 1e-5 },
  seed: 8,
});

// %% [markdown]
// ## 8.2 · By hand: write down where a word stands
//
// The cure: give each word a second vector that says *where* it stands, and **add** it to the first. Which vector?
//
// The number $i$ itself would do for a short text; in a long one it would drown the word. Binary digits stay small. They count at different speeds: the last digit flips at each step, the one before it at every second step, and so on.
//
// Sines and cosines do the same without jumps: each pair of columns is a clock hand, and each hand turns more slowly than the one before it. With 4 columns: one hand turns by 1 radian a step, the other by 0.01.
//
// *On paper: the row of position 0. Then predict which columns have hardly moved at position 3.*

// %%
function positionByHand(i: number, dim: number): number[] {
  const row: number[] = [];
  for (let j = 0; j < dim / 2; j++) {
    const angle = i / 10000 ** ((2 * j) / dim);
    row.push(Math.sin(angle), Math.cos(angle));
  }
  return row; // (D)
}

showTable(
  [0, 1, 2, 3].map((i) => {
    const row = positionByHand(i, 4).map((x) => x.toFixed(3));
    return {
      position: i,
      binary: i.toString(2).padStart(2, '0'),
      'sin i': row[0],
      'cos i': row[1],
      'sin i/100': row[2],
      'cos i/100': row[3],
    };
  }),
);

// %% [markdown]
// Position 0 is (0, 1, 0, 1): every hand points the same way. At position 3 the second hand has turned by 0.03 radians only: it counts what the first one is too fast for.
//
// ## 8.3 · The formula
//
// $$P_{i,\,2j} = \sin\!\left(\frac{i}{10000^{2j/D}}\right), \qquad P_{i,\,2j+1} = \cos\!\left(\frac{i}{10000^{2j/D}}\right)$$
//
// | symbol | is | range |
// | :--- | :--- | :--- |
// | $i$ | the position of a word | $0 \dots T-1$ |
// | $j$ | the pair of columns | $0 \dots D/2 - 1$ |
// | $D$ | the width of a word vector | even |
// | $P$ | the table that is added: $X + P$ | $(T, D)$ |
//
// These are **sinusoidal positions**, the positional encoding of Vaswani and others (2017, section 3.5). Nothing in $P$ is learned.
//
// ## 8.4 · The real thing
//
// The library builds the table at once. Is it ours?

// %%
/** The whole numbers from `from` to `to`, both included. */
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

const D = 32;
const P = sinusoidalPositions(64, D); // (64, D)
const rows = range(0, 63);
const byHand = rows.map((i) => positionByHand(i, D));

headline({
  name: 'Sinusoidal table, by hand and by the library',
  value: maxDifference(P, byHand),
  gate: { atMost: 1e-5 },
});

// %% [markdown]
// *Four of the 32 columns: which one will wave most often?*

// %%
const waves = [0, 6, 12, 18].map((column) => {
  return {
    name: `column ${column}`,
    x: rows,
    y: byHand.map((row) => row[column]),
  };
});
show(
  lines(waves, {
    title: 'Each pair of columns turns more slowly than the last',
    subtitle: 'Sine columns of P for D = 32, one line a column.',
    xTitle: 'position i',
    yTitle: 'P',
  }),
);

// %% [markdown]
// Column 0 repeats after 6.3 positions, column 6 after 35. The slowest pair of all, columns 30 and 31, needs more than 35,000 positions for one turn.
//
// Now the whole table, for the 24 words of a usual sentence. *Which of its columns will hardly change?*

// %%
const shown = 24;
show(
  heatmap(byHand.slice(0, shown), {
    title:
      'The left columns count steps, the right ones stand still',
    subtitle: 'Rows: positions. Columns: the 32 numbers of a row.',
    rows: rows.slice(0, shown).map(String),
    columns: range(0, D - 1).map(String),
    diverging: true,
    printValues: false,
    valueTitle: 'P',
  }),
);

// %% [markdown]
// The right half is almost constant over 24 words. It costs nothing, and it leaves room for long texts.
//
// ## 8.5 · To move is to turn
//
// Why sines *and* cosines? Since
//
// $$(\sin(a+b),\ \cos(a+b)) = (\sin a,\ \cos a)\begin{pmatrix}\cos b & -\sin b\\ \sin b & \cos b\end{pmatrix}$$
//
// the row of position $i + s$ is the row of position $i$ times a matrix $M_s$ that does not contain $i$: one rotation for each pair, by $b = s/10000^{2j/D}$. A layer that has learned $M_{-1}$ has learned "the word before", for every place in the text.
//
// *The figure below draws $M_2$ for $D = 8$. How many of its 64 cells can differ from 0, and which block will look like the identity?*

// %%
function shiftBy(s: number, dim: number): number[][] {
  const matrix = [...Array(dim)].map(() => Array(dim).fill(0));
  for (let j = 0; j < dim / 2; j++) {
    const b = s / 10000 ** ((2 * j) / dim);
    const at = 2 * j;
    matrix[at][at] = matrix[at + 1][at + 1] = Math.cos(b);
    matrix[at][at + 1] = -Math.sin(b);
    matrix[at + 1][at] = Math.sin(b);
  }
  return matrix; // (D, D)
}

const moved = tf.matMul(P.slice([0, 0], [59, D]), shiftBy(5, D));
headline({
  name: 'P shifted by 5 against P times a rotation',
  value: maxDifference(moved, P.slice([5, 0], [59, D])),
  gate: { atMost: 1e-5 },
});

// %%
show(
  heatmap(shiftBy(2, 8), {
    title: 'A step of 2 turns each pair by its own angle',
    subtitle:
      'The matrix of the shift, D = 8. Zero off the blocks.',
    rows: range(0, 7).map(String),
    columns: range(0, 7).map(String),
    diverging: true,
    domain: [-1, 1],
  }),
);

// %% [markdown]
// At most 16: four blocks of 2 × 2. The first has turned by two radians; the last, by 0.002, is nearly the identity.
//
// A consequence: rotations keep lengths and angles, so $P_i \cdot P_{i+s} = \sum_j \cos(s/10000^{2j/D})$. It depends on the distance $s$ alone. *Will the curves around positions 20, 40 and 60 have the same shape?*

// %%
const dotOf = (a: number[], b: number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i], 0);
const offsets = range(-20, 20);
const around = [20, 40, 60].map((centre) => {
  const here = positionByHand(centre, D);
  return {
    name: `around ${centre}`,
    x: offsets,
    y: offsets.map((s) =>
      dotOf(here, positionByHand(centre + s, D)),
    ),
  };
});
show(
  lines(around, {
    title: 'Near positions are alike, wherever they stand',
    subtitle: 'The product of two rows. The three lines coincide.',
    xTitle: 'distance s',
    yTitle: 'product of the rows',
  }),
);

// %% [markdown]
// One hill with ripples, three times the same. The product is largest for the word itself, $D/2 = 16$, and it is the same to the left as to the right. So a plain product of positions knows *how far*, not *on which side*; the learned projections of queries and keys add the side.
//
// ## 8.6 · The experiment: does it matter?
//
// 5,000 generated film reviews to learn from, 1,000 held out, three classes. In seven of ten the order decides, and each of those has a twin with the same words and another class. 3 % of the labels are wrong, so nobody can pass about 0.97.
//
// The model: embeddings, plus a table of positions, two blocks of self-attention (lesson 09 opens the block), a mean over the words, three scores.

// %%
const train = reviews('train');
const test = reviews('test');
const vocabulary = new Vocabulary(train.map((one) => one.tokens));
const trainIds = train.map((one) => vocabulary.idsOf(one.tokens));
const testIds = test.map((one) => vocabulary.idsOf(one.tokens));
const classes = ['negative', 'mixed', 'positive'];
for (const { tokens, label } of train.slice(0, 3)) {
  console.log(`${classes[label]}: ${tokens.join(' ')}`);
}

// %%
type Table = tf.Variable<tf.Rank.R2> | null;

class PlacedEncoder extends SentenceEncoder {
  readonly outputDim: number = D;
  readonly table: Table; // (N, D), or nothing
  readonly blocks: TransformerEncoder;
  offset: number = 0; // where a sentence begins
  constructor(table: Table, random: Random) {
    super();
    this.table = table;
    const sizes = { dim: D, numHeads: 4, hiddenDim: 64 };
    const drawn = { numLayers: 2, random: random };
    this.blocks = new TransformerEncoder({ ...sizes, ...drawn });
  }

  forward(x: tf.Tensor3D, lens: tf.Tensor1D): tf.Tensor2D {
    return tf.tidy(() => {
      const size: [number, number] = [x.shape[1], D];
      const places = this.table?.slice([this.offset, 0], size);
      const placed: tf.Tensor3D = places ? x.add(places) : x;
      const read = this.blocks.forward(placed, { validLens: lens });
      return meanOfTokens(read, lens); // (B, D)
    });
  }
}

// %% [markdown]
// The `table` is a switch: sinusoids, another table, or nothing. Around the encoder stands the classifier of lesson 06; the batches and the loss are as there. One thing is new: the learning rate rises for 20 steps and then falls to 0. Lesson 09 shows what the rise is for.

// %%
const seed = 8;
type Model = SentenceClassifier<PlacedEncoder>;

function newModel(table: Table): Model {
  const drawn = seededRandom(seed);
  return new SentenceClassifier({
    vocabularySize: vocabulary.size,
    dim: D,
    encoder: new PlacedEncoder(table, drawn),
    numClasses: 3,
    hiddenDim: 32,
    random: drawn,
  });
}

function accuracy(model: Model, offset: number = 0): number {
  model.encoder.offset = offset;
  const batch = padBatch(testIds);
  const answers = model.classify(batch);
  tf.dispose(batch);
  model.encoder.offset = 0;
  const right = answers.filter((c, i) => c === test[i].label);
  return right.length / test.length;
}

// %%
const batchSize = paced({ full: 64, quick: 32 });
const numSteps = paced({ full: 400, quick: 60 });
const rates = linearSchedule({
  rate: 0.008,
  warmup: 20,
  steps: numSteps,
});

function lossOn(model: Model, rows: number[]): tf.Scalar {
  const batch = padBatch(rows.map((i) => trainIds[i]));
  const labels = rows.map((i) => train[i].label);
  return crossEntropy(
    model.logits(batch),
    tf.tensor1d(labels, 'int32'),
  );
}

// %%
async function learn(label: string, table: Table) {
  const model = newModel(table);
  const picks = seededRandom(seed + 1);
  const pick = (): number => picks.integer(train.length);
  const history = await fit({
    steps: numSteps,
    loss: () =>
      lossOn(model, Array.from({ length: batchSize }, pick)),
    model: model,
    learningRate: rates,
    label: label,
  });
  return { model: model, history: history };
}

// %% [markdown]
// Two models, the same first weights, the same batches. One gets the table, the other gets nothing. (The last line counts tensors: a training should leave the weights of its model in memory and nothing else.)
//
// *What can the second one reach at best, if it has one of two twins right in seven of ten reviews?*

// %%
const fixed = (table: tf.Tensor2D): Table =>
  tf.variable(table, false); // not trained

const placed = await learn(
  'with positions',
  fixed(sinusoidalPositions(256, D)),
);
const tensorsBefore = tf.memory().numTensors;
const blind = await learn('without positions', null);
const tensorsKept = tf.memory().numTensors - tensorsBefore;
const numWeights = blind.model.parameters().length;
console.log(`weights made: ${numWeights}, tensors: ${tensorsKept}`);

// %%
const withPositions = accuracy(placed.model);
const withoutPositions = accuracy(blind.model);
headline({
  name: 'Accuracy on 1,000 held-out reviews, with positions',
  value: withPositions,
  gate: { atLeast: paced({ full: 0.92, quick: 0.4 }) },
  seed: seed,
});
headline({
  name: 'The same without positions',
  value: withoutPositions,
  gate: { atMost: 0.75 },
  seed: seed,
});

// %%
const endOf = (losses: number[]): string => {
  const last = losses.slice(-20);
  return (last.reduce((s, x) => s + x) / last.length).toFixed(2);
};
const [endWith, endWithout] = [placed, blind].map((one) =>
  endOf(one.history.losses),
);
const curves = [placed, blind].map(({ history }, i) => {
  return {
    name: i === 0 ? 'with positions' : 'without',
    x: history.steps,
    y: history.losses,
  };
});
show(
  lines(curves, {
    title: `Loss: ${endWith} with positions, ${endWithout} without`,
    subtitle: 'Cross-entropy of each batch. log 3 is 1.10.',
    xTitle: 'step',
    yTitle: 'loss',
  }),
);

// %% [markdown]
// At full pace the model with positions reaches 0.96, the one without 0.62: it has the words, and a coin for the order ($0.3 + 0.7/2 = 0.65$, less the wrong labels). Its training loss stays high, too; more steps would not help. That was **taking the positions away**.
//
// And the two reviews of section 8.1? With the table added, the outputs no longer follow a permutation:

// %%
const placedTen = (x: tf.Tensor3D): tf.Tensor3D =>
  look(x.add(sinusoidalPositions(10, 16)));
headline({
  name: 'Y(πX) against πY(X) with positions, largest difference',
  value: maxDifference(
    placedTen(permuted(ten)),
    permuted(placedTen(ten)),
  ),
  gate: { atLeast: 0.05 },
  seed: 8,
});

// %% [markdown]
// ## 8.7 · Take the 10000 away
//
// Base 10 instead of 10000. The slowest hand then needs 54 positions for a turn, not 35,000. *Will the reviews, which have at most 26 words, notice?*

// %%
function sinusoids(numRows: number, base: number): tf.Tensor2D {
  const table = range(0, numRows - 1).map((i) =>
    range(0, D - 1).map((column) => {
      const angle = i / base ** ((2 * Math.floor(column / 2)) / D);
      return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }),
  );
  return tf.tensor2d(table); // (T, D)
}

const small = await learn('base 10', fixed(sinusoids(256, 10)));
const withBase10 = accuracy(small.model);
small.model.dispose();
console.log(`base 10000: ${withPositions.toFixed(2)}`);
console.log(`base 10:    ${withBase10.toFixed(2)}`);

// %% [markdown]
// For short sentences, no harm: all hands are in use. Harm comes with length. The product of two rows says how near two positions are; 16 is "the same". Take its mean over distances of some words, of some tens, of some hundreds.
//
// *From which distance on will base 10 call everything equally far?*

// %%
const productAt = (s: number, base: number): number => {
  const cosines = range(0, D / 2 - 1).map((j) =>
    Math.cos(s / base ** ((2 * j) / D)),
  );
  return cosines.reduce((sum, x) => sum + x, 0);
};
const bands = [1, 10, 100].map((from) =>
  range(from, 10 * from - 1),
);
const bandNames = ['1–9', '10–99', '100–999'];
const nearness = [10000, 10].map((base) =>
  bands.map((band) => {
    const products = band.map((s) => productAt(s, base));
    return products.reduce((sum, x) => sum + x) / band.length;
  }),
);

// %%
const nearnessBars = nearness.flatMap((row, i) =>
  row.map((value, b) => ({
    label: bandNames[b],
    value: value,
    group: i === 0 ? 'base 10000' : 'base 10',
  })),
);
show(
  bars(nearnessBars, {
    title: 'With base 10, all beyond ten words is equally far',
    subtitle: 'Mean product of two rows by distance; 16: the same.',
    yTitle: 'mean product',
    valueFormat: '.1f',
  }),
);

// %% [markdown]
// With base 10000 the mean product falls from band to band: some hands are slow enough to tell ten words from a hundred, and a hundred from a thousand. With base 10 the slowest hand has turned nearly twice after a hundred words, and there is nothing left that falls. The base is chosen for the longest text, not for the usual one.
//
// ## 8.8 · Three other ways to tell the place
//
// **Learned.** A table of parameters, one row for each position, like an embedding (Gehring and others, 2017; BERT and GPT use it). *Better or worse than the sines?*

// %%
const learnedTable = tf.variable<tf.Rank.R2>(
  seededRandom(seed).normalTensor([256, D], { std: 0.02 }),
);
const learned = await learn('learned positions', learnedTable);
const withLearned = accuracy(learned.model);
learned.model.dispose();

// %%
const kinds = [withPositions, withBase10, withLearned];
const worst = Math.min(...kinds).toFixed(2);
const none = withoutPositions.toFixed(2);
const results = [
  { label: 'none', value: withoutPositions },
  { label: 'sinusoidal', value: withPositions },
  { label: 'base 10', value: withBase10 },
  { label: 'learned', value: withLearned },
];
show(
  bars(results, {
    title: `No positions: ${none}; any kind: ${worst} or more`,
    subtitle: 'One seed each; 0.97 is the most that labels allow.',
    yTitle: 'accuracy',
    valueFormat: '.2f',
  }),
);

// %% [markdown]
// At this size the kinds that know the order end close together, and one seed cannot rank them. Vaswani and others found the same for translation: "nearly identical results" (section 3.5).
//
// **Rotary** (Su and others, 2021). Do not add anything: *turn* each pair of every query and key by its position. By section 8.5 the product of a turned query and a turned key depends on their distance alone. Here one query and one key, each repeated at eight positions. *Along which lines of the 8 × 8 map will the scores be equal?*

// %%
const oneQuery = seededRandom(2).normalTensor<tf.Rank.R2>([1, 8]);
const oneKey = seededRandom(3).normalTensor<tf.Rank.R2>([1, 8]);
function rotaryScores(offset: number): tf.Tensor2D {
  const [q, k] = [oneQuery, oneKey].map((x) =>
    rotatePositions(x.tile<tf.Tensor2D>([8, 1]), {
      offset: offset,
    }),
  );
  return tf.matMul(q, k, false, true); // (Q, K)
}
show(
  heatmap(rotaryScores(0), {
    title: 'Rotary scores are the same along each diagonal',
    subtitle: 'Rows: query positions. Columns: key positions.',
    diverging: true,
    valueTitle: 'score',
  }),
);
const late = maxDifference(rotaryScores(0), rotaryScores(100));
console.log(`100 positions later: ${late.toExponential(0)}`);

// %% [markdown]
// One value for each diagonal, whatever the position; and one step to the left is not one step to the right: the score knows the side as well.
//
// **Relative** (Shaw and others, 2018). Learn one vector $a$, as wide as a key, $(d)$, for each distance $j - i$, and add it to the key: $s_{ij} = q_i \cdot (k_j + a_{j-i})/\sqrt d$. Beyond $\pm c$ all distances share a vector: they are *clipped*. The map shows the distance that each pair uses, for $c = 3$. *How many vectors are there? Does a longer text need more?*

// %%
show(
  heatmap(clippedDistances(8, 8, 3), {
    title: 'Farther than three is one and the same',
    subtitle:
      'Rows: queries i. Columns: keys j. The clipped j − i.',
    diverging: true,
    valueTitle: 'distance',
  }),
);

// %%
const relative = new RelativeAttention({
  dim: 16,
  maxDistance: 3,
  random: seededRandom(8),
});
const lookRelative = (x: tf.Tensor3D): tf.Tensor3D =>
  relative.forward({ queries: x, keys: x, values: x });
const brokenBy = maxDifference(
  lookRelative(permuted(ten)),
  permuted(lookRelative(ten)),
);
console.log(`vectors for any length: ${2 * 3 + 1} for the keys`);
console.log(`equivariance broken by ${brokenBy.toFixed(2)}`);

// %% [markdown]
// Seven vectors, and the layer is no longer blind to order, in a text of any length. Beyond three words it knows the side and not the distance.
//
// ## 8.9 · Three ways to read: who is far from whom?
//
// Before attention, sequences were read by **convolution** (each word looks at $k$ neighbours; layers are stacked) or by **recurrence** (a state walks from word to word). How many operations does a number pass on its way from the first word to the last output? Draw each network as a graph and search it breadth first: the **path length**.
//
// *For nine words and $k = 3$: guess the three lengths.*

// %%
type Next = (node: number) => number[];

/** Edges on the shortest way from word 0 to output n - 1. */
function pathLength(n: number, next: Next): number {
  let frontier = new Set([0]);
  for (let edges = 0; frontier.size > 0; edges++) {
    const arrived = [...frontier].some(
      (node) => node >= n && node % n === n - 1,
    );
    if (arrived) return edges;
    frontier = new Set([...frontier].flatMap(next));
  }
  return Infinity;
}

// %%
// Node i < n is word i; the nodes from n on are what is computed.
const byAttention = (n: number): Next => {
  return (node) => (node < n ? range(n, 2 * n - 1) : []);
};
const byRecurrence = (n: number): Next => {
  return (node) => (node < n ? [node + n] : [node + 1]);
};
const byConvolution = (n: number, k: number): Next => {
  const side = (k - 1) / 2;
  return (node) => {
    const [layer, i] = [Math.floor(node / n), node % n];
    const [from, to] = [Math.max(0, i - side), i + side];
    return range(from, Math.min(n - 1, to)).map(
      (j) => (layer + 1) * n + j,
    );
  };
};

// %%
const ways = [9, 33, 65].map((n) => {
  const found = {
    attention: pathLength(n, byAttention(n)),
    'convolution, k = 3': pathLength(n, byConvolution(n, 3)),
    'convolution, k = 5': pathLength(n, byConvolution(n, 5)),
    recurrence: pathLength(n, byRecurrence(n)),
  };
  const formula = [1, n - 1, (n - 1) / 2, n].map(Math.ceil);
  const misses = Object.values(found).filter(
    (length, i) => length !== formula[i],
  );
  return { row: { n: n, ...found }, misses: misses.length };
});
showTable(ways.map(({ row }) => row));
headline({
  name: 'Path lengths that differ from 1, ⌈2(n−1)/(k−1)⌉ and n',
  value: ways.reduce((sum, { misses }) => sum + misses, 0),
  gate: { atMost: 0 },
});

// %% [markdown]
// The search agrees with the formulas. For one layer with $n$ words of width $d$:
//
// | | multiplications | must wait | longest path |
// | :--- | :--- | :--- | :--- |
// | self-attention | $O(n^2 d + n d^2)$ | $O(1)$ | 1 |
// | convolution | $O(k n d^2)$ | $O(1)$ | $\lceil 2(n-1)/(k-1) \rceil$ layers |
// | recurrence | $O(n d^2)$ | $O(n)$ | $n$ |
//
// "Must wait" counts the operations in a row that each need the result of the one before. The table is that of Vaswani and others (their table 1), with the projections of attention counted too, and the path of a convolution exact for an odd $k$ with as many neighbours on each side.
//
// The rest of the lesson measures each column.
//
// ## 8.10 · What each output can see
//
// The derivative of output $t$ with respect to input $s$ says whether $s$ can influence $t$ at all. Three small untrained networks, 12 words. *Which cells will be exactly 0?*

// %%
const vision = seededRandom(8);
const shape = { inputDim: 8, outputDim: 8, kernelSize: 3 };
const conv1 = new Conv1D({ ...shape, random: vision });
const conv2 = new Conv1D({ ...shape, random: vision });
const rnn = new VanillaRNN({
  inputDim: 8,
  numHiddens: 8,
  random: vision,
});
const selfLook = new MultiHeadAttention({
  dim: 8,
  numHeads: 2,
  random: vision,
});

// %%
type Layer = (x: tf.Tensor3D) => tf.Tensor3D; // (B, T, d), both
const layers: { name: string; run: Layer }[] = [
  {
    name: 'two convolutions',
    run: (x) => conv2.forward(conv1.forward(x).tanh()),
  },
  { name: 'recurrence', run: (x) => rnn.forward(x).outputs },
  {
    name: 'self-attention',
    run: (x) =>
      selfLook.forward({ queries: x, keys: x, values: x }),
  },
];

// %%
/** How strongly output t reacts to each input: (T). */
function influence(
  run: Layer,
  x: tf.Tensor3D,
  t: number,
): number[] {
  return tf.tidy(() => {
    const [numBatch, , width] = x.shape;
    const direction = seededRandom(t).normalTensor([width]);
    const outputAtT = (input: tf.Tensor): tf.Scalar => {
      const y = run(input.reshape(x.shape)); // (B, T, d)
      const row = y.slice([0, t, 0], [numBatch, 1, width]);
      return row.mul(direction).sum();
    };
    const slope = tf.grad(outputAtT)(x).square(); // (B, T, d)
    return Array.from(slope.sum([0, 2]).sqrt().dataSync());
  });
}

// %%
const twelve: tf.Tensor3D = vision.normalTensor([1, 12, 8]);
const places = range(0, 11);
const seen = layers.map(({ name, run }) => {
  const table = places.map((t) => influence(run, twelve, t));
  const largest = Math.max(...table.flat());
  return {
    title: name,
    values: table.map((row) => row.map((x) => x / largest)),
    mask: table.map((row) => row.map((x) => x !== 0)),
  };
});
show(
  heatmaps(seen, {
    title: 'Only attention lets every word reach every output',
    subtitle: 'Rows: outputs. Columns: inputs. Grey: exactly 0.',
    rows: places.map(String),
    columns: places.map(String),
    printValues: false,
    valueTitle: 'share of the largest derivative',
  }),
);

// %%
const outside = (t: number, s: number): boolean =>
  Math.abs(t - s) > 2; // two convolutions with k = 3
const leaks = seen[0].values.flatMap((row, t) =>
  row.filter((_, s) => outside(t, s)),
);
headline({
  name: 'Largest derivative outside the window of the CNN',
  value: Math.max(...leaks),
  gate: { atMost: 0 },
});
headline({
  name: 'Smallest derivative of self-attention, share of largest',
  value: Math.min(...seen[2].values.flat()),
  gate: { atLeast: 1e-6 },
});

// %% [markdown]
// The **receptive field** of two convolutions with $k = 3$ is five words; outside it the derivative is not small but 0, and no training can change that. Recurrence sees everything to its left. Attention sees everything.
//
// ## 8.11 · What arrives from far away
//
// "Can see" is not "can learn from". Take the derivative of the last of 64 outputs with respect to a word that stands further and further to the left, in a batch of 16 texts. Its size says how much of a word arrives.
//
// *The axis is logarithmic: what does a straight line that falls mean?*

// %%
const wide = { inputDim: 32, numHiddens: 32 };
const faint = seededRandom(8);
const plainRnn = new VanillaRNN({ ...wide, random: faint });
const gru = new GRU({ ...wide, random: faint });
const far = { dim: 32, numHeads: 4 };
const farLook = new MultiHeadAttention({ ...far, random: faint });
const long: tf.Tensor3D = faint.normalTensor([16, 64, 32]);

const travellers: { name: string; run: Layer }[] = [
  { name: 'RNN', run: (x) => plainRnn.forward(x).outputs },
  { name: 'GRU', run: (x) => gru.forward(x).outputs },
  {
    name: 'self-attention',
    run: (x) => farLook.forward({ queries: x, keys: x, values: x }),
  },
];
const steps = range(1, 48);
const arriving = travellers.map(({ name, run }) => {
  const sizes = influence(run, long, 63); // (T)
  return {
    name: name,
    x: steps,
    y: steps.map((s) => sizes[63 - s]),
  };
});

// %%
show(
  lines(arriving, {
    title:
      'Recurrence loses a factor each word, attention does not',
    subtitle: 'Size of the derivative at the first weights.',
    xTitle: 'distance in words',
    yTitle: 'derivative',
    yLog: true,
  }),
);
const kept = arriving.map(({ y }) => y[39] / y[0]);
headline({
  name: 'RNN: derivative at distance 40, share of distance 1',
  value: kept[0],
  gate: { atMost: 1e-3 },
});
headline({
  name: 'Self-attention: the same',
  value: kept[2],
  gate: { atLeast: 0.05 },
});

// %% [markdown]
// A straight fall is a constant factor for each word: **vanishing gradients** (Bengio and others, 1994). The gates of a GRU make the factor larger; they do not remove it. In attention every word is one step away.
//
// This is at the first weights. Training can open the gates of a GRU, and that is how it learns longer dependencies; lesson 05 shows how far it gets.
//
// ## 8.12 · What it costs
//
// A path of length 1 has a price: every word meets every word. Count the multiplications of a layer in plain loops, with $d = 8$: $4nd^2$ for the four projections, $2n^2d$ for scores and mixing. A cost $c\,n^p$ is a straight line with slope $p$ on two logarithmic axes.
//
// *What slope do you expect: 1, 2, or between?*

// %%
/** Multiplications of one layer of self-attention, counted. */
function countMultiplications(n: number, d: number): number {
  let count = 0;
  const product = (a: number, b: number, c: number) => {
    for (let i = 0; i < a; i++)
      for (let j = 0; j < c; j++)
        for (let inner = 0; inner < b; inner++) count++;
  };
  for (let projection = 0; projection < 4; projection++)
    product(n, d, d);
  product(n, d, n); // scores
  product(n, n, d); // mixing
  return count;
}

/** Slope of the least-squares line through log x, log y. */
function slopeOf(x: number[], y: number[]): number {
  const [a, b] = [x.map(Math.log), y.map(Math.log)];
  const mean = (v: number[]) =>
    v.reduce((s, u) => s + u) / v.length;
  const [ma, mb] = [mean(a), mean(b)];
  const top = a.reduce((s, u, i) => s + (u - ma) * (b[i] - mb), 0);
  return top / a.reduce((s, u) => s + (u - ma) ** 2, 0);
}

// %%
const counted = [64, 128, 256, 512];
const counts = counted.map((n) => countMultiplications(n, 8));
headline({
  name: 'Slope of the counted cost in n, self-attention',
  value: slopeOf(counted, counts),
  gate: { atLeast: 1.7, atMost: 2.3 },
});
const few = [2, 4, 8, 16];
const countsFew = few.map((n) => countMultiplications(n, 64));
const slopeFew = slopeOf(few, countsFew);
console.log(`d = 64, n from 2 to 16: slope ${slopeFew.toFixed(2)}`);

// %% [markdown]
// Near 2, where $n$ is much larger than $d$. For sentences much shorter than their vectors are wide, the projections dominate and the slope is near 1: attention is cheap there.
//
// Now the clock. Other programs disturb it, so every length is timed several times in turn, and the fastest time counts.

// %%
const timedLengths = [512, 1024, 2048];
const timedInputs = timedLengths.map((n) =>
  seededRandom(n).normalTensor<tf.Rank.R3>([1, n, 16]),
);
const fastest = timedLengths.map(() => Infinity);
for (
  let round = 0;
  round < paced({ full: 12, quick: 5 });
  round++
) {
  timedInputs.forEach((x, i) => {
    const start = performance.now();
    tf.tidy(() => {
      const self = { queries: x, keys: x, values: x };
      scaledDotProductAttention(self).dataSync();
    });
    const time = performance.now() - start;
    fastest[i] = Math.min(fastest[i], time);
  });
  await checkpoint();
}

// %%
const bothLog = {
  xTitle: 'number of words n',
  yTitle: 'milliseconds',
  xLog: true,
  yLog: true,
  marks: true,
};
const timedSlope = slopeOf(timedLengths, fastest);
const quadratic = timedLengths.map(
  (n) => fastest[0] * (n / timedLengths[0]) ** 2,
);

// %%
show(
  lines(
    [
      { name: 'measured', x: timedLengths, y: fastest },
      {
        name: 'slope 2',
        x: timedLengths,
        y: quadratic,
        dashed: true,
      },
    ],
    {
      title: `Time of attention: slope ${timedSlope.toFixed(1)}`,
      subtitle: 'Fastest of several runs. Both axes logarithmic.',
      ...bothLog,
    },
  ),
);
headline({
  name: 'Slope of the time in n, self-attention (this machine)',
  value: timedSlope,
  gate: paced({
    full: { atLeast: 1.7, atMost: 2.3 },
    quick: { atLeast: 0.8, atMost: 3.5 },
  }),
});

// %% [markdown]
// The clock agrees with the count. It also measures what else the machine does and what its caches hold, so it comes out a little differently each time; the count never does.
//
// ## 8.13 · Who has to wait?
//
// "A Transformer sees all positions in parallel, so it trains faster on a GPU." Two things to measure: how many operations of the engine a layer *starts*, one after the other, and the time of a training step.
//
// *Which of the two will favour attention on this machine?*

// %%
async function operations(run: Layer, n: number): Promise<number> {
  const x: tf.Tensor3D = tf.ones([1, n, 32]);
  const { kernels } = await tf.profile(() => tf.tidy(() => run(x)));
  return kernels.length;
}
const [recurrent, , parallel] = travellers;
const waiting: { n: number; RNN: number; attention: number }[] = [];
for (const n of [8, 16, 32, 64]) {
  waiting.push({
    n: n,
    RNN: await operations(recurrent.run, n),
    attention: await operations(parallel.run, n),
  });
}
showTable(waiting, { caption: 'Operations one after the other' });

// %%
const stepLengths = [16, 32, 64, 128, 256];
const stepInputs = stepLengths.map((n) =>
  seededRandom(n).normalTensor<tf.Rank.R3>([8, n, 32]),
);
const stepTimes = travellers
  .slice(1) // GRU and attention
  .map(({ name }) => ({ name: name, x: stepLengths, y: [0] }));
for (const line of stepTimes) line.y = stepLengths.map(() => 1e9);

for (let round = 0; round < paced({ full: 8, quick: 3 }); round++) {
  stepInputs.forEach((x, i) =>
    stepTimes.forEach((line, which) => {
      const { run } = travellers[which + 1];
      const start = performance.now();
      tf.tidy(() => {
        const loss = (y: tf.Tensor): tf.Scalar =>
          run(y.reshape(x.shape)).square().mean();
        tf.grad(loss)(x).dataSync();
      });
      const time = performance.now() - start;
      line.y[i] = Math.min(line.y[i], time);
    }),
  );
  await checkpoint();
}

// %%
const lastTimes = stepTimes.map(({ y }) => y[4].toFixed(1));
show(
  lines(stepTimes, {
    title: `256 words: ${lastTimes.join(' and ')} ms a step`,
    subtitle:
      'GRU and attention: forward and backward, 8 texts, d = 32.',
    ...bothLog,
  }),
);

// %% [markdown]
// The RNN starts three more operations for each word, and each needs the one before. Attention starts as many for 64 words as for 8. That is the parallelism of the claim, and it holds on every machine.
//
// The time is another matter. On two cores there is little to run side by side: the line of attention rises faster, and for long texts the GRU, which the library computes in one loop, can be the faster one. The claim is about hardware with thousands of cores, where waiting costs more than multiplying. Your figure is the answer for *your* machine.
//
// ## 8.14 · What people get wrong
//
// **Claim 1: "Sines first, then cosines, is a wrong table."** The paper interleaves; the authors' own program, and many after it, put all sines in the left half. The library has both.

// %%
const interleaved = sinusoidalPositions(64, D);
const halves = sinusoidalPositions(64, D, { layout: 'halves' });
const columnOrder = range(0, D - 1).map((column) =>
  column < D / 2 ? 2 * column : 2 * (column - D / 2) + 1,
);
const reordered = tf.gather(
  interleaved,
  tf.tensor1d(columnOrder, 'int32'),
  1,
);
console.log('as they are:', maxDifference(halves, interleaved));
console.log('reordered:  ', maxDifference(halves, reordered));

// %% [markdown]
// **False.** It is the same table with its columns in another order, and a layer with learned weights does not care which column is which. What *is* wrong: to load weights that were trained with one layout into a program that uses the other.
//
// **Claim 2: "The exponent is $j$, not $2j$."** With $j$ the count of the pair, and $10000^{j/D}$:

// %%
const angleAt = (j: number, factor: number): number =>
  10000 ** ((factor * j) / D);
const lastPair = D / 2 - 1;
showTable(
  [2, 1].map((factor) => ({
    exponent: factor === 2 ? '2j / D' : 'j / D',
    'longest period': Math.round(
      2 * Math.PI * angleAt(lastPair, factor),
    ),
  })),
);

// %% [markdown]
// **False: that is a different table.** Every property of section 8.5 still holds; but the slowest hand turns in about 470 positions instead of 35,000: it is the table of base 100. The usual cause is a formula whose index counts *columns* ($2j$) in the paper and *pairs* ($j$) in the program.
//
// **Claim 3: "Attention is computationally efficient."** Some notes say so without a condition. Double a text of 4,096 words, with $d = 64$:

// %%
const millions = (count: number): string =>
  `${(count / 1e6).toFixed(0)} M`;
const costOf = (n: number, d: number) => {
  return {
    'n, d': `${n}, ${d}`,
    attention: millions(2 * n * n * d + 4 * n * d * d),
    GRU: millions(6 * n * d * d),
  };
};
showTable([costOf(64, 512), costOf(4096, 64), costOf(8192, 64)], {
  caption: 'Multiplications of one layer',
});

// %% [markdown]
// **It depends on $n$ and $d$.** Attention is the cheaper one for $n < d$, a sentence in a wide model. It costs four times as much when the text doubles, and at 8,192 words about 40 times as much as a GRU. Parallel and efficient are two different things.
//
// **Claim 4: "With sinusoids a model can read at positions that it never saw."** The table goes on for ever, and the paper hoped for it (section 3.5). Give the trained model the same reviews, moved to a later place:

// %%
const movedRows = [0, 3, 10, 30].map((offset) => ({
  'first word at position': offset,
  accuracy: accuracy(placed.model, offset).toFixed(2),
}));
showTable(movedRows, { caption: 'The model with sinusoids' });

// %% [markdown]
// **Not by itself.** The rotation *allows* a model to learn distances instead of places; nothing *forces* it, and all training sentences began at 0. At full pace the accuracy falls from 0.96 to about 0.75 ten words further on, and to about 0.5 at thirty: worse than without any positions. (A learned table has no trained row there at all.) Relative and rotary positions have the distance built in. That is one reason why later models use them.
//
// ## 8.15 · Yours
//
// Write a review, in the words of the data (at `// <-`; the cell says which it does not know). Then exchange the sides of the "but".

// %% tags=["yours"]
const mine = 'the plot is weak but the music is moving'; // <-
const myWords = tokenize(mine);
const unknown = myWords.filter((word) => !vocabulary.has(word));
const myBatch = padBatch([vocabulary.idsOf(myWords)]);
const judged = [placed, blind].map(({ model }, i) => {
  const scores = tf.softmax(model.logits(myBatch)).dataSync();
  const shares = classes.map((name, c) => [
    name,
    scores[c].toFixed(2),
  ]);
  return {
    model: i === 0 ? 'with positions' : 'without',
    ...Object.fromEntries(shares),
  };
});
showTable(judged, { caption: mine });
if (unknown.length > 0) console.log('unknown:', unknown.join(', '));

// %% [markdown]
// ## What to remember
//
// 1. Self-attention is permutation equivariant: without positions it reads a bag of words.
// 2. Sinusoids are clock hands of many speeds. A shift is a rotation, and the product of two rows depends on their distance alone.
// 3. Learned, relative and rotary positions do the same job; they differ beyond the lengths of training.
// 4. Convolution has a window, recurrence has to wait, attention has a square: $n^2 d$ multiplications for a path of length 1.
// 5. Parallel does not mean cheap. Count, and then measure.

// %% [markdown]
// ## Exercises
//
// In [the notebook of exercises 08](../exercises/08-positions.ipynb):
//
// | | Exercise | Kind | Points | Difficulty | Time |
// | ---: | :--- | :--- | ---: | :--- | ---: |
// | 8.1 | Sinusoidal positions | write | 3 | ●○○ | 10 min |
// | 8.2 | A shift is a rotation | write | 4 | ●●○ | 20 min |
// | 8.3 | Learned positions that do not learn | repair | 3 | ●○○ | 10 min |
// | 8.4 | Relative scores | write | 4 | ●●● | 25 min |
// | 8.5 | The length of a path | write | 3 | ●●○ | 15 min |
// | 8.6 | The slope of a cost | measure | 3 | ●●○ | 10 min |

// %% [markdown]
// ## Sources
//
// - A. Vaswani and others, [*Attention Is All You Need*](https://arxiv.org/abs/1706.03762), 2017, section 3.5 (positions), section 4 and table 1 (cost, waiting, path).
// - J. Gehring and others, [*Convolutional Sequence to Sequence Learning*](https://arxiv.org/abs/1705.03122), 2017, section 3.1: learned positions.
// - P. Shaw, J. Uszkoreit, A. Vaswani, [*Self-Attention with Relative Position Representations*](https://arxiv.org/abs/1803.02155), 2018, section 3.
// - J. Su and others, [*RoFormer*](https://arxiv.org/abs/2104.09864), 2021, section 3.2: rotary positions.
// - Y. Bengio, P. Simard, P. Frasconi, *Learning Long-Term Dependencies with Gradient Descent is Difficult*, 1994.
// - A. Zhang and others, [*Dive into Deep Learning*](https://d2l.ai), "Self-Attention and Positional Encoding".
//
// [← 07 · Multi-head attention](07-self-attention.ipynb) &nbsp;·&nbsp;
// [All lessons](../README.md) &nbsp;·&nbsp;
// [09 · Transformer blocks →](09-transformer-blocks.ipynb)
