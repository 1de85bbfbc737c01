import { tf } from 'kernel-lib';
import { dropoutMaskOf } from 'kernel-lib/backend/fused/dropout-mask';
import assert from 'node:assert/strict';

import { onEveryEngine } from '../../../support/engines';
import { assertOwnsOneTensor } from '../../../support/memory';
import { assertSameOnBoth } from '../wasm-kernels/compare-engines';
import { assertRuns } from './with-gradients';

describe('dropoutMaskOf', () => {
  it('is fused', () => assertRuns(['dropoutMask'], () => dropoutMaskOf([5], 0.5, 1)));

  it('is the same on wasm as on cpu for any seed', async () => {
    for (const seed of [0, 1, 2 ** 31, 2 ** 32 - 1]) {
      await assertSameOnBoth(`${seed}`, () => dropoutMaskOf([7, 31], 0.3, seed));
    }
  });
});

onEveryEngine('dropoutMaskOf', () => {
  it('drops the share it is told to, and scales the rest', () => {
    tf.tidy(() => {
      const values = dropoutMaskOf([100, 100], 0.2, 7).dataSync();
      const zeros = values.filter((value) => value === 0).length;
      // 10,000 draws: five standard deviations are 200.
      assert.ok(Math.abs(zeros - 2000) < 200, `${zeros}`);
      assert.ok(values.every((value) => value === 0 || value === 1.25));
    });
  });

  it('drops nothing at rate 0', () => {
    tf.tidy(() => {
      assert.ok(dropoutMaskOf([1000], 0, 7).dataSync().every((value) => value === 1)); // prettier-ignore
    });
  });

  it('gives another mask for another seed, without a pattern between neighbours', () => {
    tf.tidy(() => {
      const of = (seed: number): number[] => [...dropoutMaskOf([4000], 0.5, seed).dataSync()];
      const [one, two] = [of(1), of(2)];
      const agree = (a: number[], b: number[]): number =>
        a.filter((value, i) => value === b[i]).length / a.length;
      assert.ok(Math.abs(agree(one, two) - 0.5) < 0.05);
      for (let shift = 1; shift < 40; shift++) {
        assert.ok(Math.abs(agree(one.slice(shift), two) - 0.5) < 0.06, `${shift}`);
        assert.ok(Math.abs(agree(one.slice(shift), one) - 0.5) < 0.06, `${shift}`);
      }
    });
  });

  it('leaves one tensor', () => assertOwnsOneTensor(() => dropoutMaskOf([3], 0.5, 1)));
});
