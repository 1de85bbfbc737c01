import { tf } from '../tensorflow';
import { spread } from './mat-mul';

/**
 * Mends a product of the JavaScript backend: where the batches of both operands are broadcast at once it takes
 * the wrong matrices.
 */
export function mendCpuMatMul(): void {
  const kernel = tf.getKernel('BatchMatMul', 'cpu');
  tf.unregisterKernel('BatchMatMul', 'cpu');
  tf.registerKernel({
    ...kernel,
    kernelFunc: (call) => {
      const { a, b } = call.inputs as Record<string, tf.Tensor>;
      const batch = tf.broadcast_util.assertAndGetBroadcastShape(
        a.shape.slice(0, -2),
        b.shape.slice(0, -2),
      );
      const size = tf.util.sizeFromShape;
      const isWhole = ({ shape }: tf.Tensor): boolean =>
        [1, size(batch)].includes(size(shape.slice(0, -2)));
      if (isWhole(a) && isWhole(b)) return kernel.kernelFunc(call);
      const whole = { shape: [...batch, 0, 0] };
      const { transposeA, transposeB } = call.attrs as unknown as Record<string, boolean>;
      return tf.tidy(() => tf.matMul(spread(a, whole), spread(b, whole), transposeA, transposeB));
    },
  });
}
