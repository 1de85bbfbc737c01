import assert from 'node:assert/strict';
import { contour, knownBorder, type Corner } from 'kernel-lib/figures/contour';

const maskOf = (...rows: string[]): boolean[][] =>
  rows.map((row) => [...row].map((letter) => letter === '#'));

/** Twice the area inside a closed path, by the shoelace formula; its sign is the sense of rotation. */
function doubleArea(path: Corner[]): number {
  return path.slice(1).reduce((sum, [x, y], i) => sum + path[i][0] * y - x * path[i][1], 0);
}

describe('contour', () => {
  it('walks around one pixel', () => {
    assert.deepEqual(contour(maskOf('...', '.#.')), [
      [
        [1, 1],
        [2, 1],
        [2, 2],
        [1, 2],
        [1, 1],
      ],
    ]);
  });

  it('keeps only the corners where the line turns', () => {
    const [path] = contour(maskOf('###', '###'));
    assert.equal(path.length, 5);
    assert.equal(doubleArea(path), 2 * 6);
  });

  it('walks around a hole the other way', () => {
    const paths = contour(maskOf('###', '#.#', '###'));
    assert.equal(paths.length, 2);
    assert.deepEqual(
      paths.map(doubleArea).sort((a, b) => a - b),
      [-2, 18],
    );
  });

  it('closes every path and encloses every pixel where pixels touch at a corner', () => {
    const mask = maskOf('#.#', '.#.', '#.#');
    const paths = contour(mask);
    for (const path of paths) assert.deepEqual(path[0], path[path.length - 1]);
    assert.equal(
      paths.map(doubleArea).reduce((a, b) => a + b),
      2 * 5,
    );
  });

  it('has no path around nothing', () => {
    assert.deepEqual(contour(maskOf('..', '..')), []);
  });
});

describe('knownBorder', () => {
  it('runs below full rows, and steps up inside a row', () => {
    assert.deepEqual(knownBorder(8, 4, 4), [
      [0, 2],
      [4, 2],
    ]);
    assert.deepEqual(knownBorder(9, 4, 4), [
      [0, 3],
      [1, 3],
      [1, 2],
      [4, 2],
    ]);
  });

  it('is empty where nothing or everything was given', () => {
    assert.deepEqual(knownBorder(0, 4, 4), []);
    assert.deepEqual(knownBorder(16, 4, 4), []);
  });
});
