import assert from 'node:assert/strict';

import { allClose, seededRandom, tf } from 'kernel-lib';
import { VanillaRNN } from 'kernel-lib/nn/vanilla-rnn';

import { onEveryEngine } from '../../support/engines';
import { assertRefuses } from '../../support/memory';

onEveryEngine('VanillaRNN', () => {
  it('is tanh(x W + h U + b), step by step', () => {
    tf.tidy(() => {
      const layer = new VanillaRNN({ inputDim: 1, numHiddens: 1, random: seededRandom(1) });
      layer.setParameters({ inputWeight: [[2]], stateWeight: [[-1]], bias: [0.5] });
      const { outputs, state } = layer.forward(tf.tensor3d([[[1], [0], [-1]]]));
      const first = Math.tanh(2.5);
      const second = Math.tanh(0.5 - first);
      const third = Math.tanh(-1.5 - second);
      assert.ok(allClose(outputs, [[[first], [second], [third]]]));
      assert.ok(allClose(state, [[third]]));
    });
  });

  it('loses its gradient with the distance when the weights of the state are small', () => {
    tf.tidy(() => {
      const random = seededRandom(2);
      const layer = new VanillaRNN({ inputDim: 2, numHiddens: 6, random });
      const x = random.normalTensor<tf.Rank.R3>([1, 12, 2]);
      const gradient = tf.grad((input) => layer.forward(input as tf.Tensor3D).state.sum())(x);
      const sizes = gradient.square().sum(2).sqrt().dataSync();
      assert.ok(sizes[0] > 0 && sizes[0] < sizes[11] / 50, `${sizes}`);
    });
  });

  it('has the gradient that small steps of each parameter show', () => {
    tf.tidy(() => {
      const random = seededRandom(3);
      const layer = new VanillaRNN({ inputDim: 2, numHiddens: 3, random });
      const x = random.normalTensor<tf.Rank.R3>([2, 4, 2]);
      const state = random.normalTensor<tf.Rank.R2>([2, 3]);
      const loss = (): tf.Scalar => layer.forward(x, { state }).outputs.square().sum();
      const { grads } = tf.variableGrads(loss);
      for (const parameter of layer.parameters()) {
        const [before, direction] = [parameter.clone(), random.normalTensor(parameter.shape)];
        const at = (step: number): number => {
          parameter.assign(before.add(direction.mul(step)));
          return loss().dataSync()[0];
        };
        const slope = (at(1e-2) - at(-1e-2)) / 2e-2;
        const expected = grads[parameter.name].mul(direction).sum().dataSync()[0];
        assert.ok(Math.abs(slope - expected) < 2e-2 * (1 + Math.abs(expected)), parameter.name);
        parameter.assign(before);
      }
    });
  });
});

describe('VanillaRNN', () => {
  it('takes a single step, leaves two tensors behind, and says which shape it expects', () => {
    const layer = new VanillaRNN({ inputDim: 3, numHiddens: 4, random: seededRandom(1) });
    assert.equal(layer.numParameters(), 4 * (3 + 4 + 1));
    const x = tf.ones<tf.Rank.R3>([2, 1, 3]);
    const before = tf.memory().numTensors;
    const result = layer.forward(x);
    assert.equal(tf.memory().numTensors - before, 2);
    assert.deepEqual(result.outputs.shape, [2, 1, 4]);
    tf.dispose([result.outputs, result.state]);
    tf.tidy(() => {
      tf.grad((input) => layer.forward(input as tf.Tensor3D).outputs)(x);
    });
    assertRefuses(
      () => layer.forward(x, { state: x as never }),
      'VanillaRNN.forward: state must be a tensor of shape (2, 4), got (2, 1, 3)',
    );
    layer.dispose();
    x.dispose();
  });
});
