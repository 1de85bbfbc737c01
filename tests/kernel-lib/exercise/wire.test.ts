import assert from 'node:assert/strict';
import { tensor } from 'kernel-lib/exercise/define';
import { sliceAround } from 'kernel-lib/exercise/map';
import { close, indexOf, linesAlong, sameWire } from 'kernel-lib/exercise/wire';

describe('plain values', () => {
  it('are close within an absolute tolerance when small, a relative one when large', () => {
    assert.equal(close(0.0001, 0, 1e-3), true);
    assert.equal(close(0.01, 0, 1e-3), false);
    assert.equal(close(10005, 10000, 1e-3), true);
    assert.equal(close(10020, 10000, 1e-3), false);
    assert.equal(close(NaN, NaN, 0), true);
    assert.equal(close(NaN, 0, 1), false);
    assert.equal(close(Infinity, Infinity, 0), true);
    assert.equal(close(Infinity, 5, 1), false);
  });

  it('are the same with the same structure, shape and dtype', () => {
    const row = tensor([2], [1, 2]);
    assert.equal(sameWire({ a: [row, 1] }, { a: [row, 1] }, 0), true);
    assert.equal(sameWire(row, tensor([2], [1, 2], 'int32'), 1), false);
    assert.equal(sameWire(row, tensor([1, 2], [1, 2]), 1), false);
    assert.equal(sameWire([1], { 0: 1 }, 1), false);
    assert.equal(sameWire({ a: 1 }, { a: 1, b: 2 }, 1), false);
    assert.equal(sameWire(null, {}, 1), false);
    assert.equal(sameWire('1', 1, 1), false);
  });

  it('are found by index and along an axis', () => {
    // Place 7 of (2, 3, 2): 7 = 1·6 + 0·2 + 1.
    assert.deepEqual(indexOf(7, [2, 3, 2]), [1, 0, 1]);
    const square = tensor([2, 2], [1, 2, 3, 4]);
    assert.deepEqual(linesAlong(square, 0), [
      [1, 3],
      [2, 4],
    ]);
    assert.deepEqual(linesAlong(square, 1), [
      [1, 2],
      [3, 4],
    ]);
  });
});

describe('sliceAround', () => {
  const axes = ['batch', 'query', 'key'];

  it('shows the matrix that holds a place', () => {
    const slice = sliceAround(tensor([2, 2, 3], [...Array(12).keys()]), 8, axes);
    assert.equal(slice.title, 'batch 1');
    assert.deepEqual(slice.rowNames, ['query 0', 'query 1']);
    assert.deepEqual(slice.places, [
      [6, 7, 8],
      [9, 10, 11],
    ]);
  });

  it('begins at the start where the place is among the first, else near it', () => {
    const tall = tensor([12, 1], [...Array(12).keys()]);
    assert.deepEqual(sliceAround(tall, 7, ['row']).places.flat(), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(sliceAround(tall, 9, ['row']).places.flat(), [3, 4, 5, 6, 7, 8, 9, 10]);
    assert.deepEqual(sliceAround(tall, 11, ['row']).places.flat(), [4, 5, 6, 7, 8, 9, 10, 11]);
    assert.equal(sliceAround(tall, 0, ['row']).hiddenRows, 4);
  });

  it('takes a vector for one row and a number for one cell', () => {
    assert.deepEqual(sliceAround(tensor([3], [1, 2, 3]), 1, []).places, [[0, 1, 2]]);
    assert.deepEqual(sliceAround(tensor([], [1]), 0, []).places, [[0]]);
  });
});
