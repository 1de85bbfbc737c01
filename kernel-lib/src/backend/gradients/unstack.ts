import { tf } from '../tensorflow';

/** The gradient of `tf.unstack`, also where it takes out one tensor only. */
export function registerUnstackGradient(): void {
  tf.unregisterGradient('Unpack');
  tf.registerGradient({
    kernelName: 'Unpack',
    gradFunc: (dy, _saved, attrs) => {
      const { axis } = attrs as unknown as { axis: number };
      return { value: () => tf.stack(Array.isArray(dy) ? dy : [dy], axis) };
    },
  });
}
