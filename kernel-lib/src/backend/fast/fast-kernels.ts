import { loadKernels, type LoadOptions } from './load-kernels';
import type { Kernels } from './kernels';
import { registerMatMul } from './mat-mul';

let running: Kernels | null = null;

/** The kernels on the heap of the WebAssembly backend; null where they are not there or not wanted. */
export function fastKernels(): Kernels | null {
  return running;
}

/**
 * Loads our kernels and puts them in the place of TensorFlow.js's own.
 *
 * @returns why that could not be done, or null.
 */
export function startFastKernels(numThreads: number, options?: LoadOptions): string | null {
  if (running !== null) return null;
  const { kernels, reason } = loadKernels(numThreads, options);
  if (kernels === null) return reason;
  running = kernels;
  registerMatMul(kernels);
  return null;
}
