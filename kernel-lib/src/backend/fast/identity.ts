import type { Kernels } from './kernels';
import { replaceKernel } from './replace-kernel';

/** A copy that nobody writes to can share the numbers: every `clone`, and what gradients keep. */
export function registerIdentity(kernels: Kernels): void {
  replaceKernel('Identity', ({ x }) => (x.dtype === 'string' ? null : kernels.heap.share(x)));
}
