import { conv2dBackpropFilter } from './conv2d-backprop-filter';
import { maxPoolGrad } from './max-pool-grad';
import { unsortedSegmentSum } from './unsorted-segment-sum';
import { registerWasmKernel } from './wasm-backend';

/** Adds the gradients that the WebAssembly backend lacks and replaces the one that is wrong. */
export function registerWasmKernels(): void {
  registerWasmKernel('UnsortedSegmentSum', unsortedSegmentSum);
  registerWasmKernel('Conv2DBackpropFilter', conv2dBackpropFilter);
  registerWasmKernel('MaxPoolGrad', maxPoolGrad);
}
