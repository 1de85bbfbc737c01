import { tf } from '../backend/tensorflow';
import { crossEntropy, type CrossEntropyOptions } from './cross-entropy';

/**
 * Between how many tokens, all as likely, a model is in doubt: exp(cross entropy). 1 is certainty, V a blind
 * guess.
 *
 * @param logits (…, V) float32.
 * @param labels (…) int32.
 * @param options.paddingLabel positions with this label do not count.
 * @throws Error when the shapes do not fit or a label that counts is out of range.
 * @see Jelinek et al. 1977, "Perplexity – a measure of the difficulty of speech recognition tasks".
 */
export function perplexity(
  logits: tf.Tensor,
  labels: tf.Tensor,
  { paddingLabel }: Pick<CrossEntropyOptions, 'paddingLabel'> = {},
): number {
  return tf.tidy(() => Math.exp(crossEntropy(logits, labels, { paddingLabel }).dataSync()[0]));
}
