import assert from 'node:assert/strict';
import { tf, useBackend } from 'kernel-lib';
import { drawNormal, drawUniform, lengths, property, tensor } from 'kernel-lib/exercise/define';
import * as properties from 'kernel-lib/exercise/properties';
import type { Inputs, Property, Random } from 'kernel-lib/exercise/types';
import { diagnosisOf, exerciseOf } from './tools';

/** Whether a property holds for an answer; else what is said. */
async function verdict(
  claim: Property,
  inputs: (random: Random) => Inputs,
  answer: unknown,
): Promise<string> {
  await useBackend();
  const exercise = exerciseOf([property({ name: 'one', inputs, property: claim })]);
  const found = await diagnosisOf(answer, { exercise, reference: answer, known: [] });
  return found.state === 'passed' ? 'holds' : `${found.cause} ${found.detail}`.trim();
}

const scores = (random: Random): Inputs => ({ scores: drawNormal(random, [2, 3, 3]) });
const softmax = (x: tf.Tensor): tf.Tensor => tf.softmax(x);

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

describe('properties of invariance', () => {
  const padded = (random: Random): Inputs => ({
    keys: drawNormal(random, [2, 4, 3]),
    validLens: lengths([2, 3]),
  });
  const masked = (fill: number) => (keys: tf.Tensor3D, validLens: tf.Tensor1D) =>
    tf.tidy(() => {
      const open = tf.range(0, 4).expandDims(0).less(validLens.toFloat().expandDims(1));
      const kept = tf.where(open.expandDims(2).tile([1, 1, 3]), keys, tf.fill([2, 4, 3], fill));
      return kept.sum(1);
    });

  it('paddingInvariant', async () => {
    const claim = properties.paddingInvariant({ change: ['keys'], lengths: 'validLens' });
    assert.equal(await verdict(claim, padded, masked(0)), 'holds');
    assert.match(
      await verdict(claim, padded, (keys: tf.Tensor) => keys.sum(1)),
      /weight still goes to positions beyond/,
    );
  });

  it('permutationEquivariant, and invariant with output null', async () => {
    const inputs = (random: Random): Inputs => ({ x: drawNormal(random, [4, 2]) });
    const follows = properties.permutationEquivariant({ permute: { x: 0 }, output: 0 });
    const ignores = properties.permutationEquivariant({ permute: { x: 0 }, output: null });
    const double = (x: tf.Tensor): tf.Tensor => x.mul(2);
    const placed = (x: tf.Tensor): tf.Tensor => x.mul(tf.range(1, 5).expandDims(1));
    assert.equal(await verdict(follows, inputs, double), 'holds');
    assert.match(await verdict(follows, inputs, placed), /place in the list/);
    assert.equal(await verdict(ignores, inputs, (x: tf.Tensor) => x.sum(0)), 'holds');
    assert.match(await verdict(ignores, inputs, double), /place in the list/);
  });

  it('shiftInvariant', async () => {
    const claim = properties.shiftInvariant({ input: 'scores', by: 200 });
    assert.equal(await verdict(claim, scores, softmax), 'holds');
    const naive = (x: tf.Tensor): tf.Tensor => x.exp().div(x.exp().sum(-1, true));
    assert.match(await verdict(claim, scores, naive), /taken away before the exponential/);
  });

  it('batchIndependent', async () => {
    const claim = properties.batchIndependent({ change: ['scores'] });
    assert.equal(await verdict(claim, scores, softmax), 'holds');
    const mixed = (x: tf.Tensor): tf.Tensor => x.exp().div(x.exp().sum(0, true));
    assert.match(await verdict(claim, scores, mixed), /over the batch axis/);
  });

  it('causal', async () => {
    const claim = properties.causal({ change: ['x'] });
    const inputs = (random: Random): Inputs => ({ x: drawNormal(random, [2, 4, 1]) });
    assert.equal(await verdict(claim, inputs, (x: tf.Tensor) => tf.cumsum(x, 1)), 'holds');
    const ahead = (x: tf.Tensor): tf.Tensor => tf.cumsum(x, 1, false, true);
    assert.match(await verdict(claim, inputs, ahead), /look ahead/);
  });
});

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
