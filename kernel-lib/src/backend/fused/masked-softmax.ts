import type { Kernels } from '../fast/kernels';
import { fixedChunks } from '../fast/reduce';
import { tf } from '../tensorflow';
import { fusedOp, numRows } from './fused-op';

/** What takes the place of a masked score: its weight is 0 beside any usual score. */
const maskedScore = -1e6;

/** Which keys count. */
export interface OpenKeys {
  /** (Q, K), or (B, Q, K), bool, true = counts; null: all. */
  open: tf.Tensor | null;
  /** What a row becomes in which no key counts: zeros, or the same weight for every key. */
  isZeroWhenClosed: boolean;
}

/**
 * Softmax over the last axis of scores (…, Q, K), over the keys that count.
 *
 * @param scores (B, Q, K) or (B, H, Q, K) float32.
 * @returns of the same shape. The caller disposes it.
 */
export function maskedSoftmaxOf<T extends tf.Tensor>(scores: T, keys: OpenKeys): T {
  const numKeys = scores.shape[scores.shape.length - 1];
  const rows = numRows(scores, numKeys);
  const chunks = fixedChunks(rows);
  const work = 4 * scores.size;
  return fusedOp<T>({
    inputs: [scores],
    constants: keys.open === null ? [] : [keys.open],
    forward(kernels) {
      const y = kernels.heap.tensor(scores.shape);
      const [source, target] = [scores, y].map((t) => kernels.heap.addressOf(t));
      const mask = maskWords(kernels, keys.open, scores.shape);
      const words = [rows, numKeys, source, target, Number(keys.isZeroWhenClosed), ...mask];
      if (rows > 0) kernels.run('softmax', chunks, work, words, [1]);
      return { value: y, kept: [y] };
    },
    backward(kernels, dy, saved) {
      const [y] = saved.slice(-1);
      const open = keys.open && saved[1];
      const dx = kernels.heap.tensor(scores.shape);
      const places = [y, dy, dx].map((t) => kernels.heap.addressOf(t));
      const mask = maskWords(kernels, open, scores.shape);
      const words = [rows, numKeys, ...places, ...mask];
      if (rows > 0) kernels.run('softmaxGradient', chunks, work, words, [1]);
      return [dx];
    },
    composed: ([scores], [open = null]) => composedSoftmax(scores, { ...keys, open }),
  });
}

/** The mask as the kernels read it: address, Q, and how many rows of the scores share one (Q, K) of it. */
export function maskWords(kernels: Kernels, open: tf.Tensor | null, scores: number[]): number[] {
  if (open === null) return [0, 1, 0];
  const numQueries = scores[scores.length - 2];
  const perBatch = scores.slice(1, -1).reduce((product, size) => product * size, 1);
  const isShared = open.rank === 2 || open.shape[0] === 1;
  return [kernels.heap.addressOf(open), numQueries, isShared ? 0 : perBatch];
}

/** The same in operations of TensorFlow.js. */
export function composedSoftmax(
  scores: tf.Tensor,
  { open, isZeroWhenClosed }: OpenKeys,
): tf.Tensor {
  if (open === null) return tf.softmax(scores);
  const spread = spreadMask(open, scores.shape);
  const weights = tf.softmax(tf.where(spread, scores, tf.fill(scores.shape, maskedScore)));
  return isZeroWhenClosed ? weights.mul(spread.cast('float32')) : weights;
}

/** A mask repeated to the shape of the scores. */
export function spreadMask(open: tf.Tensor, shape: number[]): tf.Tensor {
  const [numQueries, numKeys] = shape.slice(-2);
  const batch = open.rank === 2 ? 1 : open.shape[0];
  const middle = shape.slice(1, -2).map(() => 1);
  const ranked = open.cast('int32').reshape([batch, ...middle, numQueries, numKeys]);
  return tf.tile(ranked, shape.map((size, axis) => size / ranked.shape[axis])).cast('bool'); // prettier-ignore
}
