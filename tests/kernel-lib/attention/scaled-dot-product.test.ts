import assert from 'node:assert/strict';

import {
  allClose,
  attentionPool,
  causalMask,
  scaledDotProductAttention,
  scaledDotProductWeights,
  seededRandom,
  tf,
} from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases, type Tensors } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

/** (…, T, d) -> (B, T, d): the reference also has cases with heads. */
function flat(tensor: tf.Tensor): tf.Tensor3D {
  return tensor.reshape([-1, ...tensor.shape.slice(-2)]);
}

function attend({ query, key, value, mask }: Tensors, isCausal: boolean): Tensors {
  const limit = isCausal ? causalMask(query.shape[query.rank - 2]) : (mask as tf.Tensor3D);
  const input = { queries: flat(query), keys: flat(key), mask: limit };
  const batch = query.shape.slice(0, -2);
  const weights = scaledDotProductWeights(input);
  const output = scaledDotProductAttention({ ...input, values: flat(value) });
  return {
    weights: weights.reshape([...batch, ...weights.shape.slice(1)]),
    output: output.reshape([...batch, ...output.shape.slice(1)]),
  };
}

onEveryEngine('scaledDotProductAttention', () => {
  for (const goldenCase of goldenCases('scaled_dot_product_attention')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      checkGolden(goldenCase, (tensors, { causal }) => attend(tensors, causal === true));
    });
  }

  it('mixes values by its own weights', () => {
    tf.tidy(() => {
      const random = seededRandom(4);
      const queries = random.normalTensor<tf.Rank.R3>([2, 3, 4]);
      const keys = random.normalTensor<tf.Rank.R3>([2, 5, 4]);
      const values = random.normalTensor<tf.Rank.R3>([2, 5, 3]);
      const input = { queries, keys, validLens: [2, 5] };
      const expected = attentionPool(scaledDotProductWeights(input), values);
      assert.ok(allClose(scaledDotProductAttention({ ...input, values }), expected));
    });
  });
});

describe('scaledDotProductAttention', () => {
  it('leaves one tensor behind', () => {
    const [queries, keys, values] = [1, 2, 3].map((size) => tf.ones([2, 3, size]) as tf.Tensor3D);
    assertOwnsOneTensor(() =>
      scaledDotProductWeights({ queries, keys: queries, validLens: [1, 2] }),
    );
    assertOwnsOneTensor(() => scaledDotProductAttention({ queries: keys, keys, values }));
    tf.dispose([queries, keys, values]);
  });

  it('says which shape it expects', () => {
    const queries = tf.ones([2, 3, 4]) as tf.Tensor3D;
    const keys = tf.ones([2, 5, 3]) as tf.Tensor3D;
    assertRefuses(
      () => scaledDotProductWeights({ queries, keys }),
      'scaledDotProductWeights: keys must be a tensor of shape (2, K, 4), got (2, 5, 3)',
    );
    assertRefuses(
      () => scaledDotProductAttention({ queries: keys, keys, values: queries }),
      'scaledDotProductAttention: values must be a tensor of shape (2, 5, v), got (2, 3, 4)',
    );
    assertRefuses(
      () => scaledDotProductWeights({ queries, keys: queries, validLens: [1] }),
      'scaledDotProductWeights: validLens must have shape (2) or (2, 3), got (1)',
    );
    tf.dispose([queries, keys]);
  });
});
