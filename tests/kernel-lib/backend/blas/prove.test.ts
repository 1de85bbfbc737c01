import { tf } from 'kernel-lib';
import type { Sgemm } from 'kernel-lib/backend/blas/library';
import { proveSgemm } from 'kernel-lib/backend/blas/prove';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { fastKernels } from 'kernel-lib/backend/fast/fast-kernels';
import type { Kernels } from 'kernel-lib/backend/fast/kernels';
import { engineChain } from 'kernel-lib/backend/use-backend';
import assert from 'node:assert/strict';

describe('proveSgemm', () => {
  let kernels: Kernels;
  let numbers: Float32Array;
  before(async () => {
    await chooseEngine(engineChain, 'wasm');
    kernels = fastKernels()!;
  });

  /** A product by the definition, or with a mistake: `change` is given the sum and the place. */
  function product(
    change: (sum: number, i: number, j: number, place: number) => number = (sum) => sum,
  ): Sgemm {
    return (m, n, k, left, lda, turnLeft, right, ldb, turnRight, target, stride, isAdded) => {
      numbers = new Float32Array(kernels.heap.memory.buffer);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let p = 0; p < k; p++) {
            const a = turnLeft ? p * lda + i : i * lda + p;
            const b = turnRight ? j * ldb + p : p * ldb + j;
            sum += numbers[left / 4 + a] * numbers[right / 4 + b];
          }
          const place = target / 4 + i * stride + j;
          numbers[place] = (isAdded ? numbers[place] : 0) + change(sum, i, j, place);
        }
      }
    };
  }
  const prove = (sgemm: Sgemm): void => proveSgemm(sgemm, kernels.ownSgemm, kernels.heap);
  const right = product();

  it('accepts a product that is right, and leaves no tensors', () => {
    const before = tf.memory().numTensors;
    prove(right);
    assert.equal(tf.memory().numTensors, before);
  });

  const wrong: Record<string, Sgemm> = {
    'is wrong at one edge': product((sum, i, j) => (i === 32 && j === 16 ? -sum : sum)),
    'adds to what is there, even times 0': product(
      (sum, _i, _j, place) => sum + 0 * numbers[place],
    ),
    'computes with fewer digits': product((sum) => {
      const bits = new Uint32Array(Float32Array.of(sum).buffer);
      bits[0] &= 0xffffe000;
      return new Float32Array(bits.buffer)[0];
    }),
    'ignores a transpose': (m, n, k, a, lda, _turn, ...rest) => right(m, n, k, a, lda, 0, ...rest),
    'takes the rows for dense': (m, n, k, a, lda, ta, b, ldb, tb, target, _stride, isAdded) =>
      right(m, n, k, a, lda, ta, b, ldb, tb, target, n, isAdded),
    'does not add': (...given) => right(...(given.with(-1, 0) as Parameters<Sgemm>)),
    'does nothing': () => undefined,
  };
  for (const [mistake, sgemm] of Object.entries(wrong)) {
    it(`refuses one that ${mistake}`, () => {
      assert.throws(() => prove(sgemm), /^Error: a product of .* and .* gave \S+ instead of/);
    });
  }
});
