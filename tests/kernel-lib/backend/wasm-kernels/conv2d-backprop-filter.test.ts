import assert from 'node:assert/strict';

import { allClose, seededRandom, tf } from 'kernel-lib';

import { onEveryEngine } from '../../../support/engines';
import { assertSameOnBoth } from './compare-engines';

onEveryEngine('the filter gradient of conv2d', () => {
  it('is the sum of what each element of the filter saw', () => {
    tf.tidy(() => {
      const image = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
      const filter = tf.zeros([1, 2, 1, 1]) as tf.Tensor4D;
      const conv = (f: tf.Tensor): tf.Tensor =>
        tf.conv2d(image, f as tf.Tensor4D, 1, 'valid').sum();
      // The left element saw 1 2 4 5, the right one 2 3 5 6.
      assert.ok(allClose(tf.grad(conv)(filter).flatten(), [12, 16]));
    });
  });

  it('serves conv1d', () => {
    tf.tidy(() => {
      const signal = tf.tensor3d([1, 2, 3], [1, 3, 1]);
      const filter = tf.zeros([2, 1, 1]) as tf.Tensor3D;
      const conv = (f: tf.Tensor): tf.Tensor =>
        tf.conv1d(signal, f as tf.Tensor3D, 1, 'valid').sum();
      assert.ok(allClose(tf.grad(conv)(filter).flatten(), [3, 5]));
    });
  });
});

describe('the filter gradient of conv2d', () => {
  it('is the same on wasm as on cpu for random shapes, strides and paddings', async () => {
    const random = seededRandom(12);
    for (let round = 0; round < 30; round++) {
      const [height, width] = [3 + random.integer(5), 3 + random.integer(5)];
      const [inChannels, outChannels] = [1 + random.integer(3), 1 + random.integer(3)];
      const size: tf.ShapeMap[tf.Rank.R4] = [1 + random.integer(2), height, width, inChannels];
      const filterSize: tf.ShapeMap[tf.Rank.R4] = [
        1 + random.integer(3),
        1 + random.integer(3),
        inChannels,
        outChannels,
      ];
      const strides: [number, number] = [1 + random.integer(2), 1 + random.integer(2)];
      const pad = random.shuffle(['valid', 'same'] as const)[0];
      const image = random.normalArray(size.reduce((a, b) => a * b));
      const filter = random.normalArray(filterSize.reduce((a, b) => a * b));
      await assertSameOnBoth(`${size} ${filterSize} ${strides} ${pad}`, () => {
        const x = tf.tensor4d(image, size);
        return tf.grad((f) =>
          tf
            .conv2d(x, f as tf.Tensor4D, strides, pad)
            .square()
            .sum(),
        )(tf.tensor4d(filter, filterSize));
      });
    }
  });
});
