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
// # 03 · Scoring functions and masked softmax
//
// *How well does a key answer a query, when both are vectors? Five scores, the reason why one of them is divided by √d, and a softmax that gives nothing to padding.*
//
// **After this lesson you can**
//
// - compute attention for a whole batch with a dot product, a distance, a bilinear or an additive score;
// - explain the factor 1/√d with a variance, and show what happens without it;
// - write a masked softmax, and name five ways to get it wrong.
//
// 50 min to read, 135 min with the exercises · builds on [02 · Nadaraya–Watson kernel regression](02-nadaraya-watson.ipynb) · 6 exercises, 20 points · the cells run in 15&nbsp;s on two cores
//
// ---

// %% setup
import { tf, useBackend, seededRandom } from 'kernel-lib';
import { maxDifference, paced, fit, variance } from 'kernel-lib';
import { dotProductScores, distanceScores } from 'kernel-lib';
import { scaledDotProductScores, bilinearScores } from 'kernel-lib';
import { additiveScores, maskedSoftmax } from 'kernel-lib';
import { scaledDotProductAttention, lengthMask } from 'kernel-lib';
import { bars, heatmap, heatmaps, lines } from 'kernel-lib';
import { smallMultiples, show, showTable } from 'kernel-lib';
import { headline } from 'kernel-lib';

await useBackend();

// %% [markdown]
// ## 3.1 · One key takes everything
//
// In lesson 02 a query and a key were numbers, and the score was minus half their squared distance.
// From now on they are vectors: a word, a patch of an image, the state of a network. The most used
// score for two vectors is their **dot product**, $q \cdot k = \sum_i q_i k_i$.
//
// Take one random query and eight random keys. Nothing prefers any of the keys. Only the number of
// dimensions $d$ changes from row to row.
//
// *Before you run it: eight keys, no preference. How large should the largest weight be?*

// %%
const firstRandom = seededRandom(19);
const firstDims = [2, 8, 64, 512];
const firstRows = firstDims.map((dim) => {
  const query: tf.Tensor2D = firstRandom.normalTensor([1, dim]);
  const keys: tf.Tensor2D = firstRandom.normalTensor([8, dim]);
  return tf.softmax(tf.matMul(query, keys, false, true)); // (1, 8)
});
show(
  heatmap(tf.concat(firstRows, 0), {
    title: 'The longer the vectors, the fewer keys are heard',
    subtitle: 'One query a row, eight random keys. Rows sum to 1.',
    rows: firstDims.map((dim) => `d = ${dim}`),
    columns: Array.from({ length: 8 }, (_, i) => `key ${i + 1}`),
  }),
);

// %% [markdown]
// At $d = 512$ one key has all the weight. It is only luckier, and the softmax has turned luck into certainty. So: *which score*, and *how large may it be?* And, later: what about keys that are not really there?
//
// ## 3.2 · By hand: three keys
//
// A query $q = (1, 2)$, three keys and their values:
//
// | | key | value |
// | ---: | :--- | ---: |
// | 1 | $(2, 0)$ | 10 |
// | 2 | $(0, 2)$ | 20 |
// | 3 | $(-1, 1)$ | 30 |
//
// *On paper: the three dot products. Then predict: if every score is divided by $\sqrt 2$, does the winner's weight grow or shrink?*

// %%
const dot = (a: number[], b: number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i], 0);

function softmax(scores: number[]): number[] {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

// %%
const handKeys = [
  [2, 0],
  [0, 2],
  [-1, 1],
];
const handValues = [10, 20, 30];
const handScores = handKeys.map((key) => dot([1, 2], key));
const root = Math.sqrt(2);
const plain = softmax(handScores);
const scaled = softmax(handScores.map((score) => score / root));

showTable(
  handScores.map((score, i) => ({
    key: `(${handKeys[i].join(', ')})`,
    score: score,
    weight: plain[i].toFixed(3),
    'weight, scaled': scaled[i].toFixed(3),
  })),
);
console.log(`plain:  ${dot(plain, handValues).toFixed(2)}`);
console.log(`scaled: ${dot(scaled, handValues).toFixed(2)}`);

// %% [markdown]
// Key 2 wins both times, with 0.84 of the weight, or 0.73 after the division. Dividing all scores by a number above 1 never changes the order of the keys. It changes how much the winner takes.
//
// ## 3.3 · The formula
//
// $$y = \sum_{j} \alpha_j\, v_j, \qquad \alpha = \mathrm{softmax}(s), \qquad s_j = \frac{q \cdot k_j}{\sqrt{d}}$$
//
// | symbol | is | shape |
// | :--- | :--- | :--- |
// | $q$, $k_j$ | query, key $j$ | $(d)$ |
// | $s$, $\alpha$ | scores, weights: one per key | $(K)$ |
// | $v_j$, $y$ | value $j$, the output | $(v)$ |
//
// This is **scaled dot-product attention** (Vaswani and others, 2017, equation 1).

// %%
type Score = (query: number[], key: number[]) => number;

function attendOne(
  query: number[], // (d)
  keys: number[][], // (K, d)
  values: number[][], // (K, v)
  score: Score,
): number[] {
  const alpha = softmax(keys.map((key) => score(query, key)));
  const output: number[] = new Array(values[0].length).fill(0);
  values.forEach((value, j) =>
    value.forEach((x, i) => (output[i] += alpha[j] * x)),
  );
  return output; // (v)
}

const scaledDot: Score = (query, key) =>
  dot(query, key) / Math.sqrt(query.length);

// %% [markdown]
// ## 3.4 · The real thing: a batch
//
// A layer does not get one query. It gets $B$ sequences at once, each with $Q$ queries and $K$ keys.
// `tf.matMul` multiplies matrices batch by batch: with the last argument `true` it takes the second
// one transposed, so that rows meet rows.
//
// $$S = \frac{Q K^{\top}}{\sqrt d}, \qquad A = \mathrm{softmax}(S), \qquad Y = A V$$
//
// *Before you run it: what is the shape of the scores, and along which axis must the softmax go?*

// %%
const random = seededRandom(5); // (B, Q, d), (B, K, d), (B, K, v)
const queries: tf.Tensor3D = random.normalTensor([2, 3, 4]);
const keys: tf.Tensor3D = random.normalTensor([2, 5, 4]);
const values: tf.Tensor3D = random.normalTensor([2, 5, 6]);

const products = tf.matMul(queries, keys, false, true); // (B, Q, K)
const scores = products.div(Math.sqrt(4)); // (B, Q, K)
const weights = tf.softmax(scores); // over the last axis: the keys
const output = tf.matMul(weights, values); // (B, Q, v)

console.log(`scores (${scores.shape}), output (${output.shape})`);

// %%
// The loop for one query, the three lines above, the library.
const [queryList, keyList] = [
  queries.arraySync(),
  keys.arraySync(),
];
const valueList = values.arraySync();
const byLoop = queryList.map((batch, b) =>
  batch.map((query) =>
    attendOne(query, keyList[b], valueList[b], scaledDot),
  ),
);
const byLibrary = scaledDotProductAttention({
  queries: queries,
  keys: keys,
  values: values,
});
const loopGap = maxDifference(byLoop, output).toExponential(1);
console.log('loop, tensors:   ', loopGap);
console.log('tensors, library:', maxDifference(output, byLibrary));

// %% [markdown]
// ## 3.5 · Why divide by √d
//
// Some notes divide by "the size of the vector" and say that it works well, without more explanation.
// It is the *root* of the size, and there is an explanation.
//
// Let all $q_i$ and $k_i$ be independent, with mean 0 and variance 1. Then each product $q_i k_i$ has
// mean 0 and variance $\mathrm{E}[q_i^2]\,\mathrm{E}[k_i^2] = 1$. Variances of independent terms add
// up:
//
// $$\mathrm{Var}(q \cdot k) = \sum_{i=1}^{d} \mathrm{Var}(q_i k_i) = d$$
//
// So scores are of size $\sqrt d$. Dividing by $\sqrt d$ divides the variance by $d$ and gives 1, for
// every $d$. Let us see whether 10,000 samples agree.

// %%
const samples = 10_000;

function dotProducts(dim: number): number[] {
  const draw = seededRandom(dim); // the seed is d
  return Array.from({ length: samples }, () =>
    dot(draw.normalArray(dim), draw.normalArray(dim)),
  );
}

const dims = [4, 16, 64, 256];
const rawVariance = dims.map((dim) => variance(dotProducts(dim)));
const scaledVariance = rawVariance.map((raw, i) => raw / dims[i]);

// %%
const varianceCurves = [
  { name: 'q · k', x: dims, y: rawVariance },
  { name: 'q · k / √d', x: dims, y: scaledVariance },
  { name: 'the line d', x: dims, y: dims, dashed: true },
];
show(
  lines(varianceCurves, {
    title: 'The variance of a dot product is its number of terms',
    subtitle: 'Variance of 10,000 samples. Both axes logarithmic.',
    xTitle: 'd',
    yTitle: 'variance',
    xLog: true,
    yLog: true,
    marks: true,
  }),
);
const misses = scaledVariance.map((one) => Math.abs(one - 1));
headline({
  name: 'Variance of q·k against d, largest relative difference',
  value: Math.max(...misses),
  gate: { atMost: 0.05 },
});

// %% [markdown]
// The argument needs independent entries of mean 0. At the start of training that is about right, because weights are drawn at random. *After* training it is not: queries and keys have learned to match. So $1/\sqrt d$ is a good place to begin, not a law.
//
// ## 3.6 · What large scores do to the softmax
//
// Two measures of a row of weights over 10 keys. Its **entropy** $-\sum_j \alpha_j \log \alpha_j$ is $\log 10 \approx 2.30$ when all weights are equal, and 0 when one key has all. And the size of its derivative, a matrix:
//
// $$\frac{\partial \alpha_i}{\partial s_j} = \alpha_i(\delta_{ij} - \alpha_j)$$

// %%
function saturation(dim: number, factor: number): number[] {
  return tf.tidy(() => {
    const draw = seededRandom(dim);
    const q: tf.Tensor3D = draw.normalTensor([200, 1, dim]);
    const k: tf.Tensor3D = draw.normalTensor([200, 10, dim]);
    const a = tf.softmax(dotProductScores(q, k).mul(factor));
    const entropy = a.mul(a.add(1e-12).log()).sum(2).neg();
    const outer = tf.matMul(a, a, true, false); // (200, 10, 10)
    const slope = tf.eye(10).mul(a).sub(outer); // dα / ds
    const norm = slope.square().sum([1, 2]).sqrt();
    return [entropy, norm].map((t) => t.mean().dataSync()[0]);
  });
}

const manyDims = [2, 4, 8, 16, 32, 64, 128, 256];
const factors: [string, (dim: number) => number][] = [
  ['not divided', () => 1],
  ['divided by √d', (dim) => 1 / Math.sqrt(dim)],
  ['divided by d', (dim) => 1 / dim],
];
const measured = factors.map(([name, factor]) => ({
  name: name,
  rows: manyDims.map((dim) => saturation(dim, factor(dim))),
}));

// %% [markdown]
// *Before you run it: three ways to scale, three lines. Which one stays level? Where do the other two
// go?*

// %%
const panels = ['entropy', 'size of the derivative'].map(
  (title, i) => {
    const series = measured.map(({ name, rows }) => {
      return {
        name: name,
        x: manyDims,
        y: rows.map((row) => row[i]),
      };
    });
    const axes = { xTitle: 'd', yTitle: title, xLog: true };
    return lines(series, { title: `Mean ${title}`, ...axes });
  },
);
show(
  smallMultiples(panels, {
    columns: 1,
    title: 'Not divided, the softmax saturates',
    subtitle: 'Means over 200 random queries with 10 keys each.',
  }),
);

// %% [markdown]
// Without the division the entropy falls towards 0 and the derivative with it: the softmax is **saturated**, and a small change of a score changes no weight. Divided by $d$ instead, the scores themselves shrink to 0 and the entropy climbs to its maximum of 2.30: all keys weigh the same, whatever the query says.
//
// Divided by $\sqrt d$, both stay level. Vaswani and others wrote that they *suspect* this reason (section 3.2.1). Does it matter for learning?
//
// ## 3.7 · Take the scale away
//
// The task: 100 queries, each with ten random keys and values. Every query shall learn, by gradient
// descent on itself, to return the value of *its* key. Same start, same steps; only the division
// differs.

// %%
const dim = 128;
const draw = seededRandom(21);
const start: tf.Tensor3D = draw.normalTensor([100, 1, dim]);
const taskKeys: tf.Tensor3D = draw.normalTensor([100, 10, dim]);
const taskValues: tf.Tensor3D = draw.normalTensor([100, 10, 4]);
const wanted = taskValues.slice([0, 0, 0], [100, 1, 4]); // of key 0

function weigh(query: tf.Tensor3D, factor: number): tf.Tensor3D {
  const s: tf.Tensor3D = dotProductScores(query, taskKeys).mul(
    factor,
  );
  return tf.softmax(s); // (100, 1, 10)
}

// %%
async function findTheKey(label: string, factor: number) {
  const query = tf.variable(start);
  const history = await fit({
    steps: paced({ full: 150, quick: 80 }),
    loss: () => {
      const output = tf.matMul(weigh(query, factor), taskValues);
      return output.sub(wanted).square().sum(2).mean();
    },
    variables: [query],
    learningRate: 0.05,
    label: label,
  });
  const found = weigh(query, factor).argMax(2).equal(0);
  const share = found.mean().dataSync()[0];
  const curve = {
    name: label,
    x: history.steps,
    y: history.losses,
  };
  return { curve: curve, share: share };
}
const withRoot = await findTheKey('divided by √d', dim ** -0.5);
const without = await findTheKey('not divided', 1);

// %% [markdown]
// The bars show the loss that is left. *How many of the 100 queries will have found their key, with the division and without? By luck alone it would be ten.*

// %%
show(
  lines([withRoot.curve, without.curve], {
    title: 'Without the scale most queries never find their key',
    subtitle: 'Mean squared error of the output during training.',
    xTitle: 'step',
    yTitle: 'error',
  }),
);
headline({
  name: 'Share of queries that find their key, divided by √d',
  value: withRoot.share,
  gate: { atLeast: 0.7 },
  seed: 21,
});
headline({
  name: 'The same, not divided',
  value: without.share,
  gate: { atMost: 0.5 },
  seed: 21,
});

// %% [markdown]
// Divided, 90 of 100 queries find their key; not divided, 27, and one in ten begins there by luck. Where the softmax was saturated, the gradient said almost nothing, and the query stayed near its start.
//
// What this does *not* show: that the formula must contain $1/\sqrt d$. Small initial weights do the same job: T5, in lesson 15, has no division. What matters is the size of the scores.
//
// ## 3.8 · Other scores
//
// **Distance.** Lesson 02's score, for vectors: $s = -\tfrac12\lVert q - k\rVert^2$. Expand the square:
//
// $$-\tfrac12\lVert q - k\rVert^2 = q \cdot k - \tfrac12\lVert k\rVert^2 - \tfrac12\lVert q\rVert^2$$
//
// *The last term is the same for all keys of one query. What does softmax do with it?*

// %%
const lengthsOfKeys = keys.norm(2, 2, true); // (B, K, 1)
const unitKeys: tf.Tensor3D = keys.div(lengthsOfKeys);

function gapBetween(k: tf.Tensor3D): string {
  const byDistance = tf.softmax(distanceScores(queries, k));
  const byDot = tf.softmax(dotProductScores(queries, k));
  return maxDifference(byDistance, byDot).toExponential(1);
}
console.log('weights by distance and by dot product differ by');
console.log(`  ${gapBetween(keys)}  keys of different lengths`);
console.log(`  ${gapBetween(unitKeys)}  all keys of length 1`);

// %% [markdown]
// Softmax ignores what all scores of a row share, so $\lVert q\rVert^2$ drops out. What remains apart
// from the dot product is $-\tfrac12\lVert k\rVert^2$: a handicap for long keys. When all keys have the
// same length there is no handicap, and the two scores give the same weights.
//
// **Claim you will read: "the dot product measures the angle."** It is
// $\lVert q\rVert\,\lVert k\rVert \cos\theta$. Test it: make a key twice as long and keep its direction.

// %%
const norm = (a: number[]): number => Math.sqrt(dot(a, a));
const east = [1, 0];
const threeLengths = [1, 2, 10].map((times) => {
  const key = [times, times];
  const cosine = dot(east, key) / (norm(east) * norm(key));
  return {
    key: `(${key.join(', ')})`,
    'dot product': dot(east, key),
    cosine: cosine.toFixed(3),
  };
});
showTable(threeLengths, { caption: 'One direction; query (1, 0)' });

// %% [markdown]
// **Verdict: only for vectors of length 1.** The angle stayed at 45° while the dot product grew tenfold.
// A long key is loud: it draws weight from every query that points roughly its way.
//
// **Bilinear.** When queries have $d_q$ dimensions and keys $d_k$, there is no dot product. Put a
// learned matrix between them: $s = q^{\top} W k$ with $W$ of shape $(d_q, d_k)$ (Luong and others,
// 2015, "general").

// %%
const wideQueries: tf.Tensor3D = random.normalTensor([2, 3, 7]);
const W: tf.Tensor2D = random.normalTensor([7, 4]); // (dq, dk)

const projected: tf.Tensor3D = tf
  .matMul(wideQueries.reshape([6, 7]), W) // (B*Q, dq) x (dq, dk)
  .reshape([2, 3, 4]); // (B, Q, dk): as wide as the keys
const byProjection = dotProductScores(projected, keys);
const bilinear = bilinearScores(wideQueries, keys, W);
console.log('difference:', maxDifference(byProjection, bilinear));

// %% [markdown]
// So a bilinear score is a dot product after a projection of the queries. In lesson 07 both sides get a
// projection; then $W = W_q W_k^{\top}$.
//
// **Additive.** A network with one hidden layer of $h$ units reads the pair (Bahdanau and others,
// 2015):
//
// $$s = w^{\top} \tanh(W_q^{\top} q + W_k^{\top} k)$$
//
// with $W_q$ of shape $(d_q, h)$, $W_k$ of shape $(d_k, h)$ and $w$ of shape $(h)$. The two parts are
// *added*; hence the name.

// %%
const Wq: tf.Tensor2D = random.normalTensor([7, 8]); // (dq, h)
const Wk: tf.Tensor2D = random.normalTensor([4, 8]); // (dk, h)
const w: tf.Tensor1D = random.normalTensor([8]); // (h)

// One pair by hand: batch 1, query 2, key 4.
const oneQuery = wideQueries.slice([1, 2, 0], [1, 1, 7]).flatten();
const oneKey = keys.slice([1, 4, 0], [1, 1, 4]).flatten();
const hidden = tf.dot(oneQuery, Wq).add(tf.dot(oneKey, Wk)).tanh();
const onePair = tf.dot(hidden, w).dataSync()[0];

const additive = additiveScores(wideQueries, keys, {
  queryWeight: Wq,
  keyWeight: Wk,
  scoreWeight: w,
}); // (B, Q, K)
console.log('by hand:', onePair.toFixed(5));
console.log('library:', additive.arraySync()[1][2][4].toFixed(5));

// %% [markdown]
// What does each score cost? Count multiplications for $n$ queries and $n$ keys of width $d$, with $h$ hidden units, and the numbers that must be held at once. A matrix product $(a, b) \times (b, c)$ takes $abc$ multiplications.
//
// *Guess first: which score is the most expensive for long sequences, in time and in memory?*

// %%
const [n, d, h] = [1000, 64, 64];
const costs: [string, number, number, number][] = [
  ['dot product', 0, n * n * d, n * n],
  ['distance, pair by pair', 0, n * n * d, n * n * d],
  ['bilinear', d * d, n * d * d + n * n * d, n * n],
  ['additive', 2 * d * h + h, 2 * n * d * h + n * n * h, n * n * h],
];
const million = (count: number) => `${(count / 1e6).toFixed(0)} M`;
showTable(
  costs.map(([name, parameters, multiplications, held]) => ({
    score: name,
    parameters: parameters,
    multiplications: million(multiplications),
    'numbers held': million(held),
  })),
  { caption: 'n = 1000, d = h = 64' },
);

// %% [markdown]
// The multiplications are nearly equal. The memory is not: the additive score needs a hidden vector for *every pair*, $n^2 h$ numbers, and as many `tanh`. The distance has the same problem as long as one subtracts pair by pair; exercise 3.4 removes it.
//
// *Same queries, same keys: will the four scores agree on the best key?*

// %%
const square: tf.Tensor2D = random.normalTensor([4, 4]);
const additiveWeights = {
  queryWeight: Wk, // these queries are as wide as the keys
  keyWeight: Wk,
  scoreWeight: w,
};
const opinions: [string, tf.Tensor3D][] = [
  ['scaled dot', scaledDotProductScores(queries, keys)],
  ['distance', distanceScores(queries, keys)],
  ['bilinear, random W', bilinearScores(queries, keys, square)],
  ['additive', additiveScores(queries, keys, additiveWeights)],
];
const opinionMaps = opinions.map(([title, score]) => {
  return { title: title, values: tf.softmax(score).arraySync()[0] };
});
show(
  heatmaps(opinionMaps, {
    title: 'Four scores, four opinions about the same vectors',
    subtitle: 'Rows: three queries. Columns: five keys.',
  }),
);

// %% [markdown]
// They do not have to agree. The last two have weights that nobody has trained: what counts as a match
// is *learned*. A score fixes only what kind of match can be learned.
//
// ## 3.9 · Keys that are not there
//
// A batch is a rectangle; sentences are not. Short sentences are filled up with a token that means
// nothing, `<pad>`. Its vector is a vector like any other, so it gets a score and a weight.

// %%
const words = [
  ['le', 'chat', 'dort', '<pad>', '<pad>'],
  ['la', 'souris', 'mange', 'du', 'pain'],
];
const wordRandom = seededRandom(5);
const vectors: Record<string, number[]> = {};
for (const word of new Set(words.flat())) {
  vectors[word] = wordRandom.normalArray(8, { std: 0.6 });
}
const embed = (): tf.Tensor3D =>
  tf.tensor3d(
    words.map((list) => list.map((word) => vectors[word])),
  );

const batch = embed(); // (2, 5, 8)
const batchScores = scaledDotProductScores(batch, batch);
const unmasked = tf.softmax(batchScores);
const onPadding = unmasked.slice([0, 0, 3], [1, 3, 2]).sum(2);
const share = 100 * onPadding.mean().dataSync()[0];
console.log(`weight on <pad>: ${share.toFixed(0)} %`);

// %% [markdown]
// More than a third of what "le", "chat" and "dort" attend to is nothing. Worse: in another batch the same sentence has another number of `<pad>`, and so another result.
//
// The **valid length** of a sentence says how many of its tokens are real: 3 and 5 here. Give the others a score so low that its exponential is 0:
//
// $$\alpha = \mathrm{softmax}(\tilde s), \qquad \tilde s_j = \begin{cases} s_j & j < \text{length} \\ -10^6 & \text{otherwise}\end{cases}$$
//
// This is the **masked softmax**. By hand for one row, then the library:

// %%
function maskByHand(row: number[], length: number): number[] {
  return softmax(row.map((s, j) => (j < length ? s : -1e6)));
}
const lens = tf.tensor1d([3, 5], 'int32'); // (B)
const masked = maskedSoftmax(batchScores, lens); // (B, Q, K)

const handRow = maskByHand(batchScores.arraySync()[0][0], 3);
const libraryRow = masked.arraySync()[0][0];
for (const row of [handRow, libraryRow]) {
  console.log(row.map((a) => a.toFixed(3)).join('  '));
}

// %%
const open = lengthMask(lens, 5, 5); // (B, Q, K), true = may attend
const sentenceMaps = words.map((tokens, b) =>
  heatmap(masked.arraySync()[b], {
    title: b === 0 ? 'Three words, two <pad>' : 'Five words',
    rows: tokens,
    columns: tokens,
    mask: open.arraySync()[b],
  }),
);
show(
  smallMultiples(sentenceMaps, {
    title: 'Closed keys get nothing; the open ones share it all',
    subtitle: 'Rows: queries. Columns: keys. Grey: masked.',
  }),
);

// %% [markdown]
// The rows of `<pad>` as a *query* are still there: a mask over keys does not remove queries. Their
// output is never used, and the loss must skip it.
//
// **The test that counts.** If padding has no influence, changing it changes nothing, to the last bit.
// *Is "to the last bit" too strict for arithmetic with rounding?*

// %%
type Lens = tf.Tensor1D | null;
function wordsOut(x: tf.Tensor3D, validLens: Lens): tf.Tensor3D {
  const inputs = { queries: x, keys: x, values: x };
  const out = scaledDotProductAttention({
    ...inputs,
    validLens: validLens,
  });
  return out.slice([0, 0, 0], [1, 3, 8]); // the three real words
}

vectors['<pad>'] = wordRandom.normalArray(8); // other padding
const other = embed();
const withMask = maxDifference(
  wordsOut(batch, lens),
  wordsOut(other, lens),
);
const noMask = maxDifference(
  wordsOut(batch, null),
  wordsOut(other, null),
);
console.log(`with the mask the words change by ${withMask}`);
console.log(`without it, by ${noMask.toFixed(2)}`);

// %% [markdown]
// Exactly 0: a weight that is exactly 0 times any finite number is 0. That was **taking the mask away**,
// too: without it, the meaning of a word depends on the padding.
//
// A length can also differ from query to query: valid lengths of shape $(B, Q)$. With 1, 2, 3, 4, 5 each
// position sees itself and what came before it. That is the **causal mask** of lessons 10 and 11.

// %%
const growing = [1, 2, 3, 4, 5];
const perQuery = tf.tensor2d([growing, growing], [2, 5], 'int32');
const causal = maskedSoftmax(batchScores, perQuery); // (B, Q, K)
show(
  heatmap(causal.arraySync()[1], {
    title: 'One length per query: nobody looks ahead',
    subtitle: 'Rows: queries. Columns: keys. Grey: masked.',
    rows: words[1],
    columns: words[1],
    mask: lengthMask(perQuery, 5, 5).arraySync()[1],
  }),
);

// %% [markdown]
// ## 3.10 · What people get wrong
//
// Masks are among the most common silent bugs of attention code: shapes stay right, losses go down, sometimes faster than they should. One row of four scores is enough to see each mistake. The last two keys are padding.
//
// **Claim 1: "A score of 0 removes a key."** Multiply the scores by the mask (1 = open), then softmax. *Which key will be the strongest?*

// %%
const row = tf.tensor1d([-2, -3, 4, 1]); // the last two are padding
const keep = tf.tensor1d([1, 1, 0, 0]); // 1 = may attend
const low = keep.sub(1).mul(1e6); // 0 where open, -1e6 where closed

function printRow(name: string, t: tf.Tensor): void {
  const numbers = Array.from(t.dataSync());
  const sum = numbers.reduce((a, b) => a + b, 0);
  const cells = numbers.map((x) => x.toFixed(3)).join('  ');
  console.log(
    `${name.padEnd(15)} ${cells}   sum ${sum.toFixed(3)}`,
  );
}
printRow('right', tf.softmax(row.add(low)));
printRow('scores times 0', tf.softmax(row.mul(keep)));

// %% [markdown]
// **False.** $e^0 = 1$, and here that is more than any real key has: padding takes over 90 % of the weight. A score of 0 is an ordinary score.
//
// **Claim 2: "Zero the weights after the softmax."** Then nothing leaks, does it? And what if one divides by the sum again?

// %%
const late = tf.softmax(row).mul(keep);
printRow('after, as it is', late);
printRow('after, divided', late.div(late.sum()));

const loud = tf.tensor1d([-2, -3, 200, 1]); // a loud padding key
const lateLoud = tf.softmax(loud).mul(keep);
printRow('loud, after', lateLoud.div(lateLoud.sum()));
printRow('loud, right', tf.softmax(loud.add(low)));

// %% [markdown]
// **False, twice.** As it is, the row sums to 0.003: the output has almost vanished, by an amount that depends on the padding. Divided again it is right on paper, until a padding score is so large that the real weights round to 0; then it is $0/0$.
//
// **Claim 3: "`true` means masked."** In this course `true` means *may attend*. Flip it:

// %%
printRow('flipped', tf.softmax(row.sub(keep.mul(1e6))));

// %% [markdown]
// **It depends on the library, so look it up.** The sum is 1 and nothing complains, but all the weight
// is on padding. PyTorch has both conventions: in `scaled_dot_product_attention` a boolean mask is true
// where a query may attend, in `nn.MultiheadAttention` it is true where it may *not*.
//
// **Claim 4: "Minus infinity is cleaner than $-10^6$."** Try a row in which everything is masked, such
// as a sentence of length 0:

// %%
const nothing = tf.zeros([4], 'bool'); // no key may be attended to
for (const fill of [-Infinity, -1e6]) {
  const filled = tf.where(nothing, row, tf.fill([4], fill));
  printRow(`fill ${fill}`, tf.softmax(filled));
}

// %% [markdown]
// **Both are wrong answers to a question without an answer**, but one of them is `NaN`, and a single
// `NaN` spreads through the loss to every weight of the network. The finite fill gives equal weights;
// whoever uses the row must know that it means nothing.
//
// **Claim 5: "If the shapes are right, the axis was right."** With as many queries as keys, a softmax
// over the queries has the right shape:

// %%
const swapped = batchScores.transpose([0, 2, 1]); // (B, K, Q)
const wrongAxis = tf.softmax(swapped).transpose([0, 2, 1]);
for (const [name, t] of Object.entries({
  'over the queries': wrongAxis,
  'over the keys   ': unmasked,
})) {
  const rowSums = Array.from(t.sum(2).dataSync()).slice(5);
  console.log(name, rowSums.map((x) => x.toFixed(2)).join('  '));
}

// %% [markdown]
// **False.** Test values, not shapes: every query's weights sum to 1. And test with $Q \ne K$, where many such mistakes can no longer hide.
//
// ## 3.11 · Yours
//
// One random query, six keys, and a slider for their number of dimensions. Move it. Then change `divide` to `true`, run the cell again, and move it again. Last, change the seed: is any of this an accident of one draw?

// %% tags=["yours"]
const divide = false; // <- change to true
const mySeed = 7; // <- change
const sliderDims = [2, 4, 8, 16, 32, 64, 128, 256, 512];
const frames = sliderDims.map((size) => {
  const drawn = seededRandom(mySeed);
  const q = drawn.normalArray(size);
  const by = divide ? Math.sqrt(size) : 1;
  const mine = Array.from({ length: 6 }, () => {
    return dot(q, drawn.normalArray(size)) / by;
  });
  return softmax(mine);
});
const slidingBars = frames[0].map((_, i) => {
  return { label: `key ${i + 1}`, frames: frames.map((f) => f[i]) };
});
show(
  bars(slidingBars, {
    title: divide ? 'Divided by √d' : 'Not divided by √d',
    subtitle: 'Height: the weight of each key. Move the slider.',
    yTitle: 'weight',
    slider: { label: 'd', values: sliderDims, start: 2 },
  }),
);

// %% [markdown]
// ## What to remember
//
// 1. A score is one number for each pair of query and key. Softmax goes over the **keys**.
// 2. The dot product of random vectors has variance $d$. Divided by $\sqrt d$ it has variance 1, and the
//    softmax keeps its derivative.
// 3. Distance, bilinear and additive scores are other notions of a match. The dot product is the cheapest
//    in memory.
// 4. A mask closes **scores**, before the softmax, with a very low number. $e^0 = 1$ is no mask.
// 5. The test of a mask: change the padding; the output stays the same to the last bit.

// %% [markdown]
// ## Exercises
//
// In [the notebook of exercises 03](../exercises/03-scoring-functions.ipynb):
//
// | | Exercise | Kind | Points | Difficulty | Time |
// | ---: | :--- | :--- | ---: | :--- | ---: |
// | 3.1 | Masked softmax | write | 5 | ●●○ | 15 min |
// | 3.2 | Scaled dot-product attention | write | 4 | ●○○ | 10 min |
// | 3.3 | Additive score | write | 3 | ●●○ | 15 min |
// | 3.4 | Distance from dot products | write | 3 | ●●○ | 15 min |
// | 3.5 | A transposed bilinear score | repair | 2 | ●○○ | 10 min |
// | 3.6 | What attention costs | predict | 3 | ●●● | 20 min |

// %% [markdown]
// ## Sources
//
// - A. Vaswani and others, [*Attention Is All You Need*](https://arxiv.org/abs/1706.03762), 2017, section
//   3.2.1: the scaled dot product, and the footnote on its variance.
// - D. Bahdanau, K. Cho, Y. Bengio, [*Neural Machine Translation by Jointly Learning to Align and
//   Translate*](https://arxiv.org/abs/1409.0473), 2015, appendix A.1.2: the additive score.
// - M.-T. Luong, H. Pham, C. Manning, [*Effective Approaches to Attention-based Neural Machine
//   Translation*](https://arxiv.org/abs/1508.04025), 2015, section 3.1: dot and general.
// - A. Zhang and others, [*Dive into Deep Learning*](https://d2l.ai), "Attention Scoring Functions": valid
//   lengths, and the questions behind exercises 3.4 to 3.6.
//
// [← 02 · Nadaraya–Watson kernel regression](02-nadaraya-watson.ipynb) &nbsp;·&nbsp;
// [All lessons](../README.md) &nbsp;·&nbsp;
// [04 · Tokens and embeddings →](04-tokens-and-embeddings.ipynb)
