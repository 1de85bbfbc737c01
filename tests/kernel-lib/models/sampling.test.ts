import assert from 'node:assert/strict';

import {
  allClose,
  sampleFrom,
  samplingDistribution,
  seededRandom,
  tf,
  useBackend,
} from 'kernel-lib';

import { assertRefuses } from '../../support/memory';

const logits = [0.5, 0.25, 0.125, 0.125].map(Math.log);

describe('samplingDistribution', () => {
  before(() => useBackend());

  it('is softmax at temperature 1, sharper below it, and certain at 0', () => {
    assert.ok(allClose(samplingDistribution(logits), [0.5, 0.25, 0.125, 0.125]));
    // Squares: 16, 4, 1, 1 of 22.
    assert.ok(allClose(samplingDistribution(logits, { temperature: 0.5 }), [16 / 22, 4 / 22, 1 / 22, 1 / 22])); // prettier-ignore
    assert.deepEqual(samplingDistribution(logits, { temperature: 0 }), [1, 0, 0, 0]);
    assert.deepEqual(samplingDistribution([1, 3, 3], { temperature: 0 }), [0, 1, 0]);
  });

  it('keeps the k most likely', () => {
    assert.ok(allClose(samplingDistribution(logits, { topK: 2 }), [2 / 3, 1 / 3, 0, 0]));
    assert.ok(allClose(samplingDistribution(logits, { topK: 9 }), [0.5, 0.25, 0.125, 0.125]));
  });

  it('keeps the fewest that reach the share p', () => {
    assert.ok(allClose(samplingDistribution(logits, { topP: 0.4 }), [1, 0, 0, 0]));
    assert.ok(allClose(samplingDistribution(logits, { topP: 0.6 }), [2 / 3, 1 / 3, 0, 0]));
    assert.deepEqual(samplingDistribution([0, 0], { topP: 0.5 }), [1, 0]);
    assert.ok(allClose(samplingDistribution(logits, { topP: 1 }), [0.5, 0.25, 0.125, 0.125]));
    // Of the two that topK leaves, the first alone has 2 / 3.
    assert.ok(allClose(samplingDistribution(logits, { topK: 2, topP: 0.6 }), [1, 0, 0, 0]));
  });

  it('bears large logits, takes tensors, and leaves nothing behind', () => {
    const tensor = tf.tensor1d([1e4, 1e4, -1e4]);
    const before = tf.memory().numTensors;
    assert.deepEqual(samplingDistribution(tensor), [0.5, 0.5, 0]);
    assert.equal(tf.memory().numTensors, before);
    tensor.dispose();
  });

  it('says what it expects', () => {
    const cases = [
      [{ temperature: -1 }, 'temperature must be a number from 0 on, got -1'],
      [{ topK: 0 }, 'topK must be a whole number from 1 on, got 0'],
      [{ topP: 0 }, 'topP must be a number above 0, up to 1, got 0'],
    ] as const;
    for (const [options, message] of cases) {
      assertRefuses(
        () => samplingDistribution(logits, options),
        `samplingDistribution: ${message}`,
      );
    }
  });
});

describe('sampleFrom', () => {
  it('draws as often as the probabilities say', () => {
    const random = seededRandom(11);
    const chances = [0.5, 0, 0.3, 0.2];
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) counts[sampleFrom(chances, random)]++;
    assert.equal(counts[1], 0);
    chances.forEach((chance, token) => {
      // Four standard deviations of a binomial count.
      const bound = 4 * Math.sqrt(4000 * chance * (1 - chance));
      assert.ok(Math.abs(counts[token] - 4000 * chance) <= bound);
    });
  });
});
