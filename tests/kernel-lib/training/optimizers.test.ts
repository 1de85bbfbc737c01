import assert from 'node:assert/strict';

import { fit, tf, useBackend } from 'kernel-lib';

import { silently } from '../../support/silent-training';
import { bowl } from './bowl';

describe('the learning rate of fit', () => {
  before(() => useBackend());
  silently();

  it('takes its rate from a schedule, and goes on when it is 0', async () => {
    const { w, loss } = bowl();
    const rates = [0, 0.25, 0.5];
    const history = await fit({
      steps: 3,
      loss,
      optimizer: 'sgd',
      learningRate: (step) => rates[step],
    });
    // Distances to 3: 3, 3, 1.5, and a rate of 0.5 goes all the way.
    assert.deepEqual(history.losses, [9, 9, 2.25]);
    assert.equal(w.dataSync()[0], 3);
    w.dispose();
  });

  it('changes the rate of any optimizer', async () => {
    const { w, loss } = bowl();
    const makers = [tf.train.adam, tf.train.momentum, tf.train.rmsprop, tf.train.sgd];
    for (const make of makers as unknown as ((rate: number, more: number) => tf.Optimizer)[]) {
      w.assign(tf.scalar(0));
      const optimizer = make(100, 0.5);
      await fit({ steps: 2, loss, optimizer, learningRate: () => 0 });
      assert.equal(w.dataSync()[0], 0);
      optimizer.dispose();
    }
    w.dispose();
  });
});
