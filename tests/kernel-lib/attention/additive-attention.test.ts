import assert from 'node:assert/strict';

import { AdditiveAttention, attentionPool, allClose, fit, seededRandom, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertClose, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

const tensorOf = ({ data, shape, dtype }: { data: number[]; shape: number[]; dtype: 'float32' | 'int32' | 'bool' }): tf.Tensor =>
  tf.tensor(data, shape, dtype); // prettier-ignore

onEveryEngine('AdditiveAttention', () => {
  for (const { name, inputs, params, outputs } of goldenCases('additive_attention')) {
    it(`agrees with the reference once it has its weights: ${name}`, () => {
      tf.tidy(() => {
        const [numHiddens, queryDim] = params.W_q.shape;
        const keyDim = params.W_k.shape[1];
        const random = seededRandom(0);
        const layer = new AdditiveAttention({ queryDim, keyDim, numHiddens, random });
        layer.setParameters({
          queryWeight: tensorOf(params.W_q).transpose(),
          keyWeight: tensorOf(params.W_k).transpose(),
          scoreWeight: tensorOf(params.w_v),
        });
        const [queries, keys, values] = [inputs.queries, inputs.keys, inputs.values].map(
          (wire) => tensorOf(wire) as tf.Tensor3D,
        );
        const input = { queries, keys, validLens: inputs.validLens.data };
        assertClose('weights', layer.weights(input), tensorOf(outputs.weights));
        assertClose('output', layer.forward({ ...input, values }), tensorOf(outputs.output));
        const pooled = attentionPool(layer.weights(input), values);
        assert.ok(allClose(pooled, layer.forward({ ...input, values })));
        layer.dispose();
      });
    });
  }

  it('learns to point at the key that equals the query', async () => {
    const random = seededRandom(3);
    const layer = new AdditiveAttention({ queryDim: 4, keyDim: 4, numHiddens: 16, random });
    const items = tf.eye(4).expandDims(0) as tf.Tensor3D;
    const history = await fit({
      steps: 150,
      learningRate: 0.05,
      variables: layer.parameters(),
      loss: () =>
        layer
          .forward({ queries: items, keys: items, values: items })
          .sub(items)
          .square()
          .mean() as tf.Scalar,
    });
    // Equal weights of 1/4 cost (9 + 3) / 64 = 3/16.
    assert.ok(history.losses[0] > 0.1 && history.losses[149] < 0.01, `${history.losses[149]}`);
    layer.dispose();
    items.dispose();
  });
});

describe('AdditiveAttention', () => {
  const options = { queryDim: 2, keyDim: 3, numHiddens: 5 };

  it('counts (dq + dk + 1) h numbers, the same ones for the same seed', () => {
    const [one, other] = [1, 1].map(
      (seed) => new AdditiveAttention({ ...options, random: seededRandom(seed) }),
    );
    assert.equal(one.numParameters(), 30);
    assert.deepEqual(Object.keys(one.namedParameters()), [
      'queryWeight',
      'keyWeight',
      'scoreWeight',
    ]);
    assert.ok(allClose(one.queryWeight, other.queryWeight, 0));
    one.dispose();
    other.dispose();
  });

  it('leaves one tensor behind, and says which shape it expects', () => {
    const layer = new AdditiveAttention({ ...options, random: seededRandom(1) });
    const queries = tf.ones([2, 4, 2]) as tf.Tensor3D;
    const keys = tf.ones([2, 6, 3]) as tf.Tensor3D;
    assertOwnsOneTensor(() => layer.weights({ queries, keys, validLens: [1, 2] }));
    assertOwnsOneTensor(() => layer.forward({ queries, keys, values: keys }));
    assertRefuses(
      () => layer.weights({ queries: keys, keys }),
      'AdditiveAttention.weights: queries must be a tensor of shape (B, Q, 2), got (2, 6, 3)',
    );
    assertRefuses(
      () => layer.forward({ queries, keys: queries, values: keys }),
      'AdditiveAttention.forward: keys must be a tensor of shape (2, K, 3), got (2, 4, 2)',
    );
    assertRefuses(
      () => layer.forward({ queries, keys, values: queries }),
      'AdditiveAttention.forward: values must be a tensor of shape (2, 6, v), got (2, 4, 2)',
    );
    const before = tf.memory().numTensors;
    layer.dispose();
    assert.equal(before - tf.memory().numTensors, 3);
    tf.dispose([queries, keys]);
  });
});
