import assert from 'node:assert/strict';
import { histogram } from 'kernel-lib';
import { binValues } from 'kernel-lib/figures/histogram';
import { compileCleanly } from './support';

describe('histogram', () => {
  it('counts every value once, in bins with round edges', () => {
    // 0 to 1 in five pieces: edges 0, 0.2, …, 1; the largest value belongs to the last bin.
    const bins = binValues([0, 0.1, 0.2, 0.35, 0.99, 1], 5);
    assert.deepEqual(
      bins.map((bin) => bin.count),
      [2, 2, 0, 0, 2],
    );
    assert.deepEqual(
      bins.map((bin) => bin.from),
      [0, 0.2, 0.4, 0.6, 0.8],
    );
  });

  it('puts equal values into one bin around them', () => {
    const [bin, ...rest] = binValues([3, 3, 3], 10);
    assert.equal(rest.length, 0);
    assert.ok(bin.from < 3 && bin.to > 3 && bin.count === 3);
  });

  it('says mean, variance and the fullest bin', () => {
    // Mean 2, variance ((1 + 1 + 0 + 0) / 4) = 0.5.
    const figure = histogram([1, 3, 2, 2], { title: 'x', xTitle: 'score', bins: 2 });
    compileCleanly(figure.spec);
    assert.match(figure.text, /4 values from 1 to 3, mean 2, variance 0\.50/);
  });

  it('says what is wrong with its input', () => {
    const options = { title: 'x', xTitle: 'score' };
    assert.throws(() => histogram([], options), /at least one, got none/);
    assert.throws(
      () => histogram([1, Infinity], options),
      /values\[1\] must be finite, got Infinity/,
    );
    assert.throws(() => histogram([1], { ...options, bins: 0 }), /bins must be a whole number/);
  });
});
