import { tf } from '../tensorflow';
import type { KernelInputs, WasmBackend } from './wasm-backend';

/**
 * Sums the rows of `x` that carry the same segment id. It is the gradient of `gather`, hence of every
 * embedding: a row that was read twice receives both gradients.
 */
export function unsortedSegmentSum(
  backend: WasmBackend,
  inputs: KernelInputs,
  attrs: object,
): tf.TensorInfo {
  const { x, segmentIds } = inputs;
  const { numSegments } = attrs as { numSegments: number };
  const idRank = segmentIds.shape.length;
  const output = backend.makeOutput([numSegments, ...x.shape.slice(idRank)], x.dtype);
  const rowSize = tf.util.sizeFromShape(x.shape.slice(idRank));
  const values = backend.typedArrayFromHeap(x);
  const ids = backend.typedArrayFromHeap(segmentIds);
  const sums = backend.typedArrayFromHeap(output).fill(0);
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row];
    // As on the other engines, an id outside the range adds to nothing.
    if (id < 0 || id >= numSegments) continue;
    for (let k = 0; k < rowSize; k++) sums[id * rowSize + k] += values[row * rowSize + k];
  }
  return output;
}
