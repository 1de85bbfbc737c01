import { seededRandom, tf, type Random } from 'kernel-lib';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { attentionOf } from 'kernel-lib/backend/fused/attention';
import { engineChain } from 'kernel-lib/backend/use-backend';
import assert from 'node:assert/strict';

import { assertSameOnBoth } from '../wasm-kernels/compare-engines';
import { assertRuns, assertSameWithGradients, withGradients } from './with-gradients';

interface Sizes {
  batch: number;
  queries: number;
  keys: number;
  heads: number;
  d: number;
  v: number;
  mask?: keyof typeof masks;
  /** Whether a query that sees nothing gets zeros; else the mean of all values. */
  isZero?: boolean;
}

const shapesOf = ({ batch, queries, keys, heads, d, v }: Sizes): number[][] => [
  [batch, queries, heads * d],
  [batch, keys, heads * d],
  [batch, keys, heads * v],
];

/** Whether query i of batch b sees key j. */
const masks = {
  causal: (_b: number, i: number, j: number) => j <= i,
  /** Random, with one closed row. */
  batch: (_b: number, i: number, _j: number, _sizes: Sizes, random: Random) =>
    i > 0 && random.integer(2) === 1,
  /** Of each text, fewer and fewer words are there; of the last none. */
  lengths: (b: number, _i: number, j: number, { batch, keys }: Sizes) =>
    j < Math.floor((keys * (batch - 1 - b)) / batch),
  /** A band that moves to the left: later queries see less. */
  backwards: (_b: number, i: number, j: number, { keys }: Sizes) =>
    j + i < keys && j + i > keys - 40,
};

function maskOf(sizes: Sizes): tf.Tensor | null {
  if (!sizes.mask) return null;
  const isOpen = masks[sizes.mask];
  const random = seededRandom(9);
  const { queries, keys } = sizes;
  const batch = sizes.mask === 'causal' ? 1 : sizes.batch;
  const bits = Array.from({ length: batch * queries * keys }, (_bit, n) => {
    const i = Math.floor(n / keys);
    return Number(isOpen(Math.floor(i / queries), i % queries, n % keys, sizes, random));
  });
  const shape = sizes.mask === 'causal' ? [queries, keys] : [batch, queries, keys];
  return tf.tensor(bits, shape, 'bool');
}

function attend(sizes: Sizes): (...operands: tf.Tensor[]) => tf.Tensor {
  return (queries, keys, values) =>
    attentionOf({
      queries: queries as tf.Tensor3D,
      keys: keys as tf.Tensor3D,
      values: values as tf.Tensor3D,
      numHeads: sizes.heads,
      open: maskOf(sizes),
      isZeroWhenClosed: sizes.isZero ?? true,
    });
}

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
    { batch: 1, queries: 200, keys: 131, heads: 2, d: 8, v: 12, mask: 'causal' },
    { batch: 1, queries: 70, keys: 190, heads: 1, d: 5, v: 7, mask: 'causal', isZero: false },
    { batch: 4, queries: 70, keys: 90, heads: 2, d: 8, v: 8, mask: 'lengths' },
    { batch: 4, queries: 70, keys: 90, heads: 2, d: 8, v: 8, mask: 'lengths', isZero: false },
    { batch: 2, queries: 130, keys: 101, heads: 2, d: 8, v: 8, mask: 'backwards' },
    { batch: 2, queries: 130, keys: 101, heads: 2, d: 8, v: 8, mask: 'backwards', isZero: false },
    { batch: 2, queries: 67, keys: 67, heads: 1, d: 4, v: 4, mask: 'batch', isZero: false },
  ];
  for (const sizes of cases) {
    it(`is on wasm as on cpu for ${JSON.stringify(sizes)}`, () =>
      assertSameWithGradients('attention', shapesOf(sizes), attend(sizes)));
  }

  it('reads nothing that no query sees', async () => {
    await chooseEngine(engineChain, 'wasm');
    const sizes: Sizes = { batch: 2, queries: 3, keys: 80, heads: 1, d: 4, v: 4, mask: 'lengths' };
    const [queries, keys, values] = shapesOf(sizes).map((shape) => tf.ones(shape));
    const poison = tf.tensor(Array.from({ length: 640 }, (_, i) => (i % 320 < 160 ? 1 : NaN)), [2, 80, 4]); // prettier-ignore
    const y = attend(sizes)(queries, keys.mul(poison), values.mul(poison));
    const [least, most] = [y.min().dataSync()[0], y.max().dataSync()[0]];
    assert.equal(least, 0);
    assert.ok(Math.abs(most - 1) < 1e-5, `${most}`);
  });

  it('can be differentiated twice', () =>
    assertSameOnBoth('second gradient', () => {
      const random = seededRandom(3);
      const [q, k, v] = shapesOf(small).map((shape) => random.normalTensor(shape));
      const first = tf.grad((t: tf.Tensor) => attend(small)(t, k, v).square().sum());
      return tf.grad((t: tf.Tensor) => first(t).square().sum())(q);
    }));
});
