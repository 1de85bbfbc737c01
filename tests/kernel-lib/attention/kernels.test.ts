import assert from 'node:assert/strict';

import {
  allClose,
  boxcarKernel,
  constantKernel,
  epanechnikovKernel,
  gaussianKernel,
  tf,
  type Kernel,
} from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

onEveryEngine('kernels', () => {
  const heights = (kernel: Kernel, differences: number[]): number[] =>
    tf.tidy(() => Array.from(kernel(tf.tensor1d(differences)).dataSync()));

  it('are as high as their formulas say', () => {
    // Width 2: exp(-1/8), exp(-1/2), exp(-2).
    const gaussian = [1, 0.8824969, 0.6065307, 0.1353353];
    assert.ok(allClose(heights(gaussianKernel(2), [0, 1, -2, 4]), gaussian));
    assert.deepEqual(heights(boxcarKernel(2), [0, -1.5, 2, 2.5]), [1, 1, 1, 0]);
    // 1 - (u/2)^2: 1, 3/4, 0, and nothing beyond.
    assert.deepEqual(heights(epanechnikovKernel(2), [0, -1, 2, 3]), [1, 0.75, 0, 0]);
    assert.deepEqual(heights(constantKernel(), [0, -1, 100]), [1, 1, 1]);
  });

  it('keep the logarithm of the Gaussian where the height itself is 0', () => {
    tf.tidy(() => {
      const far = tf.tensor1d([40]);
      assert.deepEqual(Array.from(gaussianKernel(1)(far).dataSync()), [0]);
      assert.deepEqual(Array.from(gaussianKernel(1).log!(far).dataSync()), [-800]);
    });
  });
});

describe('kernels', () => {
  it('leave one tensor behind', () => {
    const difference = tf.tensor1d([1, 2]);
    const kernels = [gaussianKernel(1), boxcarKernel(1), epanechnikovKernel(1), constantKernel()];
    for (const kernel of kernels) assertOwnsOneTensor(() => kernel(difference));
    difference.dispose();
  });

  it('refuse a width that is not above 0', () => {
    const refusal = (name: string, width: number): string =>
      `${name}: width must be a number above 0, got ${width}`;
    assertRefuses(() => gaussianKernel(0), refusal('gaussianKernel', 0));
    assertRefuses(() => boxcarKernel(-1), refusal('boxcarKernel', -1));
    assertRefuses(() => epanechnikovKernel(NaN), refusal('epanechnikovKernel', NaN));
  });
});
