import { seededRandom, tf } from 'kernel-lib';
import assert from 'node:assert/strict';

/** Asserts that all gradients of an operation agree with differences of its values. */
export function assertGradients(
  shapes: number[][],
  compute: (...inputs: tf.Tensor[]) => tf.Tensor,
): void {
  tf.tidy(() => {
    const random = seededRandom(11);
    const numbers = shapes.map((shape) => random.normalArray(tf.util.sizeFromShape(shape)));
    const upstream = random.normalTensor(compute(...tensors(numbers, shapes)).shape);
    const loss = (...inputs: tf.Tensor[]): tf.Scalar => compute(...inputs).mul(upstream).sum(); // prettier-ignore
    const gradients = tf.grads(loss)(tensors(numbers, shapes));
    const step = 1e-2;
    numbers.forEach((values, which) => {
      assert.deepEqual(gradients[which].shape, shapes[which]);
      const gradient = gradients[which].dataSync();
      values.forEach((value, i) => {
        const moved = (by: number): number =>
          tf.tidy(() => {
            const changed = numbers.with(which, values.with(i, value + by));
            return loss(...tensors(changed, shapes)).dataSync()[0];
          });
        const expected = (moved(step) - moved(-step)) / (2 * step);
        const isClose = Math.abs(gradient[i] - expected) <= 2e-2 * (1 + Math.abs(expected));
        assert.ok(isClose, `input ${which}, number ${i}: ${gradient[i]} for ${expected}`);
      });
    });
  });
}

const tensors = (numbers: number[][], shapes: number[][]): tf.Tensor[] =>
  numbers.map((values, i) => tf.tensor(values, shapes[i]));
