import assert from 'node:assert/strict';
import { diagnoseValue } from 'kernel-lib/exercise/diagnose-value';
import type { Wire } from 'kernel-lib/exercise/types';

const expected = {
  places: [
    [0, 1, 2],
    [3, 4, 5],
  ],
  count: 6,
};
const context = { axes: [], inputs: {}, tolerance: 1e-4 };
const tensor = { shape: [2], dtype: 'float32' as const, data: [1, 2] };

function wordsFor(change: Record<string, Wire>): string {
  const { cause = '', detail = [] } =
    diagnoseValue({ ...expected, ...change }, expected, context) ?? {};
  return [cause, ...detail].join('; ');
}

describe('diagnoseValue, of tables', () => {
  it('counts entries, and names a part that is not there', () => {
    assert.equal(wordsFor({}), '');
    assert.equal(wordsFor({ places: [0, 1, 2] }), 'places has 3 entries, it should have 2');
    assert.equal(
      diagnoseValue({ places: expected.places }, expected, context)?.cause,
      'The result has no count',
    );
    assert.equal(
      diagnoseValue([{ a: 1 }, {}], [{ a: 1 }, { a: 1 }], context)?.cause,
      '[1] has no a',
    );
  });

  it('says what stands in place of numbers', () => {
    assert.equal(
      wordsFor({
        places: [
          ['0', '1', '2'],
          [3, 4, 5],
        ],
      }),
      'places[0] is an array with a string in it, it should be an array of numbers',
    );
    assert.match(wordsFor({ places: ['012', '345'] }), /^places\[0\] is a string, it should be/);
  });

  it('speaks of tensors where there is one', () => {
    assert.match(wordsFor({ count: tensor }), /a tensor, it should be a number; tensor\.dataSync/);
    assert.match(
      wordsFor({ places: tensor }),
      /a tensor, it should be an array; tensor\.arraySync/,
    );
    assert.equal(wordsFor({ count: 'six' }), 'count is a string, it should be a number');
  });
});
