import type { Heap } from '../fast/heap';
import { tf } from '../tensorflow';
import type { Sgemm } from './library';

// Long sums and slices that no library counts among the small: where the sum is cut must not depend on the slice.
const [m, n, k] = [256, 48, 1500];
const numSlices = 4;

/**
 * Whether a native BLAS gives slices of the rows of a product, each computed for itself, the bits that they have
 * in the whole. Then threads may share a product as they like.
 */
export function isSliceable(sgemm: Sgemm, heap: Heap): boolean {
  return tf.tidy(() => {
    const numbers = Float32Array.from({ length: m * k }, (_value, i) => Math.sin(1 + i * 1.7));
    const [left, right] = [heap.addressOf(tf.tensor1d(numbers)), heap.addressOf(tf.tensor1d(numbers.subarray(0, k * n)))]; // prettier-ignore
    return [0, 1, 2, 3].every((turn) => {
      const [turnLeft, turnRight] = [turn & 1, turn >> 1];
      const [lda, ldb] = [turnLeft ? m : k, turnRight ? k : n];
      const [whole, sliced] = [1, numSlices].map((count) => {
        const target = tf.zeros([m, n]);
        const height = m / count;
        for (let first = 0; first < m; first += height) {
          const from = left + 4 * first * (turnLeft ? 1 : k);
          const to = heap.addressOf(target) + 4 * first * n;
          sgemm(height, n, k, from, lda, turnLeft, right, ldb, turnRight, to, n, 0);
        }
        return target.dataSync();
      });
      return whole.every((value, i) => value === sliced[i]);
    });
  });
}
