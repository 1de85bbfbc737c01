import { requireWhole } from '../tensor/require';

/** The learning rate of step 0, 1, …: a function without memory, so that a run can go on anywhere. */
export type Schedule = (step: number) => number;

export interface NoamOptions {
  /** Width D of the model. */
  dim: number;
  /** Number of steps in which the rate rises. */
  warmup: number;
  /** Multiplies the rate; 1 unless said. */
  factor?: number;
}

/**
 * The rate of the first Transformer: factor · D^(−1/2) · min(s^(−1/2), s · warmup^(−3/2)), where s = step + 1.
 *
 * @throws Error when dim or warmup is not a whole number from 1 on.
 * @see Vaswani et al. 2017, equation 3.
 */
export function noamSchedule({ dim, warmup, factor = 1 }: NoamOptions): Schedule {
  requireWhole('noamSchedule', 'dim', dim, 1);
  requireWhole('noamSchedule', 'warmup', warmup, 1);
  requireRate('noamSchedule', 'factor', factor);
  return (step) => {
    const s = step + 1;
    return factor * dim ** -0.5 * Math.min(s ** -0.5, s * warmup ** -1.5);
  };
}

export interface WarmupOptions {
  /** The highest rate. */
  rate: number;
  /** Number of steps in which the rate rises from 0; 0 unless said. */
  warmup?: number;
}

export interface DecayOptions extends WarmupOptions {
  /** Number of steps of the whole run. */
  steps: number;
}

/**
 * Rises in a straight line from 0 at step 0 to `rate` at step `warmup`, and stays there.
 *
 * @throws Error when an option is out of range.
 */
export function warmupSchedule({ rate, warmup = 0 }: WarmupOptions): Schedule {
  requireOptions('warmupSchedule', { rate, warmup });
  return (step) => rate * risen(step, warmup);
}

/**
 * Rises in a straight line from 0 at step 0 to `rate` at step `warmup`, then falls in a straight line to 0 at
 * step `steps`, and stays there.
 *
 * @throws Error when an option is out of range.
 * @see Devlin et al. 2019, appendix A.2.
 */
export function linearSchedule({ rate, warmup = 0, steps }: DecayOptions): Schedule {
  requireOptions('linearSchedule', { rate, warmup, steps });
  return (step) =>
    step < warmup
      ? rate * risen(step, warmup)
      : rate * Math.max(0, (steps - step) / (steps - warmup));
}

/**
 * Rises in a straight line from 0 at step 0 to `rate` at step `warmup`, then falls along half a cosine:
 * rate · ½ (1 + cos(π (step − warmup) / (steps − warmup))), which is 0 at step `steps` and rises again after it.
 *
 * @throws Error when an option is out of range.
 * @see Loshchilov & Hutter 2017, equation 5.
 */
export function cosineSchedule({ rate, warmup = 0, steps }: DecayOptions): Schedule {
  requireOptions('cosineSchedule', { rate, warmup, steps });
  return (step) => {
    if (step < warmup) return rate * risen(step, warmup);
    const way = (step - warmup) / (steps - warmup);
    return rate * Math.max(0, 0.5 * (1 + Math.cos(Math.PI * way)));
  };
}

/** The share of the rate that the warm-up has reached. */
function risen(step: number, warmup: number): number {
  return step < warmup ? step / warmup : 1;
}

function requireOptions(
  fnName: string,
  { rate, warmup, steps }: { rate: number; warmup: number; steps?: number },
): void {
  requireRate(fnName, 'rate', rate);
  requireWhole(fnName, 'warmup', warmup, 0);
  if (steps !== undefined) requireWhole(fnName, 'steps', steps, warmup + 1);
}

function requireRate(fnName: string, argument: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new Error(`${fnName}: ${argument} must be a number above 0, got ${value}`);
  }
}
