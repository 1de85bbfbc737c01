import { denseOf } from '../backend/fused/dense';
import { gruOf } from '../backend/fused/gru';
import { tf } from '../backend/tensorflow';
import type { Random } from '../tensor/random';
import { requireFloats, requireWhole } from '../tensor/require';
import { Module } from './module';

export interface GRUCellOptions {
  /** i, the width of what comes in. */
  inputDim: number;
  /** h, the width of the state. */
  numHiddens: number;
  /** Where the first weights come from. */
  random: Random;
}

/**
 * One step of a gated recurrent unit. Columns of the weights are in the order r, z, n:
 * r = σ(x Wᵣ + bᵣ + h Uᵣ + cᵣ), z = σ(x W_z + b_z + h U_z + c_z), n = tanh(x Wₙ + bₙ + r · (h Uₙ + cₙ)),
 * h′ = (1 − z) · n + z · h. As in PyTorch, r closes after the product with U, not before.
 *
 * @see Cho et al. 2014, section 2.3.
 */
export class GRUCell extends Module {
  /** W, (i, 3h) */
  readonly inputWeight: tf.Variable<tf.Rank.R2>;
  /** U, (h, 3h) */
  readonly stateWeight: tf.Variable<tf.Rank.R2>;
  /** b, (3h), zeros at first. */
  readonly inputBias: tf.Variable<tf.Rank.R1>;
  /** c, (3h), zeros at first. */
  readonly stateBias: tf.Variable<tf.Rank.R1>;

  constructor({ inputDim, numHiddens, random }: GRUCellOptions) {
    super();
    requireWhole('GRUCell', 'inputDim', inputDim, 1);
    requireWhole('GRUCell', 'numHiddens', numHiddens, 1);
    const width = 3 * numHiddens;
    this.inputWeight = recurrentUniform(random, [inputDim, width], numHiddens);
    this.stateWeight = recurrentUniform(random, [numHiddens, width], numHiddens);
    this.inputBias = tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([width])));
    this.stateBias = tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([width])));
  }

  /**
   * @param x (B, i) float32.
   * @param state (B, h) float32.
   * @returns the next state (B, h). The caller disposes it.
   * @throws Error when the shapes do not fit.
   */
  forward(x: tf.Tensor2D, state: tf.Tensor2D): tf.Tensor2D {
    const [inputDim] = this.inputWeight.shape;
    const [numHiddens] = this.stateWeight.shape;
    requireFloats('GRUCell.forward', 'x', x, ['B', inputDim]);
    requireFloats('GRUCell.forward', 'state', state, [x.shape[0], numHiddens]);
    return tf.tidy(() => {
      const projected = this.project(x.expandDims<tf.Tensor3D>(1)); // (B, 1, 3h)
      return stepOf(this, projected, state);
    });
  }

  /** What each step sees of its input: (B, T, i) -> (B, T, 3h), for all steps in one product. */
  project(x: tf.Tensor3D): tf.Tensor3D {
    return denseOf(x, this.inputWeight as tf.Tensor2D, this.inputBias) as tf.Tensor3D;
  }
}

/** The state after one step whose input is projected already: (B, 1, 3h) and (B, h) -> (B, h). */
export function stepOf(cell: GRUCell, projected: tf.Tensor3D, state: tf.Tensor2D): tf.Tensor2D {
  const [numBatch, numHiddens] = state.shape;
  const { stateWeight: weight, stateBias: bias } = cell;
  const states = gruOf({ projected, state, weight, bias }); // (B, 2, h)
  return states.slice([0, 1, 0], [numBatch, 1, numHiddens]).reshape([numBatch, numHiddens]);
}

/** First weights of a recurrent layer: uniform in ±1 / √h. */
export function recurrentUniform(
  random: Random,
  shape: [number, number],
  numHiddens: number,
): tf.Variable<tf.Rank.R2> {
  const bound = 1 / Math.sqrt(numHiddens);
  return tf.tidy(() =>
    tf.variable(random.uniformTensor<tf.Rank.R2>(shape, { min: -bound, max: bound })),
  );
}
