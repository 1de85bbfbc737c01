import assert from 'node:assert/strict';

import { allClose, tf } from 'kernel-lib';
import {
  sinusoidalPositions,
  type SinusoidLayout,
} from 'kernel-lib/attention/sinusoidal-positions';

import { onEveryEngine } from '../../support/engines';
import { checkGolden, goldenCases } from '../../support/golden';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

const layouts: Record<string, SinusoidLayout> = {
  interleaved: 'interleaved',
  concatenated: 'halves',
};

onEveryEngine('sinusoidalPositions', () => {
  for (const goldenCase of goldenCases('sinusoidal_positions')) {
    it(`agrees with the reference: ${goldenCase.name}`, () => {
      checkGolden(goldenCase, (_tensors, { length, dim, layout }) => ({
        P: sinusoidalPositions(length as number, dim as number, {
          layout: layouts[layout as string],
        }),
      }));
    });
  }
});

describe('sinusoidalPositions', () => {
  it('turns each pair of columns by the same angle from any position to the k-th after it', () => {
    tf.tidy(() => {
      const [numPositions, dim, shift] = [40, 6, 7];
      const rows = sinusoidalPositions(numPositions, dim).arraySync();
      for (let j = 0; j < dim / 2; j++) {
        // (sin, cos) at i + k is (sin, cos) at i, turned by k · 10000^(−2j / D).
        const angle = shift / 10000 ** ((2 * j) / dim);
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        const turned = rows
          .slice(0, -shift)
          .map((row) => [
            cos * row[2 * j] + sin * row[2 * j + 1],
            cos * row[2 * j + 1] - sin * row[2 * j],
          ]);
        const later = rows.slice(shift).map((row) => row.slice(2 * j, 2 * j + 2));
        assert.ok(allClose(turned, later));
      }
    });
  });

  it('gives rows of the same length, whose products depend on the distance alone', () => {
    tf.tidy(() => {
      const table = sinusoidalPositions(12, 8);
      const products = tf.matMul(table, table, false, true).arraySync() as number[][];
      for (let i = 0; i < 11; i++) {
        assert.ok(allClose(products[i][i], 4)); // sin² + cos² = 1, four times
        assert.ok(allClose(products[i].slice(0, -1), products[i + 1].slice(1)));
      }
    });
  });

  it('holds the same columns in both layouts', () => {
    tf.tidy(() => {
      const paper = sinusoidalPositions(5, 7);
      const halves = sinusoidalPositions(5, 7, { layout: 'halves' });
      assert.ok(allClose(tf.gather(paper, [0, 2, 4, 6, 1, 3, 5], 1), halves, 0));
    });
  });

  it('leaves one tensor behind, and refuses what it cannot make', () => {
    assertOwnsOneTensor(() => sinusoidalPositions(3, 4));
    assertRefuses(
      () => sinusoidalPositions(0, 4),
      'sinusoidalPositions: numPositions must be a whole number from 1 on, got 0',
    );
    assertRefuses(
      () => sinusoidalPositions(3, 2.5),
      'sinusoidalPositions: dim must be a whole number from 1 on, got 2.5',
    );
    assertRefuses(
      () => sinusoidalPositions(3, 4, { layout: 'mixed' as never }),
      "sinusoidalPositions: layout must be 'interleaved' or 'halves', got mixed",
    );
  });
});
