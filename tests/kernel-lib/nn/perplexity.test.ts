import assert from 'node:assert/strict';

import { perplexity, tf, useBackend } from 'kernel-lib';

describe('perplexity', () => {
  before(() => useBackend());

  it('is V for a blind guess, 1 for certainty, and heeds padding', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const labels = tf.tensor1d([2, 0], 'int32');
      assert.ok(Math.abs(perplexity(tf.zeros([2, 5]), labels) - 5) < 1e-4);
      const sure = tf.tensor2d([[0, 0, 100], [0, 0, 0]]); // prettier-ignore
      assert.ok(Math.abs(perplexity(sure, labels, { paddingLabel: 0 }) - 1) < 1e-6);
    });
    assert.equal(tf.memory().numTensors, before);
  });
});
