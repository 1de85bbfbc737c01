import assert from 'node:assert/strict';

import { Dropout, allClose, maxDifference, seededRandom, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

const dropout = (rate: number): Dropout => new Dropout({ rate, random: seededRandom(7) });

onEveryEngine('Dropout', () => {
  it('drops its share in training and lifts the rest, so that the mean stays', () => {
    const layer = dropout(0.25).train();
    tf.tidy(() => {
      const numbers = Array.from(layer.forward(tf.ones([100, 100])).dataSync());
      const kept = numbers.filter((number) => number !== 0);
      assert.ok(kept.every((number) => Math.abs(number - 4 / 3) < 1e-6));
      // Four standard deviations of a binomial share: 4 √(0.25 · 0.75 / 10000) = 0.017.
      assert.ok(Math.abs(1 - kept.length / 10000 - 0.25) < 0.017);
    });
  });

  it('lets gradients through where it keeps', () => {
    const layer = dropout(0.5).train();
    tf.tidy(() => {
      const results: tf.Tensor[] = [];
      const gradient = tf.grad((x) => {
        const y = layer.forward(x);
        results.push(tf.keep(y));
        return y;
      })(tf.ones([20]));
      assert.ok(allClose(gradient, results[0]));
      assert.ok(gradient.dataSync().includes(0) && gradient.dataSync().includes(2));
      results[0].dispose();
    });
  });
});

describe('Dropout', () => {
  it('changes nothing outside training', () => {
    const layer = dropout(0.9);
    tf.tidy(() => {
      const x = tf.range(0, 20);
      assert.equal(maxDifference(layer.forward(x), x), 0);
      assert.equal(layer.isActive, false);
      assert.equal(layer.train().isActive, true);
      assert.equal(layer.train(false).isActive, false);
    });
  });

  it('draws another mask each time, and the same ones from the same seed', () => {
    const [one, other] = [dropout(0.5).train(), dropout(0.5).train()];
    tf.tidy(() => {
      const x = tf.ones([64]);
      const [first, second] = [one.forward(x), one.forward(x)];
      assert.ok(maxDifference(first, second) > 0);
      assert.equal(maxDifference(first, other.forward(x)), 0);
      assert.equal(maxDifference(second, other.forward(x)), 0);
    });
  });

  it('leaves one tensor behind and refuses a rate of 1', () => {
    const x = tf.ones([4]);
    assertOwnsOneTensor(() => dropout(0.5).forward(x));
    assertOwnsOneTensor(() => dropout(0.5).train().forward(x));
    x.dispose();
    assertRefuses(() => dropout(1), 'Dropout: rate must be a number from 0 to below 1, got 1');
  });
});
