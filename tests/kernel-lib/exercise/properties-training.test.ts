import assert from 'node:assert/strict';
import { tf } from 'kernel-lib';
import { drawUniform } from 'kernel-lib/exercise/define';
import * as properties from 'kernel-lib/exercise/properties';
import type { Inputs, Random } from 'kernel-lib/exercise/types';
import { scores, verdict } from './tools';

describe('properties of training', () => {
  it('gate', async () => {
    const claim = properties.gate({
      measures: 'mean squared error',
      score: async ({ call }) => Number(await call({ n: 1 })),
      atMost: 0.2,
    });
    assert.equal(
      await verdict(
        claim,
        () => ({ n: 1 }),
        () => 0.1,
      ),
      'holds',
    );
    assert.equal(
      await verdict(
        claim,
        () => ({ n: 1 }),
        () => 0.3,
      ),
      'The mean squared error is 0.3000, it should be at most 0.2',
    );
    assert.match(
      await verdict(
        claim,
        () => ({ n: 1 }),
        () => NaN,
      ),
      /is NaN/,
    );
  });

  it('trainsTo', async () => {
    const claim = properties.trainsTo({ train: ['x'], atMost: 0.01, steps: 60 });
    const inputs = (random: Random): Inputs => ({
      x: drawUniform(random, [3], { min: 1, max: 2 }),
    });
    assert.equal(await verdict(claim, inputs, (x: tf.Tensor) => x.square().sum()), 'holds');
    // The value is that of the squares, the gradient has the other sign.
    const reversed = (x: tf.Tensor): tf.Tensor => {
      const loss = x.square().sum();
      return tf.scalar(2 * loss.dataSync()[0]).sub(loss);
    };
    assert.match(await verdict(claim, inputs, reversed), /right sign/);
    const off = (x: tf.Tensor): tf.Tensor => tf.scalar(x.square().sum().dataSync()[0]);
    assert.match(await verdict(claim, inputs, off), /No gradient reaches x/);
  });

  it('frequency: four standard deviations around the expected share', async () => {
    const claim = properties.frequency({
      of: 'heads',
      probability: 0.5,
      draws: 1000,
      count: (output) => ({ events: Number(output), draws: 100 }),
    });
    // 4·sqrt(0.25 / 1000) = 6.3 %: 55 of 100 is inside, 58 of 100 is not.
    assert.equal(
      await verdict(
        claim,
        () => ({}),
        () => 55,
      ),
      'holds',
    );
    assert.match(
      await verdict(
        claim,
        () => ({}),
        () => 58,
      ),
      /58\.0 % of 1000, expected 50\.0 %/,
    );
  });

  it('an answer that gives nothing is diagnosed as everywhere', async () => {
    assert.match(await verdict(properties.rowsSumToOne(), scores, async () => 1), /a Promise/);
    assert.match(await verdict(properties.rowsSumToOne(), scores, () => 'x'), /not numeric/);
  });
});
