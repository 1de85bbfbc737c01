import { tf } from '../tensorflow';
import type { Kernels } from './kernels';
import { fixedChunks } from './reduce';
import { replaceKernel } from './replace-kernel';

/** What the kernels do to each pair of numbers, in the order of `wasm/element-wise.ts`. */
const kinds = ['add', 'multiply', 'relu', 'reluGradient'] as const;

type Kind = (typeof kinds)[number];

const gradientKernel = 'AttendReluGradient';

/** Sums and products of tensors of one shape, or of rows with one row; ReLU, and its gradient in one pass. */
export function registerElementWise(kernels: Kernels): void {
  replaceKernel('Add', ({ a, b }) => pairs(kernels, 'add', a, b));
  replaceKernel('Multiply', ({ a, b }) => pairs(kernels, 'multiply', a, b));
  replaceKernel('Relu', ({ x }) => pairs(kernels, 'relu', x, x));
  replaceKernel(gradientKernel, ({ x, dy }) => pairs(kernels, 'reluGradient', x, dy));
  registerReluGradient();
}

/**
 * An output (shape of a) of a and b, or null where TensorFlow.js's own kernel shall see to it.
 *
 * @param place what to write it to, which may be a or b; a new output unless said.
 */
export function pairs(
  kernels: Kernels,
  kind: Kind,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  place?: tf.TensorInfo,
): tf.TensorInfo | null {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return null;
  const [size, columns] = [a.shape, b.shape].map(tf.util.sizeFromShape);
  const isSame = size === columns && tf.util.arraysEqual(a.shape, b.shape);
  if (!isSame && !isRow(a.shape, b.shape, columns)) return null;
  const { heap } = kernels;
  const output = place ?? heap.output(a.shape);
  if (size === 0) return output;
  const words = [heap.addressOf(a), heap.addressOf(b), heap.addressOf(output), kinds.indexOf(kind)];
  if (isSame) {
    kernels.run('elementWise', fixedChunks(Math.ceil(size / 16)), size, [size, ...words]);
  } else {
    const rows = size / columns;
    kernels.run('rowWise', fixedChunks(rows), size, [rows, ...words, columns]);
  }
  return output;
}

/** Whether b is one row of those that a is made of; short rows are no gain. */
function isRow(a: number[], b: number[], columns: number): boolean {
  if (columns < 16 || b.length > a.length) return false;
  return b.every((length, i) => length === a[a.length - b.length + i]);
}

function registerReluGradient(): void {
  const before = tf.getGradient('Relu');
  tf.unregisterGradient('Relu');
  tf.registerGradient({
    ...before,
    gradFunc: (given, saved, attrs) => {
      const [x, dy] = [saved[0], given as tf.Tensor];
      if (tf.getBackend() !== 'wasm' || x.dtype !== 'float32' || dy.dtype !== 'float32') {
        return before.gradFunc(given, saved, attrs);
      }
      return { x: () => tf.engine().runKernel(gradientKernel, { x, dy }) as tf.Tensor };
    },
  });
  tf.registerGradient({
    kernelName: gradientKernel,
    inputsToSave: ['x'],
    gradFunc: (upstream, [x]) => ({
      x: () => tf.zerosLike(x),
      dy: () =>
        tf.engine().runKernel(gradientKernel, { x, dy: upstream as tf.Tensor }) as tf.Tensor,
    }),
  });
}
