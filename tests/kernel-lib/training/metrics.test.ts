import assert from 'node:assert/strict';

import { allClose, entropy, meanSquaredError, tf, variance } from 'kernel-lib';

describe('metrics', () => {
  it('mean squared error: (1 + 0 + 4) / 3', () => {
    assert.ok(allClose(meanSquaredError([1, 2, 3], [2, 2, 1]), 5 / 3, 1e-12));
    const tensor = tf.tensor1d([1, 2, 3]);
    assert.ok(allClose(meanSquaredError(tensor, [2, 2, 1]), 5 / 3, 1e-12));
    assert.equal(tensor.isDisposed, false);
    tensor.dispose();
  });

  it('variance: squared distances 1 and 1 from the mean 2', () => {
    assert.equal(variance([1, 3]), 1);
    const tensor = tf.tensor2d([[1, 3], [1, 3]]); // prettier-ignore
    assert.equal(variance(tensor), 1);
    tensor.dispose();
  });

  it('entropy: 0 for certainty, ln K for equal weights, 1.5 ln 2 for 1/2, 1/4, 1/4', () => {
    assert.equal(entropy([0, 1, 0]), 0);
    assert.ok(allClose(entropy([0.25, 0.25, 0.25, 0.25]), Math.log(4), 1e-12));
    assert.ok(allClose(entropy([0.5, 0.25, 0.25]), 1.5 * Math.log(2), 1e-12));
  });

  it('refuse nothing at all, and lengths that differ', () => {
    assert.throws(() => meanSquaredError([1], [1, 2]), {
      message: 'meanSquaredError: targets must have 1 numbers, got 2',
    });
    assert.throws(() => meanSquaredError([], []), {
      message: 'meanSquaredError: predictions must not be empty',
    });
    assert.throws(() => variance([]), { message: 'variance: values must not be empty' });
    assert.throws(() => entropy([]), { message: 'entropy: weights must not be empty' });
  });
});
