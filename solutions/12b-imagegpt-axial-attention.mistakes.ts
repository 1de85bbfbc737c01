import { tf } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

type Tables = (
  height: number,
  width: number,
) => { places: number[][]; cells: number[][] };

const upTo = (n: number): number[] => [...Array(n).keys()];

type PlaceOf = (
  r: number,
  c: number,
  h: number,
  w: number,
) => number;
type CellOf = (t: number, h: number, w: number) => number[];

const tablesBy =
  (placeOf: PlaceOf, cellOf: CellOf): Tables =>
  (height, width) => ({
    places: upTo(height).map((r) =>
      upTo(width).map((c) => placeOf(r, c, height, width)),
    ),
    cells: upTo(height * width).map((t) =>
      cellOf(t, height, width),
    ),
  });

const rightPlace: PlaceOf = (r, c, _h, w) => r * w + c;
const rightCell: CellOf = (t, _h, w) => [Math.floor(t / w), t % w];

type Bits = (logits: tf.Tensor3D, pixels: tf.Tensor2D) => tf.Tensor;

/** −ln p of each pixel, (B, T): position t + shift against pixel t. */
function surpriseOf(
  logits: tf.Tensor3D,
  pixels: tf.Tensor2D,
  shift = 0,
): tf.Tensor2D {
  const [numImages, numPixels] = pixels.shape;
  const numColours = logits.shape[2];
  const used = logits.slice(
    [0, shift, 0],
    [numImages, numPixels, numColours],
  );
  return tf
    .oneHot(pixels, numColours)
    .mul(tf.logSoftmax(used))
    .sum<tf.Tensor2D>(2)
    .neg();
}

const bitsBy =
  (finish: (nats: tf.Tensor2D) => tf.Tensor, shift = 0): Bits =>
  (logits, pixels) =>
    tf.tidy(() => finish(surpriseOf(logits, pixels, shift)));

const meanBits = (nats: tf.Tensor): tf.Tensor =>
  nats.mean().div(Math.LN2);

/** A mean over the pixels of other log probabilities than those of the softmax over colours. */
const bitsOf =
  (logChances: (logits: tf.Tensor3D) => tf.Tensor): Bits =>
  (logits, pixels) =>
    tf.tidy(() => {
      const [numImages, numPixels] = pixels.shape;
      const numColours = logits.shape[2];
      const used = logits.slice(
        [0, 0, 0],
        [numImages, numPixels, numColours],
      );
      const chosen = tf
        .oneHot(pixels, numColours)
        .mul(logChances(used))
        .sum(2);
      return meanBits(chosen.neg());
    });

type Columns = (
  x: tf.Tensor4D,
  queryWeight: tf.Tensor2D,
  keyWeight: tf.Tensor2D,
  valueWeight: tf.Tensor2D,
) => tf.Tensor;

interface Parts {
  /** (B, h, w, D) -> (lines, length, D) */
  split: (x: tf.Tensor4D) => tf.Tensor3D;
  /** (lines, length, v) -> (B, h, w, v) */
  join: (
    lines: tf.Tensor3D,
    shape: [number, number, number, number],
  ) => tf.Tensor;
  scale: (headDim: number, dim: number) => number;
  weights: (scores: tf.Tensor3D) => tf.Tensor3D;
}

/** Attention within lines; right unless a part is replaced. */
const columnsBy =
  (wrong: Partial<Parts>): Columns =>
  (x, queryWeight, keyWeight, valueWeight) =>
    tf.tidy(() => {
      const parts: Parts = {
        split: (grid) => {
          const [B, h, w, D] = grid.shape;
          return grid
            .transpose([0, 2, 1, 3])
            .reshape([B * w, h, D]);
        },
        join: (lines, [B, h, w, v]) =>
          lines.reshape([B, w, h, v]).transpose([0, 2, 1, 3]),
        scale: Math.sqrt,
        weights: (scores) => tf.softmax(scores),
        ...wrong,
      };
      const lines = parts.split(x);
      const [numLines, length, dim] = lines.shape;
      const times = (weight: tf.Tensor2D): tf.Tensor3D =>
        tf
          .matMul(
            lines.reshape<tf.Tensor2D>([numLines * length, dim]),
            weight,
          )
          .reshape([numLines, length, weight.shape[1]]);
      const scores: tf.Tensor3D = tf
        .matMul(times(queryWeight), times(keyWeight), false, true)
        .div(parts.scale(queryWeight.shape[1], dim));
      const mixed: tf.Tensor3D = tf.matMul(
        parts.weights(scores),
        times(valueWeight),
      );
      const [B, h, w] = x.shape;
      return parts.join(mixed, [B, h, w, valueWeight.shape[1]]);
    });

/** Full attention over the flattened grid, with a mask: which place sees which. */
const flatWith =
  (
    sees: (
      i: number,
      j: number,
      width: number,
      height: number,
    ) => boolean,
    masked: (scores: tf.Tensor, isOpen: tf.Tensor) => tf.Tensor = (
      scores,
      isOpen,
    ) => scores.add(isOpen.sub(1).mul(1e9)),
    after: (weights: tf.Tensor, isOpen: tf.Tensor) => tf.Tensor = (
      weights,
    ) => weights,
  ): Columns =>
  (x, ...weights) =>
    tf.tidy(() => {
      const [, height, width] = x.shape;
      const places = upTo(height * width);
      const isOpen = tf.tensor2d(
        places.map((i) =>
          places.map((j) => Number(sees(i, j, width, height))),
        ),
      );
      return columnsBy({
        split: (grid) => {
          const [B, h, w, D] = grid.shape;
          return grid.reshape([B, h * w, D]);
        },
        join: asGrid,
        weights: (scores) => {
          const mixing = tf.softmax(masked(scores, isOpen));
          return after(mixing, isOpen) as tf.Tensor3D;
        },
      })(x, ...weights);
    });

const asLines = (x: tf.Tensor4D): tf.Tensor3D => {
  const [B, h, w, D] = x.shape;
  return x.reshape([B * w, h, D]);
};
const asGrid: Parts['join'] = (lines, shape) =>
  lines.reshape(shape);

export const mistakes: Mistakes = {
  rasterTables: [
    {
      id: 'column-major',
      says: 'the image is read column by column',
      hint: 'Which cell comes second: the one to the right, or the one below?',
      answer: tablesBy(
        (r, c, h) => c * h + r,
        (t, h) => [t % h, Math.floor(t / h)],
      ),
    },
    {
      id: 'transposed-back',
      says: 'the way back gives [column, row]',
      hint: 'cells[t] is [r, c]: the row first.',
      answer: tablesBy(rightPlace, (t, _h, w) => [
        t % w,
        Math.floor(t / w),
      ]),
    },
    {
      id: 'height-for-width',
      says: 'the height stands where the width should: rows have as many cells as the image has columns',
      hint: 'Two rows of three: which place has the first cell of the second row?',
      answer: tablesBy(
        (r, c, h) => r * h + c,
        (t, h) => [Math.floor(t / h), t % h],
      ),
    },
    {
      id: 'back-by-columns',
      says: 'the way back goes column by column',
      hint: 'There you read rows. Read rows on the way back, too.',
      answer: tablesBy(rightPlace, (t, h) => [
        t % h,
        Math.floor(t / h),
      ]),
    },
    {
      id: 'from-one',
      says: 'places are counted from 1',
      hint: 'The first pixel has place 0.',
      answer: tablesBy((r, c, _h, w) => r * w + c + 1, rightCell),
    },
    {
      id: 'snake',
      says: 'every second row is read from the right, like a plough',
      hint: 'Each row begins at the left again.',
      answer: tablesBy(
        (r, c, _h, w) => r * w + (r % 2 === 0 ? c : w - 1 - c),
        (t, _h, w) => {
          const r = Math.floor(t / w);
          const c = t % w;
          return [r, r % 2 === 0 ? c : w - 1 - c];
        },
      ),
    },
    {
      id: 'one-row-for-all',
      says: 'all rows of places are one and the same array: what is written last stands in all of them',
      hint: 'Array(n).fill([]) puts one array into n places. Make a new one for each row.',
      answer: ((height, width) => {
        const row: number[] = Array(width).fill(0);
        const places: number[][] = Array(height).fill(row);
        const { cells } = tablesBy(rightPlace, rightCell)(
          height,
          width,
        );
        cells.forEach(([r, c], t) => (places[r][c] = t));
        return { places: places, cells: cells };
      }) as Tables,
    },
    {
      id: 'one-cell-for-all',
      says: 'all cells are one and the same array: what is written last stands in all of them',
      hint: 'Array(n).fill([]) puts one array into n places. Make a new one for each cell.',
      answer: ((height, width) => {
        const { places, cells } = tablesBy(rightPlace, rightCell)(
          height,
          width,
        );
        const last = cells[cells.length - 1];
        return { places: places, cells: cells.map(() => last) };
      }) as Tables,
    },
    {
      id: 'not-whole',
      says: 'the row of a cell is not a whole number',
      hint: 'What is 4 / 3 in TypeScript? There is no division of whole numbers.',
      answer: tablesBy(rightPlace, (t, _h, w) => [t / w, t % w]),
    },
    {
      id: 'rounded',
      says: 'the row of a cell is rounded to the nearest whole number, not down',
      hint: 'In which row is place 2, when rows have three cells?',
      answer: tablesBy(rightPlace, (t, _h, w) => [
        Math.round(t / w),
        t % w,
      ]),
    },
    {
      id: 'column-first-table',
      says: 'places has the column first: places[c][r]',
      hint: 'How many arrays should places hold for two rows of three?',
      answer: ((height, width) => {
        const { places, cells } = tablesBy(rightPlace, rightCell)(
          height,
          width,
        );
        const turned = upTo(width).map((c) =>
          upTo(height).map((r) => places[r][c]),
        );
        return { places: turned, cells: cells };
      }) as Tables,
    },
    {
      id: 'cells-by-row',
      says: 'cells is a table of rows and columns, not one list by place',
      hint: 'cells[4] should be one cell, [r, c].',
      answer: ((height: number, width: number) => {
        const { places } = tablesBy(rightPlace, rightCell)(
          height,
          width,
        );
        const cells = upTo(height).map((r) =>
          upTo(width).map((c) => [r, c]),
        );
        return { places: places, cells: cells };
      }) as unknown as Tables,
    },
    {
      id: 'place-too-many',
      says: 'cells has one entry too many: the places end at height · width − 1',
      hint: 'Places are counted from 0. Where does your loop end?',
      answer: ((height, width) => ({
        ...tablesBy(rightPlace, rightCell)(height, width),
        cells: upTo(height * width + 1).map((t) =>
          rightCell(t, height, width),
        ),
      })) as Tables,
    },
    {
      id: 'bottom-up',
      says: 'the image is read from the bottom row',
      hint: 'Row 0 is the top row, and it is read first.',
      answer: tablesBy(
        (r, c, h, w) => (h - 1 - r) * w + c,
        (t, h, w) => [h - 1 - Math.floor(t / w), t % w],
      ),
    },
  ],
  bitsPerPixel: [
    {
      id: 'sees-itself',
      says: 'each pixel is predicted by the position that has already read it',
      hint: 'Position t + 1 has read pixel t. Which position has read only what is before pixel t?',
      answer: bitsBy(meanBits, 1),
    },
    {
      id: 'in-nats',
      says: 'the result is in nats: the logarithm has base e',
      hint: 'With zero logits and two colours a pixel costs 1 bit, not 0.69.',
      answer: bitsBy((nats) => nats.mean()),
    },
    {
      id: 'bits-per-image',
      says: 'the pixels of an image are added: these are bits per image',
      hint: 'Average over the pixels, too.',
      answer: bitsBy((nats) => nats.sum(1).mean().div(Math.LN2)),
    },
    {
      id: 'summed',
      says: 'everything is added, nothing averaged',
      hint: 'What should two equal images cost per pixel, compared with one?',
      answer: bitsBy((nats) => nats.sum().div(Math.LN2)),
    },
    {
      id: 'shared-with-colours',
      says: 'the mean runs over colours, too: the result is too small by their number',
      hint: 'A one-hot row has one 1 and many 0. Do the zeros count as pixels?',
      answer: ((logits, pixels) =>
        tf.tidy(() =>
          meanBits(surpriseOf(logits, pixels)).div(logits.shape[2]),
        )) as Bits,
    },
    {
      id: 'mean-probability',
      says: 'the probabilities are averaged before the logarithm',
      hint: 'Bits add up, probabilities multiply. Take the logarithm of each pixel first.',
      answer: bitsBy((nats) =>
        nats.neg().exp().mean().log().div(-Math.LN2),
      ),
    },
    {
      id: 'no-softmax',
      says: 'the logits are taken for logarithms of probabilities',
      hint: 'Do the exponentials of your logits sum to 1?',
      answer: bitsOf((logits) => logits),
    },
    {
      id: 'softmax-over-pixels',
      says: 'the softmax runs over the positions, not over the colours',
      hint: 'At each position the colours compete, not the positions.',
      answer: bitsOf((logits) =>
        tf
          .logSoftmax(logits.transpose([0, 2, 1]))
          .transpose([0, 2, 1]),
      ),
    },
    {
      id: 'first-left-out',
      says: 'the first pixel does not count, although the start token predicts it',
      hint: 'How many pixels has an image, and how many did you count?',
      answer: bitsBy((nats) =>
        meanBits(nats.slice([0, 1], [-1, -1])),
      ),
    },
    {
      id: 'no-minus',
      says: 'the sign is missing',
      hint: 'A logarithm of a probability is negative. A cost is not.',
      answer: bitsBy((nats) => meanBits(nats).neg()),
    },
    {
      id: 'next-pixel',
      says: 'position t is compared with pixel t + 1, as if it had read pixel t',
      hint: 'The start token comes first: position t has read the pixels before t, and predicts pixel t.',
      answer: ((logits, pixels) =>
        tf.tidy(() => {
          const length = pixels.shape[1] - 1;
          const next: tf.Tensor2D = pixels.slice(
            [0, 1],
            [-1, length],
          );
          return bitsBy(meanBits)(
            logits.slice([0, 0, 0], [-1, length + 1, -1]),
            next,
          );
        })) as Bits,
    },
    {
      id: 'over-all-positions',
      says: 'the sum is divided by the number of positions, T + 1, not by that of the pixels',
      hint: 'How many pixels has an image? The last position predicts none.',
      answer: ((logits, pixels) =>
        tf.tidy(() =>
          surpriseOf(logits, pixels)
            .sum()
            .div(logits.shape[0] * logits.shape[1] * Math.LN2),
        )) as Bits,
    },
    {
      id: 'pixel-after-the-last',
      says: 'the last position is compared, too, with a pixel that is not there',
      hint: 'T + 1 positions, T pixels: which position has nothing to predict?',
      answer: ((logits, pixels) =>
        tf.tidy(() => {
          const padded: tf.Tensor2D = tf.pad(pixels, [
            [0, 0],
            [0, 1],
          ]);
          return meanBits(surpriseOf(logits, padded));
        })) as Bits,
    },
    {
      id: 'best-colour',
      says: 'the cost of the likeliest colour is taken, not of the one that came',
      hint: 'Where are the pixels used in your answer?',
      answer: ((logits, pixels) =>
        tf.tidy(() => {
          const used = logits.slice(
            [0, 0, 0],
            [-1, pixels.shape[1], -1],
          );
          return meanBits(tf.logSoftmax(used).max(2).neg());
        })) as Bits,
    },
    {
      id: 'entropy',
      says: 'the entropy of the predictions is computed: what the model expects to pay, not what it pays',
      hint: 'Where are the pixels used in your answer?',
      answer: ((logits, pixels) =>
        tf.tidy(() => {
          const used = logits.slice(
            [0, 0, 0],
            [-1, pixels.shape[1], -1],
          );
          const each = tf.softmax(used).mul(tf.logSoftmax(used));
          return meanBits(each.sum(2).neg());
        })) as Bits,
    },
    {
      id: 'times-ln-2',
      says: 'the nats are multiplied by ln 2, not divided by it',
      hint: 'Half a chance costs ln 2 nats. How many bits should that be?',
      answer: bitsBy((nats) => nats.mean().mul(Math.LN2)),
    },
    {
      id: 'base-ten',
      says: 'the logarithm has base 10',
      hint: 'With zero logits and two colours a pixel costs 1 bit, not 0.30.',
      answer: bitsBy((nats) => nats.mean().div(Math.LN10)),
    },
    {
      id: 'one-value-for-each-image',
      says: 'there is one number for each image, not one for all',
      hint: 'The result is a scalar. Average over the images, too.',
      answer: bitsBy((nats) => nats.mean(1).div(Math.LN2)),
    },
    {
      id: 'outside-the-tape',
      says: 'the value is right, but no gradient reaches the logits: they were read out as numbers',
      hint: 'dataSync() ends the tape. Stay with tensors.',
      answer: ((logits, pixels) =>
        bitsBy(meanBits)(
          tf.tensor3d(logits.dataSync(), logits.shape),
          pixels,
        )) as Bits,
    },
  ],
  columnAttention: [
    {
      id: 'rows',
      says: 'the attention runs along the rows',
      hint: 'Change a pixel. Which outputs change: those beside it, or those above and below?',
      answer: columnsBy({
        split: (x) => {
          const [B, h, w, D] = x.shape;
          return x.reshape([B * h, w, D]);
        },
        join: asGrid,
      }),
    },
    {
      id: 'no-transpose',
      says: 'the grid is cut into lines by reshape alone: a line holds h positions that follow each other in raster order, not a column',
      hint: 'reshape never changes the order of the numbers. Which step does?',
      answer: columnsBy({ split: asLines, join: asGrid }),
    },
    {
      id: 'not-transposed-back',
      says: 'rows and columns are still exchanged in the result',
      hint: 'Which shape has your result for 3 rows and 4 columns?',
      answer: columnsBy({
        join: (lines, [B, h, w, v]) => lines.reshape([B, w, h, v]),
      }),
    },
    {
      id: 'reshaped-back',
      says: 'the way back is a reshape alone: the shape is right, and the positions are mixed up',
      hint: 'What was transposed has to be transposed back.',
      answer: columnsBy({ join: asGrid }),
    },
    {
      id: 'only-back',
      says: 'the lines are cut by reshape alone, and only the result is transposed',
      hint: 'Transpose before you cut the lines, too.',
      answer: columnsBy({ split: asLines }),
    },
    {
      id: 'whole-grid',
      says: 'every position sees the whole grid',
      hint: 'How many keys should a position see in a grid of 3 × 4?',
      answer: columnsBy({
        split: (x) => {
          const [B, h, w, D] = x.shape;
          return x.reshape([B, h * w, D]);
        },
        join: asGrid,
      }),
    },
    {
      id: 'images-joined',
      says: 'the columns of all images are one line: a position sees other images',
      hint: 'Images and columns together number the lines; only the rows run along one.',
      answer: columnsBy({
        split: (x) => {
          const [B, h, w, D] = x.shape;
          return x.transpose([2, 0, 1, 3]).reshape([w, B * h, D]);
        },
        join: (lines, [B, h, w, v]) =>
          lines.reshape([w, B, h, v]).transpose([1, 2, 0, 3]),
      }),
    },
    {
      id: 'not-scaled',
      says: 'the scores are not divided by √d',
      hint: 'Lesson 03: what happens to the softmax when scores are large?',
      answer: columnsBy({ scale: () => 1 }),
    },
    {
      id: 'scaled-by-width',
      says: 'the scores are divided by √D, the width of x, not by that of a query',
      hint: 'Over how many numbers does the product of a query and a key run?',
      answer: columnsBy({ scale: (_d, D) => Math.sqrt(D) }),
    },
    {
      id: 'softmax-over-queries',
      says: 'the softmax runs over the queries',
      hint: 'The weights of one query should sum to 1.',
      answer: columnsBy({
        weights: (scores) =>
          tf
            .softmax(scores.transpose([0, 2, 1]))
            .transpose([0, 2, 1]),
      }),
    },
    {
      id: 'scaled-by-d',
      says: 'the scores are divided by d, not by √d',
      hint: 'Lesson 03: by how much does the spread of a sum of d products grow?',
      answer: columnsBy({ scale: (headDim) => headDim }),
    },
    {
      id: 'scaled-by-height',
      says: 'the scores are divided by √h, the length of a column',
      hint: 'Over how many numbers does the product of a query and a key run?',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        columnsBy({ scale: () => Math.sqrt(x.shape[1]) })(
          x,
          queryWeight,
          keyWeight,
          valueWeight,
        )) as Columns,
    },
    {
      id: 'keys-ask',
      says: 'queries and keys have changed their parts',
      hint: 'Q Kᵀ: the rows of the scores are queries.',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        columnsBy({})(
          x,
          keyWeight,
          queryWeight,
          valueWeight,
        )) as Columns,
    },
    {
      id: 'causal',
      says: 'a position does not see what is below it',
      hint: 'The text asks for the whole column.',
      answer: columnsBy({
        weights: (scores) => {
          const length = scores.shape[1];
          const seen = tf.linalg.bandPart(
            tf.ones([length, length]),
            -1,
            0,
          );
          const hidden = seen.sub(1).mul(1e9);
          return tf.softmax(scores.add<tf.Tensor3D>(hidden));
        },
      }),
    },
    {
      id: 'not-itself',
      says: 'a position does not see itself',
      hint: 'Its own column is its own place, too. With one row it sees nothing else.',
      answer: columnsBy({
        weights: (scores) =>
          tf.softmax(
            scores.sub<tf.Tensor3D>(
              tf.eye(scores.shape[1]).mul(1e9),
            ),
          ),
      }),
    },
    {
      id: 'row-and-column',
      says: 'a position sees its row, too',
      hint: 'This layer is the second half of axial attention: the columns alone.',
      answer: flatWith(
        (i, j, width) =>
          i % width === j % width ||
          Math.floor(i / width) === Math.floor(j / width),
      ),
    },
    {
      id: 'columns-of-height',
      says: 'the columns are counted by the height: place t modulo h, not modulo w',
      hint: 'Two places are in one column when they leave the same remainder. Divided by what?',
      answer: flatWith(
        (i, j, _width, height) => i % height === j % height,
      ),
    },
    {
      id: 'mask-of-zeros',
      says: 'closed scores are set to 0, and a score of 0 has still a weight',
      hint: 'What is exp(0)?',
      answer: flatWith(
        (i, j, width) => i % width === j % width,
        (scores, isOpen) => scores.mul(isOpen),
      ),
    },
    {
      id: 'mask-after-the-softmax',
      says: 'the weights are masked after the softmax, and their rows no longer sum to 1',
      hint: 'The softmax has shared its weight among all. Mask the scores before it.',
      answer: flatWith(
        (i, j, width) => i % width === j % width,
        (scores) => scores,
        (weights, isOpen) => weights.mul(isOpen),
      ),
    },
    {
      id: 'first-image-for-all',
      says: 'every image gets the result of the first',
      hint: 'With one image it is right.',
      answer: ((x, ...weights) =>
        tf.tidy(() => {
          const first = columnsBy({})(x, ...weights).slice(0, 1);
          return first.tile([x.shape[0], 1, 1, 1]);
        })) as Columns,
    },
    {
      id: 'square-only',
      says: 'the grid is taken for a square',
      hint: 'A column has h positions, and there are w columns.',
      answer: columnsBy({
        split: (x) => {
          const [B, h, , D] = x.shape;
          return x.transpose([0, 2, 1, 3]).reshape([B * h, h, D]);
        },
        join: (lines, [B, h, , v]) =>
          lines.reshape([B, h, h, v]).transpose([0, 2, 1, 3]),
      }),
    },
    {
      id: 'weights-outside-the-tape',
      says: 'the values are right, but no gradient passes through the weights of the attention: they were read out as numbers',
      hint: 'arraySync() ends the tape. Stay with tensors.',
      answer: columnsBy({
        weights: (scores) =>
          tf.tensor3d(tf.softmax(scores).arraySync()),
      }),
    },
  ],
  axialCosts: [
    {
      id: 'keys-only',
      says: 'only the keys of one position are counted: h + w, not for each of the h·w positions',
      hint: 'Every position asks. How many are there?',
      answer: {
        full: 60,
        rowMask: 10,
        axial: 16,
        times: 2304 / 96,
        twice: 'row',
      },
    },
    {
      id: 'sum-without-area',
      says: 'axial attention is taken as h + w products, full attention as (h·w)²',
      hint: 'Every one of the h·w positions sees h + w keys.',
      answer: {
        full: 3600,
        rowMask: 600,
        axial: 16,
        times: 2304 ** 2 / 96,
        twice: 'row',
      },
    },
    {
      id: 'nothing-saved',
      says: 'axial attention is counted as (h·w)², as if its masked products were computed, too',
      hint: 'A mask would compute all and throw most away. Axial attention never computes them.',
      answer: {
        full: 3600,
        rowMask: 3600,
        axial: 3600,
        times: 1,
        twice: 'all',
      },
    },
    {
      id: 'one-pass',
      says: 'only one of the two passes is counted',
      hint: 'Rows, and then columns.',
      answer: {
        full: 3600,
        rowMask: 600,
        axial: 600,
        times: 48,
        twice: 'row',
      },
    },
    {
      id: 'row-for-column',
      says: 'a position is thought to see as many keys in its row as there are rows',
      hint: 'A row of a grid of 6 × 10 has ten cells.',
      answer: {
        full: 3600,
        rowMask: 360,
        axial: 960,
        times: 24,
        twice: 'cross',
      },
    },
    {
      id: 'itself-once',
      says: 'a position is counted once, although both passes have it among their keys',
      hint: 'There are two passes, and each has the position itself among its keys.',
      answer: {
        full: 3600,
        rowMask: 600,
        axial: 900,
        times: 2304 / 95,
        twice: 'row',
      },
    },
    {
      id: 'heard-of-all',
      says: 'two passes are thought to reach the whole grid, whatever their axis',
      hint: 'Whom has the right neighbour heard of after one pass along the rows?',
      answer: {
        full: 3600,
        rowMask: 600,
        axial: 960,
        times: 24,
        twice: 'all',
      },
    },
    {
      id: 'upside-down',
      says: 'the number of times is upside down: axial attention needs fewer products',
      hint: 'Full attention divided by axial attention.',
      answer: {
        full: 3600,
        rowMask: 600,
        axial: 960,
        times: 96 / 2304,
        twice: 'row',
      },
    },
    {
      id: 'one-pass-of-48',
      says: 'for 48 × 48 only one of the two passes is counted',
      hint: 'Rows, and then columns, as for 6 × 10.',
      answer: {
        full: 3600,
        rowMask: 600,
        axial: 960,
        times: 48,
        twice: 'row',
      },
    },
    {
      id: 'one-line-of-each',
      says: 'the products of one row and of one column are counted, not of all',
      hint: 'A row with itself is 10 × 10 products. How many rows are there?',
      answer: {
        full: 3600,
        rowMask: 600,
        axial: 136,
        times: 24,
        twice: 'row',
      },
    },
    {
      id: 'lines-by-the-wrong-number',
      says: 'the squares of the lines are counted as often as a line is long, not as often as there are lines',
      hint: 'A row with itself is 10 × 10 products. How many rows are there?',
      answer: {
        full: 3600,
        rowMask: 600,
        axial: 10 ** 3 + 6 ** 3,
        times: 24,
        twice: 'row',
      },
    },
    {
      id: 'rows-by-height',
      says: 'each position is given as many keys in its row as there are rows',
      hint: 'A row of a grid of 6 × 10 has ten cells.',
      answer: {
        full: 3600,
        rowMask: 360,
        axial: 960,
        times: 24,
        twice: 'row',
      },
    },
  ],
};

export const variants: Variants = {
  rasterTables: [
    {
      id: 'one-walk',
      answer: ((height, width) => {
        const places: number[][] = [];
        const cells: number[][] = [];
        for (let r = 0; r < height; r++) {
          places.push([]);
          for (let c = 0; c < width; c++) {
            places[r].push(cells.length);
            cells.push([r, c]);
          }
        }
        return { places: places, cells: cells };
      }) as Tables,
    },
    {
      id: 'by-tensors',
      answer: ((height, width) => {
        const size = height * width;
        const places = tf.tidy(
          () =>
            tf
              .range(0, size, 1, 'int32')
              .reshape([height, width])
              .arraySync() as number[][],
        );
        const cells = places.flatMap((row, r) =>
          row.map((_place, c) => [r, c]),
        );
        return { cells: cells, places: places };
      }) as Tables,
    },
  ],
  bitsPerPixel: [
    {
      id: 'log-of-sum-of-exponentials',
      answer: ((logits, pixels) =>
        tf.tidy(() => {
          const [numImages, numPixels] = pixels.shape;
          const size = logits.shape[2];
          const used = logits.slice([0, 0, 0], [-1, numPixels, -1]);
          const chosen = tf.oneHot(pixels, size).mul(used).sum(2);
          return tf
            .logSumExp(used, 2)
            .sub(chosen)
            .sum()
            .div(numImages * numPixels * Math.LN2);
        })) as Bits,
    },
    {
      id: 'softmax-then-log',
      answer: ((logits, pixels) =>
        tf.tidy(() => {
          const numPixels = pixels.shape[1];
          const chances = tf
            .softmax(logits)
            .slice([0, 0, 0], [-1, numPixels, -1]);
          const chosen = chances
            .mul(tf.oneHot(pixels, logits.shape[2]))
            .sum(-1);
          return chosen.log().div(Math.log(2)).neg().mean(1).mean();
        })) as Bits,
    },
    {
      id: 'padded-colours',
      answer: ((logits, pixels) =>
        tf.tidy(() => {
          const [numImages, numPixels] = pixels.shape;
          const came = tf.oneHot(pixels, logits.shape[2]);
          const padded = tf.pad(came, [
            [0, 0],
            [0, 1],
            [0, 0],
          ]);
          return tf
            .logSoftmax(logits)
            .mul(padded)
            .sum()
            .div(-Math.LN2 * numImages * numPixels);
        })) as Bits,
    },
    {
      id: 'gathered',
      answer: ((logits, pixels) =>
        tf.tidy(() => {
          const [numImages, numPixels] = pixels.shape;
          const size = logits.shape[2];
          const used = tf.split(logits, [numPixels, 1], 1)[0];
          const places = tf
            .range(0, numImages * numPixels, 1, 'int32')
            .mul(tf.scalar(size, 'int32'))
            .add(pixels.flatten());
          return tf
            .logSoftmax(used)
            .flatten()
            .gather(places.toInt().flatten())
            .mean()
            .div(-Math.LN2);
        })) as Bits,
    },
  ],
  columnAttention: [
    {
      id: 'full-with-a-mask',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        tf.tidy(() => {
          const [B, h, w, D] = x.shape;
          const flat: tf.Tensor2D = x.reshape([B * h * w, D]);
          const times = (weight: tf.Tensor2D): tf.Tensor3D =>
            tf.matMul(flat, weight).reshape([B, h * w, -1]);
          const column = tf
            .range(0, h * w, 1, 'int32')
            .mod(tf.scalar(w, 'int32'));
          const isOpen = tf.equal(
            column.expandDims(1),
            column.expandDims(0),
          );
          const scores = tf
            .matMul(
              times(queryWeight),
              times(keyWeight),
              false,
              true,
            )
            .div(Math.sqrt(queryWeight.shape[1]))
            .add(isOpen.toFloat().sub(1).mul(1e9));
          return tf
            .matMul(
              tf.softmax(scores as tf.Tensor3D),
              times(valueWeight),
            )
            .reshape([B, h, w, -1]);
        })) as Columns,
    },
    {
      id: 'column-by-column',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        tf.tidy(() => {
          const images = tf.unstack(x).map((image) => {
            const columns = tf.unstack(image, 1).map((line) => {
              const column = line as tf.Tensor2D; // (h, D)
              const scores: tf.Tensor2D = tf
                .matMul(
                  tf.matMul(column, queryWeight),
                  tf.matMul(column, keyWeight),
                  false,
                  true,
                )
                .mul(1 / Math.sqrt(queryWeight.shape[1]));
              return tf.matMul(
                tf.softmax(scores),
                tf.matMul(column, valueWeight),
              );
            });
            return tf.stack(columns, 1);
          });
          return tf.stack(images);
        })) as Columns,
    },
    {
      id: 'einsum',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        tf.tidy(() => {
          const times = (weight: tf.Tensor2D): tf.Tensor =>
            tf.einsum('bhwd,de->bhwe', x, weight);
          const scores = tf
            .einsum(
              'bqwd,bkwd->bwqk',
              times(queryWeight),
              times(keyWeight),
            )
            .div(Math.sqrt(queryWeight.shape[1]));
          return tf.einsum(
            'bwqk,bkwv->bqwv',
            tf.softmax(scores),
            times(valueWeight),
          );
        })) as Columns,
    },
    {
      id: 'columns-before-images',
      answer: columnsBy({
        split: (x) => {
          const [B, h, w, D] = x.shape;
          return x.transpose([2, 0, 1, 3]).reshape([w * B, h, D]);
        },
        join: (lines, [B, h, w, v]) =>
          lines.reshape([w, B, h, v]).transpose([1, 2, 0, 3]),
      }),
    },
    {
      id: 'mask-of-infinity',
      answer: flatWith(
        (i, j, width) => i % width === j % width,
        (scores, isOpen) =>
          tf.where(
            isOpen
              .toBool()
              .expandDims(0)
              .tile([scores.shape[0], 1, 1]),
            scores,
            tf.fill(scores.shape, -Infinity),
          ),
      ),
    },
    {
      id: 'values-last',
      answer: ((x, queryWeight, keyWeight, valueWeight) =>
        tf.tidy(() => {
          const [B, h, w, D] = x.shape;
          const flat: tf.Tensor2D = x.reshape([-1, D]);
          const times = (weight: tf.Tensor2D): tf.Tensor =>
            tf.matMul(flat, weight).reshape([B, h, w, -1]);
          const products = times(queryWeight)
            .expandDims(2)
            .mul(times(keyWeight).expandDims(1)); // (B, q, k, w, d)
          const powers = products
            .sum(4)
            .div(Math.sqrt(queryWeight.shape[1]))
            .exp();
          const shares = powers.div(powers.sum(2, true));
          const mixed = shares
            .expandDims(4)
            .mul(x.expandDims(1))
            .sum(2); // (B, h, w, D)
          return tf
            .matMul(
              mixed.reshape<tf.Tensor2D>([-1, D]),
              valueWeight,
            )
            .reshape([B, h, w, -1]);
        })) as Columns,
    },
  ],
  axialCosts: [
    {
      id: 'by-numbers',
      answer: {
        full: 3600,
        rowMask: 600,
        axial: 960,
        times: 24,
        twice: 'row',
      },
    },
    {
      id: 'by-formula',
      answer: {
        full: (6 * 10) ** 2,
        rowMask: 6 * 10 ** 2,
        axial: 6 * 10 * 10 + 6 * 10 * 6,
        times: 48 ** 4 / (2 * 48 ** 3),
        twice: 'row',
      },
    },
  ],
};
