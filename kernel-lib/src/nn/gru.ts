import { tf } from '../backend/tensorflow';
import type { Random } from '../tensor/random';
import { requireFloats, requireWhole } from '../tensor/require';
import { Dropout } from './dropout';
import { GRUCell } from './gru-cell';
import { Module } from './module';
import {
  firstStates,
  lengthsOf,
  runCell,
  type RecurrenceOptions,
  type RecurrenceResult,
} from './recurrence';

export interface GRUOptions {
  /** i, the width of what comes in. */
  inputDim: number;
  /** h, the width of the state. */
  numHiddens: number;
  /** L, how many layers stand on each other; 1 unless said. */
  numLayers?: number;
  /** How likely in training a number is dropped between two layers; 0 unless said. */
  dropout?: number;
  /** Where the first weights come from. */
  random: Random;
}

/** A gated recurrent network that reads a sequence from the first step to the last. */
export class GRU extends Module {
  /** L cells, from the input up. */
  readonly cells: GRUCell[];
  readonly dropout: Dropout;

  constructor({ inputDim, numHiddens, numLayers = 1, dropout = 0, random }: GRUOptions) {
    super();
    requireWhole('GRU', 'numLayers', numLayers, 1);
    this.cells = Array.from(
      { length: numLayers },
      (_cell, layer) =>
        new GRUCell({ inputDim: layer === 0 ? inputDim : numHiddens, numHiddens, random }),
    );
    this.dropout = new Dropout({ rate: dropout, random });
  }

  /**
   * @param x (B, T, i) float32.
   * @param options.state (L, B, h), the states before the first step; zeros unless given.
   * @param options.validLens (B), how many steps of each sequence count; null or nothing: all. Beyond, outputs
   *   are 0 and the state stays.
   * @returns outputs (B, T, h) of the last layer and the last state (L, B, h) of each. The caller disposes both.
   * @throws Error when the shapes do not fit.
   */
  forward(
    x: tf.Tensor3D,
    { state = null, validLens = null }: RecurrenceOptions = {},
  ): RecurrenceResult {
    const [{ inputWeight, stateWeight }] = this.cells;
    requireFloats('GRU.forward', 'x', x, ['B', 'T', inputWeight.shape[0]]);
    const [numBatch] = x.shape;
    return tf.tidy(() => {
      const sizes = [this.cells.length, numBatch, stateWeight.shape[0]] as const;
      const states = firstStates('GRU.forward', state, [...sizes]);
      const lengths = lengthsOf('GRU.forward', validLens, numBatch);
      let outputs = x;
      const ends = this.cells.map((cell, layer) => {
        const input = layer === 0 ? x : this.dropout.forward(outputs);
        const run = runCell(cell, input, states[layer], lengths);
        outputs = run.outputs;
        return run.state;
      });
      return { outputs, state: tf.stack(ends) as tf.Tensor3D };
    });
  }
}
