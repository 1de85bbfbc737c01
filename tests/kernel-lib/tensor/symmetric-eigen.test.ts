import assert from 'node:assert/strict';
import { allClose, seededRandom } from 'kernel-lib';
import { symmetricEigen, withSign } from 'kernel-lib/tensor/symmetric-eigen';

describe('symmetricEigen', () => {
  it('is worked by hand for two axes', () => {
    // [[2, 1], [1, 2]]: 3 along (1, 1), 1 along (1, −1).
    const { values, vectors } = symmetricEigen([
      [2, 1],
      [1, 2],
    ]);
    const h = Math.SQRT1_2;
    assert.ok(allClose(values, [3, 1], 1e-12));
    assert.ok(
      allClose(
        vectors,
        [
          [h, h],
          [h, -h],
        ],
        1e-12,
      ),
    );
  });

  it('sorts a diagonal matrix, negative values last', () => {
    const { values, vectors } = symmetricEigen([
      [-5, 0, 0],
      [0, 7, 0],
      [0, 0, 1],
    ]);
    assert.deepEqual(values, [7, 1, -5]);
    assert.deepEqual(vectors[0], [0, 1, 0]);
    assert.deepEqual(
      symmetricEigen([
        [0, 0],
        [0, 0],
      ]).values,
      [0, 0],
    );
  });

  it('puts a random matrix together again from what it found', () => {
    const n = 20;
    const random = seededRandom(3);
    const half = Array.from({ length: n }, () => random.normalArray(n));
    const matrix = half.map((row, i) => row.map((x, j) => x + half[j][i]));
    const { values, vectors } = symmetricEigen(matrix);
    const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
    const identity = vectors.map((a) => vectors.map((b) => dot(a, b)));
    const again = matrix.map((row, i) =>
      row.map((_, j) => vectors.reduce((sum, v, l) => sum + values[l] * v[i] * v[j], 0)),
    );
    assert.ok(
      allClose(
        identity,
        identity.map((row, i) => row.map((_, j) => Number(i === j))),
        1e-12,
      ),
    );
    assert.ok(allClose(again, matrix, 1e-11));
    assert.ok(values.every((value, i) => i === 0 || values[i - 1] >= value));
  });
});

describe('withSign', () => {
  it('turns a vector so that its largest entry is positive, of equals the first', () => {
    assert.deepEqual(withSign([1, -3, 2]), [-1, 3, -2]);
    assert.deepEqual(withSign([-2, 2]), [2, -2]);
    assert.deepEqual(withSign([1, -1]), [1, -1]);
    assert.deepEqual(withSign([0, 0]), [0, 0]);
  });
});
