import { tf } from '../tensorflow';
import type { KernelInputs, WasmBackend } from './wasm-backend';

interface PoolAttrs {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: 'valid' | 'same' | number | [number, number][];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * The gradient of a maximum pool: the gradient of each window goes to its largest element. The kernel
 * that comes with the backend loses it where a window holds negative numbers only.
 */
export function maxPoolGrad(
  backend: WasmBackend,
  inputs: KernelInputs,
  attrs: object,
): tf.TensorInfo {
  const { dy, input } = inputs;
  const { filterSize, strides, pad, dimRoundingMode } = attrs as PoolAttrs;
  const info = tf.backend_util.computePool2DInfo(
    input.shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad as 'valid',
    dimRoundingMode,
  );
  const { inHeight, inWidth, inChannels, outHeight, outWidth } = info;
  const output = backend.makeOutput(input.shape, 'float32');
  const image = backend.typedArrayFromHeap(input);
  const upstream = backend.typedArrayFromHeap(dy);
  const gradient = backend.typedArrayFromHeap(output).fill(0);
  for (let batch = 0; batch < info.batchSize; batch++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const top = outRow * info.strideHeight - info.padInfo.top;
      const firstRow = Math.max(0, top);
      const lastRow = Math.min(inHeight, top + info.filterHeight);
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const left = outColumn * info.strideWidth - info.padInfo.left;
        const firstColumn = Math.max(0, left);
        const lastColumn = Math.min(inWidth, left + info.filterWidth);
        const dyAt = ((batch * outHeight + outRow) * outWidth + outColumn) * inChannels;
        for (let channel = 0; channel < inChannels; channel++) {
          let largest = -1;
          for (let row = firstRow; row < lastRow; row++) {
            for (let column = firstColumn; column < lastColumn; column++) {
              const at = ((batch * inHeight + row) * inWidth + column) * inChannels + channel;
              if (largest < 0 || image[at] > image[largest]) largest = at;
            }
          }
          if (largest >= 0) gradient[largest] += upstream[dyAt + channel];
        }
      }
    }
  }
  return output;
}
