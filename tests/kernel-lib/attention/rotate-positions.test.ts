import assert from 'node:assert/strict';

import { allClose, seededRandom, tf } from 'kernel-lib';
import { rotatePositions } from 'kernel-lib/attention/rotate-positions';

import { onEveryEngine } from '../../support/engines';
import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

const layouts = ['interleaved', 'halves'] as const;

onEveryEngine('rotatePositions', () => {
  it('turns pair j at position i by i · 10000^(−2j / d)', () => {
    tf.tidy(() => {
      // d = 4: θ₀ = 1, θ₁ = 1/100. Each pair is (1, 0), which turns to (cos, sin).
      const x = tf.tensor2d([[1, 0, 1, 0], [1, 0, 1, 0], [1, 0, 1, 0]]); // prettier-ignore
      const row = (i: number): number[] => [
        Math.cos(i),
        Math.sin(i),
        Math.cos(i / 100),
        Math.sin(i / 100),
      ];
      assert.ok(allClose(rotatePositions(x), [row(0), row(1), row(2)]));
      assert.ok(allClose(rotatePositions(x, { offset: 7 }), [row(7), row(8), row(9)]));
    });
  });

  it('turns columns j and j + d / 2 in the other layout', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([[0, 0, 0, 0], [1, 1, 0, 0]]); // prettier-ignore
      const expected = [Math.cos(1), Math.cos(0.01), Math.sin(1), Math.sin(0.01)];
      assert.ok(allClose(rotatePositions(x, { layout: 'halves' }), [[0, 0, 0, 0], expected]));
    });
  });

  for (const layout of layouts) {
    it(`gives products that depend on the offset between query and key alone: ${layout}`, () => {
      tf.tidy(() => {
        const random = seededRandom(3);
        // The same query and the same key at every position.
        const [query, key] = [0, 1].map(() => random.normalTensor([1, 1, 1, 8]).tile([2, 3, 9, 1]));
        const [turnedQuery, turnedKey] = [query, key].map((x) => rotatePositions(x, { layout }));
        const scores = tf.matMul(turnedQuery, turnedKey, false, true) as tf.Tensor4D; // (2, 3, 9, 9)
        const here = scores.slice([0, 0, 0, 0], [2, 3, 8, 8]);
        const next = scores.slice([0, 0, 1, 1], [2, 3, 8, 8]);
        assert.ok(allClose(next, here));
        // Far away as near: turning both by 500 positions changes nothing.
        const far = tf.matMul(
          rotatePositions(query, { layout, offset: 500 }),
          rotatePositions(key, { layout, offset: 500 }),
          false,
          true,
        );
        assert.ok(allClose(far, scores, 1e-4));
        const [[left, right]] = [scores.slice([0, 0, 4, 0], [1, 1, 1, 9]).dataSync()].map((row) => [
          row[1],
          row[7],
        ]);
        assert.ok(Math.abs(left - right) > 1e-2, 'left and right differ');
      });
    });

    it(`keeps lengths, and its gradient turns back: ${layout}`, () => {
      tf.tidy(() => {
        const random = seededRandom(4);
        const x = random.normalTensor<tf.Rank.R4>([2, 2, 5, 6]);
        const turned = rotatePositions(x, { layout });
        assert.ok(allClose(turned.square().sum(-1), x.square().sum(-1)));
        // A rotation's transpose is its inverse: the gradient of ⟨turn(x), turn(x₀)⟩ is x₀.
        const gradient = tf.grad((y) => rotatePositions(y as tf.Tensor4D, { layout }))(x, turned);
        assert.ok(allClose(gradient, x));
      });
    });
  }
});

describe('rotatePositions', () => {
  it('leaves one tensor behind, and refuses what cannot be paired', () => {
    const x = tf.ones([1, 2, 3, 4]) as tf.Tensor4D;
    assertOwnsOneTensor(() => rotatePositions(x));
    const odd = tf.ones([2, 3]);
    assertRefuses(
      () => rotatePositions(odd),
      'rotatePositions: x must have an even last axis, got 3',
    );
    assertRefuses(
      () => rotatePositions(x, { base: 1 }),
      'rotatePositions: base must be a number above 1, got 1',
    );
    assertRefuses(
      () => rotatePositions(x, { layout: 'pairs' as never }),
      "rotatePositions: layout must be 'interleaved' or 'halves', got pairs",
    );
    tf.dispose([x, odd]);
  });
});
