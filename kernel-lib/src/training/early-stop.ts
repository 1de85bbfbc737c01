import { tf } from '../backend/tensorflow';
import type { Module } from '../nn/module';
import { kindOf, requireWhole } from '../tensor/require';
import type { HeldOut } from './history';

export interface EarlyStopOptions {
  /** How good the weights are on data that is not trained on, after this many steps. Everything it makes is disposed. */
  measure: (step: number) => number | tf.Scalar;
  /** Which way is better; `lower` unless said. */
  better?: 'lower' | 'higher';
  /** After every how many steps it is measured; 100 unless said. */
  every?: number;
  /** How many measures in a row may fail to be better before the run ends; 5 unless said. */
  patience?: number;
}

/**
 * Measures on held-out data, keeps the best weights, and says when waiting for better ones is over.
 *
 * @see Prechelt 1998, "Early stopping – but when?".
 */
export class EarlyStop {
  readonly heldOut: HeldOut = { steps: [], values: [], bestStep: null };
  private best: tf.Tensor[] = [];
  private readonly every: number;
  private readonly patience: number;

  constructor(
    private readonly options: EarlyStopOptions,
    private readonly variables: tf.Variable[],
    private readonly model: Module | undefined,
  ) {
    const { every = 100, patience = 5, better = 'lower' } = options;
    requireWhole('fit', 'earlyStop.every', every, 1);
    requireWhole('fit', 'earlyStop.patience', patience, 1);
    if (better !== 'lower' && better !== 'higher') {
      throw new Error(`fit: earlyStop.better must be 'lower' or 'higher', got ${String(better)}`);
    }
    this.every = every;
    this.patience = patience;
  }

  /** Whether the last `patience` measures were no better than the best one before them. */
  get isOver(): boolean {
    const { values } = this.heldOut;
    return values.length - 1 - this.bestIndex >= this.patience;
  }

  /** Measures when it is time to. */
  observe(step: number): void {
    if (step % this.every !== 0) return;
    const value = this.measure(step);
    const best = this.heldOut.values[this.bestIndex];
    this.heldOut.steps.push(step);
    this.heldOut.values.push(value);
    const sign = this.options.better === 'higher' ? -1 : 1;
    const isBest = Number.isFinite(value) && (best === undefined || sign * value < sign * best);
    if (!isBest) return;
    this.heldOut.bestStep = step;
    this.keep(this.variables);
  }

  /** Gives the variables the weights of the best measure, where there is one. */
  restore(): void {
    this.best.forEach((weights, i) => this.variables[i].assign(weights));
  }

  /** The best weights so far; none before the first measure. */
  bestWeights(): readonly tf.Tensor[] {
    return this.best;
  }

  /** Goes on from measures and weights that were saved. */
  resume(heldOut: HeldOut, best: readonly tf.Tensor[]): void {
    Object.assign(this.heldOut, heldOut);
    this.keep(best);
  }

  dispose(): void {
    tf.dispose(this.best);
    this.best = [];
  }

  private get bestIndex(): number {
    const { steps, bestStep } = this.heldOut;
    return bestStep === null ? -1 : steps.indexOf(bestStep);
  }

  private keep(weights: readonly tf.Tensor[]): void {
    tf.dispose(this.best);
    this.best = weights.map((tensor) => tf.keep(tensor.clone()));
  }

  private measure(step: number): number {
    const before = this.model?.isTraining ?? false;
    this.model?.train(false);
    try {
      let value: unknown;
      tf.tidy(() => {
        const measured: unknown = this.options.measure(step);
        value = measured instanceof tf.Tensor ? measured.dataSync()[0] : measured;
      });
      if (typeof value === 'number') return value;
      throw new Error(
        `fit: earlyStop.measure must return a number or a tensor of shape (), got ${kindOf(value)}`,
      );
    } finally {
      this.model?.train(before);
    }
  }
}
