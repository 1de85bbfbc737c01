import { tf } from '../backend/tensorflow';

/**
 * The mean squared error, Σ (aᵢ − bᵢ)² / n.
 *
 * @param predictions n numbers, or a tensor (n), which is read and not disposed.
 * @param targets as many.
 * @throws Error when the lengths differ or there are none.
 */
export function meanSquaredError(
  predictions: readonly number[] | tf.Tensor1D,
  targets: readonly number[] | tf.Tensor1D,
): number {
  const [a, b] = [numbersOf(predictions), numbersOf(targets)];
  requireSome('meanSquaredError', 'predictions', a);
  if (a.length !== b.length) {
    throw new Error(`meanSquaredError: targets must have ${a.length} numbers, got ${b.length}`);
  }
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length;
}

/**
 * The variance of a sample, Σ (xᵢ − mean)² / n.
 *
 * @param values numbers, or a tensor of any shape, which is read and not disposed.
 * @throws Error when there are none.
 */
export function variance(values: readonly number[] | tf.Tensor): number {
  const numbers = numbersOf(values);
  requireSome('variance', 'values', numbers);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length;
}

/**
 * The entropy of one row of weights, −Σ pⱼ ln pⱼ, in nats: 0 when one key has all the weight, ln K when all
 * have the same.
 *
 * @param weights K numbers from 0 to 1, or a tensor (K), which is read and not disposed.
 * @throws Error when there are none.
 */
export function entropy(weights: readonly number[] | tf.Tensor1D): number {
  const numbers = numbersOf(weights);
  requireSome('entropy', 'weights', numbers);
  return numbers.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}

function numbersOf(values: readonly number[] | tf.Tensor): readonly number[] {
  return values instanceof tf.Tensor ? Array.from(values.dataSync()) : values;
}

function requireSome(fnName: string, argument: string, numbers: readonly number[]): void {
  if (numbers.length === 0) throw new Error(`${fnName}: ${argument} must not be empty`);
}
