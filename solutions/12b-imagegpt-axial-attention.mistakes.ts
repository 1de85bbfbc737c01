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
