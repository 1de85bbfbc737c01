import { tf } from '../tensorflow';

/** What our kernels use of TensorFlow.js's WebAssembly backend. */
export interface WasmBackend {
  /** A new tensor on the WebAssembly heap, not cleared. */
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  /** A view of a tensor's values; gone when the heap grows, so taken after every allocation. */
  typedArrayFromHeap(info: tf.TensorInfo): Float32Array | Int32Array | Uint8Array;
}

/** The inputs of a kernel by the names that TensorFlow.js gives them. */
export type KernelInputs = Record<string, tf.TensorInfo>;

/** Replaces or adds a kernel of the WebAssembly backend. */
export function registerWasmKernel(
  kernelName: string,
  compute: (backend: WasmBackend, inputs: KernelInputs, attrs: object) => tf.TensorInfo,
): void {
  if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) =>
      compute(backend as unknown as WasmBackend, inputs as KernelInputs, attrs ?? {}),
  });
}
