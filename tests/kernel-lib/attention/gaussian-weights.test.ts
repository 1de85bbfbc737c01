import assert from 'node:assert/strict';

import { allClose, gaussianWeights, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

onEveryEngine('gaussianWeights', () => {
  for (const goldenCase of goldenCases('nadaraya_watson')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      checkGolden(goldenCase, ({ xQuery, xTrain, yTrain, w }) => {
        const queries = xQuery.squeeze([1]) as tf.Tensor1D;
        const keys = xTrain.squeeze([1]) as tf.Tensor1D;
        const weights = gaussianWeights(queries, keys, w as tf.Scalar);
        return { weights, output: tf.matMul(weights, yTrain.expandDims(1)).squeeze([1]) };
      });
    });
  }

  it('leaves the point itself out, however narrow the kernel', () => {
    tf.tidy(() => {
      const keys = tf.tensor1d([0, 1, 3]);
      // From 0: exp(-1/2) to exp(-9/2); from 1: exp(-1/2) to exp(-2); from 3: exp(-9/2) to exp(-2).
      const near = [1 / (1 + Math.exp(-4)), 1 / (1 + Math.exp(-1.5)), 1 / (1 + Math.exp(-2.5))];
      const expected = [
        [0, near[0], 1 - near[0]],
        [near[1], 0, 1 - near[1]],
        [1 - near[2], near[2], 0],
      ];
      assert.ok(allClose(gaussianWeights(keys, keys, 1, { leaveOneOut: true }), expected));
      const narrow = gaussianWeights(keys, keys, 1e4, { leaveOneOut: true });
      assert.ok(allClose(narrow, [[0, 1, 0], [1, 0, 0], [0, 1, 0]])); // prettier-ignore
    });
  });
});

describe('gaussianWeights', () => {
  it('leaves one tensor behind', () => {
    const keys = tf.tensor1d([1, 2]);
    const w = tf.scalar(2);
    assertOwnsOneTensor(() => gaussianWeights(keys, keys, 2));
    assertOwnsOneTensor(() => gaussianWeights(keys, keys, w, { leaveOneOut: true }));
    tf.dispose([keys, w]);
  });

  it('says what it expects', () => {
    const [one, two, three] = [tf.tensor1d([1]), tf.tensor1d([1, 2]), tf.tensor1d([1, 2, 3])];
    assertRefuses(
      () => gaussianWeights(two, three, 1, { leaveOneOut: true }),
      'gaussianWeights: keys must be a tensor of shape (2), got (3)',
    );
    assertRefuses(
      () => gaussianWeights(one, one, 1, { leaveOneOut: true }),
      'gaussianWeights: leaveOneOut must have at least two keys, got 1',
    );
    assertRefuses(
      () => gaussianWeights(two, three, two as unknown as tf.Scalar),
      'gaussianWeights: w must be a tensor of shape (), got (2)',
    );
    tf.dispose([one, two, three]);
  });
});
