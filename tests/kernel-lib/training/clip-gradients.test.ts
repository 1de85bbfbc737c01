import assert from 'node:assert/strict';

import { clipGradients, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertClose } from '../../support/golden';

onEveryEngine('clipGradients', () => {
  it('divides all gradients by one number, so that the norm is the bound', () => {
    // √(1 + 4 + 4 + 16) = 5; a bound of 2.5 halves.
    tf.tidy(() => {
      const given = { a: tf.tensor2d([[1, -2]]), b: tf.tensor1d([2, 4]) };
      const { gradients, norm, isClipped } = clipGradients(given, 2.5);
      assert.deepEqual([norm, isClipped], [5, true]);
      assertClose('a', gradients.a, tf.tensor2d([[0.5, -1]]));
      assertClose('b', gradients.b, tf.tensor1d([1, 2]));
    });
  });

  it('leaves what is short enough, and what is no number', () => {
    tf.tidy(() => {
      const given = { a: tf.tensor1d([3, 4]) };
      const same = clipGradients(given, 5);
      assert.deepEqual([same.norm, same.isClipped], [5, false]);
      assert.equal(same.gradients.a, given.a);
      const lost = clipGradients({ a: tf.tensor1d([NaN, 4]) }, 5);
      assert.deepEqual([lost.norm, lost.isClipped], [NaN, false]);
      assert.deepEqual(clipGradients({}, 1), { gradients: {}, norm: 0, isClipped: false });
    });
  });

  it('leaves only the new gradients behind', () => {
    const a = tf.tensor1d([3, 4]);
    const before = tf.memory().numTensors;
    const { gradients } = clipGradients({ a }, 1);
    assert.equal(tf.memory().numTensors, before + 1);
    tf.dispose([a, gradients]);
  });

  it('refuses a bound that is none', () => {
    assert.throws(() => clipGradients({}, 0), {
      message: 'clipGradients: maxNorm must be a number above 0, got 0',
    });
  });
});
