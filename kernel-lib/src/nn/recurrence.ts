import { gruOf } from '../backend/fused/gru';
import { tf } from '../backend/tensorflow';
import { kindOf, requireFloats, requireShape } from '../tensor/require';
import type { GRUCell } from './gru-cell';

/** How a recurrent layer is to run. */
export interface RecurrenceOptions {
  /** The states before the first step, (L, B, h); zeros unless given. */
  state?: tf.Tensor3D | null;
  /** How many steps of each sequence count, (B); null or nothing: all. */
  validLens?: tf.Tensor1D | number[] | null;
}

/** What a recurrent layer makes of a sequence. The caller disposes both. */
export interface RecurrenceResult {
  /** (B, T, h), the state of the last layer after each step; 0 beyond the end of a sequence. */
  outputs: tf.Tensor3D;
  /** (L, B, h), the state of each layer after the last step that counts. */
  state: tf.Tensor3D;
}

/** One layer in one direction: all outputs (B, T, h) and the last state (B, h). */
export function runCell(
  cell: GRUCell,
  x: tf.Tensor3D,
  state: tf.Tensor2D,
  lengths: tf.Tensor1D | null,
  isReversed: boolean = false,
): { outputs: tf.Tensor3D; state: tf.Tensor2D } {
  const { stateWeight: weight, stateBias: bias } = cell;
  const projected = cell.project(x);
  const states = gruOf({ projected, state, weight, bias, lengths, isReversed }); // (B, T + 1, h)
  const [numBatch, numSteps, numHiddens] = [x.shape[0], x.shape[1], weight.shape[0]];
  const [firstRow, lastRow] = isReversed ? [0, 0] : [1, numSteps];
  const outputs = states.slice([0, firstRow, 0], [numBatch, numSteps, numHiddens]);
  const last = states.slice([0, lastRow, 0], [numBatch, 1, numHiddens]);
  return {
    outputs: lengths === null ? outputs : outputs.mul(stepsThatCount(lengths, numSteps)),
    state: last.reshape([numBatch, numHiddens]),
  };
}

/** 1 where a step counts, else 0: (B) -> (B, T, 1). */
export function stepsThatCount(lengths: tf.Tensor1D, numSteps: number): tf.Tensor3D {
  const steps = tf.range(0, numSteps, 1, 'int32').reshape([1, numSteps, 1]);
  return tf.less(steps, lengths.reshape([-1, 1, 1])).cast('float32') as tf.Tensor3D;
}

/** The states to begin with, one (B, h) for each layer and direction; checked. */
export function firstStates(
  fnName: string,
  state: tf.Tensor3D | null,
  [numStates, numBatch, numHiddens]: [number, number, number],
): tf.Tensor2D[] {
  if (state === null) {
    return Array.from({ length: numStates }, () => tf.zeros([numBatch, numHiddens]));
  }
  requireFloats(fnName, 'state', state, [numStates, numBatch, numHiddens]);
  return Array.from({ length: numStates }, (_state, at) =>
    state.slice([at, 0, 0], [1, numBatch, numHiddens]).reshape([numBatch, numHiddens]),
  );
}

/** The lengths as (B) int32, checked; null for all. */
export function lengthsOf(
  fnName: string,
  validLens: tf.Tensor1D | number[] | null,
  numBatch: number,
): tf.Tensor1D | null {
  if (validLens === null) return null;
  if (validLens instanceof tf.Tensor) {
    requireShape(fnName, 'validLens', validLens, [numBatch]);
    return validLens.cast<tf.Tensor1D>('int32');
  }
  if (!Array.isArray(validLens)) {
    throw new Error(`${fnName}: validLens must be a tensor or an array, got ${kindOf(validLens)}`);
  }
  const wrong = validLens.find((length) => !Number.isSafeInteger(length) || length < 0);
  if (wrong !== undefined) {
    throw new Error(`${fnName}: validLens must hold whole numbers from 0 on, got ${wrong}`);
  }
  if (validLens.length !== numBatch) {
    throw new Error(
      `${fnName}: validLens must be a tensor of shape (${numBatch}), got (${validLens.length})`,
    );
  }
  return tf.tensor1d(validLens, 'int32');
}
