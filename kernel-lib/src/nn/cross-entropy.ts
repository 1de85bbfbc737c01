import { crossEntropyOf, type CrossEntropyOptions } from '../backend/fused/cross-entropy';
import { tf } from '../backend/tensorflow';
import { requireFloats, requireShape } from '../tensor/require';

export type { CrossEntropyOptions } from '../backend/fused/cross-entropy';

/**
 * How surprised a prediction is by what came: the mean of −log softmax(logits)[label] over the positions that
 * count.
 *
 * @param logits (…, V) float32.
 * @param labels (…) int32, each from 0 to V − 1 or the padding label.
 * @param options.labelSmoothing ε from 0 to below 1: the target is 1 − ε at the label and ε / V everywhere.
 * @param options.paddingLabel positions with this label do not count; where none counts the loss is 0.
 * @returns a scalar in nats. The caller disposes it.
 * @throws Error when the shapes do not fit or a label that counts is out of range.
 * @see Szegedy et al. 2016, section 7 (label smoothing).
 */
export function crossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
  options: CrossEntropyOptions = {},
): tf.Scalar {
  const leading = labels instanceof tf.Tensor ? labels.shape : ['…'];
  requireFloats('crossEntropy', 'logits', logits, [...leading, 'V']);
  requireShape('crossEntropy', 'labels', labels, logits.shape.slice(0, -1));
  if (labels.dtype !== 'int32') {
    throw new Error(`crossEntropy: labels must have dtype int32, got ${labels.dtype}`);
  }
  const { labelSmoothing = 0 } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new Error(
      `crossEntropy: labelSmoothing must be a number from 0 to below 1, got ${labelSmoothing}`,
    );
  }
  return tf.tidy(() => crossEntropyOf(logits, labels, options));
}
