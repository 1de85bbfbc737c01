import assert from 'node:assert/strict';

import { tf } from 'kernel-lib';

/** Asserts that a function leaves exactly one tensor behind: its result. */
export function assertOwnsOneTensor(compute: () => tf.Tensor): void {
  const before = tf.memory().numTensors;
  const result = compute();
  assert.equal(tf.memory().numTensors - before, 1, 'tensors left behind');
  result.dispose();
  assert.equal(tf.memory().numTensors, before, 'tensors after disposing the result');
}

/** Asserts that a call throws exactly this message and leaves no tensor behind. */
export function assertRefuses(compute: () => unknown, message: string): void {
  const before = tf.memory().numTensors;
  assert.throws(compute, { message });
  assert.equal(tf.memory().numTensors, before, 'tensors left behind by a refused call');
}
