import { dropoutMaskOf } from '../backend/fused/dropout-mask';
import { tf } from '../backend/tensorflow';
import type { Random } from '../tensor/random';
import { requireFloats } from '../tensor/require';
import { Module } from './module';

export interface DropoutOptions {
  /** How likely a number is dropped, from 0 to below 1. */
  rate: number;
  /** What decides which. */
  random: Random;
}

/**
 * In training each number becomes 0 with probability `rate`, and the others are divided by 1 − rate, so that
 * the mean stays; else nothing changes.
 */
export class Dropout extends Module {
  readonly rate: number;

  constructor({ rate, random }: DropoutOptions) {
    super();
    requireRate('Dropout', 'rate', rate);
    this.rate = rate;
    this.nextSeed = () => random.integer(2 ** 32);
  }

  /** Whether `forward` drops anything now. */
  get isActive(): boolean {
    return this.isTraining && this.rate > 0;
  }

  /**
   * @param x float32 of any shape.
   * @returns of the same shape. The caller disposes it.
   * @see Srivastava et al. 2014, section 4.
   */
  forward<R extends tf.Rank>(x: tf.Tensor<R>): tf.Tensor<R> {
    requireFloats('Dropout.forward', 'x', x, x instanceof tf.Tensor ? x.shape : ['…']);
    if (!this.isActive) return x.clone();
    return tf.tidy(() => x.mul(dropoutMaskOf<R>(x.shape, this.rate, this.nextSeed())));
  }

  private readonly nextSeed: () => number;
}

/** Checks a probability of being dropped. */
export function requireRate(fnName: string, argument: string, rate: number): void {
  if (!(rate >= 0 && rate < 1)) {
    throw new Error(`${fnName}: ${argument} must be a number from 0 to below 1, got ${rate}`);
  }
}
