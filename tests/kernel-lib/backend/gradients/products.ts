import { tf } from 'kernel-lib';

import { on2, op, type Operation } from './operation';

const image =
  (channels = 2): Operation['shapes'] =>
  ({ b, m }) => [[b, m + 2, 5, channels]];
const onImage = (compute: (x: tf.Tensor4D) => tf.Tensor): Operation =>
  op(image(), ([x]) => compute(x as tf.Tensor4D));
const conv = (
  filter: number[],
  compute: (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor,
): Operation =>
  op(
    (sizes) => [...image(filter[2])(sizes), filter],
    ([x, f]) => compute(x as tf.Tensor4D, f as tf.Tensor4D),
  );

/** Products of matrices, convolutions, pools. Those of einsum and of broadcast batches have files of their own. */
export const products: Record<string, Operation> = {
  dot: op(({ n }) => [[n], [n]], ([a, b]) => tf.dot(a, b)), // prettier-ignore
  outerProduct: op(
    ({ m, n }) => [[m], [n]],
    ([a, b]) => tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D),
  ),
  'matMul with itself': on2((x) => tf.matMul(x, x, false, true)),
  'matMul, batched': op(
    ({ b, m, n, k }) => [[b, m, k], [b, n, k]], // prettier-ignore
    ([x, y]) => tf.matMul(x, y, false, true),
  ),
  'matMul, four axes': op(
    ({ b, m, n, k }) => [[b, 2, m, k], [b, 2, k, n]], // prettier-ignore
    ([x, y]) => tf.matMul(x, y),
  ),
  'fused matMul with bias and relu': op(
    ({ m, n, k }) => [[m, k], [k, n], [n]], // prettier-ignore
    ([a, b, bias]) => tf.fused.matMul({ a, b, bias: bias.add(9), activation: 'relu' }),
    'positive',
  ),
  conv1d: op(
    ({ b, m, n }) => [[b, m + 3, n], [3, n, 2]], // prettier-ignore
    ([x, f]) => tf.conv1d(x as tf.Tensor3D, f as tf.Tensor3D, 1, 'same'),
  ),
  'conv1d, stride 2': op(
    ({ b, m, n }) => [[b, m + 3, n], [2, n, 3]], // prettier-ignore
    ([x, f]) => tf.conv1d(x as tf.Tensor3D, f as tf.Tensor3D, 2, 'valid'),
  ),
  conv2d: conv([2, 3, 2, 3], (x, f) => tf.conv2d(x, f, 1, 'same')),
  'conv2d, stride 2': conv([3, 2, 2, 2], (x, f) => tf.conv2d(x, f, 2, 'valid')),
  'conv2d, patches': conv([3, 5, 1, 2], (x, f) => tf.conv2d(x, f, [3, 5], 'valid')),
  conv2dTranspose: op(
    ({ b, m }) => [[b, m, 2, 3], [2, 2, 2, 3]], // prettier-ignore
    ([x, f], { b, m }) =>
      tf.conv2dTranspose(x as tf.Tensor4D, f as tf.Tensor4D, [b, 2 * m, 4, 2], 2, 'same'),
  ),
  maxPool: onImage((x) => tf.maxPool(x, 2, 1, 'same')),
  'maxPool below 0': onImage((x) => tf.maxPool(x.sub<tf.Tensor4D>(5), [2, 3], 2, 'valid')),
  avgPool: onImage((x) => tf.avgPool(x, 2, 2, 'same')),
  'avgPool, stride 1': onImage((x) => tf.avgPool(x, [3, 2], 1, 'valid')),
  resizeBilinear: onImage((x) => tf.image.resizeBilinear(x, [4, 3])),
  resizeNearestNeighbor: onImage((x) => tf.image.resizeNearestNeighbor(x, [4, 7])),
  'local response normalisation': onImage((x) => tf.localResponseNormalization(x, 1)),
  depthwiseConv2d: conv([2, 2, 2, 2], (x, f) => tf.depthwiseConv2d(x, f, 1, 'same')),
  separableConv2d: op(
    ({ b, m }) => [[b, m + 2, 4, 2], [2, 2, 2, 1], [1, 1, 2, 3]], // prettier-ignore
    ([x, deep, wide]) =>
      tf.separableConv2d(x as tf.Tensor4D, deep as tf.Tensor4D, wide as tf.Tensor4D, 1, 'same'),
  ),
};
