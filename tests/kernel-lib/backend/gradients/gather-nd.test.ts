import { allClose, tf } from 'kernel-lib';
import assert from 'node:assert/strict';

import { onEveryEngine } from '../../../support/engines';
import { assertGradients } from './with-differences';

onEveryEngine('the gradient of gatherND', () => {
  const cases: [string, number[], number[][]][] = [
    ['numbers', [3, 4], [[0, 1], [2, 3], [1, 0]]],
    ['numbers, one twice', [3, 4], [[2, 3], [0, 1], [2, 3]]],
    ['rows, one twice', [3, 4], [[1], [2], [1]]],
    ['rows of three axes', [2, 3, 4], [[1, 2], [0, 0]]],
  ]; // prettier-ignore
  for (const [name, shape, indices] of cases) {
    it(`agrees with differences for ${name}`, () =>
      assertGradients([shape], (x) =>
        tf.gatherND(x, tf.tensor2d(indices, undefined, 'int32')).square(),
      ));
  }

  it('adds up what was read twice', () => {
    tf.tidy(() => {
      const read = (x: tf.Tensor): tf.Tensor =>
        tf.gatherND(x, tf.tensor2d([[1], [1]], [2, 1], 'int32')).mul([10, 100]).sum(); // prettier-ignore
      assert.ok(allClose(tf.grad(read)(tf.ones([3])), [0, 110, 0]));
    });
  });
});
