import { tf } from '../backend/tensorflow';
import { kindOf, requireWhole } from '../tensor/require';
import { shapeText } from '../tensor/shape';
import type { History } from './history';
import { eventLoopTurn, interruptSignal } from './interrupt';
import { progressView, type Progress } from './progress';

export interface FitOptions {
  /** How many updates to make. */
  steps: number;
  /** The loss of step 0, 1, …: a scalar computed from the variables. Everything it makes is disposed. */
  loss: (step: number) => tf.Scalar;
  /** `adam` unless said; a tfjs optimizer of your own stays yours and keeps its state. */
  optimizer?: 'adam' | 'sgd' | tf.Optimizer;
  /** For `adam` and `sgd`; 0.01 unless said. */
  learningRate?: number;
  /** What to train; all trainable variables that the loss uses, unless said. */
  variables?: tf.Variable[];
  /** What the progress bar says is trained. */
  label?: string;
  /** Stops the run when aborted, as stopping the cell does. */
  signal?: AbortSignal;
}

/**
 * Trains: repeats `variables ← variables − update(∂loss/∂variables)`, with a progress bar and the curve of
 * the loss. When it is stopped, or the loss is no longer a finite number, the weights of the last good step
 * stay.
 *
 * @returns the loss of every step, and how the run ended. It does not throw when it is stopped.
 * @throws Error when an option is out of range, or whatever `loss` throws.
 */
export async function fit(options: FitOptions): Promise<History> {
  const { steps, loss, variables, label = 'model', signal } = options;
  requireOptions(options);
  const optimizer = optimizerOf(options);
  const stop = interruptSignal();
  const started = performance.now();
  const history: History = { steps: [], losses: [], status: 'done' };
  const show = progressView();
  const progress = (status: Progress['status']): Progress => ({
    label,
    totalSteps: steps,
    step: history.steps.length,
    steps: history.steps,
    losses: history.losses,
    learningRate: learningRateOf(options),
    elapsedSeconds: (performance.now() - started) / 1000,
    status,
  });
  try {
    show(progress('running'));
    for (let step = 0; step < steps; step++) {
      await eventLoopTurn();
      if (stop.aborted || signal?.aborted) {
        history.status = 'cancelled';
        break;
      }
      const value = update(optimizer, () => requireScalar(loss(step)), variables);
      if (!Number.isFinite(value)) {
        history.status = 'diverged';
        break;
      }
      history.steps.push(step + 1);
      history.losses.push(value);
      show(progress('running'));
    }
    show(progress(history.status));
    return history;
  } finally {
    if (optimizer !== options.optimizer) optimizer.dispose();
  }
}

/** One step: the loss, and its gradients applied where the loss is a finite number. */
function update(
  optimizer: tf.Optimizer,
  loss: () => tf.Scalar,
  variables: tf.Variable[] | undefined,
): number {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(loss, variables);
    const number = value.dataSync()[0];
    if (Number.isFinite(number)) optimizer.applyGradients(grads);
    return number;
  });
}

function requireScalar(value: unknown): tf.Scalar {
  if (!(value instanceof tf.Tensor) || value.rank !== 0) {
    const got = value instanceof tf.Tensor ? `shape ${shapeText(value.shape)}` : kindOf(value);
    throw new Error(`fit: loss must return a tensor of shape (), got ${got}`);
  }
  return value as tf.Scalar;
}

function optimizerOf({ optimizer = 'adam', learningRate = 0.01 }: FitOptions): tf.Optimizer {
  if (typeof optimizer !== 'string') return optimizer;
  return optimizer === 'adam' ? tf.train.adam(learningRate) : tf.train.sgd(learningRate);
}

function learningRateOf({ optimizer = 'adam', learningRate = 0.01 }: FitOptions): number | null {
  return typeof optimizer === 'string' ? learningRate : null;
}

function requireOptions({ steps, optimizer = 'adam', learningRate = 0.01 }: FitOptions): void {
  requireWhole('fit', 'steps', steps, 1);
  if (!(learningRate > 0 && Number.isFinite(learningRate))) {
    throw new Error(`fit: learningRate must be a number above 0, got ${learningRate}`);
  }
  if (typeof optimizer === 'string' && optimizer !== 'adam' && optimizer !== 'sgd') {
    throw new Error(
      `fit: optimizer must be 'adam', 'sgd' or an optimizer of tfjs, got ${optimizer}`,
    );
  }
}
