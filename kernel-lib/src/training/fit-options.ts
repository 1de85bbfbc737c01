import type { tf } from '../backend/tensorflow';
import type { Module } from '../nn/module';
import { requireWhole } from '../tensor/require';
import type { EarlyStopOptions } from './early-stop';
import type { OptimizerChoice } from './optimizers';
import type { CheckpointOptions } from './saved-run';
import type { Schedule } from './schedules';

export interface FitOptions {
  /** How many updates to make. */
  steps: number;
  /** The loss of step 0, 1, …: a scalar computed from the variables. Everything it makes is disposed. */
  loss: (step: number) => tf.Scalar;
  /** What to train: its parameters. It is in train mode during the steps, and out of it while measuring. */
  model?: Module;
  /** `adam` unless said; an optimizer of your own stays yours and keeps its state. */
  optimizer?: OptimizerChoice;
  /** A rate, or one for each step; 0.01 unless said, or what an optimizer of your own has. */
  learningRate?: number | Schedule;
  /** Shortens gradients whose global norm is above it. */
  clipNorm?: number;
  /** Ends the run when a measure on held-out data no longer becomes better; the best weights are kept. */
  earlyStop?: EarlyStopOptions;
  /** A file from which a run that was ended goes on; needs `model` or `variables`. */
  checkpoint?: CheckpointOptions;
  /** What to train, rather than the parameters of the model or all trainable variables that the loss uses. */
  variables?: tf.Variable[];
  /** What the progress bar says is trained. */
  label?: string;
  /** Stops the run when aborted, as stopping the cell does. */
  signal?: AbortSignal;
}

/**
 * Checks the options that nobody else checks.
 *
 * @throws Error when one is out of range.
 */
export function requireFitOptions(options: FitOptions): void {
  const { steps, learningRate = 0.01, clipNorm = 1, checkpoint, model, variables } = options;
  requireWhole('fit', 'steps', steps, 1);
  if (typeof learningRate !== 'function') requirePositive('learningRate', learningRate);
  requirePositive('clipNorm', clipNorm);
  if (checkpoint === undefined) return;
  requireWhole('fit', 'checkpoint.every', checkpoint.every ?? 1, 1);
  if (model === undefined && variables === undefined) {
    throw new Error('fit: checkpoint must come with model or variables, got neither');
  }
}

function requirePositive(argument: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new Error(`fit: ${argument} must be a number above 0, got ${value}`);
  }
}
