import assert from 'node:assert/strict';

import { fit, Linear, seededRandom, tf } from 'kernel-lib';
import { setProgressView, type Progress } from 'kernel-lib/training/progress';

import { onEveryEngine } from '../../support/engines';
import { silently } from '../../support/silent-training';

const interruptKey = Symbol.for('attend.interrupt');
const cell = globalThis as { [interruptKey]?: AbortController };

/** (w - 3)^2, from w = 0. */
function bowl(): { w: tf.Variable; loss: () => tf.Scalar } {
  const w = tf.tidy(() => tf.variable(tf.scalar(0)));
  return { w, loss: () => w.sub(3).square() as tf.Scalar };
}

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

  it('says what is wrong with its options or its loss', async () => {
    const { w, loss } = bowl();
    const refuses = (options: object, message: string): Promise<void> =>
      assert.rejects(fit({ steps: 1, loss, ...options }), { message });
    await refuses({ steps: 0 }, 'fit: steps must be a whole number from 1 on, got 0');
    await refuses({ learningRate: -1 }, 'fit: learningRate must be a number above 0, got -1');
    await refuses({ clipNorm: 0 }, 'fit: clipNorm must be a number above 0, got 0');
    await refuses(
      { learningRate: () => NaN },
      'fit: learningRate must give numbers from 0 on, got NaN for step 0',
    );
    await refuses(
      { checkpoint: { file: 'x' } },
      'fit: checkpoint must come with model or variables, got neither',
    );
    await refuses(
      { optimizer: 'magic' },
      "fit: optimizer must be 'adam', 'adamw', 'sgd' or an optimizer of tfjs, got magic",
    );
    await refuses(
      { loss: () => w.reshape([1]) },
      'fit: loss must return a tensor of shape (), got shape (1)',
    );
    await refuses(
      { loss: async () => loss() },
      'fit: loss must return a tensor of shape (), got a Promise',
    );
    w.dispose();
  });
});
