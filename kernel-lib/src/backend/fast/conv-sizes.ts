import { tf } from '../tensorflow';

type Four = [number, number, number, number];
type Pair = number | [number, number];

/** How a convolution or a pool is asked for. */
export interface ConvAttrs {
  strides: Pair;
  dilations?: Pair;
  pad: 'valid' | 'same' | number | [number, number][];
  dataFormat?: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export interface PoolAttrs extends ConvAttrs {
  filterSize: Pair;
}

export type ConvSizes = tf.backend_util.Conv2DInfo;

/** All sizes of a convolution of images in the order (B, height, width, channels); null for another order. */
export function convSizes(x: number[], filter: number[], attrs: ConvAttrs): ConvSizes | null {
  const { strides, dilations = 1, pad, dataFormat = 'NHWC', dimRoundingMode } = attrs;
  if (dataFormat !== 'NHWC') return null;
  return tf.backend_util.computeConv2DInfo(
    x as Four,
    filter as Four,
    strides,
    dilations,
    pad as 'valid',
    dimRoundingMode,
  );
}

/** All sizes of a pool. */
export function poolSizes(x: number[], attrs: PoolAttrs): ConvSizes {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  return tf.backend_util.computePool2DInfo(
    x as Four,
    filterSize,
    strides,
    1,
    pad as 'valid',
    dimRoundingMode,
  );
}

/** The sizes as the kernels read them, in the order of `wasm/patches.ts`. */
export function sizeWords(info: ConvSizes): number[] {
  return [
    ...[info.inHeight, info.inWidth, info.inChannels],
    ...[info.outHeight, info.outWidth, info.outChannels],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
    ...[info.dilationHeight, info.dilationWidth, info.padInfo.top, info.padInfo.left],
  ];
}
