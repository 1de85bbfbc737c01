import { allClose, tf } from 'kernel-lib';
import { geluOf } from 'kernel-lib/backend/fused/gelu';
import assert from 'node:assert/strict';

import { onEveryEngine } from '../../../support/engines';
import { assertRuns, assertSameWithGradients, withGradients } from './with-gradients';

describe('geluOf', () => {
  it('is fused, and so is its gradient', () =>
    assertRuns(['gelu', 'elementWise'], () => withGradients([[7]], (x) => geluOf(x))));

  for (const kind of ['erf', 'tanh'] as const) {
    for (const shape of [[1], [3], [4, 5], [2, 3, 7], [0], [3000]]) {
      it(`with ${kind} is on wasm as on cpu for (${shape.join(', ')})`, () =>
        assertSameWithGradients(kind, [shape], (x) => geluOf(x, kind), 3));
    }
  }
});

onEveryEngine('geluOf', () => {
  it('is x Φ(x): at ±1 a table of Φ gives 0.8413447', () => {
    tf.tidy(() => {
      const y = geluOf(tf.tensor1d([0, 1, -1, 20, -20]));
      assert.ok(allClose(y, [0, 0.8413447, -0.1586553, 20, 0]));
    });
  });

  it('with tanh is 0.8411920 at 1, worked with a calculator', () => {
    tf.tidy(() => {
      const y = geluOf(tf.tensor1d([0, 1, -1, 20, -20]), 'tanh');
      assert.ok(allClose(y, [0, 0.841192, -0.158808, 20, 0]));
    });
  });
});
