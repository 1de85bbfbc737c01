import assert from 'node:assert/strict';

import { allClose, tf } from 'kernel-lib';
import { PositionalEncoding } from 'kernel-lib/attention/positional-encoding';
import { sinusoidalPositions } from 'kernel-lib/attention/sinusoidal-positions';

import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

describe('PositionalEncoding', () => {
  it('adds the row of its position to every token of every batch item', () => {
    tf.tidy(() => {
      const layer = new PositionalEncoding({ dim: 4 });
      const x = tf.fill([2, 3, 4], 10) as tf.Tensor3D;
      const expected = sinusoidalPositions(3, 4).add(10);
      for (const item of tf.unstack(layer.forward(x))) assert.ok(allClose(item, expected));
    });
  });

  it('goes on where a sequence was left off', () => {
    tf.tidy(() => {
      const layer = new PositionalEncoding({ dim: 4, numPositions: 6 });
      const x = tf.zeros([1, 6, 4]) as tf.Tensor3D;
      const last = layer.forward(x.slice([0, 5, 0], [1, 1, 4]), { offset: 5 });
      assert.ok(allClose(last, layer.forward(x).slice([0, 5, 0], [1, 1, 4]), 0));
    });
  });

  it('learns nothing, passes gradients on as they are, and gives its memory back', () => {
    const before = tf.memory().numTensors;
    const layer = new PositionalEncoding({ dim: 4 });
    assert.equal(layer.numParameters(), 0);
    tf.tidy(() => {
      const upstream = tf.range(0, 8).reshape([1, 2, 4]);
      const gradient = tf.grad((x) => layer.forward(x as tf.Tensor3D))(
        tf.zeros([1, 2, 4]),
        upstream,
      );
      assert.ok(allClose(gradient, upstream, 0));
    });
    layer.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('leaves one tensor behind, and says where the table ends', () => {
    const layer = new PositionalEncoding({ dim: 4, numPositions: 5 });
    const x = tf.zeros([1, 3, 4]) as tf.Tensor3D;
    assertOwnsOneTensor(() => layer.forward(x));
    assertRefuses(
      () => layer.forward(x, { offset: 3 }),
      'PositionalEncoding.forward: x must end at position 4 or before, got 5',
    );
    assertRefuses(
      () => layer.forward(x, { offset: -1 }),
      'PositionalEncoding.forward: offset must be a whole number from 0 on, got -1',
    );
    const narrow = tf.zeros([1, 4, 3]) as tf.Tensor3D;
    assertRefuses(
      () => layer.forward(narrow),
      'PositionalEncoding.forward: x must be a tensor of shape (B, T, 4), got (1, 4, 3)',
    );
    layer.dispose();
    tf.dispose([x, narrow]);
  });
});
