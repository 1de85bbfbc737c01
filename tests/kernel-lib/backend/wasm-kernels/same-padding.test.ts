import { seededRandom, tf } from 'kernel-lib';

import { assertSameOnBoth } from './compare-engines';

describe('convolution with padding', () => {
  it('is the same on wasm as on cpu, also where the stride exceeds the filter', async () => {
    const random = seededRandom(14);
    for (let round = 0; round < 40; round++) {
      const [height, width] = [3 + random.integer(6), 3 + random.integer(6)];
      const [inChannels, outChannels] = [1 + random.integer(3), 1 + random.integer(3)];
      const filterSize: tf.ShapeMap[tf.Rank.R4] = [
        1 + random.integer(3),
        1 + random.integer(3),
        inChannels,
        outChannels,
      ];
      const strides: [number, number] = [1 + random.integer(4), 1 + random.integer(4)];
      const pad = random.shuffle(['valid', 'same'] as const)[0];
      const image = random.normalArray(height * width * inChannels);
      const numbers = random.normalArray(filterSize.reduce((a, b) => a * b));
      await assertSameOnBoth(`${height} ${width} ${filterSize} ${strides} ${pad}`, () => {
        const x = tf.tensor4d(image, [1, height, width, inChannels]);
        const filter = tf.tensor4d(numbers, filterSize);
        const fused = tf.fused.conv2d({ x, filter, strides, pad, activation: 'relu' });
        const gradient = tf.grad((input) =>
          tf
            .conv2d(input as tf.Tensor4D, filter, strides, pad)
            .square()
            .sum(),
        )(x);
        return tf.concat([
          tf.conv2d(x, filter, strides, pad).flatten(),
          fused.flatten(),
          gradient.flatten(),
        ]);
      });
    }
  });
});
