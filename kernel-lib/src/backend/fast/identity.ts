import type { tf } from '../tensorflow';
import type { Kernels } from './kernels';
import { replaceKernel } from './replace-kernel';

/**
 * A copy that nobody writes to can share the numbers: every `clone`, what gradients keep, and casts to what a
 * tensor is already, as the gradient of every `clone` has one.
 */
export function registerIdentity({ heap }: Kernels): void {
  const share = (x: tf.TensorInfo): tf.TensorInfo | null =>
    x.dtype === 'string' ? null : heap.share(x);
  replaceKernel('Identity', ({ x }) => share(x));
  replaceKernel('Cast', ({ x }, attrs) =>
    (attrs as { dtype: tf.DataType }).dtype === x.dtype ? share(x) : null,
  );
}
