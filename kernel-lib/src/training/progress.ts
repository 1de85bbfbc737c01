import { throttledViews, type View, type ViewFactory } from '../backend/throttled-views';
import type { History } from './history';

/** The state of a training run, as numbers; how it looks is decided elsewhere. */
export interface Progress {
  label: string;
  /** How many steps there will be. */
  totalSteps: number;
  /** How many were taken. */
  step: number;
  /** The losses so far; the arrays grow while the run goes on. */
  steps: readonly number[];
  losses: readonly number[];
  /** Of the last step; null where the optimizer does not say. */
  learningRate: number | null;
  elapsedSeconds: number;
  status: 'running' | History['status'];
  /** Whether the learning rate changes from step to step. */
  isScheduled?: boolean;
  /** In how many steps the gradient was shortened, where that may happen. */
  numClipped?: number;
  /** How many steps came from a checkpoint, where there is one. */
  numResumed?: number;
  /** The step of the best held-out measure so far, and the measure, where there is one. */
  best?: { step: number; value: number };
}

/** Shows one training run: called at the start, at most ten times a second, and once at its end. */
export type ProgressView = View<Progress>;

/** Makes the view of one run. */
export type ProgressViewFactory = ViewFactory<Progress>;

const views = throttledViews<Progress>();

/**
 * Says how training runs are shown: `create` is called once for each. Until somebody does, they are silent.
 *
 * @returns what was in force before.
 */
export function setProgressView(create: ProgressViewFactory): ProgressViewFactory {
  return views.set(create);
}

/** A view for a new run, at most ten updates a second; the start and the end always come through. */
export function progressView(now?: () => number): ProgressView {
  return views.open(now);
}
