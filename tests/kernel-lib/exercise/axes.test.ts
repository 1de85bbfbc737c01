import assert from 'node:assert/strict';
import { shapeCause } from 'kernel-lib/exercise/axes';
import { patternIn } from 'kernel-lib/exercise/patterns';
import { tensor } from 'kernel-lib/exercise/define';

describe('shapeCause', () => {
  const axes = ['batch', 'query', 'key'];

  it('says what the wrong axis counts', () => {
    assert.equal(
      shapeCause([2, 5, 5], [2, 3, 5], axes, {}),
      'The second axis has one entry per key; it should have one per query',
    );
  });

  it('sees two swapped axes', () => {
    assert.equal(
      shapeCause([2, 5, 3], [2, 3, 5], axes, {}),
      'The second and the third axis are swapped',
    );
  });

  it('says which axis is missing or too much', () => {
    assert.equal(
      shapeCause([2, 5], [2, 3, 5], axes, {}),
      'Your result has 2 axes, it should have 3 axes: the second is missing (query)',
    );
    assert.equal(
      shapeCause([2, 3, 5, 1], [2, 3, 5], axes, {}),
      'Your result has 4 axes, it should have 3 axes: the fourth is too much (its length is 1)',
    );
    assert.equal(shapeCause([], [2, 2], axes, {}), 'Your result has 0 axes, it should have 2 axes');
  });

  it('does without names', () => {
    assert.equal(
      shapeCause([7], [3], [], { x: tensor([7], [1, 2, 3, 4, 5, 6, 7]) }),
      'The first axis has length 7, like the first axis of x; it should have length 3',
    );
  });
});

describe('patternIn', () => {
  const expected = tensor([2, 2], [1, 2, 3, 5]);
  const pattern = (data: number[]): string | null =>
    patternIn(tensor([2, 2], data), expected, 1e-4, ['row', 'column']);

  it('finds a factor, a sign, an offset, a transposition, one wrong part', () => {
    assert.equal(pattern([2, 4, 6, 10]), 'Every value is 2.000 times the expected one');
    assert.equal(pattern([-1, -2, -3, -5]), 'Every value has the wrong sign');
    assert.equal(pattern([2, 3, 4, 6]), 'Every value is larger than the expected one by 1.000');
    assert.equal(
      pattern([1, 3, 2, 5]),
      'Your values are the expected ones with the last two axes swapped',
    );
    assert.equal(pattern([1, 2, 9, 7]), 'Only row 1 differs, everything else is right');
    assert.equal(pattern([9, 2, 7, 5]), 'Only column 0 differs, everything else is right');
  });

  it('finds nothing where nothing is regular', () => {
    assert.equal(pattern([4, 4, 9, 0]), null);
  });
});
