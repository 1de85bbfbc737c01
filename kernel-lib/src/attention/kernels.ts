import { tf } from '../backend/tensorflow';

/**
 * How much a key counts, from its difference to the query. Any function of a tensor, number by number,
 * that is never negative will do.
 */
export interface Kernel {
  (difference: tf.Tensor): tf.Tensor;
  /** Its logarithm, where there is one: weights of far keys then do not vanish in rounding. */
  readonly log?: (difference: tf.Tensor) => tf.Tensor;
}

/**
 * K(u) = exp(−u² / (2 width²)): near keys count most, far ones a little.
 *
 * @param width standard deviation, above 0.
 * @throws Error when the width is not above 0.
 * @see Nadaraya 1964; Watson 1964.
 */
export function gaussianKernel(width: number): Kernel {
  requireWidth('gaussianKernel', width);
  const log = (difference: tf.Tensor): tf.Tensor =>
    tf.tidy(() => difference.div(width).square().mul(-0.5));
  return Object.assign((difference: tf.Tensor) => tf.tidy(() => log(difference).exp()), { log });
}

/**
 * K(u) = 1 where |u| ≤ width, else 0: keys within reach count alike.
 *
 * @param width reach, above 0.
 * @throws Error when the width is not above 0.
 */
export function boxcarKernel(width: number): Kernel {
  requireWidth('boxcarKernel', width);
  return (difference) => tf.tidy(() => difference.abs().lessEqual(width).cast('float32'));
}

/**
 * K(u) = max(0, 1 − (u / width)²): falls to 0 at the edge of its reach.
 *
 * @param width reach, above 0.
 * @throws Error when the width is not above 0.
 * @see Epanechnikov 1969.
 */
export function epanechnikovKernel(width: number): Kernel {
  requireWidth('epanechnikovKernel', width);
  return (difference) => tf.tidy(() => tf.relu(tf.sub(1, difference.div(width).square())));
}

/** K(u) = 1: every key counts alike, which makes the regression the mean of all values. */
export function constantKernel(): Kernel {
  return (difference) => tf.onesLike(difference);
}

function requireWidth(fnName: string, width: number): void {
  if (!(width > 0 && Number.isFinite(width))) {
    throw new Error(`${fnName}: width must be a number above 0, got ${width}`);
  }
}
