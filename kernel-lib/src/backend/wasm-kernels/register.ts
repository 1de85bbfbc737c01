import { mendAvgPoolGradient } from '../gradients/avg-pool';
import { registerBorrowedKernels } from './borrowed';
import { conv2dBackpropFilter } from './conv2d-backprop-filter';
import { maxPoolGrad } from './max-pool-grad';
import { registerPrelu } from './prelu';
import { registerSamePadding } from './same-padding';
import { unsortedSegmentSum } from './unsorted-segment-sum';
import { registerWasmKernel } from './wasm-backend';

let isRegistered = false;

/** Adds the gradients that the WebAssembly backend lacks and replaces what it computes wrongly. */
export function registerWasmKernels(): void {
  if (isRegistered) return;
  registerWasmKernel('UnsortedSegmentSum', unsortedSegmentSum);
  registerWasmKernel('Conv2DBackpropFilter', conv2dBackpropFilter);
  registerWasmKernel('MaxPoolGrad', maxPoolGrad);
  registerPrelu();
  registerBorrowedKernels();
  mendAvgPoolGradient('wasm');
  registerSamePadding('Conv2D');
  registerSamePadding('FusedConv2D');
  isRegistered = true;
}
