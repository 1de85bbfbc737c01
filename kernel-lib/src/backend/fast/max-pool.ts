import { tf } from '../tensorflow';
import { poolSizes, sizeWords, type ConvSizes, type PoolAttrs } from './conv-sizes';
import type { Kernels } from './kernels';
import { fixedChunks } from './reduce';
import { replaceKernel } from './replace-kernel';

/** The largest number of each window, and its gradient: that of each window goes to its largest number. */
export function registerMaxPool(kernels: Kernels): void {
  const { heap } = kernels;
  replaceKernel('MaxPool', ({ x }, attrs) => {
    const sizes = poolSizes(x.shape, attrs as PoolAttrs);
    if (x.dtype !== 'float32' || sizes.outHeight < 1 || sizes.outWidth < 1) return null;
    const y = heap.output(sizes.outShape);
    run(kernels, 'maxPool', sizes, [x, y]);
    return y;
  });
  replaceKernel('MaxPoolGrad', ({ dy, input }, attrs) => {
    const sizes = poolSizes(input.shape, attrs as PoolAttrs);
    const isOurs = [dy, input].every(({ dtype }) => dtype === 'float32');
    if (!isOurs || !tf.util.arraysEqual(dy.shape, sizes.outShape)) return null;
    const dx = heap.output(sizes.inShape);
    run(kernels, 'maxPoolGradient', sizes, [input, dy, dx]);
    return dx;
  });
}

/** Each image is a part of its own: windows may overlap, but not in two images. */
function run(
  kernels: Kernels,
  operation: string,
  sizes: ConvSizes,
  tensors: tf.TensorInfo[],
): void {
  const { batchSize, outShape, filterHeight, filterWidth } = sizes;
  if (batchSize === 0) return;
  const work = tf.util.sizeFromShape(outShape) * filterHeight * filterWidth;
  const places = tensors.map((each) => kernels.heap.addressOf(each));
  kernels.run(operation, fixedChunks(batchSize), work, [...sizeWords(sizes), batchSize, ...places]);
}
