import { registerAdam } from './adam';
import { loadKernels, type LoadOptions } from './load-kernels';
import type { Kernels } from './kernels';
import { registerConv2D } from './conv2d';
import { registerElementWise } from './element-wise';
import { registerGather } from './gather';
import { registerIdentity } from './identity';
import { registerMatMul } from './mat-mul';
import { registerMaxPool } from './max-pool';
import { registerSegmentSum } from './segment-sum';
import { registerSlice } from './slice';
import { registerSoftmax } from './softmax';
import { registerSum } from './sum';
import { tf } from '../tensorflow';

let running: Kernels | null = null;

/** The kernels, where the WebAssembly backend computes and has them; else null. */
export function fastKernels(): Kernels | null {
  return tf.getBackend() === 'wasm' ? running : null;
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
  registerAdam();
  registerConv2D(kernels);
  registerElementWise(kernels);
  registerGather(kernels);
  registerIdentity(kernels);
  registerMatMul(kernels);
  registerMaxPool(kernels);
  registerSegmentSum(kernels);
  registerSlice(kernels);
  registerSoftmax(kernels);
  registerSum(kernels);
  return null;
}
