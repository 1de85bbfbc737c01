import { allClose, seededRandom, tf } from 'kernel-lib';
import { crossEntropyOf, type CrossEntropyOptions } from 'kernel-lib/backend/fused/cross-entropy';
import assert from 'node:assert/strict';

import { onEveryEngine } from '../../../support/engines';
import { assertRuns, assertSameWithGradients, withGradients } from './with-gradients';

const entropy =
  (options: CrossEntropyOptions = {}) =>
  (logits: tf.Tensor): tf.Tensor => {
    const random = seededRandom(2);
    const shape = logits.shape.slice(0, -1);
    const numClasses = logits.shape[logits.shape.length - 1];
    const size = tf.util.sizeFromShape(shape);
    const labels = Array.from({ length: size }, () => random.integer(numClasses));
    return crossEntropyOf(logits, tf.tensor(labels, shape, 'int32'), options);
  };

describe('crossEntropyOf', () => {
  it('is fused, and so is its gradient', () =>
    assertRuns(['crossEntropy', 'crossEntropyGradient'], () => withGradients([[3, 5]], entropy())));

  const settings: CrossEntropyOptions[] = [
    {},
    { labelSmoothing: 0.1 },
    { paddingLabel: 0 },
    { labelSmoothing: 0.3, paddingLabel: 1 },
    { paddingLabel: -1 },
  ];
  for (const shape of [
    [1, 2],
    [3, 4],
    [2, 3, 7],
    [50, 33],
  ]) {
    it(`is on wasm as on cpu for (${shape.join(', ')})`, async () => {
      for (const options of settings) {
        const name = JSON.stringify(options);
        await assertSameWithGradients(name, [shape], entropy(options), 3);
      }
    });
  }
});

onEveryEngine('crossEntropyOf', () => {
  it('is log 2 for two equal logits, whatever the label and the smoothing', () => {
    tf.tidy(() => {
      const labels = tf.tensor1d([0, 1, 1], 'int32');
      const loss = crossEntropyOf(tf.fill([3, 2], 7), labels, { labelSmoothing: 0.2 });
      assert.ok(allClose([...loss.dataSync()], [Math.LN2]));
    });
  });

  it('counts no padding: two rows of three, with losses 0 and 100', () => {
    tf.tidy(() => {
      const logits = tf.tensor2d([[100, 0], [100, 0], [0, 0]]); // prettier-ignore
      const labels = tf.tensor1d([0, 1, 9], 'int32');
      const loss = crossEntropyOf(logits, labels, { paddingLabel: 9 });
      assert.ok(allClose([...loss.dataSync()], [50]));
      const nothing = crossEntropyOf(logits, tf.fill([3], 9, 'int32'), { paddingLabel: 9 });
      assert.ok(allClose([...nothing.dataSync()], [0]));
    });
  });

  it('refuses a label out of range', () => {
    tf.tidy(() => {
      const labels = tf.tensor1d([0, 2], 'int32');
      assert.throws(() => crossEntropyOf(tf.zeros([2, 2]), labels), {
        message: 'crossEntropy: labels must be from 0 to 1, got 2',
      });
    });
  });
});
