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
// *How well does a key answer a query, when both are vectors? Five scores, the reason why one of them
// is divided by √d, and a softmax that gives nothing to padding.*
//
// **After this lesson you can**
//
// - compute attention for a whole batch with a dot product, a distance, a bilinear or an additive score;
// - explain the factor 1/√d with a variance, and show by an experiment what happens without it;
// - write a masked softmax, and name five ways to get the mask wrong.
//
// 50 min to read, 90 min with the exercises · builds on
// [02 · Nadaraya–Watson kernel regression](02-nadaraya-watson.ipynb) · 6 exercises, 20 points ·
// the cells run in 20 s on two cores
//
// ---

// %% setup
import {
  additiveScores,
  bars,
  bilinearScores,
  distanceScores,
  dotProductScores,
  fit,
  headline,
  heatmap,
  heatmaps,
  histogram,
  lengthMask,
  lines,
  maskedSoftmax,
  maxDifference,
  paced,
  scaledDotProductAttention,
  scaledDotProductScores,
  seededRandom,
  show,
  showTable,
  smallMultiples,
  tf,
  useBackend,
  variance,
} from 'kernel-lib';

const engine = await useBackend();

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
const rowsOfDims = [2, 8, 64, 512];
const firstRandom = seededRandom(6);
const weightsByDim = rowsOfDims.map((dim) => {
  const query = firstRandom.normalTensor<tf.Rank.R2>([1, dim]);
  const keys = firstRandom.normalTensor<tf.Rank.R2>([8, dim]);
  return tf.softmax(tf.matMul(query, keys, false, true)); // (1, 8)
});

show(
  heatmap(tf.concat2d(weightsByDim as tf.Tensor2D[], 0), {
    title: 'The longer the vectors, the fewer keys are heard',
    subtitle:
      'One query a row, eight random keys. Each row sums to 1.',
    rows: rowsOfDims.map((dim) => `d = ${dim}`),
    columns: Array.from({ length: 8 }, (_, i) => `key ${i + 1}`),
  }),
);

// %% [markdown]
// At $d = 512$ one key has all the weight. It is not better than the others; it is a little luckier,
// and the softmax has turned luck into certainty. A network that starts like this has made its choice
// before it has learned anything, and we shall see that it can hardly change its mind.
//
// So two questions: *which score*, and *how large may it be?* And a third one, about keys that are
// not really there.

// %% [markdown]
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
// *On paper: the three dot products. Then predict: if every score is divided by $\sqrt 2$, does the
// winner's weight grow or shrink?*

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
const handQuery = [1, 2];
const handKeys = [
  [2, 0],
  [0, 2],
  [-1, 1],
];
const handValues = [10, 20, 30];
const handScores = handKeys.map((key) => dot(handQuery, key));
const plain = softmax(handScores);
const scaled = softmax(handScores.map((s) => s / Math.sqrt(2)));

showTable(
  handKeys.map((key, i) => ({
    key: `(${key.join(', ')})`,
    score: handScores[i],
    weight: plain[i].toFixed(3),
    'weight, scaled': scaled[i].toFixed(3),
    value: handValues[i],
  })),
  { caption: 'Weights with and without the division by √2' },
);
console.log(
  `answers: ${dot(plain, handValues).toFixed(2)} plain, ` +
    `${dot(scaled, handValues).toFixed(2)} scaled`,
);

// %% [markdown]
// Key 2 wins both times, with 0.84 of the weight, or 0.73 after the division. Dividing all scores by
// a number above 1 never changes the order of the keys. It changes how much the winner takes.
//
// ## 3.3 · The formula
//
// $$y = \sum_{j} \alpha_j\, v_j, \qquad \alpha = \mathrm{softmax}(s), \qquad s_j = \frac{q \cdot k_j}{\sqrt{d}}$$
//
// | symbol | is | shape |
// | :--- | :--- | :--- |
// | $q$ | the query | $(d)$ |
// | $k_j$ | key $j$ | $(d)$ |
// | $v_j$ | value $j$ | $(v)$ |
// | $s$, $\alpha$ | scores, weights: one per key | $(K)$ |
// | $y$ | the output, a mixture of the values | $(v)$ |
//
// This is **scaled dot-product attention** (Vaswani and others, 2017, equation 1).

// %%
type Score = (query: number[], key: number[]) => number;

function attendOne(
  query: number[],
  keys: number[][],
  values: number[][],
  score: Score,
): number[] {
  const weights = softmax(keys.map((key) => score(query, key)));
  return values[0].map((_, column) =>
    weights.reduce(
      (sum, weight, j) => sum + weight * values[j][column],
      0,
    ),
  );
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
const random = seededRandom(5);
const queries = random.normalTensor<tf.Rank.R3>([2, 3, 4]); // (B, Q, d)
const keys = random.normalTensor<tf.Rank.R3>([2, 5, 4]); // (B, K, d)
const values = random.normalTensor<tf.Rank.R3>([2, 5, 6]); // (B, K, v)

const scores = tf
  .matMul(queries, keys, false, true)
  .div(Math.sqrt(4)) as tf.Tensor3D; // (B, Q, K)
const weights = tf.softmax(scores); // over the last axis: the keys
const output = tf.matMul(weights, values); // (B, Q, v)

console.log(`scores (${scores.shape}), output (${output.shape})`);

// %% [markdown]
// Three ways must give the same numbers: our loop for one query, the three lines above, and the
// library's `scaledDotProductAttention`.

// %%
const rows3 = (t: tf.Tensor3D): number[][][] => t.arraySync();
const byLoop = rows3(queries).map((batch, b) =>
  batch.map((query) =>
    attendOne(query, rows3(keys)[b], rows3(values)[b], scaledDot),
  ),
);
const byLibrary = scaledDotProductAttention({
  queries: queries,
  keys: keys,
  values: values,
});

console.log(
  'loop and tensors:   ',
  maxDifference(tf.tensor3d(byLoop), output).toExponential(1),
);
console.log(
  'tensors and library:',
  maxDifference(output, byLibrary).toExponential(1),
);

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
  return Array.from({ length: samples }, () => {
    let sum = 0;
    for (let i = 0; i < dim; i++)
      sum += draw.normal() * draw.normal();
    return sum;
  });
}

const dims = [4, 16, 64, 256];
const products = dims.map(dotProducts);
const rawVariance = products.map(variance);
const scaledVariance = rawVariance.map((one, i) => one / dims[i]);

// %%
show(
  lines(
    [
      { name: 'q · k', x: dims, y: rawVariance },
      { name: 'q · k / √d', x: dims, y: scaledVariance },
      { name: 'the line d', x: dims, y: dims, dashed: true },
    ],
    {
      title: 'The variance of a dot product is its number of terms',
      subtitle: `Variance of ${samples} samples. Both axes logarithmic.`,
      xTitle: 'd',
      yTitle: 'variance',
      xLog: true,
      yLog: true,
      marks: true,
    },
  ),
);

// %%
const worst = Math.max(
  ...rawVariance.map((one, i) => Math.abs(one - dims[i]) / dims[i]),
);
headline({
  name: 'variance of q·k, largest relative distance to d',
  value: worst,
  gate: { atMost: 0.05 },
});
headline({
  name: 'variance of q·k/√d, largest distance to 1',
  value: Math.max(
    ...scaledVariance.map((one) => Math.abs(one - 1)),
  ),
  gate: { atMost: 0.05 },
});

// %% [markdown]
// The argument needs independent entries of mean 0. At the start of training that is about right,
// because weights are drawn at random. *After* training it no longer is: queries and keys have learned
// to match. So $1/\sqrt d$ is a good place to begin, not a law.
//
// Why is a large score bad? Look at what the softmax makes of it.
//
// ## 3.6 · What large scores do to the softmax
//
// Two measures of a row of weights over 10 keys. Its **entropy** $-\sum_j \alpha_j \log \alpha_j$: it is
// $\log 10 \approx 2.30$ when all weights are equal and 0 when one key has all. And the size of its
// derivative:
//
// $$\frac{\partial \alpha_i}{\partial s_j} = \alpha_i(\delta_{ij} - \alpha_j)$$

// %%
function saturation(dim: number, factor: number): [number, number] {
  return tf.tidy(() => {
    const draw = seededRandom(dim);
    const q = draw.normalTensor<tf.Rank.R3>([200, 1, dim]);
    const k = draw.normalTensor<tf.Rank.R3>([200, 10, dim]);
    const a = tf.softmax(dotProductScores(q, k).mul(factor));
    const entropies = a
      .mul(tf.log(a.add(1e-12)))
      .sum(2)
      .neg();
    const outer = tf.matMul(a, a, true, false); // (200, 10, 10)
    const slope = tf.eye(10).mul(a).sub(outer); // d alpha / d s
    const norms = slope.square().sum([1, 2]).sqrt();
    return [entropies, norms].map(
      (t) => t.mean().dataSync()[0],
    ) as [number, number];
  });
}

// %%
const factors: [string, (dim: number) => number][] = [
  ['not divided', () => 1],
  ['divided by √d', (dim) => 1 / Math.sqrt(dim)],
  ['divided by d', (dim) => 1 / dim],
];
const manyDims = [2, 4, 8, 16, 32, 64, 128, 256];
const measured = factors.map(([name, factor]) => ({
  name: name,
  pairs: manyDims.map((dim) => saturation(dim, factor(dim))),
}));

// %% [markdown]
// *Before you run it: three ways to scale, three lines. Which one stays level? Where do the other two
// go?*

// %%
const panel = (which: 0 | 1, title: string, yTitle: string) =>
  lines(
    measured.map((one) => ({
      name: one.name,
      x: manyDims,
      y: one.pairs.map((p) => p[which]),
    })),
    {
      title: title,
      xTitle: 'd',
      yTitle: yTitle,
      xLog: true,
    },
  );
show(
  smallMultiples(
    [
      panel(0, 'Entropy of the weights', 'entropy'),
      panel(1, 'Size of the derivative', 'Frobenius norm'),
    ],
    {
      columns: 1,
      title: 'Only √d keeps the softmax awake at every d',
      subtitle: 'Means over 200 random queries, 10 keys each.',
    },
  ),
);

// %% [markdown]
// Without the division the entropy falls towards 0 and the derivative with it: the softmax is
// **saturated**, and a small change of a score changes no weight. Divided by $d$ instead, all scores
// shrink to 0 and the weights become equal: attention turns into the mean, for the opposite reason.
//
// Only $\sqrt d$ is level. Vaswani and others wrote that they *suspect* this reason (section 3.2.1).
// Whether it matters for learning is a question for an experiment.
//
// ## 3.7 · Take the scale away
//
// The task: 100 queries, each with ten random keys and values. Every query shall learn, by gradient
// descent on itself, to return the value of *its* key. Same start, same steps; only the division
// differs.

// %%
const dim = 128;
const taskRandom = seededRandom(21);
const start = taskRandom.normalTensor<tf.Rank.R3>([100, 1, dim]);
const taskKeys = taskRandom.normalTensor<tf.Rank.R3>([
  100,
  10,
  dim,
]);
const taskValues = taskRandom.normalTensor<tf.Rank.R3>([
  100, 10, 4,
]);
const wanted = taskValues.slice([0, 0, 0], [100, 1, 4]); // of key 0

const taskWeights = (query: tf.Tensor3D, factor: number) =>
  tf.softmax(dotProductScores(query, taskKeys).mul(factor));

// %%
async function findTheKey(label: string, factor: number) {
  const query = tf.variable(start);
  const run = await fit({
    steps: paced({ full: 150, quick: 80 }),
    label: label,
    optimizer: 'adam',
    learningRate: 0.05,
    variables: [query],
    loss: () =>
      tf
        .matMul(taskWeights(query, factor), taskValues)
        .sub(wanted)
        .square()
        .sum(2)
        .mean() as tf.Scalar,
  });
  const found = taskWeights(query, factor).argMax(2).equal(0);
  return { losses: run.losses, share: found.mean().dataSync()[0] };
}
const withScale = await findTheKey(
  'divided by √d',
  1 / Math.sqrt(dim),
);
const without = await findTheKey('not divided', 1);

// %%
const stepsAxis = withScale.losses.map((_, i) => i + 1);
show(
  lines(
    [
      { name: 'divided by √d', x: stepsAxis, y: withScale.losses },
      { name: 'not divided', x: stepsAxis, y: without.losses },
    ],
    {
      title: 'Without the scale most queries never find their key',
      subtitle: 'Mean squared error of the output during training.',
      xTitle: 'step',
      yTitle: 'error',
    },
  ),
);
headline({
  name: 'queries that find their key, divided by √d',
  value: withScale.share,
  gate: { atLeast: 0.8 },
  seed: 21,
});
headline({
  name: 'queries that find their key, not divided',
  value: without.share,
  gate: { atMost: 0.6 },
  seed: 21,
});

// %% [markdown]
// Each query began with one loud key. Where the softmax was saturated, the gradient said almost
// nothing, and the query stayed where it was.
//
// What this does *not* show: that the formula must contain $1/\sqrt d$. Starting with smaller weights
// does the same job. T5, which you meet in lesson 15, has no division and small initial weights
// instead. What matters is the size of the scores.
//
// ## 3.8 · Other scores
//
// **Distance.** Lesson 02's score, for vectors: $s = -\tfrac12\lVert q - k\rVert^2$. Expand the square:
//
// $$-\tfrac12\lVert q - k\rVert^2 = q \cdot k - \tfrac12\lVert k\rVert^2 - \tfrac12\lVert q\rVert^2$$
//
// *The last term is the same for all keys of one query. What does softmax do with it?*

// %%
const unit = keys.div(keys.norm(2, 2, true)) as tf.Tensor3D; // length 1
const gapOf = (k: tf.Tensor3D): string =>
  maxDifference(
    tf.softmax(distanceScores(queries, k)),
    tf.softmax(dotProductScores(queries, k)),
  ).toExponential(1);

console.log('weights by distance and by dot product differ by');
console.log(`  ${gapOf(keys)}  keys of different lengths`);
console.log(`  ${gapOf(unit)}  all keys of length 1`);

// %% [markdown]
// Softmax ignores what all scores of a row share, so $\lVert q\rVert^2$ drops out. What remains apart
// from the dot product is $-\tfrac12\lVert k\rVert^2$: a handicap for long keys. When all keys have the
// same length there is no handicap, and the two scores give the same weights.
//
// **Claim you will read: "the dot product measures the angle."** It is
// $\lVert q\rVert\,\lVert k\rVert \cos\theta$. Test it: make a key twice as long and keep its direction.

// %%
const east = [1, 0];
const diagonal = [1, 1];
const cosine = (a: number[], b: number[]): number =>
  dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));

showTable(
  [1, 2, 10].map((times) => {
    const key = diagonal.map((x) => x * times);
    return {
      key: `(${key.join(', ')})`,
      'dot product': dot(east, key),
      cosine: cosine(east, key).toFixed(3),
      angle: '45°',
    };
  }),
  { caption: 'One direction, three lengths; the query is (1, 0)' },
);

// %% [markdown]
// **Verdict: only for vectors of length 1.** The angle stayed at 45° while the dot product grew tenfold.
// A long key is loud: it draws weight from every query that points roughly its way.
//
// **Bilinear.** When queries have $d_q$ dimensions and keys $d_k$, there is no dot product. Put a
// learned matrix between them: $s = q^{\top} W k$ with $W$ of shape $(d_q, d_k)$ (Luong and others,
// 2015, "general").

// %%
const longQueries = random.normalTensor<tf.Rank.R3>([2, 3, 7]);
const W = random.normalTensor<tf.Rank.R2>([7, 4]); // (dq, dk)

const projected = tf
  .matMul(longQueries.reshape<tf.Tensor2D>([6, 7]), W)
  .reshape<tf.Tensor3D>([2, 3, 4]); // (B, Q, dk): now as long as a key
const byProjection = dotProductScores(projected, keys);

console.log(
  'project, then dot product, against the library:',
  maxDifference(
    byProjection,
    bilinearScores(longQueries, keys, W),
  ).toExponential(1),
);

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
const learned = {
  queryWeight: random.normalTensor<tf.Rank.R2>([7, 8]),
  keyWeight: random.normalTensor<tf.Rank.R2>([4, 8]),
  scoreWeight: random.normalTensor<tf.Rank.R1>([8]),
};

const onePair = tf.tidy(() => {
  const query = longQueries
    .slice([1, 2, 0], [1, 1, 7])
    .reshape([1, 7]);
  const key = keys.slice([1, 4, 0], [1, 1, 4]).reshape([1, 4]);
  const hidden = tf.tanh(
    tf
      .matMul(query, learned.queryWeight)
      .add(tf.matMul(key, learned.keyWeight)),
  ); // (1, h)
  return tf
    .dot(hidden.flatten(), learned.scoreWeight)
    .dataSync()[0];
});
const allPairs = additiveScores(longQueries, keys, learned); // (B, Q, K)

console.log(
  `batch 1, query 2, key 4: ${onePair.toFixed(5)} by hand, ` +
    `${allPairs.arraySync()[1][2][4].toFixed(5)} in the batch`,
);

// %% [markdown]
// What does each score cost? Count multiplications for $n$ queries and $n$ keys of width $d$, with $h$
// hidden units. A matrix product $(a, b) \times (b, c)$ takes $abc$ of them.
//
// *Which one is the most expensive for long sequences, and why can a dot product not be as slow?*

// %%
const n = 1000;
const d = 64;
const h = 64;
const million = (count: number): string => (count / 1e6).toFixed(1);
showTable(
  [
    { score: 'dot product', parameters: 0, scores: n * n * d },
    { score: 'distance', parameters: 0, scores: n * n * d },
    {
      score: 'bilinear',
      parameters: d * d,
      scores: n * d * d + n * n * d,
    },
    {
      score: 'additive',
      parameters: 2 * d * h + h,
      scores: 2 * n * d * h + n * n * h,
    },
  ].map((row) => ({
    ...row,
    scores: million(row.scores),
    'numbers in memory': million(
      row.score === 'additive' || row.score === 'distance'
        ? n * n * 64
        : n * n,
    ),
  })),
  { caption: 'n = 1000, d = h = 64; counts in millions' },
);

// %% [markdown]
// The multiplications are nearly equal. The memory is not: the additive score needs a hidden vector for
// *every pair*, $n^2 h$ numbers and as many `tanh`, and it cannot be one matrix product. The distance
// has the same problem as long as one subtracts each pair; exercise 3.4 removes it.
//
// *Same queries, same keys: will the four scores agree on the best key?*

// %%
const short = queries.slice([0, 0, 0], [1, 3, 4]);
const shortKeys = keys.slice([0, 0, 0], [1, 5, 4]);
const map = (s: tf.Tensor3D) =>
  tf.softmax(s).squeeze<tf.Tensor2D>([0]); // (Q, K)
const square = random.normalTensor<tf.Rank.R2>([4, 4]);

show(
  heatmaps(
    [
      {
        title: 'scaled dot product',
        values: map(scaledDotProductScores(short, shortKeys)),
      },
      {
        title: 'distance',
        values: map(distanceScores(short, shortKeys)),
      },
      {
        title: 'bilinear, random W',
        values: map(bilinearScores(short, shortKeys, square)),
      },
      {
        title: 'additive, random weights',
        values: map(
          additiveScores(short, shortKeys, {
            ...learned,
            queryWeight: learned.keyWeight,
          }),
        ),
      },
    ],
    {
      title: 'Four scores, four opinions about the same vectors',
      subtitle:
        'Rows: three queries. Columns: five keys. Rows sum to 1.',
      rows: ['q 1', 'q 2', 'q 3'],
      columns: ['k 1', 'k 2', 'k 3', 'k 4', 'k 5'],
    },
  ),
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
const wordRandom = seededRandom(8);
const vectors = new Map(
  [...new Set(words.flat())].map(
    (word) => [word, wordRandom.normalArray(8)] as const,
  ),
);
const embed = (sentences: string[][]): tf.Tensor3D =>
  tf.tensor3d(
    sentences.map((s) => s.map((word) => vectors.get(word) ?? [])),
  );

const batch = embed(words); // (2, 5, 8)
const batchScores = scaledDotProductScores(batch, batch); // (2, 5, 5)
const unmasked = tf.softmax(batchScores);
const onPadding = unmasked.slice([0, 0, 3], [1, 3, 2]).sum(2);
const paddingShare = onPadding.mean().dataSync()[0];
console.log(
  `weight that the three words of the first sentence give ` +
    `to <pad>: ${(100 * paddingShare).toFixed(0)} %`,
);

// %% [markdown]
// A good part of what "le", "chat" and "dort" attend to is nothing. Worse: the same sentence in another
// batch has another number of `<pad>`, and so another result.
//
// The **valid length** of a sentence says how many of its tokens are real: 3 and 5 here. Give the
// others a score so low that its exponential is 0:
//
// $$\alpha = \mathrm{softmax}(\tilde s), \qquad \tilde s_j = \begin{cases} s_j & j < \text{length} \\ -10^6 & \text{otherwise}\end{cases}$$
//
// This is the **masked softmax**. By hand, for one row:

// %%
const handMask = (scores: number[], length: number): number[] =>
  softmax(scores.map((s, j) => (j < length ? s : -1e6)));
const handRow = handMask(batchScores.arraySync()[0][0], 3);
console.log(
  `by hand: ${handRow.map((a) => a.toFixed(3)).join('  ')}`,
);

const lens = tf.tensor1d([3, 5], 'int32'); // (B)
const masked = maskedSoftmax(batchScores, lens); // (B, Q, K)
const libraryRow = masked.arraySync()[0][0];
console.log(
  `library: ${libraryRow.map((a) => a.toFixed(3)).join('  ')}`,
);

// %%
const open = lengthMask(lens, 5, 5); // (B, Q, K), true = may attend
const openRows = (b: number): tf.Tensor2D =>
  open.slice([b, 0, 0], [1, 5, 5]).squeeze([0]);
show(
  smallMultiples(
    words.map((sentence, b) =>
      heatmap(
        masked
          .slice([b, 0, 0], [1, 5, 5])
          .squeeze<tf.Tensor2D>([0]),
        {
          title: `"${sentence.slice(0, b === 0 ? 3 : 5).join(' ')}"`,
          rows: sentence,
          columns: sentence,
          mask: openRows(b),
        },
      ),
    ),
    {
      columns: 2,
      title: 'Closed keys get no weight; open ones share it all',
      subtitle: 'Rows: queries. Columns: keys. Grey: masked.',
    },
  ),
);

// %% [markdown]
// The rows of `<pad>` as a *query* are still there: a mask over keys does not remove queries. Their
// output is never used, and the loss must skip it.
//
// **The test that counts.** If padding has no influence, changing it changes nothing, to the last bit.
// *Is "to the last bit" too strict for arithmetic with rounding?*

// %%
const before = scaledDotProductAttention({
  queries: batch,
  keys: batch,
  values: batch,
  validLens: lens,
});
vectors.set('<pad>', wordRandom.normalArray(8)); // other padding
const otherBatch = embed(words);
const after = scaledDotProductAttention({
  queries: otherBatch,
  keys: otherBatch,
  values: otherBatch,
  validLens: lens,
});
const threeWords = (t: tf.Tensor3D) =>
  t.slice([0, 0, 0], [1, 3, 8]);
console.log(
  'with the mask, the outputs of the words change by',
  maxDifference(threeWords(before), threeWords(after)),
);
const free = (x: tf.Tensor3D) =>
  threeWords(
    scaledDotProductAttention({ queries: x, keys: x, values: x }),
  );
console.log(
  'without it, by',
  maxDifference(free(batch), free(otherBatch)).toFixed(2),
);

// %% [markdown]
// Exactly 0: a weight that is exactly 0 times any finite number is 0. That was **taking the mask away**,
// too: without it, the meaning of a word depends on the padding.
//
// A length can also differ from query to query: valid lengths of shape $(B, Q)$. With 1, 2, 3, 4, 5 each
// position sees itself and what came before it. That is the **causal mask** of lessons 10 and 11.

// %%
const growing = tf.tensor2d(
  [
    [1, 2, 3, 4, 5],
    [1, 2, 3, 4, 5],
  ],
  [2, 5],
  'int32',
); // (B, Q)
const growingWeights = maskedSoftmax(batchScores, growing);
show(
  heatmap(
    growingWeights
      .slice([1, 0, 0], [1, 5, 5])
      .squeeze<tf.Tensor2D>([0]),
    {
      title: 'One length per query: nobody looks ahead',
      subtitle: 'Rows: queries. Columns: keys. Grey: masked.',
      rows: words[1],
      columns: words[1],
      mask: lengthMask(growing, 5, 5)
        .slice([1, 0, 0], [1, 5, 5])
        .squeeze<tf.Tensor2D>([0]),
    },
  ),
);

// %% [markdown]
// ## 3.10 · What people get wrong
//
// Masks are the most common silent bug of attention code: shapes stay right, losses go down, sometimes
// faster than they should. One row of scores is enough to see each mistake:

// %%
const row = tf.tensor1d([-2, -3, 4, 1]); // the last two are padding
const keep = tf.tensor1d([1, 1, 0, 0]); // 1 = may attend
const printRow = (name: string, t: tf.Tensor): void => {
  const numbers = Array.from(t.dataSync());
  const sum = numbers.reduce((a, b) => a + b, 0);
  console.log(
    `${name.padEnd(16)} ` +
      numbers.map((x) => x.toFixed(3)).join('  ') +
      `   sum ${sum.toFixed(3)}`,
  );
};
printRow('right', tf.softmax(row.add(keep.sub(1).mul(1e6))));

// %% [markdown]
// **Claim 1: "A score of 0 removes a key."** Multiply the scores by the mask, then softmax. *Which key
// will be the strongest?*

// %%
printRow('scores times 0', tf.softmax(row.mul(keep)));

// %% [markdown]
// **False.** $e^0 = 1$, and here that is more than any real key has: padding takes over 80 % of the
// weight. A score of 0 is an ordinary score.
//
// **Claim 2: "Zero the weights after the softmax."** Then nothing leaks, does it? And what if one
// divides by the sum again?

// %%
const late = tf.softmax(row).mul(keep);
printRow('after, as it is', late);
printRow('after, divided', late.div(late.sum()));

const loud = tf.tensor1d([-2, -3, 200, 1]); // a loud padding key
const lateLoud = tf.softmax(loud).mul(keep);
printRow('loud padding', lateLoud.div(lateLoud.sum()));
printRow(
  'loud, masked',
  tf.softmax(loud.add(keep.sub(1).mul(1e6))),
);

// %% [markdown]
// **False, twice.** As it is, the row sums to 0.002: the output has almost vanished, by an amount that
// depends on the padding. Divided again it is right on paper, until a padding score is so large that
// the real weights round to 0; then it is $0/0$.
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
const noKeys = tf.zerosLike(keep); // nothing may be attended to
const filled = (fill: number): tf.Tensor =>
  tf.where(noKeys.cast('bool'), row, tf.fill([4], fill));
printRow('-Infinity', tf.softmax(filled(-Infinity)));
printRow('-1e6', tf.softmax(filled(-1e6)));

// %% [markdown]
// **Both are wrong answers to a question without an answer**, but one of them is `NaN`, and a single
// `NaN` spreads through the loss to every weight of the network. The finite fill gives equal weights;
// whoever uses the row must know that it means nothing.
//
// **Claim 5: "If the shapes are right, the axis was right."** With as many queries as keys, a softmax
// over the queries has the right shape:

// %%
const wrongAxis = batchScores
  .exp()
  .div(batchScores.exp().sum(1, true));
const sumsOf = (t: tf.Tensor): string =>
  Array.from(t.slice([1, 0, 0], [1, 5, 5]).sum(2).dataSync(), (x) =>
    x.toFixed(2),
  ).join('  ');
console.log(`row sums, over the queries: ${sumsOf(wrongAxis)}`);
console.log(`row sums, over the keys:    ${sumsOf(unmasked)}`);

// %% [markdown]
// **False.** Test values, not shapes: every query's weights sum to 1. And test with $Q \ne K$, where
// many such mistakes can no longer hide.
//
// ## 3.11 · Yours
//
// First the slider: one random query and six keys whose number of dimensions you choose. Then change
// `divide` to `true` and run the cell again.

// %% tags=["yours"]
const divide = false; // <- change to true
const sliderDims = [2, 4, 8, 16, 32, 64, 128, 256, 512];
const frames = sliderDims.map((size) => {
  const draw = seededRandom(4);
  const q = draw.normalArray(size);
  return softmax(
    Array.from(
      { length: 6 },
      () =>
        dot(q, draw.normalArray(size)) /
        (divide ? Math.sqrt(size) : 1),
    ),
  );
});
show(
  bars(
    Array.from({ length: 6 }, (_, key) => ({
      label: `key ${key + 1}`,
      frames: frames.map((frame) => frame[key]),
    })),
    {
      title: divide
        ? 'With √d: the weights keep their spread'
        : 'Without √d: one key takes everything',
      subtitle: 'Move the slider. Height: the weight of each key.',
      yTitle: 'weight',
      slider: { label: 'd', values: sliderDims, start: 2 },
    },
  ),
);

// %% [markdown]
// Now your own sentence. Change the words and the length, and look where the weight goes. The vectors
// are random, so the map has no meaning yet, but every rule of this lesson holds in it.

// %% tags=["yours"]
const mine = ['I', 'am', 'not', 'padding', '<pad>', '<pad>']; // <- change
const myLength = 4; // <- change

const myRandom = seededRandom(1);
const myTokens = myRandom.normalTensor<tf.Rank.R3>([
  1,
  mine.length,
  16,
]);
const myLens = tf.tensor1d([myLength], 'int32');
const myWeights = maskedSoftmax(
  scaledDotProductScores(myTokens, myTokens),
  myLens,
);
show(
  heatmap(myWeights.squeeze<tf.Tensor2D>([0]), {
    title: `${myLength} of ${mine.length} keys are open`,
    subtitle: 'Rows: queries. Columns: keys. Grey: masked.',
    rows: mine,
    columns: mine,
    mask: lengthMask(
      myLens,
      mine.length,
      mine.length,
    ).squeeze<tf.Tensor2D>([0]),
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
// | 3.5 | A bilinear score that is transposed | repair | 2 | ●○○ | 10 min |
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
// [All lessons](../README.md)
