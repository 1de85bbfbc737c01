import { geluOf } from '../backend/fused/gelu';
import { tf } from '../backend/tensorflow';

/**
 * max(0, x); x Φ(x); its approximations with tanh, and with x σ(1.702 x).
 *
 * @see Hendrycks & Gimpel 2016, section 2.
 */
export type Activation = 'relu' | 'gelu' | 'geluTanh' | 'quickGelu';

const activations: Record<Activation, <R extends tf.Rank>(x: tf.Tensor<R>) => tf.Tensor<R>> = {
  relu: (x) => tf.relu(x),
  gelu: (x) => geluOf(x, 'erf'),
  geluTanh: (x) => geluOf(x, 'tanh'),
  quickGelu: (x) => tf.tidy(() => x.mul(x.mul(1.702).sigmoid())),
};

/** x after the activation, of the same shape. The caller disposes it. */
export function activate<R extends tf.Rank>(x: tf.Tensor<R>, by: Activation): tf.Tensor<R> {
  return activations[by](x);
}

/** Checks the name of an activation. */
export function requireActivation(fnName: string, activation: string): void {
  if (activation in activations) return;
  const known = Object.keys(activations).join(', ');
  throw new Error(`${fnName}: activation must be one of ${known}, got ${activation}`);
}
