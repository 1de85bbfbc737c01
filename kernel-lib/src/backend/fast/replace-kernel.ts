import { tf } from '../tensorflow';
import type { KernelInputs } from '../wasm-kernels/wasm-backend';

type Compute = (inputs: KernelInputs, attrs: object) => tf.TensorInfo | tf.TensorInfo[] | null;

/**
 * Puts a kernel of ours in the place of one of the WebAssembly backend.
 *
 * @param compute the result, or null where the kernel that was there before shall compute it.
 */
export function replaceKernel(kernelName: string, compute: Compute): void {
  const before = tf.getKernel(kernelName, 'wasm');
  if (before) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    ...before,
    kernelName,
    backendName: 'wasm',
    kernelFunc: (call) => {
      const result = compute(call.inputs as KernelInputs, call.attrs ?? {});
      if (result !== null) return result;
      if (!before) throw new Error(`${kernelName}: the WebAssembly backend cannot compute this`);
      return before.kernelFunc(call);
    },
  });
}
