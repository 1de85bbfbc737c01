import { tf } from '../tensorflow';

type Size = [number, number];
type Resize = (image: tf.Tensor4D, size: Size) => tf.Tensor4D;

interface Attrs {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

/**
 * The gradients of `tf.image.resizeBilinear` and `resizeNearestNeighbor`. Both mix rows, then columns, in fixed
 * shares; the gradient goes back by the same shares, read off from what becomes of an identity matrix. (The kernels
 * that come with the engines give images that are not square a gradient of the wrong shape.)
 */
export function registerResizeGradients(): void {
  registerGradient('ResizeBilinear', tf.image.resizeBilinear);
  registerGradient('ResizeNearestNeighbor', tf.image.resizeNearestNeighbor);
}

function registerGradient(
  kernelName: string,
  resize: (image: tf.Tensor4D, size: Size, align: boolean, half: boolean) => tf.Tensor4D,
): void {
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave: ['images'],
    gradFunc: (dy, [images], attrs) => {
      const { alignCorners, halfPixelCenters } = attrs as unknown as Attrs;
      const same: Resize = (image, size) => resize(image, size, alignCorners, halfPixelCenters);
      return {
        images: () => tf.tidy(() => gradient(dy as tf.Tensor4D, images as tf.Tensor4D, same)),
      };
    },
  });
}

/** (B, H, W, C) for a gradient (B, h, w, C). */
function gradient(dy: tf.Tensor4D, images: tf.Tensor4D, resize: Resize): tf.Tensor {
  const [, height, width] = images.shape;
  const rows = sharesOf(height, dy.shape[1], resize);
  const columns = sharesOf(width, dy.shape[2], resize);
  return tf.einsum('bhjc,hi->bijc', tf.einsum('bhwc,wj->bhjc', dy, columns), rows);
}

/** (after, before): the share that each row before has in each row after. */
function sharesOf(before: number, after: number, resize: Resize): tf.Tensor2D {
  const identity = tf.eye(before).reshape<tf.Tensor4D>([1, before, before, 1]);
  return resize(identity, [after, before]).reshape([after, before]);
}
