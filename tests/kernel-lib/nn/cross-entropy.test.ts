import assert from 'node:assert/strict';

import { allClose, crossEntropy, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

onEveryEngine('crossEntropy', () => {
  for (const goldenCase of goldenCases('cross_entropy')) {
    const { perToken: _perToken, ...outputs } = goldenCase.outputs;
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      checkGolden({ ...goldenCase, outputs }, ({ logits, targets }, options) => {
        const labelSmoothing = options.labelSmoothing as number;
        const paddingLabel = options.ignoreIndex as number;
        return { loss: crossEntropy(logits, targets, { labelSmoothing, paddingLabel }) };
      });
    });
  }

  it('is ln V where all tokens are as likely', () => {
    tf.tidy(() => {
      const labels = tf.tensor2d([[0, 4]], [1, 2], 'int32');
      assert.ok(allClose(crossEntropy(tf.zeros([1, 2, 5]), labels), Math.log(5)));
    });
  });
});

describe('crossEntropy', () => {
  it('leaves one tensor behind and says what it expects', () => {
    const logits = tf.zeros([2, 3]);
    const [labels, far, long, floats] = [[0, 2], [0, 3], [0, 1, 2]].map((ids) => tf.tensor1d(ids, 'int32')).concat(tf.tensor1d([0, 1])); // prettier-ignore
    assertOwnsOneTensor(() => crossEntropy(logits, labels, { labelSmoothing: 0.1 }));
    assertRefuses(
      () => crossEntropy(logits, far),
      'crossEntropy: labels must be from 0 to 2, got 3',
    );
    assertRefuses(
      () => crossEntropy(logits, long),
      'crossEntropy: logits must be a tensor of shape (3, V), got (2, 3)',
    );
    assertRefuses(
      () => crossEntropy(logits, floats),
      'crossEntropy: labels must have dtype int32, got float32',
    );
    assertRefuses(
      () => crossEntropy(logits, labels, { labelSmoothing: 1 }),
      'crossEntropy: labelSmoothing must be a number from 0 to below 1, got 1',
    );
    tf.dispose([logits, labels, far, long, floats]);
  });
});
