import { tf } from '../tensorflow';
import type { KernelInputs } from '../wasm-kernels/wasm-backend';
import { blocksOf, type Blocks } from './conv-blocks';
import { convSizes, sizeWords, type ConvAttrs, type ConvSizes } from './conv-sizes';
import type { Kernels } from './kernels';
import { activations, type Activation } from './multiply';
import { fixedChunks, fold } from './reduce';
import { replaceKernel } from './replace-kernel';

interface FusedAttrs extends ConvAttrs {
  activation?: string;
  leakyreluAlpha?: number;
}

/**
 * Convolutions of images (B, height, width, channels) as products of matrices, and their gradients; `conv1d` and
 * transposed convolutions are made of them.
 */
export function registerConv2D(kernels: Kernels): void {
  for (const name of ['Conv2D', 'FusedConv2D']) {
    replaceKernel(name, (inputs, attrs) => convolve(kernels, inputs, attrs as FusedAttrs));
  }
  replaceKernel('Conv2DBackpropFilter', ({ x, dy }, attrs) => {
    const { filterShape, ...rest } = attrs as ConvAttrs & { filterShape: number[] };
    const sizes = convSizes(x.shape, filterShape, rest);
    return isOurs(sizes, [x, dy], dy.shape) ? filterGradient(kernels, sizes, x, dy) : null;
  });
  replaceKernel('Conv2DBackpropInput', ({ dy, filter }, attrs) => {
    const { inputShape, ...rest } = attrs as ConvAttrs & { inputShape: number[] };
    const sizes = convSizes(inputShape, filter.shape, rest);
    return isOurs(sizes, [dy, filter], dy.shape) ? inputGradient(kernels, sizes, dy, filter) : null;
  });
}

/** Whether our kernels compute this; else TensorFlow.js's own shall see to it. */
function isOurs(
  sizes: ConvSizes | null,
  given: tf.TensorInfo[],
  result: number[] | undefined = sizes?.outShape,
): sizes is ConvSizes {
  if (sizes === null || sizes.outHeight < 1 || sizes.outWidth < 1) return false;
  return given.every(isFloat) && tf.util.arraysEqual(result!, sizes.outShape);
}

const isFloat = ({ dtype }: tf.TensorInfo): boolean => dtype === 'float32';

/** activation(x ∗ filter + bias), or null. */
function convolve(kernels: Kernels, inputs: KernelInputs, attrs: FusedAttrs): tf.TensorInfo | null {
  const { x, filter, bias, preluActivationWeights } = inputs;
  const { activation = 'linear', leakyreluAlpha } = attrs;
  const code = activations.indexOf(activation as Activation);
  const sizes = convSizes(x.shape, filter.shape, attrs);
  if (!isOurs(sizes, bias ? [x, filter, bias] : [x, filter])) return null;
  if (bias && !tf.util.arraysEqual(bias.shape, [sizes.outChannels])) return null;
  if (code < 0 || preluActivationWeights) return null;
  const { heap } = kernels;
  const blocks = blocksOf(sizes);
  return withScratch(kernels, blocks, (scratch) => {
    const y = heap.output(sizes.outShape);
    const places = [x, filter, y].map((t) => heap.addressOf(t));
    const words = [...places, bias ? heap.addressOf(bias) : 0, code];
    run(kernels, 'conv2d', sizes, blocks, [scratch, ...words], [leakyreluAlpha ?? 0]);
    return y;
  });
}

/** The filter's gradient, summed over all places: what the filter saw, times dy. */
function filterGradient(
  kernels: Kernels,
  sizes: ConvSizes,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
): tf.TensorInfo {
  const { heap } = kernels;
  const shape = sizes.filterShape;
  const size = tf.util.sizeFromShape(shape);
  const blocks = blocksOf(sizes, 2 * size);
  if (blocks.chunks === 0) return heap.zeros(shape, 'float32');
  return withScratch(kernels, blocks, (scratch) => {
    // For each chunk its sum, and what is added next.
    const parts = heap.output([2, blocks.chunks, size]);
    const places = [x, dy, parts].map((t) => heap.addressOf(t));
    const words = [...places, places[2] + 4 * blocks.chunks * size];
    run(kernels, 'conv2dFilterGradient', sizes, blocks, [scratch, ...words]);
    const sums = fold(kernels, parts, blocks.chunks, size);
    heap.release(parts);
    return { ...sums, shape };
  });
}

/** The input's gradient: dy · filterᵀ at each place, added to what the filter saw there. */
function inputGradient(
  kernels: Kernels,
  sizes: ConvSizes,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
): tf.TensorInfo {
  const { heap } = kernels;
  const blocks = blocksOf(sizes);
  // What two places see may overlap, but not in two images.
  blocks.chunks = Math.min(blocks.chunks, fixedChunks(sizes.batchSize));
  return withScratch(kernels, blocks, (scratch) => {
    const dx = heap.output(sizes.inShape);
    const places = [dy, filter, dx].map((t) => heap.addressOf(t));
    run(kernels, 'conv2dInputGradient', sizes, blocks, [scratch, ...places]);
    return dx;
  });
}

function run(
  kernels: Kernels,
  operation: string,
  sizes: ConvSizes,
  { places, rows, depth, chunks }: Blocks,
  words: number[],
  reals: number[] = [],
): void {
  const work = places * depth * sizes.outChannels;
  kernels.run(operation, chunks, work, [...sizeWords(sizes), places, rows, ...words], reals);
}

/** Room for what the filter sees, a block for each chunk, while `compute` runs; address 0 where none is needed. */
function withScratch(
  { heap }: Kernels,
  { rows, depth, chunks, isPlain }: Blocks,
  compute: (scratch: number) => tf.TensorInfo,
): tf.TensorInfo {
  if (isPlain) return compute(0);
  const scratch = heap.output([chunks, rows, depth]);
  try {
    return compute(heap.addressOf(scratch));
  } finally {
    heap.release(scratch);
  }
}
