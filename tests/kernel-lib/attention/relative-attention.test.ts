import assert from 'node:assert/strict';

import { allClose, causalMask, scaledDotProductAttention, seededRandom, tf } from 'kernel-lib';
import { clippedDistances, RelativeAttention } from 'kernel-lib/attention/relative-attention';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

/** The formula by loops: one batch item, one query, one key at a time. */
function byHand(
  layer: RelativeAttention,
  [queries, keys, values]: number[][][][],
  maxDistance: number,
): number[][][] {
  const [a, b] = [layer.keyTable.arraySync(), layer.valueTable.arraySync()];
  const clip = (x: number): number => Math.max(-maxDistance, Math.min(maxDistance, x));
  return queries.map((batch, n) =>
    batch.map((query, i) => {
      const rowOf = (j: number): number => clip(j - i) + maxDistance;
      const scores = keys[n].map((key, j) =>
        query.reduce(
          (sum, q, c) => sum + (q * (key[c] + a[rowOf(j)][c])) / Math.sqrt(query.length),
          0,
        ),
      );
      const powers = scores.map(Math.exp);
      const total = powers.reduce((sum, power) => sum + power, 0);
      return values[n][0].map((_value, c) =>
        powers.reduce(
          (sum, power, j) => sum + (power / total) * (values[n][j][c] + b[rowOf(j)][c]),
          0,
        ),
      );
    }),
  );
}

onEveryEngine('RelativeAttention', () => {
  it('is the formula of the paper, distance by distance', () => {
    tf.tidy(() => {
      const random = seededRandom(5);
      const layer = new RelativeAttention({ dim: 3, valueDim: 4, maxDistance: 2, random });
      const [queries, keys, values] = [
        [2, 5, 3],
        [2, 6, 3],
        [2, 6, 4],
      ].map((shape) => random.normalTensor<tf.Rank.R3>(shape as [number, number, number]));
      const numbers = [queries, keys, values].map((x) => x.arraySync());
      const output = layer.forward({ queries, keys, values });
      assert.ok(allClose(output, byHand(layer, numbers, 2)));
    });
  });

  it('with tables of zeros is scaled dot-product attention, limits included', () => {
    tf.tidy(() => {
      const random = seededRandom(6);
      const layer = new RelativeAttention({ dim: 4, maxDistance: 3, random });
      layer.setParameters({ keyTable: tf.zeros([7, 4]), valueTable: tf.zeros([7, 4]) });
      const x = random.normalTensor<tf.Rank.R3>([2, 5, 4]);
      const input = { queries: x, keys: x, values: x, validLens: [5, 2], mask: causalMask(5) };
      assert.ok(allClose(layer.forward(input), scaledDotProductAttention(input)));
    });
  });

  it('does not see where a sequence begins, only how far keys are', () => {
    tf.tidy(() => {
      const random = seededRandom(7);
      const layer = new RelativeAttention({ dim: 4, maxDistance: 2, random });
      const token = random.normalTensor<tf.Rank.R3>([1, 1, 4]).tile([1, 9, 1]) as tf.Tensor3D;
      // All tokens alike: a query sees to each side the same, wherever both ends are far enough.
      const weights = layer.weights({ queries: token, keys: token }).arraySync()[0];
      const ratio = (i: number, distance: number): number =>
        weights[i][i + distance] / weights[i][i];
      for (const distance of [-2, -1, 1, 2]) {
        assert.ok(allClose(ratio(3, distance), ratio(5, distance)));
        assert.ok(Math.abs(ratio(4, distance) - 1) > 1e-3, 'but it does see how far');
      }
    });
  });

  it('has gradients for both tables', () => {
    tf.tidy(() => {
      const random = seededRandom(8);
      const layer = new RelativeAttention({ dim: 3, maxDistance: 1, random });
      const x = random.normalTensor<tf.Rank.R3>([2, 4, 3]);
      const loss = (): tf.Scalar =>
        layer.forward({ queries: x, keys: x, values: x }).square().sum() as tf.Scalar;
      const { grads } = tf.variableGrads(loss);
      for (const table of [layer.keyTable, layer.valueTable]) {
        const [gradient, before] = [grads[table.name].arraySync() as number[][], table.clone()];
        for (const [row, column] of [
          [0, 0],
          [1, 2],
          [2, 1],
        ]) {
          // prettier-ignore
          const at = (step: number): number => {
            const bump = tf.buffer([3, 3]);
            bump.set(step, row, column);
            table.assign(before.add(bump.toTensor()));
            const value = loss().dataSync()[0];
            table.assign(before as tf.Tensor2D);
            return value;
          };
          const slope = (at(1e-2) - at(-1e-2)) / 2e-2;
          const difference = Math.abs(gradient[row][column] - slope);
          assert.ok(difference < 2e-2 * (1 + Math.abs(slope)), `${gradient[row][column]} ${slope}`);
        }
      }
    });
  });
});

describe('clippedDistances', () => {
  it('counts from the query, positive to the right, and stops at the limit', () => {
    tf.tidy(() => {
      const distances = clippedDistances(3, 4, 2);
      assert.equal(distances.dtype, 'int32');
      const expected = [[0, 1, 2, 2], [-1, 0, 1, 2], [-2, -1, 0, 1]]; // prettier-ignore
      assert.deepEqual(distances.arraySync(), expected);
    });
    assertOwnsOneTensor(() => clippedDistances(2, 2, 0));
    assertRefuses(
      () => clippedDistances(2, 2, -1),
      'clippedDistances: maxDistance must be a whole number from 0 on, got -1',
    );
  });
});

describe('RelativeAttention', () => {
  it('leaves one tensor behind, and says which shape it expects', () => {
    const layer = new RelativeAttention({ dim: 2, maxDistance: 1, random: seededRandom(1) });
    assert.equal(layer.numParameters(), 12);
    const x = tf.ones([1, 3, 2]) as tf.Tensor3D;
    assertOwnsOneTensor(() => layer.weights({ queries: x, keys: x, validLens: [2] }));
    assertOwnsOneTensor(() => layer.forward({ queries: x, keys: x, values: x }));
    const wide = tf.ones([1, 3, 4]) as tf.Tensor3D;
    assertRefuses(
      () => layer.forward({ queries: x, keys: wide, values: x }),
      'RelativeAttention.forward: keys must be a tensor of shape (1, K, 2), got (1, 3, 4)',
    );
    assertRefuses(
      () => layer.forward({ queries: x, keys: x, values: wide }),
      'RelativeAttention.forward: values must be a tensor of shape (1, 3, 2), got (1, 3, 4)',
    );
    layer.dispose();
    tf.dispose([x, wide]);
  });
});
