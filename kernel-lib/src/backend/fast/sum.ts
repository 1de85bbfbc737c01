import { tf } from '../tensorflow';
import type { Kernels } from './kernels';
import { sumOfRows } from './reduce';
import { replaceKernel } from './replace-kernel';

/** Sums over the leading axes, as the gradient of every bias needs them, without a transposed copy. */
export function registerSum(kernels: Kernels): void {
  replaceKernel('Sum', ({ x }, attrs) => {
    const { axis, keepDims } = attrs as { axis: number | number[]; keepDims: boolean };
    const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
    const isLeading = axes.every((each, i) => each === i) && axes.length < x.shape.length;
    const [rows, columns] = [x.shape.slice(0, axes.length), x.shape.slice(axes.length)];
    const numColumns = tf.util.sizeFromShape(columns);
    if (x.dtype !== 'float32' || axes.length === 0 || !isLeading || numColumns < 2) return null;
    const sums = sumOfRows(kernels, x, tf.util.sizeFromShape(rows), numColumns);
    const shape = [...(keepDims ? rows.map(() => 1) : []), ...columns];
    return { ...sums, shape };
  });
}
