import { allClose, seededRandom, tf } from 'kernel-lib';
import { maskedSoftmaxOf } from 'kernel-lib/backend/fused/masked-softmax';
import assert from 'node:assert/strict';

import { onEveryEngine } from '../../../support/engines';
import { assertRuns, assertSameWithGradients, withGradients } from './with-gradients';

/** Bits of which a third are closed, and all of the first row. */
function mask(shape: number[], seed = 5): tf.Tensor {
  const random = seededRandom(seed);
  const size = tf.util.sizeFromShape(shape);
  const width = shape[shape.length - 1];
  const bits = Array.from({ length: size }, (_bit, i) =>
    Number(i >= width && random.integer(3) > 0),
  );
  return tf.tensor(bits, shape, 'bool');
}

describe('maskedSoftmaxOf', () => {
  it('is fused, and so is its gradient', () =>
    assertRuns(['softmax', 'softmaxGradient'], () =>
      withGradients([[1, 3, 5]], (scores) =>
        maskedSoftmaxOf(scores, { open: mask([3, 5]), isZeroWhenClosed: true }),
      ),
    ));

  const cases: [number[], number[] | null][] = [
    [[1, 1, 1], null],
    [[2, 3, 5], null],
    [
      [2, 3, 5],
      [3, 5],
    ],
    [
      [2, 3, 5],
      [2, 3, 5],
    ],
    [
      [3, 4, 33],
      [1, 4, 33],
    ],
    [
      [2, 3, 4, 6],
      [4, 6],
    ],
    [
      [2, 3, 4, 7],
      [2, 4, 7],
    ],
    [
      [0, 3, 4],
      [3, 4],
    ],
    [
      [8, 40, 41],
      [8, 40, 41],
    ],
  ];
  for (const [shape, open] of cases) {
    for (const isZeroWhenClosed of [false, true]) {
      const name = `(${shape}) with mask (${open}), closed rows ${isZeroWhenClosed ? '0' : 'even'}`;
      it(`is on wasm as on cpu for ${name}`, () =>
        assertSameWithGradients(name, [shape], (scores) =>
          maskedSoftmaxOf(scores, { open: open && mask(open), isZeroWhenClosed }),
        ));
    }
  }
});

onEveryEngine('softmax of far scores', (engine) => {
  it('is exactly 0 where a score lies 87 or more below the largest, and never a denormal', () => {
    tf.tidy(() => {
      const rows = tf.tensor2d([[0, -86, -87, -100, -1e6, -1e9, 0, 0]]);
      const weights = tf.softmax(rows).dataSync();
      const isKept = (weight: number): boolean => weight === 0 || weight > 2 ** -126;
      if (engine === 'wasm') assert.ok(weights.every(isKept));
      assert.ok(allClose([...weights], [1 / 3, 0, 0, 0, 0, 0, 1 / 3, 1 / 3]));
    });
  });

  it('is NaN where a score is, so that nobody trains on', () => {
    tf.tidy(() => {
      const weights = tf.softmax(tf.tensor2d([[1, NaN, 2, 3, 4], [1, 1, 1, 1, 1]])).arraySync(); // prettier-ignore
      assert.ok((weights as number[][])[0].every(Number.isNaN));
      assert.ok(allClose((weights as number[][])[1], [0.2, 0.2, 0.2, 0.2, 0.2]));
    });
  });
});
