import { tf } from 'kernel-lib';

import { on2, on3, op, type Operation } from './operation';

const labels = (count: number, classes: number): tf.Tensor1D =>
  tf.tensor1d(
    Array.from({ length: count }, (_label, i) => (2 * i + 1) % classes),
    'int32',
  );

/** Sums, means, maxima, softmax, losses. */
export const overAxes: Record<string, Operation> = {
  sum: on3((x) => x.square().sum(1)),
  'sum, two axes, kept': on3((x) => x.square().sum([0, 2], true)),
  'sum of all': on3((x) => x.square().sum()),
  mean: on3((x) => x.square().mean([0, 2])),
  max: on2((x) => x.max(1)),
  'max, first axis': on3((x) => x.max(0)),
  min: on2((x) => x.min(0)),
  prod: on2((x) => x.prod(1), 'off 0'),
  cumsum: on2((x) => tf.cumsum(x, 1)),
  'cumsum, exclusive, backwards': on3((x) => tf.cumsum(x, 1, true, true)),
  logSumExp: on2((x) => tf.logSumExp(x, 1)),
  moments: on2((x) => {
    const { mean, variance } = tf.moments(x, 1);
    return mean.add(variance);
  }),
  'norm, euclidean': on2((x) => x.norm('euclidean', 1)),
  'norm, 1': on2((x) => x.norm(1, 0), 'off 0'),
  'norm, largest': on2((x) => x.neg().norm(Infinity, 1), 'positive'),
  'norm, of all': on2((x) => x.norm()),
  softmax: on3((x) => tf.softmax(x)),
  logSoftmax: on2((x) => tf.logSoftmax(x)),
  'softmax, masked': on3((x) =>
    tf.softmax(tf.where(tf.range(0, x.shape[2]).less(1.5), x, tf.fill(x.shape, -1e6))),
  ),
  'layer normalisation': on2((x) => {
    const { mean, variance } = tf.moments(x, 1, true);
    return x.sub(mean).div(variance.add(1e-5).sqrt());
  }),
  batchNorm: op(
    ({ b, m, n }) => [[b, m, m, n], [n], [n], [n], [n]],
    ([x, mean, variance, offset, scale]) =>
      tf.batchNorm4d(
        x as tf.Tensor4D,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
      ),
    ['any', 'any', 'positive', 'any', 'any'],
  ),
  'softmax cross entropy': on2((x) =>
    tf.losses.softmaxCrossEntropy(tf.oneHot(labels(...x.shape), x.shape[1]), x),
  ),
  'sigmoid cross entropy': on2((x) =>
    tf.losses.sigmoidCrossEntropy(tf.oneHot(labels(...x.shape), x.shape[1]), x),
  ),
  'mean squared error': on2((x) => tf.losses.meanSquaredError(tf.ones(x.shape), x)),
  'absolute difference': on2((x) => tf.losses.absoluteDifference(tf.zeros(x.shape), x), 'off 0'),
  'huber loss': on2((x) => tf.losses.huberLoss(tf.fill(x.shape, 3), x, 0.3)),
  'hinge loss': on2((x) => tf.losses.hingeLoss(tf.ones(x.shape), x.mul(0.4))),
  'log loss': on2((x) => tf.losses.logLoss(tf.ones(x.shape), x.mul(0.3)), 'positive'),
  'cosine distance': on2((x) => tf.losses.cosineDistance(tf.ones(x.shape), x, 1)),
};
