import { tf } from '../tensorflow';
import type { Heap } from './heap';
import type { Kernels } from './kernels';
import { replaceKernel } from './replace-kernel';

/** Runs of fewer numbers are copied one by one: a call for each would take longer. */
const shortRun = 16;

/**
 * Parts of a tensor, copied in runs that are as long as they can be: TensorFlow.js's own first copies the whole
 * tensor, then goes row by row. A part that lies outside is refused.
 */
export function registerSlice({ heap }: Kernels): void {
  replaceKernel('Slice', ({ x }, attrs) => {
    if (x.dtype === 'string') return null;
    const { begin, size } = attrs as { begin: number | number[]; size: number | number[] };
    const [first, sizes] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size);
    tf.slice_util.assertParamsValid(x, first, sizes);
    return partOf(heap, x, first, sizes);
  });
  replaceKernel('SplitV', ({ x }, attrs) => {
    if (x.dtype === 'string') return null;
    const given = attrs as { numOrSizeSplits: number | number[]; axis: number };
    const [axis] = tf.util.parseAxisParam(given.axis, x.shape);
    const lengths = tf.backend_util.prepareSplitSize(x as tf.Tensor, given.numOrSizeSplits, axis);
    let start = 0;
    return lengths.map((length) => {
      const first = x.shape.map((_, at) => (at === axis ? start : 0));
      const sizes = x.shape.map((whole, at) => (at === axis ? length : whole));
      start += length;
      return partOf(heap, x, first, sizes);
    });
  });
}

function partOf(heap: Heap, x: tf.TensorInfo, first: number[], sizes: number[]): tf.TensorInfo {
  const part = heap.output(sizes, x.dtype);
  const total = tf.util.sizeFromShape(sizes);
  if (total === 0) return part;
  const strides = [...tf.util.computeStrides(x.shape), 1];
  // The axes behind this one are whole, and so lie together.
  let axis = sizes.length - 1;
  while (axis > 0 && sizes[axis] === x.shape[axis]) axis--;
  const run = sizes[axis] * strides[axis];
  // Taken after the output was made: the heap may have grown.
  const { buffer } = heap.memory;
  const numbers = x.dtype === 'bool' ? new Uint8Array(buffer) : new Int32Array(buffer);
  const [from, to] = [x, part].map((t) => heap.addressOf(t) / numbers.BYTES_PER_ELEMENT);
  const place = first.slice(0, axis);
  for (let done = 0; done < total; done += run) {
    let start = from + first[axis] * strides[axis];
    for (let at = 0; at < axis; at++) start += place[at] * strides[at];
    if (run < shortRun) for (let i = 0; i < run; i++) numbers[to + done + i] = numbers[start + i];
    else numbers.copyWithin(to + done, start, start + run);
    for (let at = axis - 1; at >= 0 && ++place[at] === first[at] + sizes[at]; at--) {
      place[at] = first[at];
    }
  }
  return part;
}
