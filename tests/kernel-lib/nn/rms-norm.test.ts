import assert from 'node:assert/strict';

import { RMSNorm, allClose, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

onEveryEngine('RMSNorm', () => {
  it('divides by the root of the mean square: that of (1, 7) is 5', () => {
    const norm = new RMSNorm({ dim: 2, epsilon: 0 });
    norm.setParameters({ gain: [1, 10] });
    tf.tidy(() => assert.ok(allClose(norm.forward(tf.tensor2d([[1, 7]])), [[0.2, 14]])));
    norm.dispose();
  });

  it('has a gradient at right angles to x, for its length does not count', () => {
    const norm = new RMSNorm({ dim: 3, epsilon: 0 });
    tf.tidy(() => {
      const x = tf.tensor1d([1, -2, 4]);
      const gradient = tf.grad((x) => norm.forward(x).mul([3, 1, 2]))(x);
      assert.ok(allClose(gradient.mul(x).sum(), 0));
      assert.ok(gradient.abs().sum().dataSync()[0] > 0.1);
    });
    norm.dispose();
  });
});

describe('RMSNorm', () => {
  it('leaves one tensor behind and says what it expects', () => {
    const norm = new RMSNorm({ dim: 2 });
    const [x, wide] = [tf.ones([3, 2]), tf.ones([3, 4])];
    assertOwnsOneTensor(() => norm.forward(x));
    assertRefuses(
      () => norm.forward(wide),
      'RMSNorm.forward: x must be a tensor of shape (3, 2), got (3, 4)',
    );
    tf.dispose([x, wide]);
    norm.dispose();
  });
});
