import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { fit, saveWeights, tf } from 'kernel-lib';
import type { History } from 'kernel-lib/training/history';

import { onEveryEngine } from '../../support/engines';
import { silently } from '../../support/silent-training';
import { numbersOf, startSmallRun, type SmallRun } from './small-run';

let folder: string;
let file: string;

function inOwnFolder(): void {
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-run-'));
    file = path.join(folder, 'run.safetensors');
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A run from start to end: its history and its weights. */
async function runOnce(
  options: Partial<SmallRun>,
): Promise<{ history: History; weights: number[] }> {
  const { model, run } = startSmallRun({ file, steps: 20, ...options });
  const history = await run();
  const weights = numbersOf(model);
  model.dispose();
  return { history, weights };
}

onEveryEngine('a checkpoint', () => {
  silently();
  inOwnFolder();

  it('goes on as if the run had never ended, bit for bit', async () => {
    const whole = await runOnce({ file: path.join(folder, 'whole.safetensors') });
    const before = tf.memory().numTensors;
    const first = await runOnce({ stopAt: 7 });
    assert.deepEqual([first.history.status, first.history.steps.length], ['cancelled', 7]);
    const second = await runOnce({});
    assert.equal(second.history.numResumed, 7);
    assert.deepEqual({ ...second.history, numResumed: 0 }, whole.history);
    assert.deepEqual(second.weights, whole.weights);
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(fs.readdirSync(folder).sort(), ['run.safetensors', 'whole.safetensors']);
  });
});

describe('a checkpoint', () => {
  silently();
  inOwnFolder();

  it('carries clipping, the schedule and the best weights along', async () => {
    const everything = { hasEverything: true };
    const whole = await runOnce({ ...everything, file: path.join(folder, 'whole') });
    assert.ok((whole.history.numClipped as number) > 0);
    await runOnce({ ...everything, stopAt: 5 });
    await runOnce({ ...everything, stopAt: 11 });
    const last = await runOnce(everything);
    assert.equal(last.history.numResumed, 11);
    assert.deepEqual({ ...last.history, numResumed: 0 }, whole.history);
    assert.deepEqual(last.weights, whole.weights);
  });

  it('of a run that is over takes no further step, and of a longer one goes on', async () => {
    const short = await runOnce({ steps: 6 });
    const same = await runOnce({ steps: 6 });
    assert.deepEqual(same, { ...short, history: { ...short.history, numResumed: 6 } });
    const longer = await runOnce({ steps: 20 });
    const whole = await runOnce({ file: path.join(folder, 'whole') });
    assert.deepEqual(longer.weights, whole.weights);
  });

  it('survives a kill at any moment', async function () {
    this.timeout(60_000);
    const whole = await runOnce({ steps: 60, file: path.join(folder, 'whole') });
    for (const wait of [0, 5, 12]) {
      const script = path.join(__dirname, 'small-run.ts');
      const child = spawn(process.execPath, ['--require', 'tsx/cjs', script, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => child.stdout.once('data', resolve));
      while (!fs.existsSync(file)) await pause(1);
      await pause(wait);
      child.kill('SIGKILL');
      await gone;
    }
    const last = await runOnce({ steps: 60 });
    assert.ok((last.history.numResumed as number) > 0);
    assert.deepEqual(last.weights, whole.weights);
    assert.deepEqual(last.history.losses, whole.history.losses);
  });

  it('refuses an optimizer whose state it cannot save', async () => {
    const w = tf.variable(tf.scalar(1));
    const options = { steps: 1, loss: () => w.square() as tf.Scalar, checkpoint: { file } };
    const refused = fit({ ...options, variables: [w], optimizer: tf.train.momentum(0.1, 0.5) });
    await assert.rejects(refused, {
      message:
        "fit: checkpoint must come with 'sgd', Adam or AdamW of kernel-lib, got Momentum of tfjs",
    });
    await fit({ ...options, variables: [w], optimizer: 'sgd' });
    assert.ok(fs.existsSync(file));
    w.dispose();
  });

  it('refuses a file of something else, and leaves the model alone', async () => {
    const refuses = async (options: Partial<SmallRun>, message: string): Promise<void> => {
      const { model, run } = startSmallRun({ file, steps: 20, ...options });
      const before = numbersOf(model);
      await assert.rejects(run(), { message: `fit: checkpoint ${file}${message}` });
      assert.deepEqual(numbersOf(model), before);
      model.dispose();
    };
    const { model } = startSmallRun({ file, steps: 1 });
    saveWeights(model, file);
    model.dispose();
    await refuses({}, ' is no checkpoint of fit');
    fs.rmSync(file);
    await runOnce({ steps: 1 });
    await refuses({ optimizer: 'adamw' }, ': optimizer must be AdamW, got Adam');
    await refuses({ numGenerators: 2 }, ': random generators must be 2, got 1');
    await refuses(
      { width: 5 },
      ': hidden.weight must have shape (2, 5) and dtype F32, got shape (2, 4) and dtype F32',
    );
  });
});
