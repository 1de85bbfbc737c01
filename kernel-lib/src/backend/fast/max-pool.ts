import { tf } from '../tensorflow';
import { poolSizes, sizeWords, type PoolAttrs } from './conv-sizes';
import type { Kernels } from './kernels';
import { fixedChunks } from './reduce';
import { replaceKernel } from './replace-kernel';

/** The gradient of a maximum pool: that of each window goes to its largest number. */
export function registerMaxPool(kernels: Kernels): void {
  const { heap } = kernels;
  replaceKernel('MaxPoolGrad', ({ dy, input }, attrs) => {
    const sizes = poolSizes(input.shape, attrs as PoolAttrs);
    const isOurs = [dy, input].every(({ dtype }) => dtype === 'float32');
    if (!isOurs || !tf.util.arraysEqual(dy.shape, sizes.outShape)) return null;
    const dx = heap.output(input.shape);
    const size = tf.util.sizeFromShape(input.shape);
    const places = [input, dy, dx].map((t) => heap.addressOf(t));
    const words = [...sizeWords(sizes), sizes.batchSize, ...places];
    if (size > 0) kernels.run('maxPoolGradient', fixedChunks(sizes.batchSize), 4 * size, words);
    return dx;
  });
}
