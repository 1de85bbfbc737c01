import assert from 'node:assert/strict';

import { allClose, seededRandom, tf } from 'kernel-lib';
import { GRU } from 'kernel-lib/nn/gru';
import { GRUCell } from 'kernel-lib/nn/gru-cell';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases, type Tensors } from '../../support/golden';
import { assertRefuses } from '../../support/memory';
import { withWeights } from './with-weights';

/** PyTorch's parameters by our names. */
function weightsOf(tensors: Tensors, numLayers: number): Tensors {
  return Object.fromEntries(
    Array.from({ length: numLayers }, (_weights, layer): [string, tf.Tensor][] => [
      [`cells.${layer}.inputWeight`, tensors[`weight_ih_l${layer}`].transpose()],
      [`cells.${layer}.stateWeight`, tensors[`weight_hh_l${layer}`].transpose()],
      [`cells.${layer}.inputBias`, tensors[`bias_ih_l${layer}`]],
      [`cells.${layer}.stateBias`, tensors[`bias_hh_l${layer}`]],
    ]).flat(),
  );
}

onEveryEngine('GRU', () => {
  for (const goldenCase of goldenCases('gru_layer')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      const { params, options } = goldenCase;
      assert.equal(options.bidirectional, false);
      const numLayers = options.numLayers as number;
      const [width, inputDim] = params.weight_ih_l0.shape;
      const numHiddens = width / 3;
      const layer = new GRU({ inputDim, numHiddens, numLayers, random: seededRandom(0) });
      checkGolden(goldenCase, (tensors) => {
        const x = tensors.x as tf.Tensor3D;
        const [state, validLens] = [tensors.h0 as tf.Tensor3D, tensors.lengths as tf.Tensor1D];
        const run = withWeights(layer, weightsOf(tensors, numLayers), () =>
          layer.forward(x, { state, validLens }),
        );
        return { output: run.outputs, hN: run.state };
      });
      layer.dispose();
    });
  }

  it('is its cell, step by step', () => {
    tf.tidy(() => {
      const random = seededRandom(2);
      const layer = new GRU({ inputDim: 3, numHiddens: 5, random });
      const x = random.normalTensor<tf.Rank.R3>([2, 4, 3]);
      let state: tf.Tensor2D = tf.zeros([2, 5]);
      const { outputs, state: last } = layer.forward(x);
      for (const [t, input] of tf.unstack(x, 1).entries()) {
        state = layer.cells[0].forward(input as tf.Tensor2D, state);
        assert.ok(allClose(tf.gather(outputs, t, 1), state));
      }
      assert.ok(allClose(last, state.expandDims(0)));
    });
  });

  it('reads each sequence as if it were alone and not padded', () => {
    tf.tidy(() => {
      const random = seededRandom(3);
      const layer = new GRU({ inputDim: 3, numHiddens: 5, numLayers: 2, random });
      const x = random.normalTensor<tf.Rank.R3>([3, 6, 3]);
      const validLens = [6, 2, 0];
      const { outputs, state } = layer.forward(x, { validLens });
      const alone = layer.forward(x.slice([1, 0, 0], [1, 2, 3]));
      assert.ok(allClose(outputs.slice([1, 0, 0], [1, 2, 5]), alone.outputs));
      assert.ok(allClose(outputs.slice([1, 2, 0], [1, 4, 5]), tf.zeros([1, 4, 5]), 0));
      assert.ok(allClose(state.slice([0, 1, 0], [2, 1, 5]), alone.state));
      assert.ok(allClose(state.slice([0, 2, 0], [2, 1, 5]), tf.zeros([2, 1, 5]), 0));
    });
  });
});

describe('GRU', () => {
  it('drops between layers, and only in training', () => {
    tf.tidy(() => {
      const random = seededRandom(4);
      const layer = new GRU({ inputDim: 3, numHiddens: 8, numLayers: 2, dropout: 0.5, random });
      const x = random.normalTensor<tf.Rank.R3>([1, 4, 3]);
      const run = (): tf.Tensor => layer.forward(x).outputs;
      assert.ok(allClose(run(), run(), 0));
      layer.train();
      assert.ok(!allClose(run(), run()));
      layer.train(false);
      assert.ok(allClose(run(), run(), 0));
    });
  });

  it('goes on from the state that it was left in', () => {
    tf.tidy(() => {
      const random = seededRandom(5);
      const layer = new GRU({ inputDim: 2, numHiddens: 3, numLayers: 2, random });
      const x = random.normalTensor<tf.Rank.R3>([2, 5, 2]);
      const whole = layer.forward(x);
      const { state } = layer.forward(x.slice([0, 0, 0], [2, 3, 2]));
      const rest = layer.forward(x.slice([0, 3, 0], [2, 2, 2]), { state });
      assert.ok(allClose(rest.outputs, whole.outputs.slice([0, 3, 0], [2, 2, 3])));
      assert.ok(allClose(rest.state, whole.state));
    });
  });

  it('has a cell for each layer', () => {
    const layer = new GRU({ inputDim: 2, numHiddens: 3, numLayers: 2, random: seededRandom(1) });
    assert.ok(layer.cells.every((cell) => cell instanceof GRUCell));
    assert.deepEqual(
      layer.cells.map(({ inputWeight }) => inputWeight.shape),
      [[2, 9], [3, 9]], // prettier-ignore
    );
    assert.equal(Object.keys(layer.namedParameters())[4], 'cells.1.inputWeight');
    layer.dispose();
  });

  it('leaves two tensors behind, and says which shape it expects', () => {
    const layer = new GRU({ inputDim: 3, numHiddens: 4, random: seededRandom(1) });
    const [x, narrow] = [3, 2].map((width) => tf.ones<tf.Rank.R3>([2, 5, width]));
    const before = tf.memory().numTensors;
    const result = layer.forward(x, { validLens: [5, 1] });
    assert.equal(tf.memory().numTensors - before, 2);
    tf.dispose([result.outputs, result.state]);
    assertRefuses(
      () => layer.forward(narrow),
      'GRU.forward: x must be a tensor of shape (B, T, 3), got (2, 5, 2)',
    );
    assertRefuses(
      () => layer.forward(x, { state: x }),
      'GRU.forward: state must be a tensor of shape (1, 2, 4), got (2, 5, 3)',
    );
    assertRefuses(
      () => layer.forward(x, { validLens: [1, 2, 3] }),
      'GRU.forward: validLens must be a tensor of shape (2), got (3)',
    );
    assertRefuses(
      () => layer.forward(x, { validLens: [1, -2] }),
      'GRU.forward: validLens must hold whole numbers from 0 on, got -2',
    );
    layer.dispose();
    tf.dispose([x, narrow]);
  });
});
