import assert from 'node:assert/strict';

import { fit, tf, useBackend } from 'kernel-lib';

import { silently } from '../../support/silent-training';
import { bowl } from './bowl';

describe('a step of fit', () => {
  before(() => useBackend());
  silently();

  it('shortens long gradients, and counts the steps', async () => {
    const { w, loss } = bowl();
    const options = { loss, optimizer: 'sgd', learningRate: 0.5, clipNorm: 4 } as const;
    const history = await fit({ ...options, steps: 3 });
    // Gradients -6, then -2 · 1, then 0: the first is cut to -4.
    assert.deepEqual(history, {
      steps: [1, 2, 3],
      losses: [9, 1, 0],
      status: 'done',
      numClipped: 1,
    });
    w.dispose();
  });

  it('does not step along a gradient that is not a number when it clips', async () => {
    const w = tf.variable(tf.scalar(0));
    // √w at 0: the value is 0, the slope is infinite.
    const history = await fit({ steps: 2, clipNorm: 1, loss: () => w.sqrt() as tf.Scalar });
    assert.deepEqual([history.status, w.dataSync()[0]], ['diverged', 0]);
    w.dispose();
  });
});
