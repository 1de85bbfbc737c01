import assert from 'node:assert/strict';

import { allClose, seededRandom, tf } from 'kernel-lib';
import { BidirectionalGRU } from 'kernel-lib/nn/bidirectional-gru';
import { GRU } from 'kernel-lib/nn/gru';

import { onEveryEngine } from '../../support/engines';
import { assertRefuses } from '../../support/memory';

/** A one-way layer with the weights of one direction. */
function oneWay(layer: BidirectionalGRU, cellsOf: 'forwardCells' | 'backwardCells'): GRU {
  const [cell] = layer[cellsOf];
  const [inputDim, numHiddens] = [cell.inputWeight.shape[0], cell.stateWeight.shape[0]];
  const single = new GRU({ inputDim, numHiddens, random: seededRandom(0) });
  const named = Object.entries(cell.namedParameters());
  single.setParameters(
    Object.fromEntries(named.map(([name, value]) => [`cells.0.${name}`, value])),
  );
  return single;
}

onEveryEngine('BidirectionalGRU', () => {
  const [numHiddens, inputDim] = [4, 3];

  it('is one GRU forwards, beside another one on each sequence turned round', () => {
    tf.tidy(() => {
      const random = seededRandom(2);
      const layer = new BidirectionalGRU({ inputDim, numHiddens, random });
      const x = random.normalTensor<tf.Rank.R3>([2, 5, inputDim]);
      const { outputs, state } = layer.forward(x);
      const ahead = oneWay(layer, 'forwardCells').forward(x);
      const back = oneWay(layer, 'backwardCells').forward(x.reverse(1));
      assert.ok(allClose(outputs, tf.concat([ahead.outputs, back.outputs.reverse(1)], 2)));
      assert.ok(allClose(state, tf.concat([ahead.state, back.state])));
    });
  });

  it('reads each sequence as if it were alone and not padded, in two layers', () => {
    tf.tidy(() => {
      const random = seededRandom(3);
      const layer = new BidirectionalGRU({ inputDim, numHiddens, numLayers: 2, random });
      const x = random.normalTensor<tf.Rank.R3>([3, 6, inputDim]);
      const { outputs, state } = layer.forward(x, { validLens: [4, 6, 0] });
      const alone = layer.forward(x.slice([0, 0, 0], [1, 4, inputDim]));
      assert.ok(allClose(outputs.slice([0, 0, 0], [1, 4, 8]), alone.outputs));
      assert.ok(allClose(outputs.slice([0, 4, 0], [1, 2, 8]), tf.zeros([1, 2, 8]), 0));
      assert.ok(allClose(state.slice([0, 0, 0], [4, 1, 4]), alone.state));
    });
  });

  it('lets every output depend on every step, and on none beyond the end', () => {
    tf.tidy(() => {
      const random = seededRandom(4);
      const layer = new BidirectionalGRU({ inputDim, numHiddens, random });
      const x = random.normalTensor<tf.Rank.R3>([1, 5, inputDim]);
      for (let t = 0; t < 4; t++) {
        const gradient = tf.grad((input) =>
          layer
            .forward(input as tf.Tensor3D, { validLens: [4] })
            .outputs.slice([0, t, 0], [1, 1, 8])
            .sum(),
        )(x);
        const sizes = gradient.abs().sum([0, 2]).dataSync();
        assert.ok(
          sizes.slice(0, 4).every((size) => size > 1e-6),
          `${sizes}`,
        );
        assert.equal(sizes[4], 0);
      }
    });
  });
});

describe('BidirectionalGRU', () => {
  it('leaves two tensors behind, and says which shape it expects', () => {
    const layer = new BidirectionalGRU({ inputDim: 3, numHiddens: 4, random: seededRandom(1) });
    const x = tf.ones<tf.Rank.R3>([2, 5, 3]);
    const before = tf.memory().numTensors;
    const result = layer.forward(x, { validLens: [5, 1] });
    assert.equal(tf.memory().numTensors - before, 2);
    tf.dispose([result.outputs, result.state]);
    assertRefuses(
      () => layer.forward(x, { state: x }),
      'BidirectionalGRU.forward: state must be a tensor of shape (2, 2, 4), got (2, 5, 3)',
    );
    layer.dispose();
    x.dispose();
  });
});
