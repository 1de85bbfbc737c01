import { denseOf } from '../backend/fused/dense';
import { tf } from '../backend/tensorflow';
import type { Random } from '../tensor/random';
import { requireFloats, requireWhole } from '../tensor/require';
import { glorotUniform } from './initial';
import { Module } from './module';

export interface Conv1DOptions {
  /** i, the width of what comes in. */
  inputDim: number;
  /** o, the width of what goes out. */
  outputDim: number;
  /** k, how many neighbouring positions are seen at once. */
  kernelSize: number;
  /** Whether positions see only themselves and those before; false unless said: as many to each side. */
  isCausal?: boolean;
  /** Where the first weights come from. */
  random: Random;
}

/** A convolution over time: yᵢ = [xᵢ₋ₚ … xᵢ₋ₚ₊ₖ₋₁] W + b. Beyond both ends there are zeros. */
export class Conv1D extends Module {
  /** W, (k · i, o): the weights of the leftmost position that is seen first. */
  readonly weight: tf.Variable<tf.Rank.R2>;
  /** b, (o), zeros at first. */
  readonly bias: tf.Variable<tf.Rank.R1>;
  readonly kernelSize: number;
  readonly isCausal: boolean;

  constructor({ inputDim, outputDim, kernelSize, isCausal = false, random }: Conv1DOptions) {
    super();
    for (const [name, size] of Object.entries({ inputDim, outputDim, kernelSize })) {
      requireWhole('Conv1D', name, size, 1);
    }
    this.weight = glorotUniform(random, kernelSize * inputDim, outputDim);
    this.bias = tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([outputDim])));
    this.kernelSize = kernelSize;
    this.isCausal = isCausal;
  }

  /**
   * @param x (B, T, i) float32.
   * @returns (B, T, o). The caller disposes it.
   * @throws Error when x has another shape.
   */
  forward(x: tf.Tensor3D): tf.Tensor3D {
    const { kernelSize, isCausal, weight, bias } = this;
    const inputDim = weight.shape[0] / kernelSize;
    requireFloats('Conv1D.forward', 'x', x, ['B', 'T', inputDim]);
    const [numBatch, length] = x.shape;
    return tf.tidy(() => {
      const before = isCausal ? kernelSize - 1 : Math.floor((kernelSize - 1) / 2);
      const padded = x.pad([[0, 0], [before, kernelSize - 1 - before], [0, 0]]); // prettier-ignore
      const seen = Array.from({ length: kernelSize }, (_neighbour, shift) =>
        padded.slice([0, shift, 0], [numBatch, length, inputDim]),
      );
      const windows = kernelSize === 1 ? x : tf.concat(seen, 2); // (B, T, k · i)
      return denseOf(windows, weight as tf.Tensor2D, bias) as tf.Tensor3D;
    });
  }
}
