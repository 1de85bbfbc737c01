import { allClose, seededRandom, tf } from 'kernel-lib';
import assert from 'node:assert/strict';

import { onEveryEngine } from '../../../support/engines';
import { assertGradients } from './with-differences';

/** Shapes before transposing. */
const cases: [number[], number[]][] = [
  [
    [3, 4],
    [4, 2],
  ],
  [
    [2, 3, 4],
    [4, 5],
  ],
  [
    [3, 4],
    [2, 4, 5],
  ],
  [
    [1, 3, 4],
    [2, 4, 5],
  ],
  [
    [2, 3, 4],
    [1, 4, 5],
  ],
  [
    [2, 1, 3, 2],
    [3, 2, 4],
  ],
  [
    [2, 1, 3, 2],
    [1, 2, 2, 3],
  ],
  [
    [2, 2, 3, 2],
    [2, 2],
  ],
  [
    [2, 1, 1],
    [1, 1],
  ],
];
const turned = (shape: number[]): number[] => [...shape.slice(0, -2), ...shape.slice(-2).reverse()];

onEveryEngine('the gradient of matMul', () => {
  for (const [a, b] of cases) {
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ]) {
      // prettier-ignore
      it(`of (${a}) · (${b}), ${transposeA ? 'Aᵀ' : 'A'} ${transposeB ? 'Bᵀ' : 'B'}`, () =>
        assertGradients([transposeA ? turned(a) : a, transposeB ? turned(b) : b], (x, y) =>
          tf.matMul(x, y, transposeA, transposeB),
        ));
    }
  }

  it('sums over the batch for weights that all share', () => {
    tf.tidy(() => {
      const ones = tf.ones([3, 2, 1]);
      const gradient = tf.grad((w: tf.Tensor) => tf.matMul(ones, w).sum())(tf.ones([1, 4]));
      assert.ok(allClose(gradient, [[6, 6, 6, 6]]));
    });
  });
});

onEveryEngine('matMul', () => {
  it('takes the right matrices where both batches are broadcast', () => {
    tf.tidy(() => {
      const random = seededRandom(2);
      const [a, b] = [random.normalTensor([2, 1, 3, 2]), random.normalTensor([1, 3, 2, 4])];
      const product = tf.matMul(a, b);
      assert.deepEqual(product.shape, [2, 3, 3, 4]);
      for (const i of [0, 1]) {
        for (const j of [0, 1, 2]) {
          const expected = tf.matMul(
            a.slice([i, 0], [1, 1]).reshape<tf.Tensor2D>([3, 2]),
            b.slice([0, j], [1, 1]).reshape<tf.Tensor2D>([2, 4]),
          );
          assert.ok(allClose(product.slice([i, j], [1, 1]).reshape([3, 4]), expected));
        }
      }
    });
  });
});
