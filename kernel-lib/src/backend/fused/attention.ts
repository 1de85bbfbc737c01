import { fastKernels } from '../fast/fast-kernels';
import { tf } from '../tensorflow';
import { fusedOp } from './fused-op';
import { composedSoftmax, maskWords, type OpenKeys } from './masked-softmax';

/** What attention is computed from. */
export interface AttentionOperands extends OpenKeys {
  /** (B, Q, H·d) float32. */
  queries: tf.Tensor3D;
  /** (B, K, H·d) float32. */
  keys: tf.Tensor3D;
  /** (B, K, H·v) float32. */
  values: tf.Tensor3D;
  /** H. */
  numHeads: number;
}

/**
 * Scaled dot-product attention of many heads: softmax(Q Kᵀ / √d) V for each head, which is a strip of d
 * neighbouring columns. Nothing is split, transposed or merged.
 *
 * @returns (B, Q, H·v). The caller disposes it.
 * @see Vaswani et al. 2017, equation 1.
 */
export function attentionOf(operands: AttentionOperands): tf.Tensor3D {
  const { queries, keys, values, numHeads, ...openKeys } = operands;
  const [numBatch, numQueries, width] = queries.shape;
  const [, numKeys, valueWidth] = values.shape;
  const [d, v] = [width / numHeads, valueWidth / numHeads];
  const scores = [numBatch, numHeads, numQueries, numKeys];
  const numItems = numBatch * numHeads;
  const work = numItems * numQueries * numKeys * (d + v);
  const sizes = [numBatch, numHeads, numQueries, numKeys, d, v];
  const chunks = Math.min(numItems, 8 * (fastKernels()?.numThreads ?? 1));
  return fusedOp<tf.Tensor3D>({
    inputs: [queries, keys, values],
    constants: openKeys.open === null ? [] : [openKeys.open],
    forward(kernels) {
      const { heap } = kernels;
      const weights = heap.tensor(scores);
      const output = heap.tensor([numBatch, numQueries, valueWidth]);
      const inputs = [queries, keys, values, weights].map((t) => heap.addressOf(t));
      const mask = maskWords(kernels, openKeys.open, scores);
      const isZero = Number(openKeys.isZeroWhenClosed);
      const words = [...sizes, ...inputs, isZero, ...mask, heap.addressOf(output)];
      if (output.size > 0) kernels.run('attention', chunks, work, words, [1 / Math.sqrt(d)]);
      return { value: output, kept: [weights] };
    },
    backward(kernels, dy, saved) {
      const [queries, keys, values] = saved;
      const [weights] = saved.slice(-1);
      const open = openKeys.open && saved[3];
      const { heap } = kernels;
      const gradients = [queries, keys, values].map((t) => heap.tensor(t.shape));
      const room = heap.tensor([chunks, numQueries, numKeys]);
      const inputs = [queries, keys, values, weights].map((t) => heap.addressOf(t));
      const mask = maskWords(kernels, open, scores);
      const outputs = [dy, ...gradients, room].map((t) => heap.addressOf(t));
      const isZero = Number(openKeys.isZeroWhenClosed);
      const words = [...sizes, ...inputs, isZero, ...mask, ...outputs];
      if (work > 0) kernels.run('attentionGradient', chunks, 2 * work, words, [1 / Math.sqrt(d)]);
      room.dispose();
      return gradients;
    },
    composed([queries, keys, values], [open = null]) {
      const split = (x: tf.Tensor): tf.Tensor =>
        x
          .reshape([numBatch, x.shape[1]!, numHeads, x.shape[2]! / numHeads])
          .transpose([0, 2, 1, 3]); // (B, T, H·d) -> (B, H, T, d)
      const products = tf.matMul(split(queries), split(keys), false, true).div(Math.sqrt(d));
      const weights = composedSoftmax(products, { ...openKeys, open });
      return tf
        .matMul(weights, split(values))
        .transpose([0, 2, 1, 3])
        .reshape([numBatch, numQueries, valueWidth]);
    },
  });
}
