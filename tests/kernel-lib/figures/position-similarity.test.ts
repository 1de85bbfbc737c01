import assert from 'node:assert/strict';
import { positionSimilarity, tf, useBackend } from 'kernel-lib';
import { draw } from 'kernel-lib/figures/render';
import { colourReader, compileCleanly, textsOf } from './support';

const title = 'A finding';

/** Two rows of two positions: the row turns the first pair of numbers, nothing tells columns apart. */
const rowsOnly = [
  [1, 0],
  [2, 0],
  [0, 3],
  [0, 1],
];

describe('positionSimilarity', () => {
  before(async () => {
    await useBackend();
  });

  it('draws the cosine of each pair where map and cell lie in the grid', () => {
    // Cosines, worked by hand: 1 within a row, 0 between the rows; and -1 for the opposite.
    const embedding = [...rowsOnly.slice(0, 3), [-5, 0]];
    const figure = positionSimilarity(embedding, { title, gridSize: 2 });
    compileCleanly(figure.spec);
    const colourAt = colourReader(draw(figure.spec).svg);
    // Maps begin 18 pixels from the top left, cells are 18 pixels, 6 lie between two maps.
    const cell = (m: number, n: number): number[] => {
      const [row, column] = [Math.floor(m / 2), m % 2];
      const [y, x] = [Math.floor(n / 2), n % 2];
      return colourAt(18 + column * 42 + 18 * x + 9, 18 + row * 42 + 18 * y + 9);
    };
    const hues: Record<string, number[]> = {
      '1': [0x13, 0x46, 0x79],
      '0': [0xf7, 0xf7, 0xf7],
      '-1': [0xa3, 0x3a, 0x08],
    };
    const expected = [
      [1, 1, 0, -1],
      [1, 1, 0, -1],
      [0, 0, 1, 0],
      [-1, -1, 0, 1],
    ];
    expected.forEach((map, m) =>
      map.forEach((value, n) => assert.deepEqual(cell(m, n), hues[value], `map ${m}, cell ${n}`)),
    );
    assert.deepEqual(colourAt(18 + 39, 18 + 9), [255, 255, 255], 'white between two maps');
  });

  it('has a scale from −1 to 1, and numbered rows and columns', () => {
    const { spec } = positionSimilarity(rowsOnly, { title, gridSize: [1, 4] });
    const texts = textsOf(draw(spec).svg);
    for (const text of ['cosine similarity', '−1', '0', '1', '4']) {
      assert.ok(texts.includes(text), text);
    }
  });

  it('compares neighbours, rows and columns in words', () => {
    const words = (gridSize: number | [number, number]): string =>
      positionSimilarity(rowsOnly, { title, gridSize }).text.replace(/\n/g, ' ');
    assert.match(
      words(2),
      /side by side or one above the other 0\.50, anywhere in one row 1, anywhere in one column 0, in another row and column 0\./,
    );
    assert.match(words(2), /For 4 of 4 positions the most similar other position is adjacent\./);
    // In one row of four there is no column to compare, and all the pairs have the mean (2 * 1 + 4 * 0) / 6.
    assert.match(words([1, 4]), /the other 0\.67, anywhere in one row 0\.33\. For 4 of 4/);
    const swapped = [rowsOnly[0], rowsOnly[2], rowsOnly[1], rowsOnly[3]];
    const { text } = positionSimilarity(swapped, { title, gridSize: [1, 4] });
    assert.match(text.replace(/\n/g, ' '), /For 0 of 4 positions/);
    assert.match(positionSimilarity([[1]], { title, gridSize: 1 }).text, /1 map of 1 × 1 cells/);
  });

  it('stays light and within 610 pixels', () => {
    for (const side of [1, 4, 7, 14]) {
      const embedding = tf.randomNormal([side * side, 16]) as tf.Tensor2D;
      const { spec } = positionSimilarity(embedding, { title, gridSize: side });
      embedding.dispose();
      const { width, height } = draw(spec);
      assert.ok(width <= 610 && height <= 610, `${side}: ${width} by ${height}`);
      // 14 maps of 14 are 38,416 cells.
      const bytes = JSON.stringify(spec).length;
      assert.ok(bytes < (side > 7 ? 250_000 : 40_000), `${side}: ${bytes} bytes`);
    }
  });

  it('reads a tensor and leaves it alive', () => {
    const embedding = tf.tensor2d(rowsOnly);
    const before = tf.memory().numTensors;
    const { text } = positionSimilarity(embedding, { title, gridSize: 2 });
    assert.equal(tf.memory().numTensors, before);
    assert.equal(text, positionSimilarity(rowsOnly, { title, gridSize: 2 }).text);
    embedding.dispose();
  });

  it('says what is wrong with its input', () => {
    const make =
      (embedding: number[][], gridSize: unknown = 2, more = {}) =>
      () =>
        positionSimilarity(embedding, { title, gridSize: gridSize as number, ...more });
    assert.throws(
      make([...rowsOnly, [1, 1]]),
      /embedding must have a row for each of 2 × 2 patches, 4, got 5; leave the class token out/,
    );
    assert.throws(make(rowsOnly, 0), /gridSize must be a whole number from 1 up or .*, got 0/);
    assert.throws(make(rowsOnly, [2]), /gridSize must be .*, got 2/);
    assert.throws(make(rowsOnly, undefined, { title: '' }), /options\.title must be a sentence/);
    assert.throws(make([[1], [1, 2], [1], [1]]), /embedding must have rows of one length/);
    assert.throws(make([[1], [NaN], [1], [1]]), /embedding\[1\]\[0\] must be finite, got NaN/);
    assert.throws(
      make([[1], [1], [0], [1]]),
      /embedding must have a direction in every row, got only zeros in row 2/,
    );
    const many = Array.from({ length: 400 }, () => [1]);
    assert.throws(make(many, 20), /gridSize must leave a pixel to each cell of 20 maps/);
  });
});
