import assert from 'node:assert/strict';

import { LayerNorm, RMSNorm, allClose, postNorm, preNorm, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor } from '../../support/memory';

onEveryEngine('preNorm and postNorm', () => {
  it('put the norm before the sublayer, or after the sum', () => {
    const norm = new LayerNorm({ dim: 2, epsilon: 0 });
    tf.tidy(() => {
      const x = tf.tensor3d([[[1, 3]]]);
      const tenfold = (h: tf.Tensor3D): tf.Tensor3D => h.mul(10);
      // (1, 3) becomes (−1, 1); ten times that added to it is (−9, 13).
      assert.ok(allClose(preNorm(x, norm, tenfold), [[[-9, 13]]]));
      // (1, 3) + (10, 30) = (11, 33) becomes (−1, 1).
      assert.ok(allClose(postNorm(x, norm, tenfold), [[[-1, 1]]]));
    });
    norm.dispose();
  });
});

describe('preNorm and postNorm', () => {
  it('leave one tensor behind', () => {
    const norm = new RMSNorm({ dim: 2 });
    const x = tf.ones([1, 2, 2]) as tf.Tensor3D;
    assertOwnsOneTensor(() => preNorm(x, norm, (h) => h.mul(2)));
    assertOwnsOneTensor(() => postNorm(x, norm, (h) => h.mul(2)));
    x.dispose();
    norm.dispose();
  });
});
