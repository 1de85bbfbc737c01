import { tf } from '../tensorflow';

interface Attrs {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: 'valid' | 'same' | number;
}

/**
 * Mends the gradient of a mean pool with padding: a window at the edge divides by the numbers it really has, as the
 * pool itself does. The kernels of this engine divide by the size of a whole window.
 */
export function mendAvgPoolGradient(backendName: 'cpu' | 'wasm'): void {
  const kernel = tf.getKernel('AvgPoolGrad', backendName);
  tf.unregisterKernel('AvgPoolGrad', backendName);
  tf.registerKernel({
    ...kernel,
    kernelFunc: (call) => {
      const { dy, input } = call.inputs as Record<string, tf.Tensor>;
      const lifted = tf.tidy(() => lift(dy, input.shape, call.attrs as unknown as Attrs));
      const result = kernel.kernelFunc({ ...call, inputs: { dy: lifted, input } });
      lifted.dispose();
      return result;
    },
  });
}

function lift(dy: tf.Tensor, shape: number[], { filterSize, strides, pad }: Attrs): tf.Tensor {
  const info = tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
  );
  const { filterHeight, filterWidth, outHeight, outWidth, padInfo } = info;
  const factors = (
    count: number,
    stride: number,
    before: number,
    length: number,
    window: number,
  ): number[] =>
    Array.from({ length: count }, (_window, i) => {
      const begin = i * stride - before;
      return window / (Math.min(length, begin + window) - Math.max(0, begin));
    });
  const rows = factors(outHeight, info.strideHeight, padInfo.top, info.inHeight, filterHeight);
  const columns = factors(outWidth, info.strideWidth, padInfo.left, info.inWidth, filterWidth);
  return tf.mul(tf.mul(dy, tf.tensor4d(rows, [1, outHeight, 1, 1])), tf.tensor4d(columns, [1, 1, outWidth, 1])); // prettier-ignore
}
