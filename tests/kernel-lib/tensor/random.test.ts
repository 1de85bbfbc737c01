import assert from 'node:assert/strict';

import { seededRandom, tf, type Random } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor } from '../../support/memory';

const mean = (values: number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const moment = (values: number[], power: number): number => mean(values.map((x) => x ** power));

describe('seededRandom', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    const draw = (random: Random): unknown => [
      random.uniform(),
      random.normalArray(3),
      random.integer(100),
      random.shuffle([1, 2, 3, 4, 5]),
      random.uniformArray(2, { min: -1, max: 1 }),
    ];
    assert.deepEqual(draw(seededRandom(7)), draw(seededRandom(7)));
    assert.notDeepEqual(draw(seededRandom(7)), draw(seededRandom(8)));
  });

  it('keeps this stream for ever: lessons and checks rely on it', () => {
    const random = seededRandom(42);
    // The published algorithms, worked in another language.
    const drawn = [random.uniform(), random.uniform(), random.normal(), random.normal()];
    assert.deepEqual(
      drawn,
      [0.4137016681565887, 0.003983993377814743, 1.0873020675225118, 1.3373747636261168],
    );
  });

  it('draws uniformly: moments of 100,000 numbers within five standard errors', () => {
    const values = seededRandom(1).uniformArray(100_000);
    assert.ok(values.every((x) => x >= 0 && x < 1));
    // Mean 1/2, second moment 1/3; variances 1/12 and 4/45.
    assert.ok(Math.abs(mean(values) - 1 / 2) < 5 * Math.sqrt(1 / 12 / 1e5));
    assert.ok(Math.abs(moment(values, 2) - 1 / 3) < 5 * Math.sqrt(4 / 45 / 1e5));
  });

  it('draws normally: moments of 100,000 numbers within five standard errors', () => {
    const values = seededRandom(2).normalArray(100_000);
    // Moments 0, 1, 0, 3 with variances 1, 2, 15, 96.
    [0, 1, 0, 3].forEach((expected, i) => {
      const bound = 5 * Math.sqrt([1, 2, 15, 96][i] / 1e5);
      assert.ok(Math.abs(moment(values, i + 1) - expected) < bound, `moment ${i + 1}`);
    });
    // Two in a row come from one pair of draws and must not be related.
    const products = values.slice(1).map((x, i) => x * values[i]);
    assert.ok(Math.abs(mean(products)) < 5 / Math.sqrt(1e5));
  });

  it('scales and shifts', () => {
    const random = seededRandom(3);
    const uniform = random.uniformArray(1000, { min: 2, max: 3 });
    assert.ok(uniform.every((x) => x >= 2 && x < 3));
    const normal = random.normalArray(10_000, { mean: 5, std: 2 });
    assert.ok(Math.abs(mean(normal) - 5) < 0.1);
    assert.ok(Math.abs(moment(normal, 2) - 29) < 1.5);
  });

  it('draws each whole number as often', () => {
    const random = seededRandom(4);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 60_000; i++) counts[random.integer(6)]++;
    // 10,000 each, with a standard deviation of 91.
    assert.ok(
      counts.every((count) => Math.abs(count - 10_000) < 460),
      `${counts}`,
    );
  });

  it('shuffles a copy, every order as likely', () => {
    const random = seededRandom(5);
    const items = Object.freeze(['a', 'b', 'c']);
    const counts: Record<string, number> = {};
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle(items).join('');
      counts[order] = (counts[order] ?? 0) + 1;
    }
    assert.equal(Object.keys(counts).length, 6);
    assert.ok(Object.values(counts).every((count) => Math.abs(count - 1000) < 150));
  });

  it('refuses what is not a whole number', () => {
    assert.throws(() => seededRandom(0.5), {
      message: 'seededRandom: seed must be a whole number, got 0.5',
    });
    assert.throws(() => seededRandom(1).integer(0), {
      message: 'integer: n must be a whole number from 1 on, got 0',
    });
    assert.throws(() => seededRandom(1).normalArray(-1), {
      message: 'normalArray: n must be a whole number from 0 on, got -1',
    });
  });

  it('leaves one tensor behind', () => {
    const random = seededRandom(6);
    assertOwnsOneTensor(() => random.normalTensor([2, 3]));
    assertOwnsOneTensor(() => random.uniformTensor([]));
  });
});

onEveryEngine('seededRandom', () => {
  it('fills tensors with the stream that arrays show', () => {
    tf.tidy(() => {
      const tensor = seededRandom(9).normalTensor([2, 2], { mean: 1, std: 3 });
      const array = seededRandom(9).normalArray(4, { mean: 1, std: 3 });
      assert.equal(tensor.dtype, 'float32');
      assert.deepEqual(Array.from(tensor.dataSync()), array.map(Math.fround));
    });
  });

  it('goes on from where it stood, between the two normal numbers of a pair, too', () => {
    const random = seededRandom(8);
    random.normal();
    const state = JSON.parse(JSON.stringify(random.state()));
    const next = [random.normal(), random.normal(), random.uniform()];
    const other = seededRandom(1);
    other.setState(state);
    assert.deepEqual([other.normal(), other.normal(), other.uniform()], next);
    random.setState(state);
    assert.equal(random.normal(), next[0]);
  });
});
