import { tf } from '../tensorflow';
import { compileBinary, variants, type Variant } from './binaries';
import { Heap } from './heap';
import { Kernels } from './kernels';
import { multiply } from './multiply';

/** The kernels, or the reason why they are not there. */
export type Loaded = { kernels: Kernels; reason: null } | { kernels: null; reason: string };

/** What may be changed for a test. */
export interface LoadOptions {
  /** Which builds to try, in this order. */
  builds?: readonly Variant[];
  /** Where the builds lie. */
  folder?: string;
}

/**
 * Puts our kernels on the heap of the running WebAssembly backend: the fastest build that this Node compiles
 * and that multiplies correctly.
 */
export function loadKernels(
  numThreads: number,
  { builds = variants, folder }: LoadOptions = {},
): Loaded {
  let reason = 'there is no build of them';
  for (const variant of builds) {
    try {
      const heap = new Heap(tf.backend() as unknown as ConstructorParameters<typeof Heap>[0]);
      const binary = compileBinary(variant, heap.isShared, folder);
      const kernels = new Kernels(heap, binary, numThreads);
      requireRightProduct(kernels);
      return { kernels, reason: null };
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  return { kernels: null, reason };
}

/** Sizes that reach the edges of the tile and two blocks of the sum; small whole numbers, so exactly. */
function requireRightProduct(kernels: Kernels): void {
  const [m, n, k] = [7, 9, 260];
  const { heap } = kernels;
  const left = Float32Array.from({ length: m * k }, (_value, i) => (i % 7) - 3);
  const right = Float32Array.from({ length: n * k }, (_value, i) => (i % 5) - 2);
  tf.tidy(() => {
    const [a, b] = [tf.tensor2d(left, [m, k]), tf.tensor2d(right, [n, k])];
    const target = heap.tensor([m, n]);
    const [leftAt, rightAt] = [heap.addressOf(a), heap.addressOf(b)];
    const places = { left: leftAt, right: rightAt, target: heap.addressOf(target) };
    const steps = { leftStep: 0, rightStep: 0, transposeLeft: false, transposeRight: true };
    multiply(kernels, { batch: 1, m, n, k, ...places, ...steps });
    target.dataSync().forEach((value, at) => {
      const [row, column] = [Math.floor(at / n), at % n];
      let sum = 0;
      for (let p = 0; p < k; p++) sum += left[row * k + p] * right[column * k + p];
      if (value !== sum) throw new Error(`a product gave ${value} instead of ${sum}`);
    });
  });
}
