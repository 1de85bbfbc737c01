import assert from 'node:assert/strict';

import { allClose, seededRandom, tf } from 'kernel-lib';

import { onEveryEngine } from '../../../support/engines';
import { assertSameOnBoth } from './compare-engines';

onEveryEngine('the gradient of maxPool', () => {
  it('goes to the largest element of a window, also where all are negative', () => {
    tf.tidy(() => {
      const image = tf.tensor4d([-4, -1, -3, -2], [1, 2, 2, 1]);
      const gradient = tf.grad((x) =>
        tf
          .maxPool(x as tf.Tensor4D, 2, 1, 'valid')
          .mul(5)
          .sum(),
      )(image);
      assert.ok(allClose(gradient.flatten(), [0, 5, 0, 0]));
    });
  });

  it('adds up where windows overlap', () => {
    tf.tidy(() => {
      // Windows of 2 with stride 1 over -3 -1 -2: the middle is the largest of both.
      const image = tf.tensor4d([-3, -1, -2], [1, 1, 3, 1]);
      const gradient = tf.grad((x) => tf.maxPool(x as tf.Tensor4D, [1, 2], 1, 'valid').sum())(
        image,
      );
      assert.ok(allClose(gradient.flatten(), [0, 2, 0]));
    });
  });
});

describe('the gradient of maxPool', () => {
  it('is the same on wasm as on cpu for random shapes, strides and paddings', async () => {
    const random = seededRandom(11);
    for (let round = 0; round < 40; round++) {
      const size: tf.ShapeMap[tf.Rank.R4] = [
        1 + random.integer(2),
        3 + random.integer(6),
        3 + random.integer(6),
        1 + random.integer(3),
      ];
      const window: [number, number] = [1 + random.integer(3), 1 + random.integer(3)];
      const strides: [number, number] = [1 + random.integer(2), 1 + random.integer(2)];
      const pad = random.shuffle(['valid', 'same'] as const)[0];
      const mean = random.shuffle([-5, 0])[0];
      const image = random.normalArray(
        size.reduce((a, b) => a * b),
        { mean },
      );
      await assertSameOnBoth(`${size} ${window} ${strides} ${pad}`, () => {
        const x = tf.tensor4d(image, size);
        const pool = (input: tf.Tensor): tf.Tensor =>
          tf.maxPool(input as tf.Tensor4D, window, strides, pad);
        const pooled = pool(x);
        const upstream = tf.range(1, pooled.size + 1).reshape(pooled.shape);
        const gradient = tf.grad((input) => pool(input).mul(upstream).mean())(x);
        return tf.concat([pooled.flatten(), gradient.flatten()]);
      });
    }
  });
});
