import { seededRandom, tf } from 'kernel-lib';
import { attentionOf } from 'kernel-lib/backend/fused/attention';

import { assertSameOnBoth } from '../wasm-kernels/compare-engines';
import { assertRuns, assertSameWithGradients, withGradients } from './with-gradients';

interface Sizes {
  batch: number;
  queries: number;
  keys: number;
  heads: number;
  d: number;
  v: number;
  mask?: 'causal' | 'batch';
}

const shapesOf = ({ batch, queries, keys, heads, d, v }: Sizes): number[][] => [
  [batch, queries, heads * d],
  [batch, keys, heads * d],
  [batch, keys, heads * v],
];

/** Lower triangle, or random bits with one closed row. */
function maskOf({ mask, batch, queries, keys }: Sizes): tf.Tensor | null {
  if (!mask) return null;
  const random = seededRandom(9);
  const shape = mask === 'causal' ? [queries, keys] : [batch, queries, keys];
  const bits = Array.from({ length: tf.util.sizeFromShape(shape) }, (_bit, i) => {
    const [query, key] = [Math.floor(i / keys), i % keys];
    return Number(mask === 'causal' ? key <= query : query > 0 && random.integer(2) === 1);
  });
  return tf.tensor(bits, shape, 'bool');
}

const attend =
  (sizes: Sizes) =>
  (queries: tf.Tensor, keys: tf.Tensor, values: tf.Tensor): tf.Tensor =>
    attentionOf({
      queries: queries as tf.Tensor3D,
      keys: keys as tf.Tensor3D,
      values: values as tf.Tensor3D,
      numHeads: sizes.heads,
      open: maskOf(sizes),
      isZeroWhenClosed: true,
    });

describe('attentionOf', () => {
  const small = { batch: 2, queries: 3, keys: 4, heads: 2, d: 3, v: 5 };

  it('is fused, and so is its gradient', () =>
    assertRuns(['attention', 'attentionGradient'], () =>
      withGradients(shapesOf(small), attend(small)),
    ));

  const cases: Sizes[] = [
    { batch: 1, queries: 1, keys: 1, heads: 1, d: 1, v: 1 },
    small,
    { ...small, mask: 'batch' },
    { batch: 3, queries: 7, keys: 7, heads: 4, d: 8, v: 8, mask: 'causal' },
    { batch: 2, queries: 1, keys: 9, heads: 3, d: 2, v: 1, mask: 'batch' },
    { batch: 0, queries: 2, keys: 2, heads: 1, d: 2, v: 2 },
    { batch: 2, queries: 65, keys: 65, heads: 3, d: 16, v: 16, mask: 'causal' },
  ];
  for (const sizes of cases) {
    it(`is on wasm as on cpu for ${JSON.stringify(sizes)}`, () =>
      assertSameWithGradients('attention', shapesOf(sizes), attend(sizes)));
  }

  it('can be differentiated twice', () =>
    assertSameOnBoth('second gradient', () => {
      const random = seededRandom(3);
      const [q, k, v] = shapesOf(small).map((shape) => random.normalTensor(shape));
      const first = tf.grad((t: tf.Tensor) => attend(small)(t, k, v).square().sum());
      return tf.grad((t: tf.Tensor) => first(t).square().sum())(q);
    }));
});
