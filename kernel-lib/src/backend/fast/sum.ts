import { tf } from '../tensorflow';
import type { Kernels } from './kernels';
import { sumOfRows } from './reduce';
import { replaceKernel } from './replace-kernel';

/**
 * Sums over the leading axes, as the gradient of every bias needs them, without a transposed copy; and sums of
 * nothing, which by itself the WebAssembly backend leaves to chance, are 0.
 */
export function registerSum(kernels: Kernels): void {
  const { heap } = kernels;
  const size = tf.util.sizeFromShape;
  replaceKernel('Sum', ({ x }, attrs) => {
    const { axis, keepDims } = attrs as { axis: number | number[]; keepDims: boolean };
    const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
    const [reduced] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes);
    const shape = keepDims ? tf.backend_util.expandShapeToKeepDim(reduced, axes) : reduced;
    if (size(x.shape) === 0) return heap.zeros(shape, x.dtype);
    const isLeading = axes.length > 0 && axes.every((each, i) => each === i);
    if (x.dtype !== 'float32' || !isLeading || size(reduced) < 2) return null;
    const numColumns = size(reduced);
    return { ...sumOfRows(kernels, x, size(x.shape) / numColumns, numColumns), shape };
  });
}
