import assert from 'node:assert/strict';

import { MLP, allClose, seededRandom, tf, useBackend } from 'kernel-lib';

import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

describe('MLP', () => {
  before(() => useBackend());

  it('has its activation between the layers and none at the end', () => {
    const mlp = new MLP({ dims: [1, 2, 1], random: seededRandom(1) });
    mlp.setParameters({
      ...{ 'layers.0.weight': [[1, -1]], 'layers.0.bias': [0, 0] },
      ...{ 'layers.1.weight': [[-1], [-2]], 'layers.1.bias': [0] },
    });
    // 3 becomes (3, 0), then −3; −3 becomes (0, 3), then −6.
    tf.tidy(() => assert.ok(allClose(mlp.forward(tf.tensor2d([[3], [-3]])), [[-3], [-6]])));
    const x = tf.ones([4, 1]);
    assertOwnsOneTensor(() => mlp.forward(x));
    x.dispose();
    mlp.dispose();
    assertRefuses(
      () => new MLP({ dims: [3], random: seededRandom(1) }),
      'MLP: dims must have at least two widths, got 1',
    );
  });
});
