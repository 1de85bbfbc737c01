import { tf } from '../tensorflow';

type Gradients = Record<string, () => tf.Tensor>;

/**
 * Mends the gradients of operations that broadcast their inputs, but hand back gradients of the broadcast shape:
 * each input receives the sum over what it was broadcast to.
 */
export function mendBroadcastGradients(): void {
  for (const kernelName of ['Maximum', 'Minimum', 'Prelu', 'SquaredDifference']) {
    const original = tf.getGradient(kernelName);
    const names = original.inputsToSave ?? [];
    tf.unregisterGradient(kernelName);
    tf.registerGradient({
      ...original,
      gradFunc: (dy, saved, attrs) => {
        const gradients = original.gradFunc(dy, saved, attrs) as Gradients;
        const summed = names.map((name, i) => {
          const { shape } = saved[i];
          return [name, (): tf.Tensor => tf.tidy(() => gathered(gradients[name](), shape))];
        });
        return Object.fromEntries(summed) as Gradients;
      },
    });
  }
}

/** Sums over the axes along which a tensor of this shape was broadcast. */
export function gathered(x: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, x.shape);
  return (axes.length > 0 ? x.sum(axes) : x).reshape(shape);
}
