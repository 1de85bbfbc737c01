import assert from 'node:assert/strict';

import { allClose, maxDifference, tf } from 'kernel-lib';

describe('maxDifference', () => {
  it('is the largest distance, between numbers, arrays and tensors', () => {
    assert.equal(maxDifference(3, 1), 2);
    assert.equal(maxDifference([[1, 2], [3, 4]], [[1, 2.5], [1, 4]]), 2); // prettier-ignore
    const tensor = tf.tensor1d([1, 2]);
    assert.equal(maxDifference(tensor, [1, 2]), 0);
    assert.equal(maxDifference([tensor, tensor], [[1, 2], [1, 5]]), 3); // prettier-ignore
    assert.equal(maxDifference(new Float32Array([0.5]), [0.25]), 0.25);
    assert.equal(tensor.isDisposed, false);
    tensor.dispose();
  });

  it('is NaN where a NaN is, wherever it stands, and 0 between equal infinities', () => {
    assert.ok(Number.isNaN(maxDifference([NaN, 1], [0, 5])));
    assert.ok(Number.isNaN(maxDifference([0, 9, NaN], [0, 5, NaN])));
    assert.equal(maxDifference([Infinity], [Infinity]), 0);
  });

  it('refuses shapes that differ', () => {
    assert.throws(() => maxDifference([1, 2], [[1, 2]]), {
      message: 'maxDifference: a and b must have the same shape, got (2) and (1, 2)',
    });
    assert.throws(() => maxDifference([[1, 2], [3]], [[1, 2], [3, 4]]), {
      message: 'maxDifference: a must have rows of one shape, got (2) and (1)',
    }); // prettier-ignore
  });
});

describe('allClose', () => {
  it('allows 1e-5 (1 + |b|) and no more', () => {
    assert.ok(allClose([0, 1000], [0.9e-5, 1000.009]));
    assert.ok(!allClose([0, 1000], [1.1e-5, 1000]));
    assert.ok(!allClose(1000, 1000.011));
    assert.ok(allClose(1, 1.4, 0.2));
  });

  it('never takes NaN for close, and equal infinities always', () => {
    assert.ok(!allClose(NaN, NaN));
    assert.ok(allClose([Infinity], [Infinity]));
    assert.ok(!allClose([Infinity], [-Infinity]));
    assert.ok(!allClose([1], [Infinity]));
  });
});
