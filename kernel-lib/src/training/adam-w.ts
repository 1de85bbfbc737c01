import { tf } from '../backend/tensorflow';
import { Adam, type AdamOptions } from './adam';

export interface AdamWOptions extends AdamOptions {
  /** The share of each value that a step of learning rate 1 takes away; 0.01 unless said. */
  weightDecay?: number;
  /** Which parameters decay; all unless said. `(parameter) => parameter.rank > 1` spares biases and gains. */
  decays?: (parameter: tf.Variable) => boolean;
}

/**
 * Adam with decoupled weight decay: w ← w − rate · (m̂ / (√v̂ + ε) + decay · w). The decay does not pass through
 * the moments, so that it is the same for parameters with large and with small gradients.
 *
 * @throws Error when an option is out of range.
 * @see Loshchilov & Hutter 2019, algorithm 2.
 */
export class AdamW extends Adam {
  static override readonly className: string = 'AttendAdamW';
  readonly weightDecay: number;
  private readonly decays: (parameter: tf.Variable) => boolean;

  constructor({ weightDecay = 0.01, decays = () => true, ...options }: AdamWOptions = {}) {
    super(options);
    this.weightDecay = this.requireInRange('weightDecay', weightDecay);
    this.decays = decays;
  }

  protected override decayOf(parameter: tf.Variable): number {
    return this.decays(parameter) ? this.weightDecay : 0;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), weightDecay: this.weightDecay };
  }
}
