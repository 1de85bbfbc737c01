/** What happened in a training run: plain numbers, to draw and to compare. */
export interface History {
  /** The steps that were taken, from 1 on. */
  steps: number[];
  /** The loss of each of them, before its update. */
  losses: number[];
  /** `done`; `cancelled` by the reader; `diverged` when a loss was not a finite number. */
  status: 'done' | 'cancelled' | 'diverged';
}
