import { mendAvgPoolGradient } from './avg-pool';
import { mendBroadcastGradients } from './broadcast';
import { registerComparisonGradients } from './comparisons';
import { mendCpuMatMul } from './cpu-mat-mul';
import { registerCumsumGradient } from './cumsum';
import { registerEinsum, registerEinsumGradient } from './einsum';
import { registerGatherNdGradient } from './gather-nd';
import { registerMatMulGradient } from './mat-mul';
import { registerMirrorPadGradient } from './mirror-pad';
import { registerResizeGradients } from './resize';
import { registerUnstackGradient } from './unstack';

let isRegistered = false;

/** Adds what TensorFlow.js lacks on every engine, or computes wrongly. */
export function registerGradients(): void {
  if (isRegistered) return;
  isRegistered = true;
  registerMatMulGradient();
  registerGatherNdGradient();
  registerEinsumGradient();
  registerComparisonGradients();
  registerCumsumGradient();
  registerUnstackGradient();
  registerMirrorPadGradient();
  registerResizeGradients();
  mendBroadcastGradients();
  registerEinsum('wasm');
  registerEinsum('cpu');
  mendAvgPoolGradient('cpu');
  mendCpuMatMul();
}
