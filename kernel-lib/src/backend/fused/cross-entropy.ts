import { fixedChunks } from '../fast/reduce';
import { tf } from '../tensorflow';
import { fusedOp } from './fused-op';

/** How labels are turned into a loss. */
export interface CrossEntropyOptions {
  /** ε: the target is 1 − ε at the label and ε / V everywhere; 0 unless said. */
  labelSmoothing?: number;
  /** Positions with this label do not count; null unless said: all do. */
  paddingLabel?: number | null;
}

/** No label: below every int32 that a label can be. */
const none = -(2 ** 31);

/**
 * The mean cross entropy of softmax(logits) with the labels, over the positions that count; 0 where none does.
 *
 * @param logits (…, V) float32.
 * @param labels (…) int32, each from 0 to V − 1 or the padding label.
 * @returns a scalar. The caller disposes it.
 * @throws Error when a label that counts is out of range.
 */
export function crossEntropyOf(
  logits: tf.Tensor,
  labels: tf.Tensor,
  { labelSmoothing = 0, paddingLabel = null }: CrossEntropyOptions = {},
): tf.Scalar {
  const columns = logits.shape[logits.shape.length - 1];
  const rows = labels.size;
  const counted = requireLabels(labels, columns, paddingLabel);
  const share = 1 / Math.max(counted, 1);
  const chunks = fixedChunks(rows);
  const ignored = paddingLabel ?? none;
  return fusedOp<tf.Scalar>({
    inputs: [logits],
    constants: [labels],
    forward(kernels) {
      const { heap } = kernels;
      const [losses, totals] = [heap.tensor([rows]), heap.tensor([rows])];
      const places = [logits, labels, losses, totals].map((t) => heap.addressOf(t));
      const words = [rows, columns, ...places, ignored];
      if (rows > 0) kernels.run('crossEntropy', chunks, 4 * logits.size, words, [labelSmoothing]);
      return { value: losses.sum().mul(share), kept: [totals] };
    },
    backward(kernels, dy, [logits, labels, totals]) {
      const { heap } = kernels;
      const dLogits = heap.tensor(logits.shape);
      const places = [logits, labels, dLogits, totals].map((t) => heap.addressOf(t));
      const words = [rows, columns, ...places, ignored];
      const reals = [labelSmoothing, share * dy.dataSync()[0]];
      if (rows > 0) kernels.run('crossEntropyGradient', chunks, 4 * logits.size, words, reals);
      return [dLogits];
    },
    composed([logits], [labels]) {
      const logs = tf.logSoftmax(logits.reshape<tf.Tensor2D>([rows, columns]));
      const flat = labels.reshape<tf.Tensor1D>([rows]).cast('int32') as tf.Tensor1D;
      const hot = tf.oneHot(flat, columns).cast('float32');
      const target = hot.mul(1 - labelSmoothing).add(labelSmoothing / Math.max(columns, 1));
      const losses = logs.mul(target).sum(1).neg();
      const counts = flat.notEqual(ignored).cast('float32');
      return losses.mul(counts).sum().mul(share);
    },
  });
}

/** How many positions count. */
function requireLabels(labels: tf.Tensor, columns: number, padding: number | null): number {
  let counted = 0;
  for (const label of labels.dataSync()) {
    if (label === padding) continue;
    if (!(label >= 0 && label < columns)) {
      throw new Error(`crossEntropy: labels must be from 0 to ${columns - 1}, got ${label}`);
    }
    counted++;
  }
  return counted;
}
