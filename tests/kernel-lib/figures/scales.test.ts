import assert from 'node:assert/strict';
import { logDomain, logTicks, pixelOf, roundDomain, roundStep } from 'kernel-lib/figures/scales';

const close = (got: readonly number[], expected: number[]): void =>
  got.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]) < 1e-9, `${got} is not ${expected}`),
  );

describe('scales', () => {
  it('begins and ends at round numbers', () => {
    assert.equal(roundStep(10, 5), 2);
    close(roundDomain([0.03, 4.7]), [0, 5]);
    close(roundDomain([0, 0.3]), [0, 0.3]);
    close(roundDomain([-0.62, 0.41]), [-0.8, 0.6]);
    close(roundDomain([3, 3]), [1.5, 4.5]);
    close(roundDomain([0, 0]), [-1, 1]);
  });

  it('ends logarithmic axes at powers of ten, unless they are short', () => {
    close(logDomain([2, 261]), [1, 1000]);
    close(logDomain([1, 100]), [1, 100]);
    close(logDomain([2, 4]), [2 / 1.1, 4 * 1.1]);
  });

  it('marks logarithmic axes at round numbers', () => {
    assert.deepEqual(logTicks([0.2, 23.5]), [0.2, 0.5, 1, 2, 5, 10, 20]);
    assert.deepEqual(logTicks([1, 1e4]), [1, 10, 100, 1000, 10000]);
    assert.deepEqual(logTicks([1e-8, 1e8]), [1e-8, 1e-6, 1e-4, 0.01, 1, 100, 1e4, 1e6, 1e8]);
  });

  it('turns values into pixels from the top', () => {
    assert.equal(pixelOf(0, [0, 10], 200, false), 200);
    assert.equal(pixelOf(10, [0, 10], 200, false), 0);
    assert.equal(pixelOf(10, [1, 100], 200, true), 100);
  });
});
