/** What happened in a training run: plain numbers, to draw and to compare. */
export interface History {
  /** The steps that were taken, from 1 on. */
  steps: number[];
  /** The loss of each of them, before its update. */
  losses: number[];
  /**
   * `done`: all steps; `early`: the held-out measure no longer became better; `cancelled` by the reader;
   * `diverged` when a loss, or the length of the gradient, was not a finite number.
   */
  status: 'done' | 'early' | 'cancelled' | 'diverged';
  /** In how many steps the gradient was shortened; there when `clipNorm` was given. */
  numClipped?: number;
  /** What was measured on held-out data; there when `earlyStop` was given. */
  heldOut?: HeldOut;
  /** How many of the steps came from a checkpoint; there when `checkpoint` was given. */
  numResumed?: number;
}

/** Measures on held-out data. */
export interface HeldOut {
  /** After which steps it was measured. */
  steps: number[];
  values: number[];
  /** The step of the best measure, whose weights are kept; null when nothing finite was measured. */
  bestStep: number | null;
}
