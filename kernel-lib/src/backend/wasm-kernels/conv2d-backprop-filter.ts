import { tf } from '../tensorflow';
import type { KernelInputs, WasmBackend } from './wasm-backend';

interface ConvAttrs {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number | [number, number][];
  dataFormat: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  filterShape: [number, number, number, number];
}

/** The gradient of a convolution with respect to its filter, images in the order (B, height, width, channels). */
export function conv2dBackpropFilter(
  backend: WasmBackend,
  inputs: KernelInputs,
  attrs: object,
): tf.TensorInfo {
  const { x, dy } = inputs;
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs as ConvAttrs;
  if (dataFormat !== 'NHWC') {
    throw new Error(`conv2d: dataFormat must be NHWC on the engine wasm, got ${dataFormat}`);
  }
  const info = tf.backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filterShape,
    strides,
    1,
    pad as 'valid',
    dimRoundingMode,
  );
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const output = backend.makeOutput(filterShape, 'float32');
  const image = backend.typedArrayFromHeap(x);
  const upstream = backend.typedArrayFromHeap(dy);
  const gradient = backend.typedArrayFromHeap(output).fill(0);
  for (let batch = 0; batch < info.batchSize; batch++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const dyAt = ((batch * outHeight + outRow) * outWidth + outColumn) * outChannels;
        for (let i = 0; i < info.filterHeight; i++) {
          const row = outRow * info.strideHeight - info.padInfo.top + i;
          if (row < 0 || row >= inHeight) continue;
          for (let j = 0; j < info.filterWidth; j++) {
            const column = outColumn * info.strideWidth - info.padInfo.left + j;
            if (column < 0 || column >= inWidth) continue;
            const xAt = ((batch * inHeight + row) * inWidth + column) * inChannels;
            const filterAt = (i * info.filterWidth + j) * inChannels * outChannels;
            for (let c = 0; c < inChannels; c++) {
              const value = image[xAt + c];
              const at = filterAt + c * outChannels;
              for (let o = 0; o < outChannels; o++) gradient[at + o] += value * upstream[dyAt + o];
            }
          }
        }
      }
    }
  }
  return output;
}
