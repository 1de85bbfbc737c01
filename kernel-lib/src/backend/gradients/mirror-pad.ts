import { tf } from '../tensorflow';

interface Attrs {
  paddings: [number, number][];
  mode: 'reflect' | 'symmetric';
}

/**
 * The gradient of `tf.mirrorPad`: each number receives the gradients of all places it was mirrored to. (The one
 * that comes with TensorFlow.js forgets those outside.)
 */
export function registerMirrorPadGradient(): void {
  tf.unregisterGradient('MirrorPad');
  tf.registerGradient({
    kernelName: 'MirrorPad',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => {
      const { paddings, mode } = attrs as unknown as Attrs;
      const alongAxis = (sum: tf.Tensor, [before, after]: [number, number], axis: number) =>
        before + after === 0 ? sum : gathered(sum, axis, sources(x.shape[axis], before, after, mode)); // prettier-ignore
      return { x: () => tf.tidy(() => paddings.reduce(alongAxis, dy as tf.Tensor)) };
    },
  });
}

/** For every place of a padded axis the place its number comes from, as rows of an identity matrix. */
function sources(length: number, before: number, after: number, mode: Attrs['mode']): tf.Tensor2D {
  const edge = mode === 'reflect' ? 0 : 1;
  const from = Array.from({ length: before + length + after }, (_place, i) => {
    const at = i - before;
    if (at < 0) return -at - edge;
    return at < length ? at : 2 * length - 2 - at + edge;
  });
  return tf.gather(tf.eye(length), tf.tensor1d(from, 'int32'));
}

function gathered(dy: tf.Tensor, axis: number, matrix: tf.Tensor2D): tf.Tensor {
  const swapped = dy.shape.map((_size, i) => i);
  [swapped[axis], swapped[dy.rank - 1]] = [dy.rank - 1, axis];
  const rows = dy.transpose(swapped);
  const product = tf.matMul(rows.reshape([-1, matrix.shape[0]]), matrix);
  return product.reshape([...rows.shape.slice(0, -1), matrix.shape[1]]).transpose(swapped);
}
