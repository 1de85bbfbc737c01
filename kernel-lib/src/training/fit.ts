import { tf } from '../backend/tensorflow';
import { EarlyStop } from './early-stop';
import { requireFitOptions, type FitOptions } from './fit-options';
import { progressOf } from './fit-progress';
import type { History } from './history';
import { eventLoopTurn, interruptSignal } from './interrupt';
import { optimizerOf, setLearningRate } from './optimizers';
import { progressView } from './progress';
import { requireSavable, resumeRun, saveRun, type CheckpointOptions, type Run } from './saved-run';
import { takeStep } from './step';

export type { FitOptions } from './fit-options';

/**
 * Trains: repeats `variables ← variables − update(∂loss/∂variables)`, with a progress bar and the curve of
 * the loss. When it is stopped, or the loss is no longer a finite number, the weights of the last good step
 * stay; with `earlyStop`, those of the best measure.
 *
 * @returns the loss of every step, and how the run ended. It does not throw when it is stopped.
 * @throws Error when an option is out of range, or whatever `loss` throws.
 */
export async function fit(options: FitOptions): Promise<History> {
  requireFitOptions(options);
  const { steps, loss, model, clipNorm, checkpoint, signal } = options;
  const variables = options.variables ?? model?.parameters();
  const run = startRun(options);
  const { history, optimizer, earlyStop } = run;
  const stop = interruptSignal();
  const show = progressView();
  const wasTraining = model?.isTraining ?? false;
  try {
    if (checkpoint) {
      requireSavable(optimizer);
      resumeRun(checkpoint.file, run);
    }
    const progress = progressOf(options, run);
    show(progress('running'));
    model?.train();
    for (let step = history.steps.length; step < steps; step++) {
      if (earlyStop?.isOver) history.status = 'early';
      else await eventLoopTurn();
      if (stop.aborted || signal?.aborted) history.status = 'cancelled';
      if (history.status !== 'done') break;
      setRate(options, optimizer, step);
      const taken = takeStep({ loss: () => loss(step), optimizer, variables, clipNorm });
      if (!taken.isTaken) {
        history.status = 'diverged';
        break;
      }
      history.steps.push(step + 1);
      history.losses.push(taken.loss);
      if (history.numClipped !== undefined && taken.isClipped) history.numClipped++;
      earlyStop?.observe(step + 1);
      if (checkpoint && isTime(step + 1, checkpoint)) saveRun(checkpoint.file, run);
      show(progress('running'));
    }
    if (checkpoint) saveRun(checkpoint.file, run);
    earlyStop?.restore();
    show(progress(history.status));
    return history;
  } finally {
    model?.train(wasTraining);
    earlyStop?.dispose();
    if (optimizer !== options.optimizer) optimizer.dispose();
  }
}

function startRun(options: FitOptions): Run {
  const { model, optimizer = 'adam', learningRate, clipNorm, checkpoint } = options;
  const variables = namedVariables(options);
  const history: History = { steps: [], losses: [], status: 'done' };
  const earlyStop = options.earlyStop
    ? new EarlyStop(options.earlyStop, Object.values(variables), model)
    : null;
  if (clipNorm !== undefined) history.numClipped = 0;
  if (checkpoint) history.numResumed = 0;
  if (earlyStop) history.heldOut = earlyStop.heldOut;
  const rate = typeof learningRate === 'number' ? learningRate : 0.01;
  const random = [checkpoint?.random ?? []].flat();
  return { variables, optimizer: optimizerOf(optimizer, rate), random, history, earlyStop };
}

function setRate({ learningRate }: FitOptions, optimizer: tf.Optimizer, step: number): void {
  if (learningRate === undefined) return;
  const rate = typeof learningRate === 'number' ? learningRate : learningRate(step);
  if (!(rate >= 0 && Number.isFinite(rate))) {
    throw new Error(`fit: learningRate must give numbers from 0 on, got ${rate} for step ${step}`);
  }
  setLearningRate(optimizer, rate);
}

function isTime(step: number, { every = 100 }: CheckpointOptions): boolean {
  return step % every === 0;
}

/** The model's by their names; others by their places. */
function namedVariables({ model, variables }: FitOptions): Record<string, tf.Variable> {
  const named = model?.namedVariables() ?? {};
  const others = variables ?? (model ? [] : trainableVariables());
  const known = new Set(Object.values(named));
  const rest = others.filter((variable) => !known.has(variable));
  return {
    ...named,
    ...Object.fromEntries(rest.map((variable, i) => [`variables.${i}`, variable])),
  };
}

function trainableVariables(): tf.Variable[] {
  return Object.values(tf.engine().registeredVariables).filter(({ trainable }) => trainable);
}
