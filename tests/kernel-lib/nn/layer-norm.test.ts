import assert from 'node:assert/strict';

import { LayerNorm, allClose, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';
import { bindWeights } from '../../support/weights';

onEveryEngine('LayerNorm', () => {
  for (const goldenCase of goldenCases('layer_norm')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      checkGolden(goldenCase, ({ x, weight, bias }, { eps }) => {
        const norm = new LayerNorm({ dim: weight.size, epsilon: eps as number });
        return { y: bindWeights(norm, { gain: weight, bias }).forward(x) };
      });
    });
  }
});

describe('LayerNorm', () => {
  it('starts as plain normalisation: (1, 3) has mean 2 and deviation 1', () => {
    const norm = new LayerNorm({ dim: 2 });
    tf.tidy(() => assert.ok(allClose(norm.forward(tf.tensor1d([1, 3])), [-1, 1])));
    norm.dispose();
  });

  it('leaves one tensor behind and says what it expects', () => {
    const before = tf.memory().numTensors;
    const norm = new LayerNorm({ dim: 2 });
    const [x, wide] = [tf.ones([3, 2]), tf.ones([3, 4])];
    assertOwnsOneTensor(() => norm.forward(x));
    assertRefuses(
      () => norm.forward(wide),
      'LayerNorm.forward: x must be a tensor of shape (3, 2), got (3, 4)',
    );
    tf.dispose([x, wide]);
    norm.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
});
