import assert from 'node:assert/strict';
import { duration, fill, plural, say } from 'kernel-lib/figures/words';

describe('words for numbers', () => {
  it('says about three digits', () => {
    const cases: [number, string][] = [
      [0, '0'],
      [7, '7'],
      [0.6175, '0.62'],
      [12.34, '12.3'],
      [123.4, '123'],
      [8000, '8,000'],
      [0.0123, '0.012'],
      [0.00123, '0.0012'],
      [1e-9, '1.0e-9'],
      [3e8, '3.0e+8'],
      [NaN, 'NaN'],
      [-0.5, '-0.50'],
    ];
    for (const [value, text] of cases) assert.equal(say(value), text);
  });

  it('says durations as people do', () => {
    assert.equal(duration(0.04), '0.1 s');
    assert.equal(duration(34.2), '34 s');
    assert.equal(duration(65), '1 min 5 s');
    assert.equal(duration(7380), '2 h 3 min');
    assert.equal(duration(7199), '2 h 0 min');
  });

  it('counts things', () => {
    assert.equal(plural(1, 'row'), '1 row');
    assert.equal(plural(8000, 'row'), '8,000 rows');
  });

  it('fills lines and keeps paragraphs', () => {
    assert.equal(fill('one two three\nfour', 8), 'one two\nthree\nfour');
  });
});
