import assert from 'node:assert/strict';

import { fit, Linear, seededRandom, tf } from 'kernel-lib';
import { setProgressView, type Progress } from 'kernel-lib/training/progress';

import { onEveryEngine } from '../../support/engines';
import { bowl } from './bowl';
import { silently } from '../../support/silent-training';

const interruptKey = Symbol.for('attend.interrupt');
const cell = globalThis as { [interruptKey]?: AbortController };

onEveryEngine('fit', () => {
  silently();

  it('descends by the steps worked by hand', async () => {
    const { w, loss } = bowl();
    const history = await fit({ steps: 3, loss, optimizer: 'sgd', learningRate: 0.25 });
    // Each step halves the distance to 3, so the loss is 9, 9/4, 9/16.
    assert.deepEqual(history, { steps: [1, 2, 3], losses: [9, 2.25, 0.5625], status: 'done' });
    assert.equal(w.dataSync()[0], 3 - 3 / 8);
    w.dispose();
  });

  it('moves by the learning rate in the first step of Adam', async () => {
    const { w, loss } = bowl();
    await fit({ steps: 1, loss, learningRate: 0.125 });
    assert.ok(Math.abs(w.dataSync()[0] - 0.125) < 1e-5);
    w.dispose();
  });

  it('leaves no tensor behind, however it ends', async () => {
    const { w, loss } = bowl();
    const before = tf.memory().numTensors;
    await fit({ steps: 5, loss });
    await fit({ steps: 5, loss: (step) => (step < 2 ? loss() : (w.mul(NaN).sum() as tf.Scalar)) });
    await fit({ steps: 5, loss, signal: AbortSignal.abort() });
    await assert.rejects(fit({ steps: 5, loss: () => tf.ones([2]) as unknown as tf.Scalar }));
    assert.equal(tf.memory().numTensors, before);
    w.dispose();
  });
});

describe('fit', () => {
  silently();
  afterEach(() => {
    delete cell[interruptKey];
  });

  it('trains only the variables it is given', async () => {
    const [a, b] = [bowl(), bowl()];
    const loss = (): tf.Scalar => a.loss().add(b.loss()) as tf.Scalar;
    await fit({ steps: 3, loss, variables: [a.w] });
    assert.notEqual(a.w.dataSync()[0], 0);
    assert.equal(b.w.dataSync()[0], 0);
    tf.dispose([a.w, b.w]);
  });

  it('tells the loss which step it is', async () => {
    const { w, loss } = bowl();
    const asked: number[] = [];
    await fit({
      steps: 3,
      loss: (step) => {
        asked.push(step);
        return loss();
      },
    });
    assert.deepEqual(asked, [0, 1, 2]);
    w.dispose();
  });

  it("keeps the reader's own optimizer, with its state", async () => {
    const { w, loss } = bowl();
    const optimizer = tf.train.momentum(0.25, 0.5);
    await fit({ steps: 1, loss, optimizer });
    await fit({ steps: 1, loss, optimizer });
    // Velocity -6, then 0.5 * -6 - 3 = -6: w = 1.5, then 3.
    assert.equal(w.dataSync()[0], 3);
    optimizer.dispose();
    w.dispose();
  });

  it('stops at a loss that is not a number, with the weights and losses before it', async () => {
    for (const bad of [NaN, Infinity]) {
      const { w, loss } = bowl();
      const history = await fit({
        steps: 10,
        optimizer: 'sgd',
        learningRate: 0.25,
        loss: (step) => (step < 2 ? loss() : (w.mul(bad) as tf.Scalar)),
      });
      assert.deepEqual(history, { steps: [1, 2], losses: [9, 2.25], status: 'diverged' });
      assert.equal(w.dataSync()[0], 2.25);
      w.dispose();
    }
  });

  it('stops when the cell is stopped, and keeps the weights', async () => {
    const { w, loss } = bowl();
    const controller = new AbortController();
    cell[interruptKey] = controller;
    setTimeout(() => controller.abort(), 20);
    const history = await fit({ steps: 20_000, loss });
    assert.equal(history.status, 'cancelled');
    assert.ok(history.steps.length > 0 && history.steps.length < 20_000);
    assert.equal(history.steps.length, history.losses.length);
    assert.notEqual(w.dataSync()[0], 0);
    // The next run of the same cell does not begin.
    assert.deepEqual(await fit({ steps: 5, loss }), { steps: [], losses: [], status: 'cancelled' });
    w.dispose();
  });

  it('stops by a signal of its own', async () => {
    const { w, loss } = bowl();
    const controller = new AbortController();
    const history = await fit({
      steps: 10,
      signal: controller.signal,
      loss: (step) => {
        if (step === 3) controller.abort();
        return loss();
      },
    });
    assert.deepEqual(history.steps, [1, 2, 3, 4]);
    assert.equal(history.status, 'cancelled');
    w.dispose();
  });

  it('shows the start, at most ten states a second, and the end', async () => {
    const shown: Progress[] = [];
    const times: number[] = [];
    setProgressView(() => (progress) => {
      shown.push({ ...progress });
      times.push(performance.now());
    });
    const { w, loss } = bowl();
    const until = performance.now() + 450;
    const controller = new AbortController();
    await fit({
      steps: 20_000,
      label: 'a bowl',
      learningRate: 0.001,
      signal: controller.signal,
      loss: () => {
        if (performance.now() > until) controller.abort();
        return loss();
      },
    });
    assert.ok(shown.length >= 3 && shown.length <= 7, `${shown.length} states`);
    const gaps = times.slice(1, -1).map((time, i) => time - times[i]);
    assert.ok(gaps.every((gap) => gap >= 95), `${gaps}`); // prettier-ignore
    const [first, last] = [shown[0], shown[shown.length - 1]];
    assert.equal(first.step, 0);
    assert.equal(first.status, 'running');
    assert.equal(first.label, 'a bowl');
    assert.equal(first.learningRate, 0.001);
    assert.equal(last.status, 'cancelled');
    assert.equal(last.step, last.losses.length);
    assert.ok(last.elapsedSeconds > 0.4);
    w.dispose();
  });

  it('trains a model in train mode, and gives the mode back', async () => {
    const model = new Linear({ inputDim: 1, outputDim: 1, random: seededRandom(1) });
    const other = tf.variable(tf.scalar(1));
    const modes: boolean[] = [];
    const loss = (): tf.Scalar => {
      modes.push(model.isTraining);
      return model.forward(tf.ones([1, 1])).square().sum().mul(other) as tf.Scalar; // prettier-ignore
    };
    const before = model.weight.dataSync()[0];
    await fit({ steps: 1, model, loss });
    await assert.rejects(fit({ steps: 1, model, loss: () => null as never }));
    assert.deepEqual([modes, model.isTraining], [[true], false]);
    assert.notEqual(model.weight.dataSync()[0], before);
    assert.equal(other.dataSync()[0], 1);
    model.dispose();
    other.dispose();
  });
});
