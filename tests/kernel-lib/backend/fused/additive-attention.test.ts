import { seededRandom, tf } from 'kernel-lib';
import { additiveAttentionOf } from 'kernel-lib/backend/fused/additive-attention';

import { assertSameOnBoth } from '../wasm-kernels/compare-engines';
import { assertRuns, assertSameWithGradients, withGradients } from './with-gradients';

interface Sizes {
  batch: number;
  queries: number;
  keys: number;
  h: number;
  v: number;
  isMasked?: boolean;
  isZeroWhenClosed?: boolean;
}

const shapesOf = ({ batch, queries, keys, h, v }: Sizes): number[][] => [
  [batch, queries, h],
  [batch, keys, h],
  [h],
  [batch, keys, v],
];

/** Random bits; the first query of each batch item may see nothing. */
function maskOf({ batch, queries, keys }: Sizes): tf.Tensor {
  const random = seededRandom(9);
  const shape = [batch, queries, keys];
  const bits = Array.from({ length: batch * queries * keys }, (_bit, i) =>
    Number(Math.floor(i / keys) % queries > 0 && random.integer(3) > 0),
  );
  return tf.tensor(bits, shape, 'bool');
}

const attend =
  (sizes: Sizes) =>
  (queries: tf.Tensor, keys: tf.Tensor, scoreWeight: tf.Tensor, values: tf.Tensor): tf.Tensor =>
    additiveAttentionOf({
      queries: queries as tf.Tensor3D,
      keys: keys as tf.Tensor3D,
      scoreWeight: scoreWeight as tf.Tensor1D,
      values: values as tf.Tensor3D,
      open: sizes.isMasked ? maskOf(sizes) : null,
      isZeroWhenClosed: sizes.isZeroWhenClosed ?? false,
    });

describe('additiveAttentionOf', () => {
  const small: Sizes = { batch: 2, queries: 3, keys: 5, h: 6, v: 3 };

  it('is fused, and so is its gradient', () =>
    assertRuns(['additiveAttention', 'additiveAttentionGradient'], () =>
      withGradients(shapesOf(small), attend(small)),
    ));

  const cases: Sizes[] = [
    { batch: 1, queries: 1, keys: 1, h: 1, v: 1 },
    small,
    { ...small, isMasked: true },
    { ...small, isMasked: true, isZeroWhenClosed: true },
    { batch: 0, queries: 2, keys: 2, h: 3, v: 2 },
    { batch: 40, queries: 2, keys: 13, h: 32, v: 20, isMasked: true },
  ];
  for (const sizes of cases) {
    it(`is on wasm as on cpu for ${JSON.stringify(sizes)}`, () =>
      assertSameWithGradients('attention', shapesOf(sizes), attend(sizes)));
  }

  it('can be differentiated twice', () =>
    assertSameOnBoth('second gradient', () => {
      const random = seededRandom(3);
      const [q, k, w, v] = shapesOf(small).map((shape) => random.normalTensor(shape));
      const first = tf.grad((t: tf.Tensor) => attend(small)(t, k, w, v).square().sum());
      return tf.grad((t: tf.Tensor) => first(t).square().sum())(q);
    }));
});
