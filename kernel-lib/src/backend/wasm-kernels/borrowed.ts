import { replaceKernel } from '../fast/replace-kernel';
import { tf } from '../tensorflow';
import type { KernelInputs, WasmBackend } from './wasm-backend';

/** The JavaScript backend, as far as its kernels need it to be run for somebody else. */
interface CpuBackend extends tf.KernelBackend {
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: tf.TypedArray): tf.TensorInfo;
  data: { get(dataId: object): { values: tf.TypedArray } };
}

/** Gradients that the WebAssembly backend has not, and that no model of the course needs to be fast. */
const names = [
  'DepthwiseConv2dNativeBackpropInput',
  'DepthwiseConv2dNativeBackpropFilter',
  'Conv3DBackpropFilterV2',
  'Conv3DBackpropInputV2',
  'Dilation2DBackpropInput',
  'Dilation2DBackpropFilter',
];

/**
 * Where the WebAssembly backend reads whole numbers as fractions or writes them for fractions, reads rows of the first
 * batch for all, or writes beyond its result.
 */
const wrongWhere: Record<string, (inputs: KernelInputs, attrs: object) => boolean> = {
  ClipByValue: ({ x }) => x.dtype !== 'float32',
  GatherV2: (_inputs, attrs) => ((attrs as { batchDims?: number }).batchDims ?? 0) > 0,
  OneHot: (_inputs, attrs) => (attrs as { dtype?: tf.DataType }).dtype !== 'int32',
  Conv2D: ({ filter }, attrs) => hasOtherWidth(filter.shape, attrs as WindowAttrs),
  FusedConv2D: ({ filter }, attrs) => hasOtherWidth(filter.shape, attrs as WindowAttrs),
  MaxPool: (_inputs, attrs) => hasOtherWidth((attrs as WindowAttrs).filterSize, attrs),
  AvgPool: (_inputs, attrs) => hasOtherWidth((attrs as WindowAttrs).filterSize, attrs),
};

interface WindowAttrs {
  filterSize?: number | number[];
  strides?: number | number[];
  dilations?: number | number[];
  pad?: unknown;
  dimRoundingMode?: string;
}

/**
 * Whether a result is not as wide as the backend thinks: with a number as padding TensorFlow.js computes the width from
 * the height of the window, and rounds as it is told.
 */
function hasOtherWidth(window: number | number[] | undefined, attrs: WindowAttrs): boolean {
  const { strides, dilations, pad, dimRoundingMode = 'floor' } = attrs;
  const isUneven = [window, strides, dilations].some((x) => Array.isArray(x) && x[0] !== x[1]);
  return typeof pad === 'number' && (isUneven || dimRoundingMode !== 'floor');
}

/** Lets the JavaScript engine compute these kernels on copies: slower, and right. */
export function registerBorrowedKernels(): void {
  const wasm = tf.findBackend('wasm') as unknown as WasmBackend;
  for (const [kernelName, isWrong] of Object.entries(wrongWhere)) {
    replaceKernel(kernelName, (inputs, attrs) =>
      isWrong(inputs, attrs) ? borrow(kernelName, inputs, attrs as tf.NamedAttrMap, wasm) : null,
    );
  }
  for (const kernelName of names) {
    if (tf.getKernel(kernelName, 'wasm')) continue;
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: ({ inputs, attrs, backend }) =>
        borrow(kernelName, inputs as KernelInputs, attrs, backend as unknown as WasmBackend),
    });
  }
}

function borrow(
  kernelName: string,
  inputs: KernelInputs,
  attrs: tf.NamedAttrMap | undefined,
  wasm: WasmBackend,
): tf.TensorInfo {
  const cpu = tf.findBackend('cpu') as CpuBackend;
  const given = Object.entries(inputs).filter(([, info]) => info != null);
  const copies = given.map(([name, info]) => {
    const values = wasm.typedArrayFromHeap(info).slice();
    return [name, cpu.makeTensorInfo(info.shape, info.dtype, values)] as const;
  });
  const { kernelFunc } = tf.getKernel(kernelName, 'cpu');
  const call = { inputs: Object.fromEntries(copies), attrs: attrs ?? {}, backend: cpu };
  const result = kernelFunc(call as Parameters<typeof kernelFunc>[0]) as tf.TensorInfo;
  const output = wasm.makeOutput(result.shape, result.dtype);
  wasm.typedArrayFromHeap(output).set(cpu.data.get(result.dataId).values);
  for (const info of [result, ...copies.map(([, copy]) => copy)]) cpu.disposeData(info.dataId);
  return output;
}
