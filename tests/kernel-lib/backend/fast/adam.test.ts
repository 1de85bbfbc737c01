import { allClose, seededRandom, tf } from 'kernel-lib';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { engineChain } from 'kernel-lib/backend/use-backend';
import assert from 'node:assert/strict';

import { assertRuns } from '../fused/with-gradients';
import { assertSameOnBoth } from '../wasm-kernels/compare-engines';

/** Six steps towards other numbers, for parameters of several sizes; the values that come out. */
function trained(optimizer: tf.Optimizer): tf.Tensor {
  const random = seededRandom(31);
  const sizes = [[1], [3, 5], [40], [7, 33]];
  const variables = sizes.map((size) => tf.variable(random.normalTensor(size)));
  const goals = sizes.map((size) => random.normalTensor(size));
  for (let step = 0; step < 6; step++) {
    const loss = (): tf.Scalar =>
      tf.addN(variables.map((v, i) => v.sub(goals[i]).pow(2).mul(i + 1).sum())) as tf.Scalar; // prettier-ignore
    optimizer.minimize(loss, false, variables);
  }
  const values = tf.concat(variables.map((variable) => variable.flatten()));
  variables.forEach((variable) => variable.dispose());
  optimizer.dispose();
  return values;
}

describe('tf.train.adam on the fast kernels', () => {
  it('runs on them', () => assertRuns(['adam'], () => trained(tf.train.adam(0.1))));

  it('takes the same steps as on cpu', async () => {
    await assertSameOnBoth('defaults', () => trained(tf.train.adam(0.1)));
    await assertSameOnBoth('others', () => trained(tf.train.adam(0.05, 0.8, 0.95, 1e-3)));
  });

  it('takes one step of the learning rate at first, whatever the gradient', async () => {
    await chooseEngine(engineChain, 'wasm');
    tf.tidy(() => {
      const variable = tf.variable(tf.tensor1d([1, 2, 3, 4, 5]));
      const optimizer = tf.train.adam(0.1);
      optimizer.minimize(() => variable.mul([1, -3, 100, 0.5, -7]).sum(), false, [variable]);
      assert.ok(allClose(variable, [0.9, 2.1, 2.9, 3.9, 5.1]));
      optimizer.dispose();
      variable.dispose();
    });
  });

  it('leaves a clone as it was', async () => {
    await chooseEngine(engineChain, 'wasm');
    tf.tidy(() => {
      const start = tf.tensor1d([1, 2, 3]);
      const variable = tf.variable(start);
      const before = variable.clone();
      const row = variable.reshape([1, 3]);
      const optimizer = tf.train.adam(0.1);
      for (let step = 0; step < 2; step++) {
        optimizer.minimize(() => variable.square().sum() as tf.Scalar, false, [variable]);
      }
      for (const kept of [start, before, row]) assert.deepEqual([...kept.dataSync()], [1, 2, 3]);
      assert.ok(variable.dataSync()[0] < 0.9);
      optimizer.dispose();
      variable.dispose();
    });
  });

  it('lets kernels of TensorFlow.js see a filter as it is now, not as they packed it before', async () => {
    await chooseEngine(engineChain, 'wasm');
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 3, 3, 2]);
      const [deep, wide] = [[2, 2, 2, 1], [2, 2, 2, 3]].map((shape) => tf.variable(tf.ones(shape))); // prettier-ignore
      const alpha = tf.ones([3]);
      const computed = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => {
        const y = tf.depthwiseConv2d(x, a as tf.Tensor4D, 1, 'valid');
        const options = { x, filter: b as tf.Tensor4D, strides: 1, pad: 'valid' } as const;
        const z = tf.fused.conv2d({
          ...options,
          activation: 'prelu',
          preluActivationWeights: alpha,
        });
        return tf.concat([y.flatten(), z.flatten()]);
      };
      const optimizer = tf.train.adam(0.1);
      const loss = (): tf.Scalar => deep.square().sum().add(wide.square().sum());
      for (let step = 0; step < 3; step++) {
        // Other tensors with the same numbers: packed anew in any case.
        assert.ok(allClose(computed(deep, wide), computed(deep.mul(1), wide.mul(1))), `${step}`);
        optimizer.minimize(loss, false, [deep, wide]);
      }
      optimizer.dispose();
      tf.dispose([deep, wide]);
    });
  });

  it('leaves no tensors', async () => {
    await chooseEngine(engineChain, 'wasm');
    const before = tf.memory().numTensors;
    tf.tidy(() => void trained(tf.train.adam(0.1)));
    assert.equal(tf.memory().numTensors, before);
  });
});
