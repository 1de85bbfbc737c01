import type { FitOptions } from './fit-options';
import { learningRateOf } from './optimizers';
import type { Progress } from './progress';
import type { Run } from './saved-run';

/** Tells at any moment how far a run of `fit` is. */
export function progressOf(
  { steps, label = 'model', learningRate }: FitOptions,
  { history, optimizer }: Run,
): (status: Progress['status']) => Progress {
  const started = performance.now();
  return (status) => {
    const { heldOut, numClipped, numResumed } = history;
    const at = heldOut?.steps.indexOf(heldOut.bestStep ?? NaN) ?? -1;
    return {
      label,
      totalSteps: steps,
      step: history.steps.length,
      steps: history.steps,
      losses: history.losses,
      learningRate: learningRateOf(optimizer),
      isScheduled: typeof learningRate === 'function',
      elapsedSeconds: (performance.now() - started) / 1000,
      status,
      numClipped,
      numResumed,
      best: heldOut && at >= 0 ? { step: heldOut.steps[at], value: heldOut.values[at] } : undefined,
    };
  };
}
