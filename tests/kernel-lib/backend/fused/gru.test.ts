import assert from 'node:assert/strict';

import { seededRandom, tf } from 'kernel-lib';
import { gruOf } from 'kernel-lib/backend/fused/gru';

import { assertSameOnBoth } from '../wasm-kernels/compare-engines';
import { assertRuns, assertSameWithGradients, withGradients } from './with-gradients';

interface Sizes {
  batch: number;
  steps: number;
  h: number;
  lengths?: number[];
  isReversed?: boolean;
}

const shapesOf = ({ batch, steps, h }: Sizes): number[][] => [
  [batch, steps, 3 * h],
  [batch, h],
  [h, 3 * h],
  [3 * h],
];

const gru =
  ({ lengths, isReversed }: Sizes) =>
  (projected: tf.Tensor, state: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor =>
    gruOf({
      projected: projected as tf.Tensor3D,
      state: state as tf.Tensor2D,
      weight: weight as tf.Tensor2D,
      bias: bias as tf.Tensor1D,
      lengths: lengths === undefined ? null : tf.tensor1d(lengths, 'int32'),
      isReversed,
    });

describe('gruOf', () => {
  const small: Sizes = { batch: 3, steps: 4, h: 5 };

  it('is fused, and so is its gradient', () =>
    assertRuns(['gru', 'gruGradient'], () => withGradients(shapesOf(small), gru(small))));

  const cases: Sizes[] = [
    { batch: 1, steps: 1, h: 1 },
    small,
    { ...small, isReversed: true },
    { ...small, lengths: [4, 2, 0] },
    { ...small, lengths: [0, 9, 3], isReversed: true },
    { batch: 2, steps: 3, h: 8, lengths: [1, 3] },
    { batch: 0, steps: 2, h: 3 },
    { batch: 37, steps: 9, h: 32, lengths: Array.from({ length: 37 }, (_length, b) => b % 10) },
  ];
  for (const sizes of cases) {
    const { lengths, ...rest } = sizes;
    const name = `${JSON.stringify(rest)}${lengths ? ' with lengths' : ''}`;
    it(`is on wasm as on cpu for ${name}`, () =>
      assertSameWithGradients('gru', shapesOf(sizes), gru(sizes), 0.5));
  }

  it('does not depend on the end of a sequence that is over', () => {
    tf.tidy(() => {
      const random = seededRandom(4);
      const [projected, state, weight, bias] = shapesOf(small).map((s) => random.normalTensor(s));
      const other = projected.add(
        tf.range(0, 4).greaterEqual(2).cast('float32').reshape([1, 4, 1]),
      );
      for (const isReversed of [false, true]) {
        const run = gru({ ...small, lengths: [2, 1, 0], isReversed });
        const one = run(projected, state, weight, bias).dataSync();
        assert.deepEqual(run(other, state, weight, bias).dataSync(), one);
      }
    });
  });

  it('can be differentiated twice', () =>
    assertSameOnBoth('second gradient', () => {
      const random = seededRandom(3);
      const [projected, state, weight, bias] = shapesOf(small).map((s) => random.normalTensor(s));
      const first = tf.grad((p: tf.Tensor) => gru(small)(p, state, weight, bias).square().sum());
      return tf.grad((p: tf.Tensor) => first(p).square().sum())(projected);
    }));
});
