import { seededRandom, tf } from 'kernel-lib';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { engineChain } from 'kernel-lib/backend/use-backend';
import assert from 'node:assert/strict';

import { assertRuns, assertSameWithGradients } from '../fused/with-gradients';
import { assertSameOnBoth } from '../wasm-kernels/compare-engines';

describe('sums, products and ReLU on the fast kernels', () => {
  it('run on them', async () => {
    const x = (): tf.Tensor => tf.ones([3, 20]);
    for (const [compute, job] of [
      [() => tf.add(x(), x()), 'elementWise'],
      [() => tf.mul(x(), x()), 'elementWise'],
      [() => tf.relu(x()), 'elementWise'],
      [() => tf.grad((y: tf.Tensor) => tf.relu(y).sum())(x()), 'elementWise'],
      [() => tf.add(x(), tf.ones([20])), 'rowWise'],
    ] as const) {
      await assertRuns([job], compute);
    }
  });

  const shapes: [number[], number[]][] = [
    [[1], [1]],
    [
      [3, 5],
      [3, 5],
    ],
    [
      [2, 33, 65],
      [2, 33, 65],
    ],
    [[7, 19], [19]],
    [
      [4, 3, 17],
      [3, 17],
    ],
    [
      [4, 3, 17],
      [1, 3, 17],
    ],
    [
      [4, 3],
      [4, 1],
    ],
    [
      [5, 1],
      [1, 6],
    ],
    [[3, 4], []],
    [
      [0, 16],
      [0, 16],
    ],
  ];
  for (const [a, b] of shapes) {
    it(`are as on cpu for (${a.join(', ')}) and (${b.join(', ')})`, async () => {
      await assertSameWithGradients('sum', [a, b], (x, y) => tf.add(x, y));
      await assertSameWithGradients('swapped', [b, a], (x, y) => tf.add(x, y));
      await assertSameWithGradients('product', [a, b], (x, y) => tf.mul(x, y));
    });
  }

  it('ReLU is as on cpu, with its gradient and the gradient of that', async () => {
    await assertSameWithGradients('relu', [[37]], (x) => tf.relu(x));
    const slope = tf.grad((x: tf.Tensor) => tf.relu(x).pow(3).sum());
    await assertSameOnBoth('second gradient', () =>
      tf.grad((x: tf.Tensor) => slope(x).mul(x).sum())(seededRandom(4).normalTensor([3, 9])),
    );
  });

  it('keep NaN, and the rest of whole numbers', async () => {
    await chooseEngine(engineChain, 'wasm');
    tf.tidy(() => {
      const x = tf.tensor1d([NaN, -1, 2, 0, -Infinity]);
      assert.deepEqual([...tf.relu(x).dataSync()], [NaN, 0, 2, 0, 0]);
      const whole = tf.tensor1d([1, 2], 'int32').add(tf.tensor1d([3, 4], 'int32'));
      assert.deepEqual([whole.dtype, ...whole.dataSync()], ['int32', 4, 6]);
    });
  });
});

describe('a cast to the same type on the fast kernels', () => {
  it('shares the numbers, and leaves them when one is gone', async () => {
    await chooseEngine(engineChain, 'wasm');
    const bytes = tf.memory().numBytes;
    const x = tf.tensor1d([1, 2, 3]);
    const same = x.cast('float32');
    const whole = x.cast('int32');
    assert.deepEqual([whole.dtype, ...whole.dataSync()], ['int32', 1, 2, 3]);
    whole.dispose();
    x.dispose();
    assert.deepEqual([...same.dataSync()], [1, 2, 3]);
    same.dispose();
    assert.equal(tf.memory().numBytes, bytes);
  });
});
