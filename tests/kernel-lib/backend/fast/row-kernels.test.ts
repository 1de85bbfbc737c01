import { allClose, seededRandom, tf } from 'kernel-lib';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { engineChain } from 'kernel-lib/backend/use-backend';
import assert from 'node:assert/strict';

import { assertRuns, assertSameWithGradients } from '../fused/with-gradients';
import { assertSameOnBoth } from '../wasm-kernels/compare-engines';

describe('softmax on the fast kernels', () => {
  const softmaxGradient = tf.grad((x: tf.Tensor) => tf.softmax(x).square().sum());

  it('runs on them, and so does its gradient', () =>
    assertRuns(['softmax', 'softmaxGradient'], () => softmaxGradient(tf.ones([2, 3]))));

  for (const shape of [[1], [5], [3, 1], [2, 3, 7], [0, 3], [33, 65]]) {
    it(`is as on cpu for (${shape.join(', ')})`, () =>
      assertSameWithGradients('softmax', [shape], (x) => tf.softmax(x), 4));
  }

  it('is NaN in a row with a NaN anywhere, and exactly 0 far below the largest', async () => {
    await chooseEngine(engineChain, 'wasm');
    tf.tidy(() => {
      for (let place = 0; place < 7; place++) {
        const row = Array.from({ length: 7 }, (_x, i) => (i === place ? NaN : i));
        const values = tf.softmax(tf.tensor2d([row, [0, -87, -200, -Infinity, 0, -90, -88]]));
        const [first, second] = values.arraySync() as number[][];
        assert.ok(first.every(Number.isNaN), `${place}: ${first}`);
        assert.deepEqual(second, [0.5, 0, 0, 0, 0.5, 0, 0]);
      }
    });
  });

  it('can be differentiated twice', () =>
    assertSameOnBoth('second gradient', () =>
      tf.grad((x: tf.Tensor) => softmaxGradient(x).mul(x).sum())(
        seededRandom(4).normalTensor([3, 5]),
      ),
    ));
});

describe('sum on the fast kernels', () => {
  it('runs on them over leading axes', () =>
    assertRuns(['rowSums', 'fold'], () => tf.ones([3, 4, 5]).sum([0, 1])));

  it('is as on cpu over any axes, kept or not', () =>
    assertSameOnBoth('sum', () => {
      const random = seededRandom(6);
      const cases: [number[], number | number[]][] = [
        [[3, 4], 0],
        [[40, 33], 0],
        [
          [2, 3, 4],
          [0, 1],
        ],
        [
          [2, 3, 4],
          [1, 0],
        ],
        [
          [2, 3, 4],
          [0, 2],
        ],
        [[2, 3, 4], -3],
        [[5, 1], 0],
        [[0, 4], 0],
        [[4], 0],
        [[0], 0],
        [[2, 0], 1],
      ];
      const sums = cases.flatMap(([shape, axis]) => {
        const x = random.normalTensor(shape);
        return [x.sum(axis), x.sum(axis, true), x.mul(2).toInt().sum(axis).cast('float32')];
      });
      const shapes = tf.tensor1d(sums.flatMap(({ shape }) => [shape.length, ...shape]));
      return tf.concat([...sums.map((sum) => sum.flatten()), shapes]);
    }));
});

describe('the gradient of gather on the fast kernels', () => {
  const readTwice = tf.grad((table: tf.Tensor) =>
    tf
      .gather(table, tf.tensor1d([2, 0, 2], 'int32'))
      .square()
      .sum(),
  );

  it('runs on them', () => assertRuns(['segmentSum'], () => readTwice(tf.ones([3, 5]))));

  it('is as on cpu for many rows', () =>
    assertSameOnBoth('embedding', () => {
      const random = seededRandom(7);
      const ids = Array.from({ length: 500 }, () => random.integer(37));
      const upstream = random.normalTensor([500, 67]);
      return tf.grad((table: tf.Tensor) =>
        tf.gather(table, tf.tensor1d(ids, 'int32')).mul(upstream).sum(),
      )(random.normalTensor([37, 67]));
    }));
});

describe('clone on the fast kernels', () => {
  it('shares the numbers until both are gone', async () => {
    await chooseEngine(engineChain, 'wasm');
    const numbers = tf.memory().numBytes;
    const x = tf.fill([1000], 3);
    const copy = x.clone();
    const reshaped = copy.reshape([10, 100]);
    x.dispose();
    tf.fill([1000], 5).dispose(); // would take the place if it were free
    copy.dispose();
    tf.tidy(() => assert.ok(allClose([...reshaped.sum().dataSync()], [3000])));
    reshaped.dispose();
    assert.equal(tf.memory().numBytes, numbers);
  });

  it('copies strings as before', async () => {
    await chooseEngine(engineChain, 'wasm');
    tf.tidy(() => assert.deepEqual(tf.tensor1d(['a', 'b']).clone().dataSync(), ['a', 'b']));
  });
});
