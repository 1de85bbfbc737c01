import { tf } from '../backend/tensorflow';
import { Adam } from './adam';
import { AdamW } from './adam-w';

/** An optimizer by its name, or one of your own, which keeps its state from run to run. */
export type OptimizerChoice = 'adam' | 'adamw' | 'sgd' | tf.Optimizer;

const byName: Record<string, (learningRate: number) => tf.Optimizer> = {
  adam: (learningRate) => new Adam({ learningRate }),
  adamw: (learningRate) => new AdamW({ learningRate }),
  sgd: (learningRate) => tf.train.sgd(learningRate),
};

/**
 * The optimizer that was chosen.
 *
 * @param learningRate for one that is chosen by name.
 * @throws Error when there is none of that name.
 */
export function optimizerOf(choice: OptimizerChoice, learningRate: number): tf.Optimizer {
  if (choice instanceof tf.Optimizer) return choice;
  if (typeof choice !== 'string' || !Object.hasOwn(byName, choice)) {
    throw new Error(
      `fit: optimizer must be 'adam', 'adamw', 'sgd' or an optimizer of tfjs, got ${String(choice)}`,
    );
  }
  return byName[choice](learningRate);
}

/** The learning rate of an optimizer; null where it does not say. */
export function learningRateOf(optimizer: tf.Optimizer): number | null {
  return (optimizer as { learningRate?: number }).learningRate ?? null;
}

/** Changes the learning rate, which TensorFlow.js itself does for plain descent only. */
export function setLearningRate(optimizer: tf.Optimizer, learningRate: number): void {
  if (learningRateOf(optimizer) === learningRate) return;
  const changed = optimizer as { learningRate?: number; setLearningRate?(rate: number): void };
  if (changed.setLearningRate) changed.setLearningRate(learningRate);
  else changed.learningRate = learningRate;
}
