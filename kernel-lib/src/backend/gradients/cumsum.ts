import { tf } from '../tensorflow';

interface Attrs {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

/** The gradient of `tf.cumsum`: the sums of the gradients from the other end, along any axis of any rank. */
export function registerCumsumGradient(): void {
  tf.unregisterGradient('Cumsum');
  tf.registerGradient({
    kernelName: 'Cumsum',
    inputsToSave: ['x'],
    gradFunc: (dy, _saved, attrs) => {
      const { axis, exclusive, reverse } = attrs as unknown as Attrs;
      return { x: () => tf.cumsum(dy as tf.Tensor, axis, exclusive, !reverse) };
    },
  });
}
