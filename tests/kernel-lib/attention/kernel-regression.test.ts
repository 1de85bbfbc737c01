import assert from 'node:assert/strict';

import {
  allClose,
  boxcarKernel,
  constantKernel,
  gaussianKernel,
  kernelRegression,
  kernelWeights,
  tf,
} from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

onEveryEngine('kernelRegression', () => {
  for (const goldenCase of goldenCases('nadaraya_watson')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      const width = 1 / goldenCase.params.w.data[0];
      // The gradient of the width belongs to gaussianWeights.
      const { w: _width, ...grads } = goldenCase.grads;
      checkGolden({ ...goldenCase, grads }, ({ xQuery, xTrain, yTrain }) => {
        const queries = xQuery.squeeze([1]) as tf.Tensor1D;
        const keys = xTrain.squeeze([1]) as tf.Tensor1D;
        const kernel = gaussianKernel(width);
        const values = yTrain as tf.Tensor1D;
        const output = kernelRegression({ queries, keys, values, kernel });
        return { output, weights: kernelWeights(queries, keys, kernel) };
      });
    });
  }

  it('is the mean of the values within reach, and of all values where none is', () => {
    tf.tidy(() => {
      const queries = tf.tensor1d([1, 9]);
      const keys = tf.tensor1d([0, 1, 2, 5]);
      const values = tf.tensor1d([3, 6, 0, 7]);
      const boxcar = kernelRegression({ queries, keys, values, kernel: boxcarKernel(1) });
      // (3 + 6 + 0) / 3; nothing within 1 of 9, so (3 + 6 + 0 + 7) / 4.
      assert.ok(allClose(boxcar, [3, 4]));
      const mean = kernelRegression({ queries, keys, values, kernel: constantKernel() });
      assert.ok(allClose(mean, [4, 4]));
    });
  });

  it("takes a learner's own kernel", () => {
    tf.tidy(() => {
      const triangle = (difference: tf.Tensor): tf.Tensor => tf.relu(tf.sub(1, difference.abs()));
      // Heights 0.75, 0.25, 0.
      const weights = kernelWeights(tf.tensor1d([0.25]), tf.tensor1d([0, 1, 2]), triangle);
      assert.ok(allClose(weights, [[0.75, 0.25, 0]]));
    });
  });
});

describe('kernelRegression', () => {
  it('leaves one tensor behind', () => {
    const [queries, keys] = [tf.tensor1d([1, 2]), tf.tensor1d([1, 2, 4])];
    for (const kernel of [gaussianKernel(1), boxcarKernel(1)]) {
      assertOwnsOneTensor(() => kernelWeights(queries, keys, kernel));
      assertOwnsOneTensor(() => kernelRegression({ queries, keys, values: keys, kernel }));
    }
    tf.dispose([queries, keys]);
  });

  it('says which shape it expects', () => {
    const [three, four] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([1, 2, 3, 4])];
    const table = tf.ones([3, 1]) as unknown as tf.Tensor1D;
    const kernel = gaussianKernel(1);
    assertRefuses(
      () => kernelRegression({ queries: three, keys: four, values: three, kernel }),
      'kernelRegression: values must be a tensor of shape (4), got (3)',
    );
    assertRefuses(
      () => kernelRegression({ queries: table, keys: four, values: four, kernel }),
      'kernelRegression: queries must be a tensor of shape (Q), got (3, 1)',
    );
    assertRefuses(
      () => kernelWeights(three, table, kernel),
      'kernelWeights: keys must be a tensor of shape (K), got (3, 1)',
    );
    tf.dispose([three, four, table]);
  });
});
