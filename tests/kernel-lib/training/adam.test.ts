import assert from 'node:assert/strict';

import { Adam, AdamW, seededRandom, tf } from 'kernel-lib';

import { assertRuns } from '../backend/fused/with-gradients';
import { onEveryEngine } from '../../support/engines';
import { assertClose } from '../../support/golden';

/** Takes one step with a gradient that is given. */
function step(optimizer: tf.Optimizer, variable: tf.Variable, gradient: tf.Tensor): void {
  optimizer.minimize(() => variable.mul(gradient).sum() as tf.Scalar, false, [variable]);
}

onEveryEngine('Adam', () => {
  it('moves by the learning rate at first, against the sign of the gradient', () => {
    tf.tidy(() => {
      const variable = tf.variable(tf.tensor1d([1, 2, 3]));
      const optimizer = new Adam({ learningRate: 0.125 });
      step(optimizer, variable, tf.tensor1d([5, -0.01, 200]));
      assertClose('values', variable, tf.tensor1d([0.875, 2.125, 2.875]));
      optimizer.dispose();
      variable.dispose();
    });
  });

  it('takes the steps of tf.train.adam', () => {
    tf.tidy(() => {
      const random = seededRandom(3);
      const start = random.normalTensor([5, 7]);
      const gradients = Array.from({ length: 6 }, () => random.normalTensor([5, 7]));
      const after = [
        new Adam({ learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 }),
        tf.train.adam(0.1, 0.8, 0.95, 1e-3),
      ].map((optimizer) => {
        const variable = tf.variable(start.clone());
        gradients.forEach((gradient) => step(optimizer, variable, gradient));
        const value = variable.clone();
        optimizer.dispose();
        variable.dispose();
        return value;
      });
      assertClose('values', after[0], after[1]);
    });
  });

  it('goes on, bit for bit, from a state that was saved', () => {
    tf.tidy(() => {
      const random = seededRandom(4);
      const gradients = Array.from({ length: 5 }, () => random.normalTensor([33]));
      const [a, b] = [0, 1].map(() => tf.variable(tf.ones([33])));
      const [first, second, third] = [0, 1, 2].map(() => new Adam({ learningRate: 0.1 }));
      gradients.forEach((gradient) => step(first, a, gradient));

      gradients.slice(0, 2).forEach((gradient) => step(second, b, gradient));
      step(third, b.clone().variable(), gradients[0]);
      third.setState({ w: b }, JSON.parse(JSON.stringify(second.state({ w: b })), revive));
      assert.equal(third.iterations, 2);
      gradients.slice(2).forEach((gradient) => step(third, b, gradient));
      assert.deepEqual(b.dataSync(), a.dataSync());
      for (const optimizer of [first, second, third]) optimizer.dispose();
      tf.disposeVariables();
    });
  });

  it('keeps two tensors for each parameter, until it is disposed', () => {
    const [start, gradient] = [tf.ones([3]), tf.tensor1d([1, 2, 3])];
    const variable = tf.variable(start);
    const before = tf.memory().numTensors;
    const optimizer = new AdamW();
    for (let i = 0; i < 3; i++) step(optimizer, variable, gradient);
    assert.equal(tf.memory().numTensors, before + 2);
    optimizer.dispose();
    assert.equal(tf.memory().numTensors, before);
    tf.dispose([start, gradient, variable]);
  });
});

/** Numbers that went through text come back as what they were. */
function revive(key: string, value: unknown): unknown {
  return key === 'first' || key === 'second'
    ? Float32Array.from(Object.values(value as Record<string, number>))
    : value;
}

describe('Adam', () => {
  it('runs in one pass on our kernels', async () =>
    assertRuns(['adam'], () => {
      const variable = tf.variable(tf.ones([40]));
      const optimizer = new Adam();
      step(optimizer, variable, tf.ones([40]));
      const value = variable.clone();
      optimizer.dispose();
      variable.dispose();
      return value;
    }));

  it('is told apart from other optimizers', () => {
    assert.deepEqual(
      [new AdamW(), new Adam(), tf.train.adam(1), tf.train.sgd(1)].map((o) => o instanceof Adam),
      [true, true, false, false],
    );
    assert.ok(!(new Adam() instanceof AdamW) && new Adam() instanceof tf.Optimizer);
  });

  it('refuses options out of range, and a state of something else', () => {
    const refuses = (act: () => unknown, message: string): void => assert.throws(act, { message });
    refuses(() => new Adam({ beta1: 1 }), 'Adam: beta1 must be a number from 0 to below 1, got 1');
    refuses(
      () => new Adam({ learningRate: NaN }),
      'Adam: learningRate must be a number from 0 on, got NaN',
    );
    refuses(
      () => new AdamW({ weightDecay: -1 }),
      'AdamW: weightDecay must be a number from 0 on, got -1',
    );
    const variable = tf.variable(tf.ones([2]));
    const [first, second] = [new Float32Array(2), new Float32Array(3)];
    const state = { iterations: 1, moments: { w: { first, second } } };
    refuses(
      () => new Adam().setState({ w: variable }, state),
      'setState: w must have 2 moments, got 3',
    );
    variable.dispose();
  });
});
