import type { Inputs, Random, WireTensor } from 'kernel-lib/exercise/define';
import {
  answer,
  choice,
  defineExercises,
  drawNormal,
  property,
  tensor,
  values,
} from 'kernel-lib/exercise/define';
import { batchIndependent, holds, sameOutput, tensorOf } from 'kernel-lib/exercise/properties';

interface Tables {
  places: number[][];
  cells: number[][];
}

/** From a cell to its place and back, and from a place to its cell and back. */
const undoEachOther = holds('places and cells undo each other', async ({ inputs, call }) => {
  const { height, width } = inputs as { height: number; width: number };
  const { places, cells } = (await call(inputs)) as unknown as Tables;
  for (let r = 0; r < height; r++) {
    for (let c = 0; c < width; c++) {
      const place = places?.[r]?.[c];
      const back = cells?.[place];
      if (back?.[0] === r && back?.[1] === c) continue;
      return {
        message: `Cell [${r}, ${c}] has place ${String(place)}, and that place has cell [${String(back)}]`,
        cause: 'One of the two tables walks through the image in another order.',
      };
    }
  }
  return null;
});

/** Logits (B, T + 1, colours) of a model that has read a start token and all T pixels, and the pixels (B, T). */
const readings =
  (numImages: number, numPixels: number, numColours: number) =>
  (random: Random): Inputs => ({
    logits: drawNormal(random, [numImages, numPixels + 1, numColours], { std: 2 }),
    pixels: tensor(
      [numImages, numPixels],
      Array.from({ length: numImages * numPixels }, () => random.integer(numColours)),
      'int32',
    ),
  });

/** The last position has read every pixel, and no pixel follows. */
const lastIsIdle = holds(
  'the logits after the last pixel change nothing',
  async ({ inputs, random, call }) => {
    const { shape, data } = inputs.logits as WireTensor;
    const [, length, numColours] = shape;
    const changed = data.map((value, at) =>
      Math.floor(at / numColours) % length === length - 1 ? value + random.normal(0, 3) : value,
    );
    return sameOutput(
      await call(inputs),
      await call({ ...inputs, logits: tensor(shape, changed) }),
      1e-6,
      {
        message: 'The result changes with the logits that come after the last pixel',
        cause: 'They have read the whole image: which pixel could they predict?',
      },
    );
  },
);

const grids =
  (numImages: number, height: number, width: number, dim = 5, headDim = 2, valueDim = 6) =>
  (random: Random): Inputs => ({
    x: drawNormal(random, [numImages, height, width, dim]),
    queryWeight: drawNormal(random, [dim, headDim]),
    keyWeight: drawNormal(random, [dim, headDim]),
    valueWeight: drawNormal(random, [dim, valueDim]),
  });

/** When column 0 changes, the others stay as they were. */
const columnsApart = holds(
  'a column does not see the other columns',
  async ({ inputs, random, call }) => {
    const { shape, data } = tensorOf(inputs.x);
    const [, , width, dim] = shape;
    const columnAt = (at: number, depth: number): number => Math.floor(at / depth) % width;
    const changed = data.map((value, at) =>
      columnAt(at, dim) === 0 ? random.normal(0, 3) : value,
    );
    const before = tensorOf(await call(inputs));
    const after = tensorOf(await call({ ...inputs, x: tensor(shape, changed) }));
    const depth = before.shape[before.shape.length - 1];
    const others = ({ data: found }: WireTensor): WireTensor =>
      tensor(
        [found.length],
        found.map((value, at) => (columnAt(at, depth) === 0 ? 0 : value)),
      );
    return sameOutput(others(before), others(after), 1e-6, {
      message: 'Column 0 was changed, and an output in another column changed, too',
      cause: 'A line of your attention holds positions of several columns.',
    });
  },
);

export const exercises = defineExercises([
  {
    id: 'rasterTables',
    title: 'Raster order, there and back',
    kind: 'write',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'Which place a cell has when an image is read row by row, and which cell a place has.',
    see: 'lesson 12b, section 12b.2',
    axes: ['row', 'column'],
    hints: [
      'How many pixels have been read before the first one of row 2?',
      'Look at the number that you multiply and divide by: is it the height or the width?',
      'Row r begins at place r · width. Back: the quotient by the width is the row, the remainder the column.',
    ],
    cases: [
      values({ name: 'two rows of three', inputs: () => ({ height: 2, width: 3 }) }),
      values({ name: 'four rows of two', inputs: () => ({ height: 4, width: 2 }) }),
      values({ name: 'as high as wide', inputs: () => ({ height: 3, width: 3 }) }),
      values({
        name: 'drawn sizes',
        inputs: (random) => ({ height: 2 + random.integer(5), width: 8 + random.integer(4) }),
      }),
      property({
        name: 'there and back',
        inputs: (random) => ({ height: 2 + random.integer(4), width: 7 + random.integer(3) }),
        property: undoEachOther,
      }),
    ],
  },
  {
    id: 'bitsPerPixel',
    title: 'Bits per pixel',
    kind: 'write',
    points: 4,
    difficulty: 2,
    minutes: 15,
    about: 'What a pixel costs, on average, that is written with the probabilities of a model.',
    see: 'lesson 12b, sections 12b.3 and 12b.4',
    hints: [
      'The logits at position 0 come after the start token alone. Which pixel do they predict?',
      'Look at which of the T + 1 positions you use, at the base of the logarithm, and at what you average over.',
      'Positions 0 … T − 1 against pixels 0 … T − 1; −ln p of the colour that came, divided by ln 2; one mean over all pixels of all images.',
    ],
    cases: [
      values({ name: 'two colours', inputs: readings(2, 6, 2), gradients: ['logits'] }),
      values({ name: 'five colours', inputs: readings(3, 4, 5), gradients: ['logits'] }),
      values({ name: 'one image', inputs: readings(1, 9, 3) }),
      property({
        name: 'after the last pixel',
        inputs: readings(2, 5, 2),
        property: lastIsIdle,
      }),
    ],
  },
  {
    id: 'columnAttention',
    title: 'Attention along the columns',
    kind: 'write',
    points: 5,
    difficulty: 3,
    minutes: 25,
    about: 'The second half of axial attention: each position sees its own column, and no other.',
    see: 'lesson 12b, section 12b.9',
    axes: ['image', 'row', 'column', 'dimension'],
    hints: [
      'Which axis must stand just before the last one, so that an ordinary attention runs along it?',
      'Look at the steps before and after the attention: which axes change places, and do they change back?',
      'Exchange rows and columns, join images and columns to one axis of lines, attend within each line, take the two axes apart, and exchange again.',
    ],
    cases: [
      values({
        name: 'two images, 3 × 4',
        inputs: grids(2, 3, 4),
        gradients: ['x', 'queryWeight', 'keyWeight', 'valueWeight'],
      }),
      values({ name: 'as high as wide', inputs: grids(2, 3, 3) }),
      values({ name: 'high and narrow', inputs: grids(1, 5, 2, 3, 6, 4) }),
      property({ name: 'the other columns', inputs: grids(2, 3, 4), property: columnsApart }),
      property({
        name: 'the other images',
        inputs: grids(2, 3, 3),
        property: batchIndependent({ change: ['x'] }),
      }),
    ],
  },
  {
    id: 'axialCosts',
    title: 'What a layer costs',
    kind: 'predict',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'Score products of full and of axial attention, counted on paper.',
    see: 'lesson 12b, sections 12b.8 and 12b.10',
    hints: [
      'How many positions has the grid, and how many keys does each of them see?',
      'Look at both passes: along the row there is one key for each column, along the column one for each row.',
      'Products are positions times keys: full h·w · h·w, rows h·w · w, columns h·w · h.',
    ],
    cases: [
      answer({ name: 'full attention, 6 × 10', part: 'full', tolerance: 0.5 }),
      answer({
        name: 'the mask of the rows, 6 × 10',
        part: 'rowMask',
        tolerance: 0.5,
        hint: 'A cell of the mask is one query and one key. How many keys has the row of a query?',
      }),
      answer({
        name: 'axial attention, 6 × 10',
        part: 'axial',
        tolerance: 0.5,
        hint: 'Every position asks twice. How many keys does it meet in its row, how many in its column?',
      }),
      answer({
        name: 'how many times less, 48 × 48',
        part: 'times',
        tolerance: 0.01,
        hint: 'Count both for 48 × 48, as you did for 6 × 10. Which of the two do you divide by which?',
      }),
      choice({
        name: 'two passes along the rows',
        part: 'twice',
        hint: 'In the second pass a position hears from its row what they have heard. From whom did they?',
        options: {
          row: {
            text: 'of its row only',
            feedback: 'Yes: whoever it hears of in the first pass had heard of that same row.',
          },
          all: {
            text: 'of the whole grid',
            feedback: 'Nobody in its row has ever heard of another row. What could they tell it?',
          },
          cross: {
            text: 'of its row and its column',
            feedback: 'No pass went along a column.',
          },
        },
      }),
    ],
  },
]);
