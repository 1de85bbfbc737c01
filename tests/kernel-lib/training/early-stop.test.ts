import assert from 'node:assert/strict';

import { fit, Linear, seededRandom, tf, useBackend } from 'kernel-lib';

import { silently } from '../../support/silent-training';

/** Plain descent on w itself from 0: after step n the value is −n. */
function slope(): { w: tf.Variable; loss: () => tf.Scalar } {
  const w = tf.tidy(() => tf.variable(tf.scalar(0)));
  return { w, loss: () => w.mul(1) as tf.Scalar };
}

const plain = { optimizer: 'sgd', learningRate: 1 } as const;

describe('early stop', () => {
  before(() => useBackend());
  silently();

  it('ends after so many measures that were no better, with the weights of the best', async () => {
    const { w, loss } = slope();
    const before = tf.memory().numTensors;
    // Best where w = -4: measured after steps 2, 4, 6, 8.
    const measure = (): tf.Scalar => w.add(4).square() as tf.Scalar;
    const history = await fit({
      ...plain,
      steps: 100,
      loss,
      earlyStop: { measure, every: 2, patience: 2 },
    });
    assert.equal(history.status, 'early');
    assert.deepEqual(history.steps, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(history.heldOut, { steps: [2, 4, 6, 8], values: [4, 0, 4, 16], bestStep: 4 });
    assert.equal(w.dataSync()[0], -4);
    assert.equal(tf.memory().numTensors, before);
    w.dispose();
  });

  it('takes a measure that shall be high, and one that is no number for no better', async () => {
    const { w, loss } = slope();
    const values = [NaN, 1, 5, Infinity, 5];
    const history = await fit({
      ...plain,
      steps: 100,
      loss,
      earlyStop: {
        measure: (step) => values[step - 1],
        better: 'higher',
        every: 1,
        patience: 2,
      },
    });
    assert.deepEqual([history.heldOut?.bestStep, history.steps.length], [3, 5]);
    assert.equal(w.dataSync()[0], -3);
    w.dispose();
  });

  it('keeps the best weights when the run ends otherwise', async () => {
    const { w, loss } = slope();
    const earlyStop = { measure: (step: number) => Math.abs(step - 1), every: 1 };
    const done = await fit({ ...plain, steps: 3, loss, earlyStop });
    assert.deepEqual([done.status, w.dataSync()[0]], ['done', -1]);
    const lost = (step: number): tf.Scalar => (step < 2 ? loss() : (w.mul(NaN) as tf.Scalar));
    const diverged = await fit({ ...plain, steps: 3, loss: lost, earlyStop });
    assert.deepEqual([diverged.status, w.dataSync()[0]], ['diverged', -2]);
    w.dispose();
  });

  it('measures out of train mode', async () => {
    const model = new Linear({ inputDim: 1, outputDim: 1, random: seededRandom(1) });
    const modes: boolean[] = [];
    const value = (): tf.Scalar => {
      modes.push(model.isTraining);
      return model
        .forward(tf.ones([1, 1]))
        .square()
        .sum() as tf.Scalar;
    };
    await fit({ steps: 2, model, loss: value, earlyStop: { measure: value, every: 1 } });
    assert.deepEqual(modes, [true, false, true, false]);
    model.dispose();
  });

  it('says what is wrong with its options', async () => {
    const { w, loss } = slope();
    const refuses = (earlyStop: object, message: string): Promise<void> =>
      assert.rejects(
        fit({ steps: 1, loss, earlyStop: { measure: () => 1, every: 1, ...earlyStop } }),
        { message },
      );
    await refuses({ every: 0 }, 'fit: earlyStop.every must be a whole number from 1 on, got 0');
    await refuses(
      { patience: 0 },
      'fit: earlyStop.patience must be a whole number from 1 on, got 0',
    );
    await refuses({ better: 'up' }, "fit: earlyStop.better must be 'lower' or 'higher', got up");
    await refuses(
      { measure: async () => 1 },
      'fit: earlyStop.measure must return a number or a tensor of shape (), got a Promise',
    );
    w.dispose();
  });
});
