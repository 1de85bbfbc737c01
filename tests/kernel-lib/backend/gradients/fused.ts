import { tf } from 'kernel-lib';
import { attentionOf } from 'kernel-lib/backend/fused/attention';
import { crossEntropyOf } from 'kernel-lib/backend/fused/cross-entropy';
import { denseOf } from 'kernel-lib/backend/fused/dense';
import { geluOf } from 'kernel-lib/backend/fused/gelu';
import { layerNormOf } from 'kernel-lib/backend/fused/layer-norm';
import { maskedSoftmaxOf } from 'kernel-lib/backend/fused/masked-softmax';

import { on3, op, type Operation, type Sizes } from './operation';

/** Query i may attend to keys 0 … i, as far as there are any. */
const lower = (queries: number, keys: number): tf.Tensor =>
  tf.range(0, keys).lessEqual(tf.range(0, queries).expandDims(1)).cast('bool');

const labels = ({ b, m, n }: Sizes): tf.Tensor =>
  tf.tensor2d(
    Array.from({ length: b * m }, (_label, i) => (2 * i + 1) % n),
    [b, m],
    'int32',
  );

const attention = (
  open: ((sizes: Sizes) => tf.Tensor) | null,
  isZeroWhenClosed = false,
): Operation =>
  op(
    ({ b, m, n }) => [[b, m, 6], [b, n, 6], [b, n, 4]], // prettier-ignore
    ([queries, keys, values], sizes) =>
      attentionOf({
        queries: queries as tf.Tensor3D,
        keys: keys as tf.Tensor3D,
        values: values as tf.Tensor3D,
        numHeads: 2,
        open: open === null ? null : open(sizes),
        isZeroWhenClosed,
      }),
  );

/** What our kernels compute in one pass; other engines compute the same of many operations. */
export const fused: Record<string, Operation> = {
  'dense layer': op(
    ({ b, m, n, k }) => [[b, m, k], [k, n], [n]], // prettier-ignore
    ([x, weight, bias]) => denseOf(x, weight as tf.Tensor2D, bias as tf.Tensor1D),
  ),
  'dense layer without bias': op(
    ({ m, n, k }) => [[m, k], [k, n]], // prettier-ignore
    ([x, weight]) => denseOf(x, weight as tf.Tensor2D, null),
  ),
  'fused layer normalisation': op(
    ({ b, m, n }) => [[b, m, n + 1], [n + 1], [n + 1]], // prettier-ignore
    ([x, gain, bias]) => layerNormOf(x, gain as tf.Tensor1D, bias as tf.Tensor1D),
  ),
  'fused GELU': on3((x) => geluOf(x)),
  'fused GELU, tanh': on3((x) => geluOf(x, 'tanh')),
  'fused softmax': on3((x) => maskedSoftmaxOf(x, { open: null, isZeroWhenClosed: false })),
  'fused softmax, causal': on3((x) =>
    maskedSoftmaxOf(x, { open: lower(x.shape[1], x.shape[2]), isZeroWhenClosed: true }),
  ),
  'fused attention': attention(null),
  'fused attention, causal': attention(({ m, n }) => lower(m, n)),
  'fused attention, zero when closed': attention(({ m, n }) => lower(m, n), true),
  'fused cross entropy': on3((x) => {
    const [b, m, n] = x.shape;
    return crossEntropyOf(x, labels({ b, m, n, k: 1 }));
  }),
  'fused cross entropy, smoothed, padded': on3((x) => {
    const [b, m, n] = x.shape;
    return crossEntropyOf(x, labels({ b, m, n, k: 1 }), { labelSmoothing: 0.1, paddingLabel: 0 });
  }),
};
