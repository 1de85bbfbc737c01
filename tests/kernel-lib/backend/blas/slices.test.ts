import { tf } from 'kernel-lib';
import type { Sgemm } from 'kernel-lib/backend/blas/library';
import { isSliceable } from 'kernel-lib/backend/blas/slices';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { fastKernels } from 'kernel-lib/backend/fast/fast-kernels';
import type { Kernels } from 'kernel-lib/backend/fast/kernels';
import { engineChain } from 'kernel-lib/backend/use-backend';
import assert from 'node:assert/strict';

describe('isSliceable', () => {
  let kernels: Kernels;
  before(async () => {
    await chooseEngine(engineChain, 'wasm');
    kernels = fastKernels()!;
  });

  it('is true of our own kernel, and leaves no tensors', () => {
    const before = tf.memory().numTensors;
    assert.equal(isSliceable(kernels.ownSgemm, kernels.heap), true);
    assert.equal(tf.memory().numTensors, before);
  });

  /** Sums of products with few rows are cut in two, so that they round otherwise. */
  const cutsFewRows =
    (turned: number): Sgemm =>
    (m, n, k, left, lda, turnLeft, right, ldb, turnRight, ...rest) => {
      const { ownSgemm } = kernels;
      const [target, stride] = rest;
      if (m > 100 || turnLeft !== turned) {
        return ownSgemm(m, n, k, left, lda, turnLeft, right, ldb, turnRight, ...rest);
      }
      const half = 700;
      ownSgemm(m, n, half, left, lda, turnLeft, right, ldb, turnRight, target, stride, 0);
      const [fromLeft, fromRight] = [
        left + 4 * half * (turnLeft ? lda : 1),
        right + 4 * half * (turnRight ? 1 : ldb),
      ];
      ownSgemm(m, n, k - half, fromLeft, lda, turnLeft, fromRight, ldb, turnRight, target, stride, 1); // prettier-ignore
    };
  for (const turned of [0, 1]) {
    it(`is false of one that rounds slices otherwise${turned ? ' in a transpose' : ''}`, () => {
      assert.equal(isSliceable(cutsFewRows(turned), kernels.heap), false);
    });
  }
});
