import { tf } from '../backend/tensorflow';
import { requireFloats, requireWhole } from '../tensor/require';
import { Dropout } from './dropout';
import type { GRUOptions } from './gru';
import { GRUCell } from './gru-cell';
import { Module } from './module';
import {
  firstStates,
  lengthsOf,
  runCell,
  type RecurrenceOptions,
  type RecurrenceResult,
} from './recurrence';

/**
 * Two gated recurrent networks in each layer: one reads from the first step on, the other from the last that
 * counts. Each position so knows what stands before it and what stands after it.
 *
 * @see Schuster & Paliwal 1997.
 */
export class BidirectionalGRU extends Module {
  /** L cells that read forwards, from the input up. */
  readonly forwardCells: GRUCell[];
  /** L cells that read backwards. */
  readonly backwardCells: GRUCell[];
  readonly dropout: Dropout;

  constructor({ inputDim, numHiddens, numLayers = 1, dropout = 0, random }: GRUOptions) {
    super();
    requireWhole('BidirectionalGRU', 'numLayers', numLayers, 1);
    const cells = (): GRUCell[] =>
      Array.from(
        { length: numLayers },
        (_cell, layer) =>
          new GRUCell({ inputDim: layer === 0 ? inputDim : 2 * numHiddens, numHiddens, random }),
      );
    this.forwardCells = cells();
    this.backwardCells = cells();
    this.dropout = new Dropout({ rate: dropout, random });
  }

  /**
   * @param x (B, T, i) float32.
   * @param options.state (2L, B, h): for each layer forwards, then backwards; zeros unless given.
   * @param options.validLens (B), how many steps of each sequence count; null or nothing: all. Beyond, outputs
   *   are 0; reading backwards begins at the last step that counts.
   * @returns outputs (B, T, 2h) of the last layer, forwards beside backwards, and the last states (2L, B, h).
   *   The caller disposes both.
   * @throws Error when the shapes do not fit.
   */
  forward(
    x: tf.Tensor3D,
    { state = null, validLens = null }: RecurrenceOptions = {},
  ): RecurrenceResult {
    const fnName = 'BidirectionalGRU.forward';
    const [{ inputWeight, stateWeight }] = this.forwardCells;
    requireFloats(fnName, 'x', x, ['B', 'T', inputWeight.shape[0]]);
    const [numBatch] = x.shape;
    return tf.tidy(() => {
      const numStates = 2 * this.forwardCells.length;
      const states = firstStates(fnName, state, [numStates, numBatch, stateWeight.shape[0]]);
      const lengths = lengthsOf(fnName, validLens, numBatch);
      let outputs = x;
      const ends = this.forwardCells.flatMap((cell, layer) => {
        const input = layer === 0 ? x : this.dropout.forward(outputs);
        const [ahead, back] = [cell, this.backwardCells[layer]].map((each, direction) =>
          runCell(each, input, states[2 * layer + direction], lengths, direction === 1),
        );
        outputs = tf.concat([ahead.outputs, back.outputs], 2);
        return [ahead.state, back.state];
      });
      return { outputs, state: tf.stack(ends) as tf.Tensor3D };
    });
  }
}
