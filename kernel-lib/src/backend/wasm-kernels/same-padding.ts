import { tf } from '../tensorflow';

type Padding = 'valid' | 'same' | number | [number, number][];

interface ConvCall {
  inputs: { x: tf.TensorInfo; filter: tf.TensorInfo };
  attrs: { strides: number; dilations: number; pad: Padding };
}

/**
 * Lets a convolution kernel of the WebAssembly backend take `same` padding as numbers of rows and columns.
 * By itself it computes other windows than every other engine where the stride exceeds the filter.
 */
export function registerSamePadding(kernelName: 'Conv2D' | 'FusedConv2D'): void {
  const kernel = tf.getKernel(kernelName, 'wasm');
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    ...kernel,
    kernelFunc: (call) => {
      const { inputs, attrs } = call as unknown as ConvCall;
      if (attrs.pad !== 'same') return kernel.kernelFunc(call);
      const pad = explicitPadding(inputs.x.shape, inputs.filter.shape, attrs);
      return kernel.kernelFunc({ ...call, attrs: { ...call.attrs, pad } as typeof call.attrs });
    },
  });
}

function explicitPadding(
  x: number[],
  filter: number[],
  { strides, dilations }: ConvCall['attrs'],
): [number, number][] {
  const { padInfo } = tf.backend_util.computeConv2DInfo(
    x as [number, number, number, number],
    filter as [number, number, number, number],
    strides,
    dilations,
    'same',
  );
  return [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ];
}
