import { denseOf } from '../backend/fused/dense';
import { tf } from '../backend/tensorflow';
import type { Random } from '../tensor/random';
import { requireFloats, requireWhole } from '../tensor/require';
import { glorotUniform } from './initial';
import { Module } from './module';

export interface LinearOptions {
  inputDim: number;
  outputDim: number;
  /** Whether a bias is added; true unless said. */
  useBias?: boolean;
  /** Where the first weights come from. */
  random: Random;
}

/** y = x W + b, along the last axis. */
export class Linear extends Module {
  /** (inputDim, outputDim) */
  readonly weight: tf.Variable<tf.Rank.R2>;
  /** (outputDim), zeros at first; null without bias. */
  readonly bias: tf.Variable<tf.Rank.R1> | null;

  constructor({ inputDim, outputDim, useBias = true, random }: LinearOptions) {
    super();
    requireWhole('Linear', 'inputDim', inputDim, 1);
    requireWhole('Linear', 'outputDim', outputDim, 1);
    this.weight = glorotUniform(random, inputDim, outputDim);
    this.bias = useBias ? tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([outputDim]))) : null;
  }

  /**
   * @param x (…, inputDim) float32, any number of axes before.
   * @returns (…, outputDim). The caller disposes it.
   * @throws Error when the last axis of x is not inputDim.
   */
  forward<R extends tf.Rank>(x: tf.Tensor<R>): tf.Tensor<R> {
    const [inputDim] = this.weight.shape;
    const leading = x instanceof tf.Tensor ? x.shape.slice(0, -1) : ['…'];
    requireFloats('Linear.forward', 'x', x, [...leading, inputDim]);
    const [weight, bias] = [this.weight as tf.Tensor2D, this.bias as tf.Tensor1D | null];
    return denseOf(x, weight, bias) as tf.Tensor<R>;
  }
}
