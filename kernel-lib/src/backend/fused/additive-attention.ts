import { fixedChunks, fold } from '../fast/reduce';
import { tf } from '../tensorflow';
import { fusedOp } from './fused-op';
import { composedSoftmax, maskWords, type OpenKeys } from './masked-softmax';

/** What additive attention is computed from. */
export interface AdditiveOperands extends OpenKeys {
  /** (B, Q, h) float32, projected. */
  queries: tf.Tensor3D;
  /** (B, K, h) float32, projected. */
  keys: tf.Tensor3D;
  /** w, (h). */
  scoreWeight: tf.Tensor1D;
  /** (B, K, v) float32. */
  values: tf.Tensor3D;
}

/**
 * Additive attention: softmaxⱼ(w · tanh(qᵢ + kⱼ)) V. The hidden layer of all pairs, (B, Q, K, h), is never stored.
 *
 * @returns (B, Q, v). The caller disposes it.
 * @see Bahdanau et al. 2015, appendix A.1.2.
 */
export function additiveAttentionOf(operands: AdditiveOperands): tf.Tensor3D {
  const { queries, keys, scoreWeight, values, ...openKeys } = operands;
  const [numBatch, numQueries, h] = queries.shape;
  const [, numKeys, v] = values.shape;
  const scores = [numBatch, numQueries, numKeys];
  const sizes = [numBatch, numQueries, numKeys, h, v];
  const work = numBatch * numQueries * numKeys * (8 * h + v);
  const chunks = fixedChunks(numBatch);
  return fusedOp<tf.Tensor3D>({
    inputs: [queries, keys, scoreWeight, values],
    constants: openKeys.open === null ? [] : [openKeys.open],
    forward(kernels) {
      const { heap } = kernels;
      const [weights, output] = [scores, [numBatch, numQueries, v]].map((s) => heap.tensor(s));
      const inputs = [queries, keys, scoreWeight, values, weights].map((t) => heap.addressOf(t));
      const isZero = Number(openKeys.isZeroWhenClosed);
      const mask = maskWords(kernels, openKeys.open, scores);
      const words = [...sizes, ...inputs, isZero, ...mask, heap.addressOf(output)];
      if (output.size > 0) kernels.run('additiveAttention', chunks, work, words);
      return { value: output, kept: [weights] };
    },
    backward(kernels, dy, saved) {
      const { heap } = kernels;
      const [queries, keys, scoreWeight, values] = saved;
      const [weights] = saved.slice(-1);
      const open = openKeys.open && saved[4];
      const [dQueries, dKeys, dValues] = [queries, keys, values].map((t) => heap.tensor(t.shape));
      const [parts, room] = [[chunks, h], [chunks, numQueries, numKeys]].map((s) => heap.tensor(s)); // prettier-ignore
      const inputs = [queries, keys, scoreWeight, values, weights].map((t) => heap.addressOf(t));
      const outputs = [dy, dQueries, dKeys, parts, dValues, room].map((t) => heap.addressOf(t));
      const isZero = Number(openKeys.isZeroWhenClosed);
      const words = [...sizes, ...inputs, isZero, ...maskWords(kernels, open, scores), ...outputs];
      kernels.run('additiveAttentionGradient', chunks, 2 * work, words);
      const dWeight = heap.adopt(fold(kernels, parts, chunks, h));
      tf.dispose([parts, room]);
      return [dQueries, dKeys, dWeight, dValues];
    },
    composed([queries, keys, scoreWeight, values], [open = null]) {
      const hidden = queries.expandDims(2).add(keys.expandDims(1)).tanh(); // (B, Q, K, h)
      const flat = hidden.reshape<tf.Tensor2D>([-1, h]);
      const products = tf.matMul(flat, scoreWeight.reshape<tf.Tensor2D>([h, 1])).reshape(scores);
      return tf.matMul(composedSoftmax(products, { ...openKeys, open }), values);
    },
  });
}
