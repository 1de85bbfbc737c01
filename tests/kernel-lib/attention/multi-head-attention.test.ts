import assert from 'node:assert/strict';

import {
  MultiHeadAttention,
  allClose,
  causalMask,
  maxDifference,
  seededRandom,
  tf,
} from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases, type Tensors } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';
import { attentionWeightsOf, bindWeights } from '../../support/weights';

const attention = (options: { dropout?: number } = {}): MultiHeadAttention =>
  new MultiHeadAttention({ dim: 4, numHeads: 2, random: seededRandom(1), ...options });

/** In the reference true = ignore. */
function attend(
  { query, key, value, ...rest }: Tensors,
  options: Record<string, unknown>,
): Tensors {
  const { keyPaddingMask, attnMask, ...weights } = rest;
  const [dim, numHeads] = [query.shape[2]!, options.numHeads as number];
  const layer = bindWeights(
    new MultiHeadAttention({ dim, numHeads, random: seededRandom(1) }),
    attentionWeightsOf('', '', weights),
  );
  const queries = query as tf.Tensor3D;
  const keys = (key ?? query) as tf.Tensor3D;
  const values = (value ?? query) as tf.Tensor3D;
  const shape = [query.shape[0], query.shape[1]!, keys.shape[1]];
  const open = keyPaddingMask?.logicalNot().cast('int32').expandDims(1);
  const mask = open && (open.tile([1, shape[1], 1]).cast('bool') as tf.Tensor3D);
  const input = { queries, keys, mask, isCausal: attnMask !== undefined };
  return { output: layer.forward({ ...input, values }), weights: layer.weights(input) };
}

onEveryEngine('MultiHeadAttention', () => {
  for (const goldenCase of goldenCases('multi_head_attention')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      checkGolden(goldenCase, attend);
    });
  }

  it('masks padded keys by lengths as by a mask', () => {
    const layer = attention();
    tf.tidy(() => {
      const x = seededRandom(2).normalTensor<tf.Rank.R3>([2, 3, 4]);
      const self = { queries: x, keys: x, values: x };
      const rows = [[1, 1, 0], [1, 1, 1]].map((row) => [row, row, row]); // prettier-ignore
      const mask = tf.tensor3d(rows).cast('bool') as tf.Tensor3D;
      const byLengths = layer.forward({ ...self, validLens: [2, 3] });
      assert.ok(allClose(byLengths, layer.forward({ ...self, mask })));
      assert.ok(maxDifference(byLengths, layer.forward(self)) > 1e-3);
    });
    layer.dispose();
  });

  it('computes the same with weights that could be dropped as in one pass', () => {
    const [plain, dropping] = [attention(), attention({ dropout: 1e-9 }).train()];
    dropping.setParameters(plain.namedParameters());
    tf.tidy(() => {
      const queries = seededRandom(2).normalTensor<tf.Rank.R3>([2, 3, 4]);
      const keys = seededRandom(3).normalTensor<tf.Rank.R3>([2, 5, 4]);
      const input = { queries, keys, values: keys, validLens: [2, 5] };
      assert.ok(allClose(dropping.forward(input), plain.forward(input)));
    });
    plain.dispose();
    dropping.dispose();
  });
});

describe('MultiHeadAttention', () => {
  it('sees no key after its own position, also where earlier keys were kept', () => {
    const layer = attention();
    tf.tidy(() => {
      const x = seededRandom(4).normalTensor<tf.Rank.R3>([1, 5, 4]);
      const self = { queries: x, keys: x, values: x };
      const whole = layer.forward({ ...self, isCausal: true });
      assert.ok(allClose(whole, layer.forward({ ...self, mask: causalMask(5) })));
      const last = x.slice([0, 3, 0], [1, 2, 4]);
      const kept = layer.attend(last, layer.project({ keys: x, values: x }), { isCausal: true });
      assert.ok(allClose(kept, whole.slice([0, 3, 0], [1, 2, 4])));
    });
    layer.dispose();
  });

  it('drops weights in training only', () => {
    const layer = attention({ dropout: 0.5 });
    tf.tidy(() => {
      const x = seededRandom(4).normalTensor<tf.Rank.R3>([1, 5, 4]);
      const self = { queries: x, keys: x, values: x };
      assert.equal(maxDifference(layer.forward(self), layer.forward(self)), 0);
      layer.train();
      assert.ok(maxDifference(layer.forward(self), layer.forward(self)) > 1e-3);
    });
    layer.dispose();
  });

  it('takes queries, keys and values of other widths, and does without biases', () => {
    const sizes = { dim: 4, numHeads: 2, queryDim: 3, keyDim: 5, valueDim: 6, useBias: false };
    const layer = new MultiHeadAttention({ ...sizes, random: seededRandom(1) });
    assert.equal(layer.numParameters(), 4 * (3 + 5 + 6 + 4));
    tf.tidy(() => {
      const [queries, keys, values] = [3, 5, 6].map((dim) => tf.ones<tf.Rank.R3>([2, 7, dim]));
      assert.deepEqual(layer.forward({ queries, keys, values }).shape, [2, 7, 4]);
      assert.deepEqual(layer.weights({ queries, keys }).shape, [2, 2, 7, 7]);
    });
    layer.dispose();
  });

  it('leaves one tensor behind and says what it expects', () => {
    const before = tf.memory().numTensors;
    const layer = attention({ dropout: 0.1 });
    const x = tf.ones([2, 3, 4]) as tf.Tensor3D;
    const wide = tf.ones([2, 3, 5]) as tf.Tensor3D;
    const self = { queries: x, keys: x, values: x, validLens: [1, 3], isCausal: true };
    assertOwnsOneTensor(() => layer.forward(self));
    assertOwnsOneTensor(() => layer.weights(self));
    layer.train();
    assertOwnsOneTensor(() => layer.forward(self));
    assertRefuses(
      () => layer.forward({ ...self, keys: wide }),
      'MultiHeadAttention.forward: keys must be a tensor of shape (2, K, 4), got (2, 3, 5)',
    );
    assertRefuses(
      () => layer.forward({ ...self, values: wide }),
      'MultiHeadAttention.forward: values must be a tensor of shape (2, 3, 4), got (2, 3, 5)',
    );
    assertRefuses(
      () => layer.weights({ ...self, validLens: [1] }),
      'MultiHeadAttention.weights: validLens must have shape (2) or (2, 3), got (1)',
    );
    assertRefuses(
      () => new MultiHeadAttention({ dim: 4, numHeads: 3, random: seededRandom(1) }),
      'MultiHeadAttention: numHeads must divide the width 4, got 3',
    );
    tf.dispose([x, wide]);
    layer.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
