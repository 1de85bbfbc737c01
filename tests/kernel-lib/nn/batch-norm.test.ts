import assert from 'node:assert/strict';

import { BatchNorm, allClose, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

onEveryEngine('BatchNorm', () => {
  it('normalises each feature over the batch in training, and follows its statistics', () => {
    const norm = new BatchNorm({ dim: 2, epsilon: 0 }).train();
    tf.tidy(() => {
      // Means 2 and 20; deviations 1 and 10; the unbiased variances of two rows are 2 and 200.
      const x = tf.tensor2d([[1, 10], [3, 30]]); // prettier-ignore
      assert.ok(allClose(norm.forward(x), [[-1, -1], [1, 1]])); // prettier-ignore
      assert.ok(allClose(norm.runningMean, [0.2, 2]));
      assert.ok(allClose(norm.runningVariance, [0.9 + 0.2, 0.9 + 20]));
    });
    norm.dispose();
  });

  it('uses the running statistics afterwards: one row no longer depends on the others', () => {
    const norm = new BatchNorm({ dim: 1, epsilon: 0 });
    tf.tidy(() => {
      norm.runningMean.assign(tf.tensor1d([5]));
      norm.runningVariance.assign(tf.tensor1d([4]));
      norm.setParameters({ gain: [3], bias: [1] });
      // (9 − 5) / 2 · 3 + 1.
      assert.ok(allClose(norm.forward(tf.tensor2d([[9], [5]])), [[7], [1]])); // prettier-ignore
    });
    norm.dispose();
  });

  it('has gradients that sum to 0 over the batch, for a shift of all rows changes nothing', () => {
    const norm = new BatchNorm({ dim: 2 }).train();
    tf.tidy(() => {
      const x = tf.tensor2d([[1, 2], [4, 0], [3, 5]]); // prettier-ignore
      const upstream = tf.tensor2d([[1, -2], [0.5, 3], [2, 1]]); // prettier-ignore
      const gradient = tf.grad((x) => norm.forward(x).mul(upstream))(x);
      assert.ok(allClose(gradient.sum(0), [0, 0]));
      assert.ok(gradient.abs().sum().dataSync()[0] > 0.1);
    });
    norm.dispose();
  });
});

describe('BatchNorm', () => {
  it('leaves one tensor behind, keeps its statistics, and says what it expects', () => {
    const before = tf.memory().numTensors;
    const norm = new BatchNorm({ dim: 2 });
    const [x, row] = [tf.ones([3, 4, 2]), tf.ones([1, 2])];
    assertOwnsOneTensor(() => norm.forward(x));
    assertOwnsOneTensor(() => norm.train().forward(x));
    assert.deepEqual(Object.keys(norm.namedParameters()), ['gain', 'bias']);
    assert.equal(Object.keys(norm.namedVariables()).length, 4);
    assertRefuses(
      () => norm.forward(row),
      'BatchNorm.forward: x must have at least 2 rows in training, got 1',
    );
    tf.dispose([x, row]);
    norm.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
