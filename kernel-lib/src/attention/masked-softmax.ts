import { maskedSoftmaxOf, spreadMask, type OpenKeys } from '../backend/fused/masked-softmax';
import { tf } from '../backend/tensorflow';
import { lengthMaskOf, validLensTensor, type ValidLens } from '../tensor/mask';
import { requireDtype, requireFloats, requireShape } from '../tensor/require';

/**
 * Softmax over the keys that count: `weights[b][i] = softmaxⱼ(scores[b][i][j])` over j < validLen, and 0
 * beyond.
 *
 * @param scores (B, Q, K) float32.
 * @param validLens how many keys count: (B) one per batch item, (B, Q) one per query, null all of them.
 *   Where it is 0 every key gets the weight 1 / K.
 * @returns (B, Q, K); each row sums to 1. The caller disposes it.
 * @throws Error when scores has not three axes or validLens does not fit them.
 * @see Zhang et al., Dive into Deep Learning, section 11.3.2.
 */
export function maskedSoftmax(
  scores: tf.Tensor3D,
  validLens: ValidLens | null = null,
): tf.Tensor3D {
  return limitedSoftmax('maskedSoftmax', scores, { validLens });
}

/** Which keys may be attended to. */
export interface AttentionLimits {
  /** How many keys count: (B), (B, Q), or null for all. */
  validLens?: ValidLens | null;
  /** (Q, K) or (B, Q, K) bool, true = may attend; null for all. */
  mask?: tf.Tensor2D | tf.Tensor3D | null;
}

/**
 * Attention weights from scores under a limit by lengths, by a mask, or by both.
 *
 * @param scores (B, Q, K) float32.
 * @param limits.validLens as in `maskedSoftmax`.
 * @param limits.mask (Q, K) or (B, Q, K) bool, true = may attend. With a mask, a row in which nothing may be
 *   attended to becomes 0; with lengths alone it becomes uniform.
 * @returns (B, Q, K). The caller disposes it.
 * @throws Error when an argument has another shape or the mask is not bool.
 */
export function attentionWeights(scores: tf.Tensor3D, limits: AttentionLimits = {}): tf.Tensor3D {
  return limitedSoftmax('attentionWeights', scores, limits);
}

/** `attentionWeights` whose errors begin with the name of the function that was called. */
export function limitedSoftmax(
  fnName: string,
  scores: tf.Tensor3D,
  limits: AttentionLimits,
): tf.Tensor3D {
  requireFloats(fnName, 'scores', scores, ['B', 'Q', 'K']);
  return tf.tidy(() => maskedSoftmaxOf(scores, openKeysOf(fnName, limits, scores.shape)));
}

/** The keys that both limits open, checked against the shape (B, Q, K) of the scores. */
export function openKeysOf(
  fnName: string,
  { validLens = null, mask = null }: AttentionLimits,
  shape: [number, number, number],
): OpenKeys {
  const [numBatch, numQueries, numKeys] = shape;
  const within =
    validLens === null
      ? null
      : lengthMaskOf(validLensTensor(fnName, validLens, numBatch, numQueries), numKeys);
  if (mask === null) return { open: within, isZeroWhenClosed: false };
  requireMask(fnName, mask, shape);
  const open = within === null ? mask : tf.logicalAnd(spreadMask(mask, shape), within);
  return { open, isZeroWhenClosed: true };
}

/** (Q, K) or (B, Q, K), bool. */
function requireMask(
  fnName: string,
  mask: tf.Tensor2D | tf.Tensor3D,
  shape: [number, number, number],
): void {
  const isShared = mask instanceof tf.Tensor && (mask.rank as number) === 2;
  requireShape(fnName, 'mask', mask, isShared ? shape.slice(1) : shape);
  requireDtype(fnName, 'mask', mask, 'bool');
}
