import assert from 'node:assert/strict';
import { tf } from 'kernel-lib';
import { tensor } from 'kernel-lib/exercise/define';
import * as properties from 'kernel-lib/exercise/properties';
import type { Inputs } from 'kernel-lib/exercise/types';
import { scores, softmax, verdict } from './tools';

describe('properties of values', () => {
  it('rowsSumToOne', async () => {
    const claim = properties.rowsSumToOne();
    assert.equal(await verdict(claim, scores, softmax), 'holds');
    assert.match(await verdict(claim, scores, (x: tf.Tensor) => x.exp()), /Row \[0, 0\] sums to/);
    const columns = (x: tf.Tensor): tf.Tensor => x.exp().div(x.exp().sum(1, true));
    assert.match(await verdict(claim, scores, columns), /wrong axis/);
  });

  it('nonNegative', async () => {
    assert.equal(await verdict(properties.nonNegative(), scores, softmax), 'holds');
    assert.match(
      await verdict(
        properties.nonNegative(),
        () => ({ x: tensor([3], [1, -2, 3]) }),
        (x: tf.Tensor) => x.mul(1),
      ),
      /The value at \[1\] is -2/,
    );
  });

  it('convexHull, for vectors, matrices and batches', async () => {
    const claim = properties.convexHull();
    const cases: [Inputs, unknown, unknown][] = [
      [
        { values: tensor([3], [1, 2, 6]) },
        (v: tf.Tensor) => v.mean().reshape([1]),
        (v: tf.Tensor) => v.sum().reshape([1]),
      ],
      [
        { values: tensor([2, 2], [0, 10, 1, 20]) },
        (v: tf.Tensor) => v.mean(0, true),
        (v: tf.Tensor) => v.mean(1, true).transpose(),
      ],
      [
        { values: tensor([2, 2, 1], [0, 1, 10, 11]) },
        (v: tf.Tensor) => v.mean(1, true),
        (v: tf.Tensor) => v.mean(1, true).reverse(0),
      ],
    ];
    for (const [inputs, good, bad] of cases) {
      assert.equal(await verdict(claim, () => inputs, good), 'holds');
      assert.match(await verdict(claim, () => inputs, bad), /weighted mean cannot leave/);
    }
  });

  it('approaches', async () => {
    const claim = properties.approaches({
      claim: 'a tiny temperature picks the largest',
      change: (inputs) => ({ ...inputs, temperature: 1e-4 }),
      expected: () => tensor([3], [0, 1, 0]),
    });
    const inputs = (): Inputs => ({ x: tensor([3], [1, 3, 2]), temperature: 1 });
    const good = (x: tf.Tensor, temperature: number): tf.Tensor => tf.softmax(x.div(temperature));
    const bad = (x: tf.Tensor, temperature: number): tf.Tensor => tf.softmax(x.mul(temperature));
    assert.equal(await verdict(claim, inputs, good), 'holds');
    assert.match(await verdict(claim, inputs, bad), /does not hold that a tiny temperature/);
  });

  it('holds: a claim of the author; one that throws is told, not thrown', async () => {
    const claim = properties.holds('it is even', async ({ inputs, call }) =>
      Number(await call(inputs)) % 2 === 0 ? null : { message: 'It is odd' },
    );
    assert.equal(
      await verdict(
        claim,
        () => ({ n: 4 }),
        (n: number) => n,
      ),
      'holds',
    );
    assert.equal(
      await verdict(
        claim,
        () => ({ n: 3 }),
        (n: number) => n,
      ),
      'It is odd',
    );
    const broken = properties.holds('x', async () => {
      throw new Error('no such thing');
    });
    assert.match(
      await verdict(
        broken,
        () => ({}),
        () => 1,
      ),
      /could not be tested: no such thing/,
    );
  });
});
