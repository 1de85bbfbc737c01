import type { Inputs, Random, WireTensor } from 'kernel-lib/exercise/define';
import {
  defineExercises,
  drawNormal,
  model,
  property,
  tensor,
  values,
} from 'kernel-lib/exercise/define';
import { holds, rowsSumToOne, sameOutput, tensorOf } from 'kernel-lib/exercise/properties';

const images =
  (shape: number[], patchSize: number) =>
  (random: Random): Inputs => ({ images: drawNormal(random, shape), patchSize });

/** The sum of a filter (P, P, C) over the pixels of each square, with a stride as wide as the filter. */
function convolved({ shape, data }: WireTensor, patchSize: number, filter: number[]): WireTensor {
  const [numBatch, height, width, channels] = shape;
  const [rows, columns] = [height / patchSize, width / patchSize];
  const sums = Array.from({ length: numBatch * rows * columns }, (_, at) => {
    const [batch, place] = [Math.floor(at / (rows * columns)), at % (rows * columns)];
    const [top, left] = [Math.floor(place / columns) * patchSize, (place % columns) * patchSize];
    let sum = 0;
    filter.forEach((factor, i) => {
      const pixel = Math.floor(i / channels);
      const y = top + Math.floor(pixel / patchSize);
      const x = left + (pixel % patchSize);
      sum += factor * data[((batch * height + y) * width + x) * channels + (i % channels)];
    });
    return sum;
  });
  return tensor([numBatch, rows * columns], sums);
}

/** Patches times a weight are a convolution, for any filter. */
const isConvolution = holds(
  'patches times a matrix are a convolution with a stride of P',
  async ({ inputs, random, call }) => {
    const pictures = tensorOf(inputs.images);
    const patchSize = inputs.patchSize as number;
    const filter = random.normalArray(patchSize * patchSize * pictures.shape[3]);
    const want = convolved(pictures, patchSize, filter);
    const got = tensorOf(await call(inputs));
    const products = Array.from({ length: want.data.length }, (_, at) =>
      filter.reduce((sum, factor, i) => sum + factor * got.data[at * filter.length + i], 0),
    );
    return sameOutput(want, tensor(want.shape, products), 1e-4, {
      message: 'Your patches times a filter are not the convolution with that filter',
      cause: 'The pixels of a patch, or the patches, come in another order.',
    });
  },
);

const toEmbed =
  (numBatch: number, numPatches: number, size: number, dim: number) =>
  (random: Random): Inputs => ({
    patches: drawNormal(random, [numBatch, numPatches, size]),
    weight: drawNormal(random, [size, dim]),
    bias: drawNormal(random, [dim]),
    classToken: drawNormal(random, [dim]),
    positions: drawNormal(random, [numPatches + 1, dim]),
  });

/** What is added to the class token is added to row 0 of every image, and to nothing else. */
const classTokenIsFirst = holds(
  'the class token reaches row 0 of the result, and no other',
  async ({ inputs, call }) => {
    const { shape, data } = tensorOf(inputs.classToken);
    const [dim] = shape;
    const moved = data.map((value) => value + 1);
    const before = tensorOf(await call(inputs));
    const after = tensorOf(await call({ ...inputs, classToken: tensor(shape, moved) }));
    const size = before.shape[1] * before.shape[2];
    const wrong = before.data.findIndex(
      (value, at) => Math.abs(after.data[at] - value - (at % size < dim ? 1 : 0)) > 1e-4,
    );
    if (wrong < 0) return null;
    const row = Math.floor((wrong % size) / dim);
    return {
      message: `With 1 added to the class token, row ${row} of the result is not as expected`,
      cause: 'The class token stands in front of the patches.',
    };
  },
);

const toRead =
  (shape: number[], pooling: string) =>
  (random: Random): Inputs => ({ x: drawNormal(random, shape), pooling });

const vitConfig =
  (
    [imageSize, patchSize]: [number, number],
    [dim, numHeads, numLayers]: [number, number, number],
    numClasses: number,
  ) =>
  (): Inputs => ({ imageSize, patchSize, dim, numHeads, numLayers, numClasses });

const pictures =
  (numBatch: number, side: number) =>
  (random: Random): Inputs => ({ images: drawNormal(random, [numBatch, side, side, 1]) });

/** The two halves of an image change places; with patches of half its side, the patches do. */
const placesMatter = holds(
  'patches that change places change the logits',
  async ({ inputs, call }) => {
    const { shape, data } = tensorOf(inputs.images);
    const half = (shape[1] * shape[2]) / 2;
    const swapped = data.map((_, at) => data[at % (2 * half) < half ? at + half : at - half]);
    const before = tensorOf(await call(inputs));
    const after = tensorOf(await call({ images: tensor(shape, swapped) }));
    const gap = Math.max(...before.data.map((value, at) => Math.abs(value - after.data[at])));
    if (gap > 1e-4) return null;
    return {
      message: 'The logits stay the same when the upper and the lower patches change places',
      cause: 'The model does not know where a patch stands: do the positions reach the encoder?',
    };
  },
);

/** Attention weights (B, H, T, T) of some blocks: every row sums to 1. */
const attention =
  (numBlocks: number, [numBatch, numHeads, length]: number[]) =>
  (random: Random): Inputs => ({
    weights: Array.from({ length: numBlocks }, () => {
      const rows = Array.from({ length: numBatch * numHeads * length }, () => {
        const powers = Array.from({ length }, () => Math.exp(1.5 * random.normal()));
        const total = powers.reduce((sum, power) => sum + power, 0);
        return powers.map((power) => power / total);
      });
      return tensor([numBatch, numHeads, length, length], rows.flat());
    }),
  });

/** Four patches; one has a mark, and the class says which. The model is right where the noise is small. */
const marks =
  (numImages: number, noise: number) =>
  (random: Random): Inputs => {
    const [numPatches, dim] = [4, 6];
    // each class as often as the others: guessing is right in a quarter of the cases
    const labels = random.shuffle(Array.from({ length: numImages }, (_, n) => n % numPatches));
    const tokens = labels.flatMap((label) =>
      Array.from({ length: numPatches }, (_, m) =>
        Array.from(
          { length: dim },
          (_d, d) => (m === label && d === 0 ? 3 : 0) + noise * random.normal(),
        ),
      ).flat(),
    );
    const places = Array.from({ length: numPatches }, (_, m) =>
      Array.from({ length: dim }, (_d, d) => (d === m + 1 ? 1.5 : 0) + random.normal(0, 0.2)),
    );
    const readout = Array.from({ length: dim }, (_, d) =>
      Array.from({ length: numPatches }, (_c, c) => (d === c + 1 ? 1 : 0) + random.normal(0, 0.1)),
    );
    return {
      tokens: tensor([numImages, numPatches, dim], tokens),
      positions: tensor([numPatches, dim], places.flat()),
      query: tensor([dim], [4, 2, 0, -2, 1, 0]),
      readout: tensor([dim, numPatches], readout.flat()),
      labels: tensor([numImages], labels, 'int32'),
      order: tensor([numPatches], [1, 2, 3, 0], 'int32'),
    };
  };

/** Without positions the order of the patches says nothing: shuffled is as good as whole. */
const positionsOfZero = holds(
  'with positions of 0 all three accuracies are the same',
  async ({ inputs, call }) => {
    const places = tensorOf(inputs.positions);
    const zeros = tensor(
      places.shape,
      places.data.map(() => 0),
    );
    const found = (await call({ ...inputs, positions: zeros })) as Record<string, number>;
    const { whole, without, shuffled } = found;
    if (whole === without && without === shuffled) return null;
    return {
      message: `They are ${String(whole)}, ${String(without)} and ${String(shuffled)}`,
      cause: 'Without positions the layer sees a bag of patches: only the order differs.',
    };
  },
);

export const exercises = defineExercises([
  {
    id: 'patchify',
    title: 'Cut an image into patches',
    kind: 'write',
    points: 4,
    difficulty: 2,
    minutes: 15,
    about: 'From pixels to a sequence.',
    see: 'lesson 12, sections 12.2 and 12.3',
    axes: ['image', 'patch', 'number'],
    hints: [
      'In memory a whole row of the image comes before the next. How many pieces of one patch are therefore not neighbours?',
      'Look at your reshape: does it cut the height and the width, each in two, before any axis changes places?',
      'Cut the height into rows × P and the width into columns × P, bring the two P axes side by side before the channels, then join them.',
    ],
    cases: [
      values({
        name: 'one grey image, two rows of three patches',
        inputs: images([1, 4, 6, 1], 2),
        gradients: ['images'],
      }),
      values({ name: 'three channels', inputs: images([1, 4, 4, 3], 2) }),
      values({ name: 'wider than high, two images', inputs: images([2, 3, 6, 2], 3) }),
      property({
        name: 'beside a convolution',
        inputs: images([2, 6, 4, 2], 2),
        property: isConvolution,
      }),
    ],
  },
  {
    id: 'embedPatches',
    title: 'Two errors before the first block',
    kind: 'repair',
    points: 4,
    difficulty: 2,
    minutes: 15,
    about: 'The class token first, and a position for each of the M + 1.',
    see: 'lesson 12, section 12.4',
    axes: ['image', 'token', 'dimension'],
    hints: [
      'The positions have M + 1 rows. Which of your tokens gets none?',
      'Look at two things: at which end the token is joined, and whether the positions are added before or after that.',
      'Join the class token before the patches, then add all M + 1 positions at once.',
    ],
    cases: [
      values({ name: 'two patches, one image', inputs: toEmbed(1, 2, 3, 4) }),
      values({
        name: 'two images',
        inputs: toEmbed(2, 3, 4, 5),
        gradients: ['patches', 'weight', 'bias', 'classToken', 'positions'],
      }),
      property({
        name: 'another class token',
        inputs: toEmbed(2, 2, 2, 3),
        property: classTokenIsFirst,
      }),
    ],
  },
  {
    id: 'readOut',
    title: 'What is read out',
    kind: 'write',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'The class token, or the mean of the patches.',
    see: 'lesson 12, sections 12.4 and 12.10',
    axes: ['image', 'dimension'],
    hints: [
      'Which row is the class token? And how many vectors does the mean run over?',
      'Look at where your slices begin: at 0 or at 1.',
      'class: row 0. mean: rows 1 to M, averaged over the axis of tokens.',
    ],
    cases: [
      values({
        name: 'class token',
        inputs: toRead([2, 4, 3], 'class'),
        gradients: ['x'],
      }),
      values({
        name: 'mean of the patches',
        inputs: toRead([2, 4, 3], 'mean'),
        gradients: ['x'],
      }),
      values({ name: 'class token of one image', inputs: toRead([1, 3, 4], 'class') }),
      values({ name: 'one image of one patch', inputs: toRead([1, 2, 2], 'mean') }),
    ],
  },
  {
    id: 'VisionTransformer',
    title: 'A Vision Transformer',
    kind: 'write',
    points: 6,
    difficulty: 3,
    minutes: 25,
    about: 'From pixels to logits.',
    see: 'lesson 12, sections 12.4 and 12.5',
    axes: ['image', 'class'],
    hints: [
      'Which five fields have weights, and which of the steps between them have none?',
      'Look at the shapes: patches (B, M, P²), tokens (B, M + 1, D), one vector for each image (B, D), logits.',
      'Patches, linear layer, class token in front, plus positions, encoder, row 0, readout.',
    ],
    cases: [
      model({
        name: 'four patches, one block',
        config: vitConfig([4, 2], [4, 2, 1], 3),
        inputs: pictures(2, 4),
        hasGradients: false,
      }),
      model({
        name: 'gradients',
        config: vitConfig([2, 1], [4, 2, 1], 2),
        inputs: pictures(2, 2),
      }),
      model({
        name: 'nine patches, two blocks',
        config: vitConfig([6, 2], [6, 3, 2], 5),
        inputs: pictures(1, 6),
        hasGradients: false,
      }),
      property({
        name: 'the upper and the lower half',
        config: vitConfig([4, 2], [4, 2, 1], 3),
        inputs: pictures(2, 4),
        property: placesMatter,
      }),
    ],
  },
  {
    id: 'rollout',
    title: 'Attention rollout',
    kind: 'write',
    points: 3,
    difficulty: 2,
    minutes: 15,
    about: 'Where an output comes from, after several blocks.',
    see: 'lesson 12, section 12.11',
    axes: ['image', 'output', 'input'],
    hints: [
      'A block adds to a token what its attention brings. What share of the token comes from itself?',
      'Look at the order of the product: what does the last block read, the image or the outputs of the block before?',
      'Mean over the heads, plus the identity, divided by two; then multiply every new block from the left.',
    ],
    cases: [
      values({ name: 'one block, one head', inputs: attention(1, [1, 1, 3]) }),
      values({ name: 'one block, three heads', inputs: attention(1, [2, 3, 3]) }),
      values({ name: 'three blocks, three images', inputs: attention(3, [3, 2, 4]) }),
      property({
        name: 'shares of a whole',
        inputs: attention(2, [2, 2, 3]),
        property: rowsSumToOne(),
      }),
    ],
  },
  {
    id: 'worthOfPositions',
    title: 'What the positions are worth',
    kind: 'measure',
    points: 3,
    difficulty: 2,
    minutes: 15,
    about: 'An ablation: the same weights without positions, and with patches in another order.',
    see: 'lesson 12, section 12.9',
    hints: [
      'If the tokens move and the positions stay, which token gets the position of the mark?',
      'Look at x: the positions are in the scores and in what is mixed.',
      'One function for the accuracy of any x; call it with tokens + positions, tokens alone, and gathered tokens + positions.',
    ],
    cases: [
      values({ name: 'little noise', inputs: marks(200, 0.3) }),
      values({ name: 'more noise', inputs: marks(300, 1) }),
      values({ name: 'much noise', inputs: marks(300, 2) }),
      property({
        name: 'positions of 0',
        inputs: marks(32, 0.9),
        property: positionsOfZero,
      }),
    ],
  },
]);
