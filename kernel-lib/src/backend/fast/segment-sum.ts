import { tf } from '../tensorflow';
import type { Kernels } from './kernels';
import { replaceKernel } from './replace-kernel';

const mostChunks = 16;

/** The gradient of `gather`, and so of every embedding. */
export function registerSegmentSum(kernels: Kernels): void {
  replaceKernel('UnsortedSegmentSum', ({ x, segmentIds }, attrs) => {
    if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32') return null;
    const { numSegments } = attrs as { numSegments: number };
    const inner = x.shape.slice(segmentIds.shape.length);
    const [rows, columns] = [segmentIds.shape, inner].map(tf.util.sizeFromShape);
    const sums = kernels.heap.output([numSegments, ...inner]);
    const places = [x, segmentIds, sums].map((t) => kernels.heap.addressOf(t));
    const chunks = Math.max(1, Math.min(Math.ceil(columns / 4), mostChunks, kernels.numThreads));
    kernels.run('segmentSum', chunks, rows * columns, [rows, columns, numSegments, ...places]);
    return sums;
  });
}
