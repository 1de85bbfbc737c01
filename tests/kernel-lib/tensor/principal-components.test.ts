import assert from 'node:assert/strict';
import { allClose, seededRandom, tf } from 'kernel-lib';
import { principalComponents } from 'kernel-lib/tensor/principal-components';
import { onEveryEngine } from '../../support/engines';
import { assertRefuses } from '../../support/memory';

const h = Math.SQRT1_2;

onEveryEngine('principalComponents', () => {
  it('is worked by hand for points on a cross', () => {
    tf.tidy(() => {
      // Around (10, 20): ±2 along (1, 1)/√2 and ±1 along (1, −1)/√2: variances 8 and 2 of 10.
      const points = [2, -2].map((s) => [10 + s * h, 20 + s * h]);
      const others = [1, -1].map((s) => [10 + s * h, 20 - s * h]);
      const x = tf.tensor2d([...points, ...others]);
      const { projected, components, explained } = principalComponents(x, 2);
      const axes = [
        [h, h],
        [h, -h],
      ];
      const seen = [
        [2, 0],
        [-2, 0],
        [0, 1],
        [0, -1],
      ];
      assert.ok(allClose(components, axes, 1e-5), components.toString());
      assert.ok(allClose(projected, seen, 1e-5), projected.toString());
      assert.ok(allClose(explained, [0.8, 0.2], 1e-5));
    });
  });

  it('gives the same picture with more axes than points', () => {
    tf.tidy(() => {
      // Three points in five dimensions, and the same ones in the plane they span.
      const flat = tf.tensor2d([
        [3, 0],
        [0, 1],
        [-3, -1],
      ]);
      const turn = tf.tensor2d([
        [h, 0, h, 0, 0],
        [0, 0.6, 0, 0, 0.8],
      ]);
      const [a, b] = [flat, flat.matMul(turn) as tf.Tensor2D].map((x) => principalComponents(x, 2));
      const size = (x: tf.Tensor): tf.Tensor => x.abs();
      assert.ok(allClose(size(a.projected), size(b.projected), 1e-5));
      assert.ok(allClose(a.explained, b.explained, 1e-5));
      const identity = b.components.matMul(b.components, false, true);
      assert.ok(
        allClose(
          identity,
          [
            [1, 0],
            [0, 1],
          ],
          1e-5,
        ),
      );
    });
  });

  it('has the largest entry of each direction positive, and is the same every time', () => {
    tf.tidy(() => {
      for (const shape of [
        [30, 6],
        [6, 30],
      ] as [number, number][]) {
        const x = seededRandom(5).normalTensor<tf.Rank.R2>(shape);
        const first = principalComponents(x, 3);
        assert.deepEqual(
          principalComponents(x, 3).components.arraySync(),
          first.components.arraySync(),
        );
        for (const direction of first.components.arraySync()) {
          const most = direction.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
          assert.ok(most > 0, `${direction}`);
        }
        assert.ok(
          first.explained[0] >= first.explained[1] && first.explained[1] >= first.explained[2],
        );
      }
    });
  });

  it('bears points that are all the same', () => {
    tf.tidy(() => {
      const { projected, explained } = principalComponents(tf.ones<tf.Rank.R2>([3, 4]), 2);
      assert.deepEqual([...projected.dataSync()], Array(6).fill(0));
      assert.deepEqual(explained, [0, 0]);
    });
  });

  it('leaves two tensors behind', () => {
    const x = tf.randomNormal<tf.Rank.R2>([4, 3]);
    const before = tf.memory().numTensors;
    const result = principalComponents(x);
    assert.equal(tf.memory().numTensors - before, 2);
    tf.dispose([result.projected, result.components, x]);
  });

  it('says what is wrong', () => {
    const x = tf.ones<tf.Rank.R2>([4, 3]);
    const row = tf.ones([12]) as unknown as tf.Tensor2D;
    assertRefuses(
      () => principalComponents(x, 4),
      'principalComponents: k must be at most 3 for x (4, 3), got 4',
    );
    assertRefuses(
      () => principalComponents(row),
      'principalComponents: x must be a tensor of shape (N, D), got (12)',
    );
    tf.dispose([x, row]);
  });
});
