import { mendCpuMatMul } from './cpu-mat-mul';
import { registerEinsum, registerEinsumGradient } from './einsum';
import { registerGatherNdGradient } from './gather-nd';
import { registerMatMulGradient } from './mat-mul';

let isRegistered = false;

/** Adds what TensorFlow.js lacks on every engine, or computes wrongly. */
export function registerGradients(): void {
  if (isRegistered) return;
  isRegistered = true;
  registerMatMulGradient();
  registerGatherNdGradient();
  registerEinsumGradient();
  registerEinsum('wasm');
  registerEinsum('cpu');
  mendCpuMatMul();
}
