import { stepsOf } from '../backend/fused/gru';
import { denseOf } from '../backend/fused/dense';
import { tf } from '../backend/tensorflow';
import { requireFloats, requireWhole } from '../tensor/require';
import { recurrentUniform, type GRUCellOptions } from './gru-cell';
import { Module } from './module';

/**
 * A recurrent network without gates: h′ = tanh(x W + h U + b). What a step knew reaches later ones only through
 * one product and one tanh for each step between, so that its gradient fades, or explodes, with the distance.
 *
 * @see Elman 1990; Bengio, Simard & Frasconi 1994 for the gradient.
 */
export class VanillaRNN extends Module {
  /** W, (i, h) */
  readonly inputWeight: tf.Variable<tf.Rank.R2>;
  /** U, (h, h) */
  readonly stateWeight: tf.Variable<tf.Rank.R2>;
  /** b, (h), zeros at first. */
  readonly bias: tf.Variable<tf.Rank.R1>;

  constructor({ inputDim, numHiddens, random }: GRUCellOptions) {
    super();
    requireWhole('VanillaRNN', 'inputDim', inputDim, 1);
    requireWhole('VanillaRNN', 'numHiddens', numHiddens, 1);
    this.inputWeight = recurrentUniform(random, [inputDim, numHiddens], numHiddens);
    this.stateWeight = recurrentUniform(random, [numHiddens, numHiddens], numHiddens);
    this.bias = tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([numHiddens])));
  }

  /**
   * @param x (B, T, i) float32.
   * @param options.state (B, h), the state before the first step; zeros unless given.
   * @returns outputs (B, T, h), the state after each step, and the last one (B, h). The caller disposes both.
   * @throws Error when the shapes do not fit.
   */
  forward(
    x: tf.Tensor3D,
    { state = null }: { state?: tf.Tensor2D | null } = {},
  ): { outputs: tf.Tensor3D; state: tf.Tensor2D } {
    const [inputDim, numHiddens] = this.inputWeight.shape;
    requireFloats('VanillaRNN.forward', 'x', x, ['B', 'T', inputDim]);
    const [numBatch, numSteps] = x.shape;
    if (state !== null) {
      requireFloats('VanillaRNN.forward', 'state', state, [numBatch, numHiddens]);
    }
    return tf.tidy(() => {
      let last: tf.Tensor2D = state ?? tf.zeros([numBatch, numHiddens]);
      const weight = this.inputWeight as tf.Tensor2D;
      const projected = denseOf(x, weight, this.bias) as tf.Tensor3D; // (B, T, h)
      const states = stepsOf(projected).map((input) => {
        const product = tf.matMul(last, this.stateWeight as tf.Tensor2D);
        last = tf.tanh(input.add(product)) as tf.Tensor2D;
        return last;
      });
      const outputs = numSteps > 0 ? tf.stack(states, 1) : tf.zeros([numBatch, 0, numHiddens]);
      return { outputs: outputs as tf.Tensor3D, state: last.clone() };
    });
  }
}
