import assert from 'node:assert/strict';
import { fit, tf, useBackend } from 'kernel-lib';
import { curve, trainingBundle } from 'kernel-lib/figures/training-bar';
import { outputsOf } from './support';

const losses = Array.from({ length: 240 }, (_, i) => 4.87 * Math.exp(-i / 96.7));
const run = {
  label: 'Transformer, English to French',
  totalSteps: 500,
  step: 240,
  steps: [],
  losses,
  learningRate: 0.5,
  elapsedSeconds: 31.6,
};
const text = (more: object): string =>
  String(trainingBundle({ ...run, status: 'running', ...more } as never)['text/plain']);

describe('the training bar', () => {
  before(async () => {
    await useBackend();
  });

  it('shows position, loss, rate and time left while it runs', () => {
    // 240 steps in 31.6 s are 7.6 a second; the other 260 take 34 s more.
    assert.equal(
      text({}),
      'Training Transformer, English to French\n' +
        '[███████████████████░░░░░░░░░░░░░░░░░░░░░]  240/500\n' +
        'loss 0.411   7.6 steps/s   34 s left',
    );
    const html = String(trainingBundle({ ...run, status: 'running' })['text/html']);
    assert.ok(html.includes('width: 48.0%') && html.includes('step 240 of 500'));
  });

  it('does not divide by nothing before the first step', () => {
    assert.match(text({ step: 0, losses: [], elapsedSeconds: 0 }), /0\/500\nfirst step/);
  });

  it('is one line when it is done', () => {
    assert.equal(
      text({ status: 'done', step: 500, elapsedSeconds: 65 }),
      '✔ Trained Transformer, English to French · 500 steps in 1 min 5 s\n  loss 4.87 -> 0.411',
    );
  });

  it('says what the learner has after a stop, in grey', () => {
    assert.match(text({ status: 'cancelled' }), /Stopped by you at step 240 of 500, after 32 s/);
    assert.match(text({ status: 'cancelled' }), /weights of step 240 are kept/);
    assert.match(text({ status: 'cancelled', step: 0, losses: [] }), /weights are as they were/);
    const html = String(trainingBundle({ ...run, status: 'cancelled' })['text/html']);
    assert.doesNotMatch(html, /#BA430C/i);
  });

  it('shows the rate of a schedule, held-out measures, clipped steps, and steps of a checkpoint', () => {
    const more = {
      isScheduled: true,
      learningRate: 3e-4,
      numClipped: 9,
      best: { step: 200, value: 0.5 },
    };
    const facts = 'best held-out 0.500 at step 200   gradient clipped in 9 of 240 steps';
    assert.ok(text(more).endsWith(`left   learning rate 0.0003   ${facts}`));
    assert.ok(text({ ...more, status: 'done' }).endsWith(`loss 4.87 -> 0.411   ${facts}`));
    // 40 steps of its own in 31.6 s.
    assert.match(text({ numResumed: 200 }), /1\.3 steps\/s/);
    assert.match(
      text({ status: 'done', numResumed: 200 }),
      /240 steps \(200 from the checkpoint\) in/,
    );
    assert.match(text({ status: 'cancelled', numResumed: 200 }), /again to go on from here/);
    assert.match(text({ ...more, status: 'cancelled' }), /weights of step 200 are kept/);
    assert.match(text({ ...more, status: 'diverged' }), /weights of step 200 are kept/);
  });

  it('says why it ended early', () => {
    const told = text({ status: 'early', best: { step: 200, value: 0.5 } });
    assert.match(told, /^✔ Trained .* 240 steps in 32 s\n/);
    assert.match(told, /has not become better since step\s+200,\s+whose weights are kept\./);
    assert.match(text({ status: 'early' }), /has not become better\./);
  });

  it('says since when a loss is not finite, and the usual causes', () => {
    const told = text({ status: 'diverged', step: 36, losses: losses.slice(0, 36) });
    assert.match(told, /not a finite number at step 37 of 500/);
    assert.match(told, /learning rate that is too high \(here 0\.50\)/);
    assert.ok(told.split('\n').every((line) => line.length <= 80));
  });

  it('draws the curve as the means of equal stretches', () => {
    assert.deepEqual(curve([4, 2, 1]), [4, 2, 1]);
    const long = curve(Array.from({ length: 48 }, (_, i) => i));
    assert.equal(long.length, 24);
    assert.deepEqual(long.slice(0, 2), [0.5, 2.5]);
    // Below zero the lowest stretch is the base line.
    assert.deepEqual(curve([1, -1]), [2, 0]);
  });

  it('shows a run of fit in one output, at most ten times a second', async () => {
    const weight = tf.variable(tf.scalar(5));
    const started = performance.now();
    const sent = await outputsOf(() =>
      fit({
        steps: 200,
        loss: () => weight.square() as tf.Scalar,
        learningRate: 0.1,
        label: 'a parabola',
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    assert.equal(new Set(sent.map((output) => output.displayId)).size, 1);
    assert.deepEqual(
      sent.map((output) => output.update),
      sent.map((_, i) => i > 0),
    );
    assert.ok(sent.length <= 3 + 10 * seconds, `${sent.length} outputs in ${seconds} s`);
    assert.match(
      String(sent[sent.length - 1].data['text/plain']),
      /✔ Trained a parabola · 200 steps/,
    );
    weight.dispose();
  });

  it('prints only the end where there is no kernel', async () => {
    const weight = tf.variable(tf.scalar(5));
    const printed: string[] = [];
    const { log } = console;
    console.log = (line: string): void => void printed.push(line);
    try {
      await fit({ steps: 3, loss: () => weight.square() as tf.Scalar, label: 'a parabola' });
    } finally {
      console.log = log;
      weight.dispose();
    }
    assert.equal(printed.length, 1);
    assert.match(printed[0], /✔ Trained a parabola · 3 steps/);
  });
});
