import { seededRandom, tf } from 'kernel-lib';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { fastKernels } from 'kernel-lib/backend/fast/fast-kernels';
import { engineChain } from 'kernel-lib/backend/use-backend';
import assert from 'node:assert/strict';

import { assertSameOnBoth } from '../wasm-kernels/compare-engines';

type Compute = (...inputs: tf.Tensor[]) => tf.Tensor;

/** The result and the gradients for all inputs, each number of the result weighed differently. */
export function withGradients(shapes: number[][], compute: Compute, spread = 1): tf.Tensor {
  const random = seededRandom(21);
  const inputs = shapes.map((shape) => random.normalTensor(shape, { std: spread }));
  const value = compute(...inputs);
  const upstream = random.normalTensor(value.shape);
  // Intermediate results, as in a model: they are gone when the gradients are computed.
  const inside: Compute = (...xs) => compute(...xs.map((x) => x.mul(0.9))).mul(1.1);
  const gradients = tf.grads(inside)(inputs, upstream);
  return tf.concat([value, ...gradients].map((each) => each.flatten()));
}

/** Asserts that a fused operation and its gradients are on wasm, fused, as on cpu, composed. */
export async function assertSameWithGradients(
  what: string,
  shapes: number[][],
  compute: Compute,
  spread = 1,
): Promise<void> {
  await assertSameOnBoth(what, () => withGradients(shapes, compute, spread));
}

/** Asserts that a computation on wasm runs these operations of our kernels. */
export async function assertRuns(operations: string[], compute: () => unknown): Promise<void> {
  await chooseEngine(engineChain, 'wasm');
  const kernels = fastKernels();
  assert.ok(kernels);
  const { run } = kernels;
  const seen = new Set<string>();
  kernels.run = (operation, ...rest): void => {
    seen.add(operation);
    run.call(kernels, operation, ...rest);
  };
  try {
    tf.tidy(() => void compute());
  } finally {
    kernels.run = run;
  }
  assert.deepEqual(
    operations.filter((operation) => !seen.has(operation)),
    [],
  );
}
