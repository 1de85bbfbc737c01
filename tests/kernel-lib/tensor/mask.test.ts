import assert from 'node:assert/strict';

import { causalMask, lengthMask, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

onEveryEngine('masks', () => {
  it('causal: each position sees itself and what stands before it', () => {
    tf.tidy(() => {
      const mask = causalMask(3);
      assert.equal(mask.dtype, 'bool');
      assert.deepEqual(mask.arraySync(), [[1, 0, 0], [1, 1, 0], [1, 1, 1]]); // prettier-ignore
    });
  });

  it('by length: the first keys of each batch item, or of each query', () => {
    tf.tidy(() => {
      const rows = [[[1, 0, 0], [1, 0, 0]], [[1, 1, 1], [1, 1, 1]]]; // prettier-ignore
      const mask = lengthMask([1, 3], 2, 3);
      assert.equal(mask.dtype, 'bool');
      assert.deepEqual(mask.arraySync(), rows);
      assert.deepEqual(lengthMask(tf.tensor1d([1, 9]), 2, 3).arraySync(), rows);
      const perQuery = lengthMask([[0, 2]], 2, 3);
      assert.deepEqual(perQuery.arraySync(), [[[0, 0, 0], [1, 1, 0]]]); // prettier-ignore
    });
  });
});

describe('masks', () => {
  it('leave one tensor behind', () => {
    assertOwnsOneTensor(() => causalMask(4));
    assertOwnsOneTensor(() => lengthMask([1, 2], 2, 3));
    const lens = tf.tensor2d([[1, 2]], [1, 2], 'int32');
    assertOwnsOneTensor(() => lengthMask(lens, 2, 3));
    lens.dispose();
  });

  it('say what they expect', () => {
    assertRefuses(
      () => causalMask(0),
      'causalMask: length must be a whole number from 1 on, got 0',
    );
    assertRefuses(
      () => lengthMask([1], 2, 2.5),
      'lengthMask: numKeys must be a whole number from 1 on, got 2.5',
    );
    assertRefuses(
      () => lengthMask([[1, 2, 3]], 2, 3),
      'lengthMask: validLens must have shape (B) or (B, 2), got (1, 3)',
    );
    assertRefuses(
      () => lengthMask([1.5], 2, 3),
      'lengthMask: validLens must hold whole numbers from 0 on, got 1.5',
    );
    assertRefuses(
      () => lengthMask([2, -1], 2, 3),
      'lengthMask: validLens must hold whole numbers from 0 on, got -1',
    );
    assertRefuses(
      () => lengthMask(3 as unknown as number[], 2, 3),
      'lengthMask: validLens must be a tensor or an array, got a number',
    );
  });
});
