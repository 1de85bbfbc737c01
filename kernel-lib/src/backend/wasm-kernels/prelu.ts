import { tf } from '../tensorflow';

/** The kernel that comes with the backend reads slopes of another shape than the numbers from the wrong places. */
export function registerPrelu(): void {
  tf.unregisterKernel('Prelu', 'wasm');
  tf.registerKernel({
    kernelName: 'Prelu',
    backendName: 'wasm',
    kernelFunc: ({ inputs }) => {
      const { x, alpha } = inputs as Record<string, tf.Tensor>;
      return tf.tidy(() => tf.add(tf.relu(x), tf.mul(alpha, tf.minimum(x, 0))));
    },
  });
}
