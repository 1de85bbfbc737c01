import assert from 'node:assert/strict';
import { allClose, tf } from 'kernel-lib';
import { cosineSimilarity } from 'kernel-lib/tensor/cosine-similarity';
import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

onEveryEngine('cosineSimilarity', () => {
  it('is the cosine of the angle, whatever the lengths', () => {
    tf.tidy(() => {
      const of = (a: number[], b: number[]): number =>
        cosineSimilarity(tf.tensor1d(a), tf.tensor1d(b)).dataSync()[0];
      // (3, 4) and (4, 3): 24 / 25.
      assert.ok(allClose(of([3, 4], [4, 3]), 0.96, 1e-6));
      assert.ok(allClose(of([3, 4], [400, 300]), 0.96, 1e-6));
      assert.ok(allClose(of([1, 2], [-2, -4]), -1, 1e-6));
      assert.ok(allClose(of([1, 2], [2, -1]), 0, 1e-6));
    });
  });

  it('compares every row with every row', () => {
    tf.tidy(() => {
      const a = tf.tensor2d([
        [1, 0],
        [0, 2],
      ]);
      const b = tf.tensor2d([
        [5, 0],
        [3, 4],
        [0, -1],
      ]);
      const expected = [
        [1, 0.6, 0],
        [0, 0.8, -1],
      ];
      assert.ok(allClose(cosineSimilarity(a, b), expected, 1e-6));
    });
  });

  it('is 0 for a vector of zeros, with gradients that are numbers', () => {
    tf.tidy(() => {
      const b = tf.tensor2d([[1, 1]]);
      const a = tf.tensor2d([
        [0, 0],
        [1, 0],
      ]);
      assert.ok(allClose(cosineSimilarity(a, b), [[0], [Math.SQRT1_2]], 1e-6));
      const gradient = tf.grad((x: tf.Tensor) => cosineSimilarity(x as tf.Tensor2D, b).sum())(a);
      // d cos / d(1, 0) turns towards (1, 1): (0, 1/√2).
      const [, row] = gradient.arraySync() as number[][];
      assert.ok(allClose(row, [0, Math.SQRT1_2], 1e-5));
      assert.ok(gradient.dataSync().every(Number.isFinite));
    });
  });

  it('leaves one tensor behind', () => {
    const x = tf.ones<tf.Rank.R2>([2, 3]);
    const v = tf.ones<tf.Rank.R1>([3]);
    assertOwnsOneTensor(() => cosineSimilarity(x, x));
    assertOwnsOneTensor(() => cosineSimilarity(v, v));
    tf.dispose([x, v]);
  });

  it('says what does not fit', () => {
    const [a, b, v] = [tf.ones([2, 3]), tf.ones([2, 4]), tf.ones([3])] as unknown as tf.Tensor2D[];
    assertRefuses(
      () => cosineSimilarity(a, b),
      'cosineSimilarity: b must be a tensor of shape (M, 3), got (2, 4)',
    );
    assertRefuses(
      () => cosineSimilarity(v, a),
      'cosineSimilarity: b must be a tensor of shape (3), got (2, 3)',
    );
    tf.dispose([a, b, v]);
  });
});
