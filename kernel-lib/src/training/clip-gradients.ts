import { tf } from '../backend/tensorflow';

/** What `clipGradients` returns. */
export interface ClippedGradients {
  /** The gradients by name, new tensors; where nothing was clipped, the ones that were given. */
  gradients: tf.NamedTensorMap;
  /** Their global norm before. */
  norm: number;
  /** Whether it was above the bound. */
  isClipped: boolean;
}

/**
 * Makes gradients shorter that are longer than a bound, all by one factor, so that their direction stays:
 * g ← g · min(1, maxNorm / ‖g‖), where ‖g‖ is the root of the sum of the squares of all numbers of all gradients.
 *
 * @param gradients by name, as `tf.variableGrads` gives them. The caller disposes them.
 * @param maxNorm above 0.
 * @returns the gradients; the caller disposes those that are new. A norm that is not finite clips nothing.
 * @throws Error when maxNorm is not above 0.
 * @see Pascanu, Mikolov & Bengio 2013, algorithm 1.
 */
export function clipGradients(gradients: tf.NamedTensorMap, maxNorm: number): ClippedGradients {
  if (!(maxNorm > 0)) {
    throw new Error(`clipGradients: maxNorm must be a number above 0, got ${maxNorm}`);
  }
  const norm = globalNorm(Object.values(gradients));
  const isClipped = norm > maxNorm && Number.isFinite(norm);
  if (!isClipped) return { gradients, norm, isClipped };
  const clipped = Object.entries(gradients).map(([name, gradient]): [string, tf.Tensor] => [
    name,
    gradient.mul(maxNorm / norm),
  ]);
  return { gradients: Object.fromEntries(clipped), norm, isClipped };
}

/** Summed in double precision over the tensors; inside each of them the engine sums. */
function globalNorm(gradients: tf.Tensor[]): number {
  if (gradients.length === 0) return 0;
  const squares = tf.tidy(() => tf.stack(gradients.map((g) => g.square().sum())).dataSync());
  return Math.sqrt(Array.from(squares).reduce((sum, square) => sum + square, 0));
}
