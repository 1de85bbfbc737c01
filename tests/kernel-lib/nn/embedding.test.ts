import assert from 'node:assert/strict';

import { Embedding, allClose, seededRandom, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

const embedding = (): Embedding =>
  new Embedding({ numEmbeddings: 3, dim: 2, random: seededRandom(1) });
const rows = [[1, 2], [3, 4], [5, 6]]; // prettier-ignore

onEveryEngine('Embedding', () => {
  it('looks a row up for each id', () => {
    const layer = embedding();
    layer.setParameters({ weight: rows });
    tf.tidy(() => {
      assert.ok(allClose(layer.forward(tf.tensor1d([2, 0], 'int32')), [rows[2], rows[0]]));
      const pairs = layer.forward(tf.tensor2d([[1, 1], [0, 2]], [2, 2], 'int32')); // prettier-ignore
      assert.ok(allClose(pairs, [[rows[1], rows[1]], [rows[0], rows[2]]])); // prettier-ignore
    });
    layer.dispose();
  });

  it('sums the gradients of a row that is looked up more than once', () => {
    const layer = embedding();
    tf.tidy(() => {
      const upstream = tf.tensor2d([[1, 2], [10, 20], [100, 200]]); // prettier-ignore
      const { grads } = tf.variableGrads(
        () =>
          layer
            .forward(tf.tensor1d([1, 0, 1], 'int32'))
            .mul(upstream)
            .sum() as tf.Scalar,
      );
      assert.ok(allClose(grads[layer.weight.name], [[10, 20], [101, 202], [0, 0]])); // prettier-ignore
    });
    layer.dispose();
  });
});

describe('Embedding', () => {
  it('starts with vectors about 1 long', () => {
    const wide = new Embedding({ numEmbeddings: 200, dim: 64, random: seededRandom(2) });
    const lengths = tf.tidy(() => tf.norm(wide.weight, 'euclidean', 1).dataSync());
    assert.ok(lengths.every((length) => length > 0.6 && length < 1.4));
    wide.dispose();
  });

  it('leaves one tensor behind and says what it expects', () => {
    const before = tf.memory().numTensors;
    const layer = embedding();
    const ids = tf.tensor1d([1, 2], 'int32');
    const [far, floats] = [tf.tensor1d([3], 'int32'), tf.tensor1d([1])];
    assertOwnsOneTensor(() => layer.forward(ids));
    assertRefuses(() => layer.forward(far), 'Embedding.forward: ids must be from 0 to 2, got 3');
    assertRefuses(
      () => layer.forward(floats),
      'Embedding.forward: ids must have dtype int32, got float32',
    );
    assertRefuses(
      () => layer.forward([1] as unknown as tf.Tensor1D),
      'Embedding.forward: ids must be a tensor, got an array',
    );
    tf.dispose([ids, far, floats]);
    layer.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
