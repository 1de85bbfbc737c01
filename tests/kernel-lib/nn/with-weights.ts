import type { Module } from 'kernel-lib';
import { tf } from 'kernel-lib';

/**
 * Computes with other tensors in the place of a module's parameters, so that gradients reach them.
 *
 * @param weights for each parameter its name (`cells.0.stateWeight`) and what takes its place.
 */
export function withWeights<T>(
  module: Module,
  weights: Record<string, tf.Tensor>,
  compute: () => T,
): T {
  const undo: (() => void)[] = [];
  for (const [name, tensor] of Object.entries(weights)) {
    const path = name.split('.');
    const field = path.pop() as string;
    const owner = path.reduce<unknown>(
      (at, part) => (at as Record<string, unknown>)[part],
      module,
    ) as Record<string, unknown>;
    const before = owner[field];
    if (!(before instanceof tf.Variable)) throw new Error(`there is no parameter ${name}`);
    owner[field] = tensor;
    undo.push(() => (owner[field] = before));
  }
  try {
    return compute();
  } finally {
    undo.forEach((restore) => restore());
  }
}
