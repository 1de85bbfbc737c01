import { tf } from '../tensorflow';
import type { Kernels } from './kernels';
import { replaceKernel } from './replace-kernel';

/** Rows of a table, as every embedding looks them up: copied whole, where TensorFlow.js goes number by number. */
export function registerGather({ heap }: Kernels): void {
  replaceKernel('GatherV2', ({ x, indices }, attrs) => {
    const { axis, batchDims } = attrs as { axis: number; batchDims: number };
    const isOfRows = x.shape.length > 0 && axis === 0 && (batchDims ?? 0) === 0;
    if (!isOfRows || indices.dtype !== 'int32' || x.dtype === 'string') return null;
    const [numRows, ...inner] = x.shape;
    const count = tf.util.sizeFromShape(indices.shape);
    const rowOf = new Int32Array(heap.memory.buffer, heap.addressOf(indices), count);
    // An index that is out of range is left to TensorFlow.js, which says so.
    if (!rowOf.every((row) => row >= 0 && row < numRows)) return null;
    const rows = heap.output([...indices.shape, ...inner], x.dtype);
    const width = tf.util.sizeFromShape(inner) * tf.util.bytesPerElement(x.dtype);
    const [from, to] = [heap.addressOf(x), heap.addressOf(rows)];
    // The heap may have grown, and its views with it.
    const bytes = new Uint8Array(heap.memory.buffer);
    const chosen = new Int32Array(heap.memory.buffer, heap.addressOf(indices), count);
    chosen.forEach((row, i) => {
      const start = from + row * width;
      bytes.copyWithin(to + i * width, start, start + width);
    });
    return rows;
  });
}
