import { seededRandom, tf } from 'kernel-lib';
import assert from 'node:assert/strict';

import { assertRuns } from '../fused/with-gradients';
import { assertSameOnBoth } from '../wasm-kernels/compare-engines';

type Pair = [number, number];
type Four = [number, number, number, number];

/** The pool, and its gradient with another weight for each number of the result. */
function pooled(
  shape: Four,
  window: Pair,
  strides: Pair,
  pad: 'same' | 'valid' | number,
): tf.Tensor {
  const x = seededRandom(5).normalTensor<tf.Rank.R4>(shape, { mean: -1 });
  // Numbers that occur often: the first of the largest gets the gradient.
  return tf.concat(
    [x, x.round<tf.Tensor4D>()].flatMap((images) => {
      const pool = (input: tf.Tensor): tf.Tensor =>
        tf.maxPool(input as tf.Tensor4D, window, strides, pad, pad === 1 ? 'floor' : undefined);
      const y = pool(images);
      const upstream = seededRandom(6).normalTensor(y.shape);
      return [y.flatten(), tf.grad(pool)(images, upstream).flatten()];
    }),
  );
}

describe('maxPool on the fast kernels', function () {
  this.timeout(60_000);

  it('runs on them, and so does its gradient', () =>
    assertRuns(['maxPool', 'maxPoolGradient'], () =>
      tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'same'))(
        tf.ones([1, 4, 4, 2]),
        tf.ones([1, 2, 2, 2]),
      ),
    ));

  it('is as on cpu for random sizes, windows, strides and numbers of channels', async () => {
    const random = seededRandom(41);
    const upTo = (most: number): number => 1 + random.integer(most);
    for (let round = 0; round < 40; round++) {
      const window: Pair = [upTo(3), upTo(3)];
      const strides: Pair = [upTo(4), upTo(4)];
      const shape: Four = [upTo(20), 3 + random.integer(7), 3 + random.integer(7), upTo(11)];
      const pad = random.shuffle(['same', 'valid'] as const)[0];
      await assertSameOnBoth(JSON.stringify({ shape, window, strides, pad }), () =>
        pooled(shape, window, strides, pad),
      );
    }
  });

  it('is as on cpu with padding as a number, and for no image', async () => {
    await assertSameOnBoth('padded', () => pooled([2, 5, 6, 5], [3, 2], [2, 2], 1));
    await assertSameOnBoth('no image', () => pooled([0, 5, 6, 5], [3, 2], [2, 2], 'same'));
  });

  it('is right where there are many images', () =>
    assertSameOnBoth('many', () => pooled([70, 14, 14, 8], [2, 2], [2, 2], 'same')));

  it('keeps nothing of what it needs on the way', () => {
    const backend = tf.backend() as unknown as { numDataIds(): number };
    const before = [tf.memory().numTensors, backend.numDataIds()];
    tf.tidy(() => void pooled([2, 5, 5, 3], [2, 2], [1, 1], 'valid'));
    assert.deepEqual([tf.memory().numTensors, backend.numDataIds()], before);
  });
});
