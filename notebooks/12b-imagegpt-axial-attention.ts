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
// # 12b · ImageGPT and axial attention
//
// *An image read row by row is a text: a GPT can write it, pixel by pixel, and finish what you began. Such texts are long, so the second half of the lesson makes attention cheaper: rows first, then columns.*
//
// **After this lesson you can**
//
// - turn an image into a sequence and back, and judge a model of images in bits per pixel;
// - let a GPT complete half an image, and say what the order of the pixels costs it;
// - attend along rows and columns, show that this is full attention with a mask, and count what it saves.
//
// Optional · 40 min to read, 100 min with the exercises · builds on [11 · GPT](11-gpt.ipynb) and [12 · Vision Transformer](12-vision-transformer.ipynb) · 4 exercises, 15 points · the cells run in about 2&nbsp;min on two cores
//
// ---

// %% setup
import { tf, useBackend, seededRandom } from 'kernel-lib';
import { maxDifference, shapeText, fit, paced } from 'kernel-lib';
import { checkpoint, cosineSchedule } from 'kernel-lib';
import {
  Adam,
  ImageGPT,
  crossEntropy,
  type History,
} from 'kernel-lib';
import { MultiHeadAttention, attentionPool } from 'kernel-lib';
import { scaledDotProductAttention } from 'kernel-lib';
import { AxialAttention, axialMask } from 'kernel-lib';
import { shapes28, type ShapeSet } from 'kernel-lib';
import { bars, heatmaps, imageGrid, lines } from 'kernel-lib';
import { show, showTable, headline } from 'kernel-lib';

await useBackend();

// %% [markdown]
// ## 12b.1 · Pixels that do not know each other
//
// The images of this lesson are silhouettes: where the shapes of `shapes28` are, four pixels made one, 14 × 14, each pixel 0 or 1. The course draws them on the spot, and always the same.

// %%
/** Masks, 28 × 28; block × block pixels are made one. */
function silhouettes(set: ShapeSet, block: number): number[][] {
  const width = 28 / block;
  return Array.from({ length: set.numImages }, (_, image) => {
    const covered = new Array<number>(width * width).fill(0);
    for (let i = 0; i < 28 * 28; i++) {
      const r = Math.floor(i / 28 / block);
      const c = Math.floor((i % 28) / block);
      covered[r * width + c] += set.masks[image * 28 * 28 + i];
    }
    return covered.map((sum) => (2 * sum >= block * block ? 1 : 0));
  });
}

// %%
const numTrain = paced({ full: 4000, quick: 1000 });
const numTest = paced({ full: 500, quick: 60 });
const trainSet = shapes28('train', { numImages: numTrain });
const testSet = shapes28('test', { numImages: numTest });

const side = 14;
const numPixels = side * side; // 196
const images = silhouettes(trainSet, 2);
const toLearn = images.slice(0, -100);
const toWatch = images.slice(-paced({ full: 100, quick: 20 }));
const heldOut = silhouettes(testSet, 2);
console.log(
  `${toLearn.length} to learn, ${heldOut.length} held out`,
);

// %% [markdown]
// What is the simplest model of such images? For each pixel, count how often it is 1. Then draw every pixel by its own frequency, without a look at the others. It is called **factorised**: the probability of the image is a product of one factor for each pixel.
//
// *Before you run it: what will an image look like that is drawn this way?*

// %%
const seed = 12;
const total = toLearn.length;
const frequency = Array.from({ length: numPixels }, (_, t) => {
  const ones = toLearn.reduce((sum, image) => sum + image[t], 0);
  return (ones + 1) / (total + 2); // never quite 0 or 1
});
const drawApart = seededRandom(seed);
const apart = Array.from({ length: 8 }, () =>
  frequency.map((p) => (drawApart.uniform() < p ? 1 : 0)),
);
const rowsOf = (pixels: number[], width = side): number[][] =>
  Array.from({ length: pixels.length / width }, (_, r) =>
    pixels.slice(r * width, (r + 1) * width),
  );

// %%
const panelsOf = (chosen: number[][], known?: number) =>
  chosen.map((pixels) => {
    return { pixels: rowsOf(pixels), known: known };
  });
show(
  imageGrid(panelsOf([...heldOut.slice(0, 8), ...apart]), {
    title: 'Every pixel has the right frequency; no shape appears',
    subtitle:
      'Above: held-out silhouettes. Below: pixels drawn apart.',
    columns: 8,
  }),
);

// %% [markdown]
// Dust. Each pixel is as often 1 as it should be, and nothing is a shape: what makes a shape is what pixels know about each other.
//
// ## 12b.2 · An image as a text
//
// Lesson 11 had a model for things that depend on each other in a row: a GPT. An image has no row. We give it one: read it row by row from the top, each row from the left. That is **raster order**:
//
// $$t = r \cdot W + c \qquad r = \lfloor t / W \rfloor, \quad c = t \bmod W$$
//
// with row $r$, column $c$, width $W$ and place $t$, all from 0. *By hand: in an image 5 wide, where is the pixel above the one at place 13?*

// %%
const small = rowsOf([...Array(15).keys()], 5); // (3, 5)
console.log(small.map((row) => row.join('\t')).join('\n'));

const place = 13;
const [r, c] = [Math.floor(place / 5), place % 5];
console.log(`place ${place} is row ${r}, column ${c}`);
console.log('left of it: ', small[r][c - 1]);
console.log('above it:   ', small[r - 1][c]);
console.log('and back:   ', small.flat().join(' '));

// %% [markdown]
// The left neighbour is one place back. The one above is a whole row back: $W$ places, 14 in our silhouettes, 28 in an image twice as wide. In the sequence, near and far are not what they are in the image. Remember it for section 12b.7.
//
// ## 12b.3 · Bits per pixel, by hand
//
// As in lesson 11, a model predicts each pixel from those before it, and pays $-\log p$ for the one that came. With the logarithm of base 2 the price is in **bits**: what an ideal code would need to store the pixel.
//
// $$\text{bits per pixel} = -\frac{1}{T} \sum_{t=0}^{T-1} \log_2 p(x_t \mid x_0 … x_{t-1})$$
//
// *On paper: the four pixels of an image had the probabilities 1/2, 1/4, 1 and 1/2. What does it cost per pixel?*

// %%
const given = [1 / 2, 1 / 4, 1, 1 / 2];
const costs = given.map((p) => Math.log2(1 / p));
const paid = costs.reduce((sum, bits) => sum + bits, 0);
console.log('bits:', costs.join(' + '), '=', paid);
console.log('bits per pixel:', paid / given.length);
console.log('nats per pixel:', (paid / 4) * Math.LN2);

// %% [markdown]
// A pixel of two colours that nobody can predict costs 1 bit. The factorised model does better than 1, since some pixels are nearly always 0. *How much better? And how much do the neighbours tell that are already read?* The counting below looks at the pixels in given directions, as `[rows down, columns right]`.

// %%
/** 0, 1, or 2 for "outside", for each direction, as one number. */
function around(
  pixels: number[],
  t: number,
  width: number,
  places: number[][],
): number {
  const row = Math.floor(t / width);
  const column = t % width;
  return places.reduce((code, [down, right]) => {
    const across = column + right;
    const isInside =
      row + down >= 0 && across >= 0 && across < width;
    const at = (row + down) * width + across;
    return 3 * code + (isInside ? pixels[at] : 2);
  }, 0);
}

// %%
type Both = { train: number[][]; test: number[][] };

/** Bits per pixel of counts: after these neighbours, what came? */
function countedBits(
  { train, test }: Both,
  width: number,
  places: number[][],
): number {
  const seen = new Map<number, number[]>();
  const countsAt = (pixels: number[], t: number): number[] => {
    const code = around(pixels, t, width, places);
    const counts = seen.get(code) ?? [1, 1];
    seen.set(code, counts);
    return counts;
  };
  for (const pixels of train)
    pixels.forEach((x, t) => countsAt(pixels, t)[x]++);
  let bits = 0;
  for (const pixels of test)
    pixels.forEach((x, t) => {
      const counts = countsAt(pixels, t);
      bits -= Math.log2(counts[x] / (counts[0] + counts[1]));
    });
  return bits / test.flat().length;
}

// %%
const left = [[0, -1]];
const leftAndAbove = [...left, [-1, 0]];
/** All places so far, up to `reach` rows and columns away. */
function near(reach: number): number[][] {
  const width = 2 * reach + 1;
  return [...Array(width * (reach + 1)).keys()]
    .map((i) => [
      Math.floor(i / width) - reach,
      (i % width) - reach,
    ])
    .filter(([down, right]) => down < 0 || right < 0);
}
const both = { train: toLearn, test: heldOut };
const counted = [left, leftAndAbove, near(2), near(3)].map(
  (places) => countedBits(both, side, places),
);
const ofPixels = heldOut.flatMap((image) =>
  image.map((x, t) => (x ? frequency[t] : 1 - frequency[t])),
);
const factorised =
  ofPixels.reduce((bits, p) => bits - Math.log2(p), 0) /
  ofPixels.length;

// %%
const prices: [string, string, number][] = [
  ['a coin', 'nothing', 1],
  ['factorised', 'its place', factorised],
  ['counts', 'left', counted[0]],
  ['counts', 'left, above', counted[1]],
  ['counts', '12 around', counted[2]],
  ['counts', '24 around', counted[3]],
];
showTable(
  prices.map(([name, knows, bits]) => ({
    model: name,
    knows: knows,
    'bits per pixel': bits.toFixed(3),
    'bits per image': (bits * numPixels).toFixed(0),
  })),
  { caption: 'Held-out silhouettes' },
);

// %% [markdown]
// The left neighbour alone tells more than the pixel's own place. The one above saves about as much again, and twelve neighbours more. Then counting is at its end: twenty-four are no better, since too many of their patterns are new and have no counts, as with the nine words of lesson 11. What is needed is a model that sees *everything* read so far and does not ask for exact repetition.
//
// ## 12b.4 · The real thing
//
// **ImageGPT** (Chen and others, 2020) is a GPT whose words are the colours of pixels. A start token stands in front, so that the first pixel has something to be predicted from. There is no end token: an image ends after $T$ pixels.
//
// | symbol | is | here |
// | :--- | :--- | :--- |
// | $T$ | pixels of an image | 196 |
// | colours | what a pixel can be | 2 |
// | pixels | the colours, row by row | $(B, T)$ |
// | logits | at $t$: of pixel $t$, from those before | $(B, T, \text{colours})$ |

// %%
const newModel = (): ImageGPT =>
  new ImageGPT({
    numColours: 2,
    numPixels: numPixels,
    dim: 32,
    numHeads: 4,
    numLayers: 2,
    random: seededRandom(seed),
  });
const idsOf = (chosen: number[][]): tf.Tensor2D =>
  tf.tensor2d(chosen, undefined, 'int32');

const model = newModel();
const four = idsOf(heldOut.slice(0, 4)); // (4, 196)
const untrained = model.logits(four); // (4, 196, 2)
console.log('logits', shapeText(untrained.shape));
console.log('numbers to learn:', model.numParameters());

// %% [markdown]
// Two tests, as in lesson 11. Is the library's number the one that we compute by hand?
//
// And does anything leak? Turn pixel 100 over. The logits of pixels 0 … 100 were computed from those before 100, so they must not change at all. *And the others?*

// %%
const chances = tf.softmax(untrained).arraySync();
const byHand = heldOut
  .slice(0, 4)
  .flatMap((image, b) =>
    image.map((x, t) => -Math.log2(chances[b][t][x])),
  );
const meanOf = (numbers: number[]): number =>
  numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
const meanByHand = meanOf(byHand);
const fromLibrary = model.bitsPerPixel(four);
console.log('by hand:', meanByHand.toFixed(5));
console.log('library:', fromLibrary.toFixed(5));
headline({
  name: 'Bits per pixel by hand against those of the library',
  value: Math.abs(meanByHand - fromLibrary),
  gate: { atMost: 1e-5 },
  seed: seed,
});

// %%
const turned = heldOut.slice(0, 4).map((image) => {
  return image.map((x, t) => (t === 100 ? 1 - x : x));
});
const afterTurn = model.logits(idsOf(turned));
const upTo100 = [untrained, afterTurn].map((logits) =>
  logits.slice([0, 0, 0], [-1, 101, -1]),
);
console.log(
  'all of them:',
  maxDifference(untrained, afterTurn).toFixed(3),
);
headline({
  name: 'Change of the logits up to a pixel that was turned over',
  value: maxDifference(upTo100[0], upTo100[1]),
  gate: { atMost: 0 },
});

// %% [markdown]
// ## 12b.5 · The experiment
//
// Untrained, the model pays 0.60 bits for these four images: its random weights happen to lean to 0, the frequent colour. Now it learns: Adam with a warm-up and a falling rate, 8 images a step. `orderOf` and `variables` are for the experiments of section 12b.7. The model is judged as the baselines were: on images that it never saw.

// %%
type Plan = {
  label: string;
  steps: number; // a multiple of 8
  orderOf?: (image: number[]) => number[];
  variables?: tf.Variable[];
};

const asRead = (image: number[]): number[] => image;

function bitsOn(
  learner: ImageGPT,
  chosen: number[][],
  orderOf = asRead,
): number {
  let bits = 0;
  for (let i = 0; i < chosen.length; i += 50) {
    const part = chosen.slice(i, i + 50);
    const ids = idsOf(part.map(orderOf));
    bits += learner.bitsPerPixel(ids) * part.length;
    ids.dispose();
  }
  return bits / chosen.length;
}

// %%
const numTensors: number[] = [];

function learn(learner: ImageGPT, plan: Plan): Promise<History> {
  const { label, steps, orderOf = asRead } = plan;
  const random = seededRandom(seed);
  const pick = (): number[] =>
    orderOf(toLearn[random.integer(toLearn.length)]);
  const loss = (): tf.Scalar => {
    numTensors.push(tf.memory().numTensors);
    const ids = idsOf(Array.from({ length: 8 }, pick));
    return crossEntropy(learner.logits(ids), ids);
  };
  const rate = { rate: 0.01, warmup: steps / 8, steps: steps };
  const measure = () => bitsOn(learner, toWatch, orderOf);
  return fit({
    ...{ label: label, steps: steps, loss: loss, clipNorm: 1 },
    variables: plan.variables ?? learner.parameters(),
    optimizer: new Adam({ beta2: 0.95 }),
    learningRate: cosineSchedule(rate),
    earlyStop: { measure: measure, every: steps / 8, patience: 9 },
  });
}

// %% [markdown]
// *Before you run it: the best counting pays 0.23 bits. Nobody tells the model which neighbours matter. Will it come as low?*

// %%
const steps = paced({ full: 2000, quick: 32 });
const history = await learn(model, {
  label: 'ImageGPT',
  steps: steps,
});
const bitsPerPixel = bitsOn(model, heldOut);
console.log('bits per pixel:', bitsPerPixel.toFixed(3));
headline({
  name: 'Bits per pixel of ImageGPT, divided by the factorised',
  value: bitsPerPixel / factorised,
  gate: { atMost: paced({ full: 0.7, quick: 1 }) },
  seed: seed,
});
headline({
  name: 'Tensors that a training step leaves behind',
  value: numTensors[steps - 1] - numTensors[steps / 2],
  gate: { atMost: 0 },
});

// %%
const watched = history.heldOut ?? { steps: [], values: [] };
const level = (name: string, bits: number) => ({
  name: name,
  x: watched.steps,
  y: watched.steps.map(() => bits),
  dashed: true,
});
show(
  lines(
    [
      { name: 'ImageGPT', x: watched.steps, y: watched.values },
      level('factorised', factorised),
      level('12 around', counted[2]),
    ],
    {
      title: 'The model finds by itself what counting was told',
      subtitle:
        'Bits per pixel, 100 images kept aside. Dashed: baselines.',
      xTitle: 'step',
      yTitle: 'bits per pixel',
      marks: true,
    },
  ),
);

// %% [markdown]
// An image that cost 93 bits costs 44 now. The model comes as low as the best counting, and a little lower. Counting was told which neighbours to look at; the model had to find them.
//
// Where are these bits paid? *Which pixels will be the dear ones?*

// %%
const someHeldOut = heldOut.slice(0, 50);
const pricesPaid = tf.tidy(() => {
  const ids = idsOf(someHeldOut);
  const log = tf.logSoftmax(model.logits(ids)); // (50, 196, 2)
  const bits = tf.oneHot(ids, 2).mul(log).sum(2).div(-Math.LN2);
  return bits.arraySync() as number[][];
});
const isEdge = (image: number[], t: number): boolean =>
  (t % side > 0 && image[t] !== image[t - 1]) ||
  (t >= side && image[t] !== image[t - side]);
const paidAt = (edge: boolean): number[] =>
  pricesPaid.flatMap((bits, i) =>
    bits.filter((_, t) => isEdge(someHeldOut[i], t) === edge),
  );
const [edges, others] = [paidAt(true), paidAt(false)];
const share = edges.length / (edges.length + others.length);
console.log('pixels at an edge:', share.toFixed(2));
console.log('bits for each:    ', meanOf(edges).toFixed(2));
console.log('for each other:   ', meanOf(others).toFixed(2));

// %%
show(
  imageGrid(
    [3, 6, 4, 7].map((i) => ({
      pixels: rowsOf(someHeldOut[i]),
      weights: rowsOf(pricesPaid[i]),
    })),
    {
      title: 'The bits are paid at the edges',
      subtitle:
        'The darker the blue, the more bits. Below: the most.',
    },
  ),
);

// %% [markdown]
// A pixel that differs from its left or upper neighbour is an edge. One pixel in six is, and it costs more than a bit; the others cost about 0.05. It is honest doubt: nobody can know *where* a shape will begin, turn or end. What has begun mostly goes on, and that is nearly free.
//
// ## 12b.6 · Finish the picture
//
// A model that predicts can also write: draw a pixel from its distribution, append it, go on. Give it the upper half of an image, 98 pixels, and let it write the other 98. `complete` does that, with the cache of lesson 11.
//
// *Before you run it: will three completions of the same half be the same?*

// %%
const half = numPixels / 2;
const numBegun = paced({ full: 6, quick: 2 });
const begun = heldOut.slice(8, 8 + numBegun);
const completed: number[][][] = [];
for (const image of begun) {
  const given = image.slice(0, half);
  const random = seededRandom(seed);
  const three: number[][] = [];
  for (let i = 0; i < 3; i++) {
    three.push(model.complete(given, { random: random }));
    await checkpoint();
  }
  completed.push(three);
}

// %%
const namesOf = (i: number): string[] =>
  i === 0 ? ['the image', 'drawn 1', 'drawn 2', 'drawn 3'] : [];
show(
  imageGrid(
    begun.flatMap((image, i) =>
      [image, ...completed[i]].map((pixels, j) => ({
        title: namesOf(i)[j],
        pixels: rowsOf(pixels),
        known: j === 0 ? undefined : half,
      })),
    ),
    {
      title: 'The model goes on with what was begun',
      subtitle: 'Above the line: given. Below it: drawn.',
      columns: 4,
    },
  ),
);

// %% [markdown]
// The endings differ: the model draws, it does not look up. What was begun goes on: edges meet at the line, open rings get closed. But a disc may end flat, and some endings are no shape at all: the model is small and was trained for a minute or two. Each pixel was likely, given those before; that the *whole* is a star, nobody asked for. Lesson 11 had the same gap, between a mean over words and a whole scene.

// %% [markdown]
// ## 12b.7 · What the raster order costs
//
// The neighbour above is 14 places back, and nothing says so: the model gets the numbers of the places, not rows and columns. Has it found out that 14 places back is *above*? We average each head's weight by distance, over the nine lower rows of eight images.
//
// *At which distances do you expect peaks?*

// %%
const distances = Array.from({ length: 44 }, (_, i) => i + 1);
const lower = Array.from({ length: 126 }, (_, i) => 70 + i);

/** Mean weight by distance, a list for each head of a block. */
function byDistance(map: tf.Tensor4D): number[][] {
  const perHead = map.mean<tf.Tensor3D>(0).arraySync(); // (H, T, T)
  return perHead.map((weights) =>
    distances.map((d) =>
      // Input t − d + 1 is the pixel d before pixel t.
      meanOf(lower.map((t) => weights[t][t - d + 1])),
    ),
  );
}

// %%
const startToken = model.numColours; // 2
const eight = idsOf(
  heldOut
    .slice(0, 8)
    .map((image) => [startToken, ...image.slice(0, -1)]),
);
const maps = model.gpt.weights(eight); // 2 × (8, 4, 196, 196)
const heads = maps.flatMap((map, block) =>
  byDistance(map).map((means, head) => {
    const name = `block ${block + 1}, head ${head + 1}`;
    return { name: name, means: means, above: means[side - 1] };
  }),
);
heads.sort((a, b) => b.above - a.above);
tf.dispose([eight, ...maps]);

// %%
const [best] = heads;
const peak = 1 + best.means.indexOf(Math.max(...best.means));
show(
  lines(
    heads.slice(0, 3).map(({ name, means }) => {
      return { name: name, x: distances, y: means };
    }),
    {
      title: `One head looks ${peak} pixels back`,
      subtitle:
        'Mean weight by distance, the 3 heads that look up most.',
      xTitle: 'pixels back',
      yTitle: 'weight',
    },
  ),
);
headline({
  name: 'Weight of one head on the pixel just above',
  value: best.above,
  gate: { atLeast: paced({ full: 0.1, quick: 0.001 }) },
  seed: seed,
});

// %% [markdown]
// A sharp peak 14 back, a small one 28 back: heads of the first block have found the rows. Spread evenly, the pixel above would get less than 0.01. "In raster order a pixel knows only what is left of it" is wrong: it knows the rows above, too.
//
// **Take the positions away.** And **take the order away**: shuffle the 196 places once, and show every image in that same order. By the chain rule a perfect model would pay the same in any order.
//
// *Which of the two will cost more?*

// %%
const numSteps = paced({ full: 400, quick: 16 });
const order = seededRandom(seed).shuffle([...frequency.keys()]);
const shuffled = (image: number[]): number[] =>
  order.map((t) => image[t]);

async function bitsAfter(
  label: string,
  { orderOf = asRead, hasPositions = true },
): Promise<number> {
  const learner = newModel();
  const table = learner.gpt.positions.weight;
  if (!hasPositions) table.assign(tf.zerosLike(table));
  const variables = learner
    .parameters()
    .filter((weight) => hasPositions || weight !== table);
  const plan = { label: label, steps: numSteps, orderOf: orderOf };
  await learn(learner, { ...plan, variables: variables });
  const bits = bitsOn(learner, heldOut, orderOf);
  learner.dispose();
  return bits;
}

// %%
const bitsRaster = await bitsAfter('raster order', {});
const bitsShuffled = await bitsAfter('shuffled order', {
  orderOf: shuffled,
});
const bitsUnplaced = await bitsAfter('no positions', {
  hasPositions: false,
});

// %%
show(
  bars(
    [
      { label: 'raster order', value: bitsRaster },
      { label: 'shuffled', value: bitsShuffled },
      { label: 'no positions', value: bitsUnplaced },
      { label: 'factorised', value: factorised },
    ],
    {
      title: 'A name for each place matters more than the order',
      subtitle: 'Bits per pixel, held-out images, same training.',
      yTitle: 'bits per pixel',
      valueFormat: '.2f',
    },
  ),
);
headline({
  name: 'Bits per pixel without positions, divided by with them',
  value: bitsUnplaced / bitsRaster,
  gate: { atLeast: paced({ full: 1.1, quick: 0.5 }) },
  seed: seed,
});

// %% [markdown]
// Without positions a pixel costs a third more: which of the ones and zeros stood above, the model cannot tell. The shuffled order costs little, about 0.02 bits, although no neighbour is near any more. For attention no place is far: what it needs is a name for each place, and the learned positions are that. The rest of the difference is probably that "above" was one step for all places, 14 back, and is now another step for each.

// %% [markdown]
// ## 12b.8 · The bill
//
// In full attention every position is compared with every other: $(h \cdot w)^2$ **score products** for a grid of $h$ rows and $w$ columns, in each head of each block. For 14 × 14 that is 38,416; for a photograph of 224 × 224, 2.5 thousand million. ImageGPT stayed at 32 × 32 to 64 × 64. ViT cuts the photograph into 196 patches. There is another way, which keeps every pixel.
//
// **Axial attention** (Ho and others, 2019): attend to your *row* only, and in a second pass to your *column* only. By hand, with loops that count; queries, keys and values are the vectors themselves. *How many products for a grid of 3 × 4: full, and axial?*

// %%
type Sees = (i: number, j: number) => boolean;
let numProducts = 0;

function product(a: number[], b: number[]): number {
  numProducts++;
  return a.reduce((sum, x, k) => sum + x * b[k], 0);
}

/** Attention of each position to those that it sees. */
function attendTo(x: number[][], sees: Sees): number[][] {
  return x.map((query, i) => {
    const keys = x.filter((_, j) => sees(i, j));
    const scale = Math.sqrt(query.length);
    const powers = keys.map((key) =>
      Math.exp(product(query, key) / scale),
    );
    const sum = powers.reduce((all, power) => all + power, 0);
    return query.map((_, k) =>
      keys.reduce(
        (mix, key, j) => mix + (powers[j] / sum) * key[k],
        0,
      ),
    );
  });
}

// %%
const [h, w] = [3, 4]; // rows, columns
const sameRow: Sees = (i, j) =>
  Math.floor(i / w) === Math.floor(j / w);
const sameColumn: Sees = (i, j) => i % w === j % w;
const random = seededRandom(seed);
const x: tf.Tensor2D = random.normalTensor([h * w, 5]); // (12, 5)

numProducts = 0;
attendTo(x.arraySync(), () => true);
console.log('full attention:', numProducts, 'products');
numProducts = 0;
const afterRows = attendTo(x.arraySync(), sameRow);
const afterBoth = attendTo(afterRows, sameColumn);
console.log('rows, columns: ', numProducts, 'products');

// %% [markdown]
// ## 12b.9 · Full attention with a mask
//
// A position that sees its row only: that is what a **mask** says (lesson 03). On the flattened grid, `axialMask(3, 4, 'row')` is open where two places are in one row, `'column'` where they are in one column. *Which of the two is made of blocks along the diagonal, and which of stripes?*

// %%
const masks = (['row', 'column'] as const).map((axis) =>
  axialMask(h, w, axis),
);
const opened = masks.map((mask) => mask.toFloat());
const asBooleans = (mask: tf.Tensor2D): boolean[][] =>
  mask.arraySync().map((row) => row.map(Boolean));
show(
  heatmaps(
    opened.map((mask, i) => ({
      title: ['its row', 'its column'][i],
      values: mask.div<tf.Tensor2D>(i === 0 ? w : h),
      mask: asBooleans(masks[i]),
    })),
    {
      title: 'Blocks for the rows, stripes for the columns',
      subtitle:
        '3 × 4 grid, equal scores. Rows: who asks. Grey: closed.',
      printValues: false,
    },
  ),
);

// %%
let y: tf.Tensor3D = x.expandDims(0); // (1, 12, 5)
for (const mask of masks) {
  const same = { queries: y, keys: y, values: y };
  y = scaledDotProductAttention({ ...same, mask: mask });
}
console.log(
  'loops − masked full attention:',
  maxDifference(y.squeeze([0]), afterBoth).toExponential(1),
);

// %% [markdown]
// The loops and full attention under the two masks agree. But the masked form computes all 144 products in each pass and throws most of them away. The library's `AxialAttention` does not: it makes every row a sequence of its own, (B, h, w, D) → (B·h, w, D), and for the columns exchanges the axes first. It has learned projections and heads, `row` and `column`.
//
// *Does it give the same numbers as its own projections under a mask?*

// %%
const axial = new AxialAttention({
  dim: 16,
  numHeads: 4,
  random: random,
});
const grid: tf.Tensor4D = random.normalTensor([2, 6, 5, 16]);
let z: tf.Tensor3D = grid.reshape([2, 30, 16]); // flattened
for (const axis of ['row', 'column'] as const) {
  const all = { queries: z, keys: z, values: z };
  const mask = axialMask(6, 5, axis);
  z = axial[axis].forward({ ...all, mask: mask });
}
headline({
  name: 'Axial attention against full attention with masks',
  value: maxDifference(z.reshape(grid.shape), axial.forward(grid)),
  gate: { atMost: 1e-5 },
  seed: seed,
});

// %% [markdown]
// **Who has heard of whom?** After the row pass, position $i$ holds something of every $j$ in its row. After the column pass it holds something of everybody whom its column had heard of. Paths add up in a product of masks: entry $(i, j)$ of $M_\text{column} M_\text{row}$ counts the ways from $j$ to $i$.
//
// *How many ways are there from one corner to the opposite one?*

// %%
const ways = tf.matMul(opened[1], opened[0]); // (12, 12)
const fewest = ways.min().dataSync()[0];
const most = ways.max().dataSync()[0];
console.log(`ways: at least ${fewest}, at most ${most}`);
headline({
  name: 'Ways from any position to any other, rows then columns',
  value: fewest,
  gate: { atLeast: 1, atMost: 1 },
});
const twiceRows = tf.matMul(opened[0], opened[0]).greater(0);
console.log(
  'rows twice: a position has heard of',
  twiceRows.toFloat().sum().dataSync()[0] / (h * w),
  'of 12',
);

// %% [markdown]
// Exactly one way for each pair: from $j$ along its row into the column of $i$, then along that column. Two passes along the same axis would reach nobody new.
//
// The mask says who *may* hear. Does the real layer hear? Change one position, here row 2, column 1 of 6 × 5, and mark the outputs that change.

// %%
const spot = tf.oneHot([2 * 5 + 1], 30).reshape([1, 6, 5, 1]);
const poked: tf.Tensor4D = grid.add(spot.mul(3));
type Layer = (x: tf.Tensor4D) => tf.Tensor4D;

/** 0 where an output of the first grid changes: (6, 5). */
function changed(layer: Layer): tf.Tensor2D {
  const change = layer(poked).sub(layer(grid)).abs().max(3);
  const [first] = tf.unstack(change.less(1e-6).toFloat());
  return first as tf.Tensor2D;
}
const passes: [string, Layer][] = [
  ['rows', (x) => axial.alongRows(x)],
  ['columns', (x) => axial.alongColumns(x)],
  ['rows, then columns', (x) => axial.forward(x)],
];
const panels = passes.map(([title, layer]) => {
  return { title: title, pixels: changed(layer) };
});
show(
  imageGrid(panels, {
    title: 'Two passes carry news to the whole grid',
    subtitle: 'Black: outputs that change with row 2, column 1.',
    domain: [0, 1.2],
  }),
);

// %% [markdown]
// ## 12b.10 · Counted, and timed
//
// Each of the $h \cdot w$ positions sees $w$ keys, then $h$ keys:
//
// $$h w \cdot w + h w \cdot h = h w\,(h + w) \qquad \text{instead of} \qquad (h w)^2$$
//
// We do not have to believe it: the loops count their products. For square grids of $n$ positions it is $2 n \sqrt n$ instead of $n^2$. *On a grid of 24 × 24, how many times less is that?*

// %%
/** Products of full and of axial attention on an s × s grid. */
function countFor(s: number): { full: number; axial: number } {
  const vectors = Array.from({ length: s * s }, (_, i) => [i % 7]);
  const count = (...passes: Sees[]): number => {
    numProducts = 0;
    passes.forEach((sees) => attendTo(vectors, sees));
    return numProducts;
  };
  const row = (i: number): number => Math.floor(i / s);
  return {
    full: count(() => true),
    axial: count(
      (i, j) => row(i) === row(j),
      (i, j) => i % s === j % s,
    ),
  };
}
const gridSides = [2, 4, 8, 12, 16, 24];
const costsOf = gridSides.map(countFor);
const largest = costsOf[costsOf.length - 1];
console.log('axial, 24 × 24:', largest.axial);
console.log('the formula:   ', 24 * 24 * (24 + 24));

// %%
const ofCosts = (name: 'full' | 'axial') => ({
  name: name,
  x: gridSides.map((s) => s * s),
  y: costsOf.map((cost) => cost[name]),
});
show(
  lines([ofCosts('full'), ofCosts('axial')], {
    title: 'A smaller slope, not only a smaller number',
    subtitle:
      'Score products, counted by the loops; both axes log.',
    xTitle: 'positions',
    yTitle: 'products',
    xLog: true,
    yLog: true,
    marks: true,
  }),
);
headline({
  name: 'Products of full attention per one of axial, 24 × 24',
  value: largest.full / largest.axial,
  gate: { atLeast: 12, atMost: 12 },
});

// %% [markdown]
// Fewer products are less time only if the rest does not cost more: projections, transposes, starting an operation. Both layers below have width 32 and 4 heads; axial attention makes its four projections *twice*. *From which size on does it win?*

// %%
function millisecondsOf(run: () => tf.Tensor): number {
  const once = (): number => {
    const started = performance.now();
    tf.tidy(() => {
      run().dataSync();
    });
    return performance.now() - started;
  };
  once(); // warm up
  return Math.min(once(), once(), once());
}
const wide = { dim: 32, numHeads: 4, random: random };
const fullLayer = new MultiHeadAttention(wide);
const axialLayer = new AxialAttention(wide);
const sides = paced({ full: [8, 16, 32, 48], quick: [8, 16, 24] });
const times = sides.map((s) => {
  const square: tf.Tensor4D = random.normalTensor([1, s, s, 32]);
  const line: tf.Tensor3D = square.reshape([1, s * s, 32]);
  const same = { queries: line, keys: line, values: line };
  return {
    full: millisecondsOf(() => fullLayer.forward(same)),
    axial: millisecondsOf(() => axialLayer.forward(square)),
  };
});

// %%
const ofTimes = (name: 'full' | 'axial') => ({
  name: name,
  x: sides.map((s) => s * s),
  y: times.map((time) => time[name]),
});
show(
  lines([ofTimes('full'), ofTimes('axial')], {
    title: 'The gain in time is smaller, and comes later',
    subtitle: 'Time of one layer, best of three; both axes log.',
    xTitle: 'positions',
    yTitle: 'ms',
    xLog: true,
    yLog: true,
    marks: true,
  }),
);

// %% [markdown]
// On small grids there is little to gain: axial attention projects twice and moves the axes. From a few hundred positions on it wins, and at 2,304 it takes about a tenth of the time. The *products* there are 24 times fewer; what remains is the same work on every position that both layers do. Count first, then measure: the two numbers answer different questions.
//
// ## 12b.11 · What people get wrong
//
// **Claim 1: "Axial attention computes what full attention computes, only faster."** Put a needle into a grid of 4 × 4: one position whose key fits the query of the opposite corner, and nobody else asks for anything. What weight does the needle get in the corner?

// %%
const needle = 15; // the corner opposite of position 0
const asked = tf.buffer<tf.Rank.R2>([16, 16]); // zeros
asked.set(20, 0, needle); // who asks, whose key
const scores = asked.toTensor();
const within = (axis?: 'row' | 'column'): tf.Tensor2D => {
  const isOpen = axis ? axialMask(4, 4, axis).toFloat() : 1;
  const closed = tf.sub(1, isOpen).mul(-1e9);
  return tf.softmax(scores.add<tf.Tensor2D>(closed));
};
const twoPasses = attentionPool(within('column'), within('row'));
const weightIn = (weights: tf.Tensor2D): string =>
  weights.arraySync()[0][needle].toFixed(3);
console.log('full attention: ', weightIn(within()));
console.log('rows, columns:  ', weightIn(twoPasses));
console.log('all alike:      ', (1 / 16).toFixed(3));

// %% [markdown]
// **False.** Full attention puts all its weight on the needle. With two passes, who takes the needle along its row is decided by the position *in between*, and that one does not know what the corner is looking for. Everybody can hear of everybody, but not everybody can *choose*. More layers help; it is another model, not a faster way to the same numbers.
//
// **Claim 2: "Fewer bits per pixel: the better model."** The same silhouettes with pixels of 4 × 4, 2 × 2 and 1, and the same model for all, the counts after the left and the upper neighbour.

// %%
const few = 500;
showTable(
  [4, 2, 1].map((block) => {
    const width = 28 / block;
    const [train, test] = [trainSet, testSet].map((set) =>
      silhouettes(set, block).slice(0, few),
    );
    const pair = { train: train, test: test };
    const bits = countedBits(pair, width, leftAndAbove);
    return {
      image: `${width} × ${width}`,
      'bits per pixel': bits.toFixed(3),
      'bits per image': (bits * width * width).toFixed(0),
    };
  }),
);

// %% [markdown]
// **False** across sizes. In a finer image more pixels lie inside a surface, where they are easy to predict: a pixel costs less and the image costs more. Bits per pixel compare models on the *same* images at the *same* size and with the same colours, and on nothing else.
//
// ## 12b.12 · Yours
//
// Draw the first rows yourself: `#` is 1, `.` is 0, 14 signs a row, as many rows as you like. Let it draw four endings. What does it do with a beginning that no silhouette has?

// %% tags=["yours"]
const mine = [
  '..............',
  '......##......',
  '.....####.....',
  '....##..##....',
  '....#....#....',
]; // <- change
const heat = 0.8; // <- change: the temperature of lesson 11
const mySeed = 3; // <- change

const myPixels = [...mine.join('')].map((s) => (s === '#' ? 1 : 0));
const drawMine = seededRandom(mySeed);
const endings = [1, 2, 3, 4].map(() =>
  model.complete(myPixels, { temperature: heat, random: drawMine }),
);
show(
  imageGrid(panelsOf(endings, myPixels.length), {
    title: `Four endings at temperature ${heat}`,
    subtitle: 'Above the line: yours. Below it: drawn.',
  }),
);

// %% [markdown]
// ## What to remember
//
// 1. Row by row, an image is a text: place $t = rW + c$. The neighbour above is $W$ places back, and the model has to learn that.
// 2. Bits per pixel: the mean of $-\log_2 p$ of the pixel that came, from those before it. Compare with the factorised model, on the same images.
// 3. Any order gives the same true probability. It does not give the same learning.
// 4. Axial attention is full attention under a row mask and then a column mask: $hw(h+w)$ products instead of $(hw)^2$, and exactly one way between any two positions.
// 5. To hear of everybody is not to choose among everybody: it is a cheaper model, not the same one.

// %% [markdown]
// ## Exercises
//
// In [the notebook of exercises 12b](../exercises/12b-imagegpt-axial-attention.ipynb):
//
// | | Exercise | Kind | Points | Difficulty | Time |
// | ---: | :--- | :--- | ---: | :--- | ---: |
// | 12b.1 | Raster order, there and back | write | 3 | ●○○ | 10 min |
// | 12b.2 | Bits per pixel | write | 4 | ●●○ | 15 min |
// | 12b.3 | Attention along the columns | write | 5 | ●●● | 25 min |
// | 12b.4 | What a layer costs | predict | 3 | ●○○ | 10 min |

// %% [markdown]
// ## Sources
//
// - M. Chen and others, *Generative Pretraining from Pixels*, 2020, section 2: ImageGPT, raster order, the colours as words.
// - A. van den Oord, N. Kalchbrenner, K. Kavukcuoglu, [*Pixel Recurrent Neural Networks*](https://arxiv.org/abs/1601.06759), 2016: images pixel by pixel, judged in bits.
// - J. Ho and others, [*Axial Attention in Multidimensional Transformers*](https://arxiv.org/abs/1912.12180), 2019, section 3: rows and columns.
// - H. Wang and others, [*Axial-DeepLab*](https://arxiv.org/abs/2003.07853), 2020: axial attention instead of convolutions.
//
// [← 12 · Vision Transformer](12-vision-transformer.ipynb) &nbsp;·&nbsp;
// [All lessons](../README.md)
