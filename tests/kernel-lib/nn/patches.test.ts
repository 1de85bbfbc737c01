import assert from 'node:assert/strict';

import { imageFromPatches, imagePatches, maxDifference, tf, useBackend } from 'kernel-lib';

import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

describe('imagePatches and imageFromPatches', () => {
  before(() => useBackend());

  it('cut row by row, and put together again', () => {
    tf.tidy(() => {
      const image = tf.range(0, 16).reshape<tf.Tensor4D>([1, 4, 4, 1]);
      const patches = imagePatches(image, 2);
      const expected = [[0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15]]; // prettier-ignore
      assert.equal(maxDifference(patches, [expected]), 0);
      assert.equal(maxDifference(imageFromPatches(patches, 2, [4, 4, 1]), image), 0);
      const colour = tf.range(0, 2 * 4 * 6 * 3).reshape<tf.Tensor4D>([2, 4, 6, 3]);
      const round = imageFromPatches(imagePatches(colour, 2), 2, [4, 6, 3]);
      assert.equal(maxDifference(round, colour), 0);
    });
  });

  it('leave one tensor behind and say what they expect', () => {
    const image = tf.ones([2, 4, 6, 1]) as tf.Tensor4D;
    const patches = imagePatches(image, 2);
    assertOwnsOneTensor(() => imagePatches(image, 2));
    assertOwnsOneTensor(() => imageFromPatches(patches, 2, [4, 6, 1]));
    assertRefuses(
      () => imagePatches(image, 4),
      'imagePatches: patchSize must divide 4 and 6, got 4',
    );
    assertRefuses(
      () => imageFromPatches(patches, 2, [4, 4, 1]),
      'imageFromPatches: patches must be a tensor of shape (B, 4, 4), got (2, 6, 4)',
    );
    tf.dispose([image, patches]);
  });
});
