import { tf } from '../tensorflow';
import type { Kernels } from './kernels';
import { fixedChunks } from './reduce';
import { replaceKernel } from './replace-kernel';

const gradientKernel = 'AttendSoftmaxGradient';

/** Every softmax of ordinary code in one pass over the row, and its gradient in another. */
export function registerSoftmax(kernels: Kernels): void {
  replaceKernel('Softmax', ({ logits }) => {
    if (logits.dtype !== 'float32') return null;
    const y = kernels.heap.output(logits.shape);
    const places = [logits, y].map((t) => kernels.heap.addressOf(t));
    runRows(kernels, 'softmax', logits.shape, [...places, 0]);
    return y;
  });
  replaceKernel(gradientKernel, ({ y, dy }) => {
    const dx = kernels.heap.output(y.shape);
    const places = [y, dy, dx].map((t) => kernels.heap.addressOf(t));
    runRows(kernels, 'softmaxGradient', y.shape, places);
    return dx;
  });
  registerGradients();
}

function runRows(kernels: Kernels, operation: string, shape: number[], words: number[]): void {
  const size = tf.util.sizeFromShape(shape);
  if (size === 0) return;
  const columns = shape[shape.length - 1] ?? 1;
  const rows = size / columns;
  const noMask = [0, 1, 0];
  kernels.run(operation, fixedChunks(rows), 4 * size, [rows, columns, ...words, ...noMask], [1]);
}

/** y · (dy − Σ y · dy), which the gradient of softmax and both gradients of that one are made of. */
function gradientOf(y: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  if (tf.getBackend() === 'wasm' && dy.dtype === 'float32') {
    return tf.engine().runKernel(gradientKernel, { y, dy }) as tf.Tensor;
  }
  return y.mul(dy.sub(y.mul(dy).sum(-1, true)));
}

function registerGradients(): void {
  tf.unregisterGradient('Softmax');
  tf.registerGradient({
    kernelName: 'Softmax',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ logits: () => gradientOf(y, dy as tf.Tensor) }),
  });
  tf.registerGradient({
    kernelName: gradientKernel,
    inputsToSave: ['y', 'dy'],
    gradFunc: (upstream, [y, dy]) => {
      const u = upstream as tf.Tensor;
      const dot = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => a.mul(b).sum(-1, true);
      return {
        y: () => u.mul(dy.sub(dot(y, dy))).sub(dy.mul(dot(u, y))),
        dy: () => gradientOf(y, u),
      };
    },
  });
}
