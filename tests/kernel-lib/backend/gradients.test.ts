import assert from 'node:assert/strict';

import { seededRandom, tf } from 'kernel-lib';

import { onEveryEngine } from '../../support/engines';
import { assertSameOnBoth } from './wasm-kernels/compare-engines';

interface Operation {
  shape: number[];
  compute: (x: tf.Tensor) => tf.Tensor;
  /** Keeps the numbers above 0, or away from where the operation has an edge. */
  from?: number;
}

const other = (shape: number[]): tf.Tensor => seededRandom(77).normalTensor(shape);
const on2 = (compute: (x: tf.Tensor2D) => tf.Tensor): Operation => ({
  shape: [3, 4],
  compute: compute as Operation['compute'],
});
const on3 = (compute: (x: tf.Tensor3D) => tf.Tensor): Operation => ({
  shape: [2, 3, 4],
  compute: compute as Operation['compute'],
});
const image = (compute: (x: tf.Tensor4D) => tf.Tensor): Operation => ({
  shape: [1, 4, 4, 2],
  compute: compute as Operation['compute'],
});
const positive = (compute: (x: tf.Tensor) => tf.Tensor): Operation => ({
  shape: [2, 3],
  compute,
  from: 0.5,
});

/** The operations that lessons build on. */
const operations: Record<string, Operation> = {
  'matMul, left': on2((x) => tf.matMul(x, other([4, 2]) as tf.Tensor2D)),
  'matMul, left transposed': on2((x) => tf.matMul(x, other([3, 2]) as tf.Tensor2D, true)),
  'matMul, right': on2((x) => tf.matMul(other([2, 3]) as tf.Tensor2D, x)),
  'matMul, right transposed': on2((x) => tf.matMul(other([2, 4]) as tf.Tensor2D, x, false, true)),
  'matMul, both transposed': on2((x) => tf.matMul(x, other([2, 3]) as tf.Tensor2D, true, true)),
  'matMul, batched': on3((x) => tf.matMul(x, other([2, 5, 4]) as tf.Tensor3D, false, true)),
  'matMul, with itself': on3((x) => tf.matMul(x, x, false, true)),
  'matMul, four axes': {
    shape: [2, 2, 3, 2],
    compute: (x) => tf.matMul(x, other([2, 2, 2, 3])),
  },
  softmax: on3((x) => tf.softmax(x)),
  logSoftmax: on2((x) => tf.logSoftmax(x)),
  logSumExp: on2((x) => tf.logSumExp(x, 1)),
  'where, masked': on2((x) => tf.where(other([3, 4]).greater(0), x.square(), tf.fill([3, 4], -5))),
  'add, broadcast': on2((x) => x.add(other([2, 3, 4]))),
  'mul, broadcast': on2((x) => x.mul(other([2, 1, 4]))),
  'sub, column from row': on2((x) => x.expandDims(2).sub(x.expandDims(1)).square()),
  'div, by': positive((x) => tf.div(other([2, 3]), x)),
  sum: on3((x) => x.square().sum(1)),
  mean: on3((x) => x.square().mean([0, 2])),
  max: on2((x) => x.max(1)),
  min: on2((x) => x.min(0)),
  maximum: on2((x) => tf.maximum(x, tf.zeros([3, 4])).square()),
  cumsum: on2((x) => tf.cumsum(x, 1)),
  transpose: on3((x) => tf.transpose(x, [2, 0, 1]).square()),
  reshape: on3((x) => x.reshape([6, 4]).square()),
  concat: on2((x) => tf.concat([x, x.square()], 1)),
  stack: on2((x) => tf.stack([x, x.square()])),
  unstack: on2((x) => tf.unstack(x, 1)[2].square()),
  split: on2((x) => tf.split(x, 2, 1)[1].square()),
  slice: on3((x) => x.slice([0, 1, 1], [2, 2, 2]).square()),
  pad: on2((x) => x.pad([[1, 0], [0, 2]]).square()), // prettier-ignore
  tile: on2((x) => x.tile([2, 3]).square()),
  reverse: on2((x) => tf.reverse(x, 1).mul(other([3, 4]))),
  gather: on2((x) => tf.gather(x, tf.tensor1d([2, 0, 2], 'int32')).square()),
  'gather, second axis': on2((x) => tf.gather(x, tf.tensor1d([3, 3, 0], 'int32'), 1).square()),
  exp: on2((x) => x.exp()),
  log: positive((x) => x.log()),
  sqrt: positive((x) => x.sqrt()),
  rsqrt: positive((x) => x.rsqrt()),
  pow: positive((x) => x.pow(1.7)),
  abs: positive((x) => x.neg().abs()),
  square: on2((x) => x.square()),
  tanh: on2((x) => x.tanh()),
  sigmoid: on2((x) => x.sigmoid()),
  'relu, above 0': positive((x) => x.relu()),
  'relu, below 0': positive((x) => x.neg().relu()),
  elu: positive((x) => x.neg().elu()),
  leakyRelu: positive((x) => x.neg().leakyRelu(0.1)),
  softplus: on2((x) => x.softplus()),
  erf: on2((x) => x.erf()),
  sin: on2((x) => x.sin()),
  cos: on2((x) => x.cos()),
  norm: on2((x) => x.norm('euclidean', 1)),
  squaredDifference: on2((x) => tf.squaredDifference(x, other([3, 4]))),
  softmaxCrossEntropy: on2((x) =>
    tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([0, 3, 1], 'int32'), 4), x),
  ),
  'layer normalisation': on2((x) => {
    const { mean, variance } = tf.moments(x, 1, true);
    return x.sub(mean).div(variance.add(1e-5).sqrt());
  }),
  conv2d: image((x) => tf.conv2d(x, other([2, 2, 2, 3]) as tf.Tensor4D, 1, 'same')),
  'conv2d, filter': {
    shape: [2, 2, 2, 3],
    compute: (f) => tf.conv2d(other([1, 4, 4, 2]) as tf.Tensor4D, f as tf.Tensor4D, 2, 'valid'),
  },
  conv1d: on3((x) => tf.conv1d(x, other([2, 4, 2]) as tf.Tensor3D, 1, 'same')),
  maxPool: image((x) => tf.maxPool(x.sub<tf.Tensor4D>(5), 2, 1, 'same')),
  avgPool: image((x) => tf.avgPool(x, 2, 2, 'valid')),
};

/** Numbers far enough from each other that a step of finite differences changes no maximum. */
function inputOf({ shape, from }: Operation): number[] {
  const random = seededRandom(5);
  const size = tf.util.sizeFromShape(shape);
  const spread = random.shuffle(Array.from({ length: size }, (_value, i) => (i + 0.5) / size));
  return spread.map((value) => (from === undefined ? 4 * value - 2 : from + 2 * value));
}

/** A weighted sum, so that every element of the result has a gradient of its own. */
function loss(compute: (x: tf.Tensor) => tf.Tensor): (x: tf.Tensor) => tf.Scalar {
  return (x) => {
    const result = compute(x);
    return result.mul(seededRandom(6).normalTensor(result.shape)).sum() as tf.Scalar;
  };
}

onEveryEngine('gradients', () => {
  for (const [name, operation] of Object.entries(operations)) {
    it(`of ${name} agrees with finite differences`, () => {
      tf.tidy(() => {
        const numbers = inputOf(operation);
        const f = loss(operation.compute);
        const at = (values: number[]): tf.Tensor => tf.tensor(values, operation.shape);
        const gradient = tf.grad(f)(at(numbers)).dataSync();
        const step = 1e-2;
        numbers.forEach((value, i) => {
          const moved = (by: number): number =>
            tf.tidy(() => f(at(numbers.with(i, value + by))).dataSync()[0]);
          const expected = (moved(step) - moved(-step)) / (2 * step);
          const bound = 2e-2 * (1 + Math.abs(expected));
          assert.ok(Math.abs(gradient[i] - expected) <= bound, `${gradient[i]} for ${expected}`);
        });
      });
    });
  }
});

describe('gradients', () => {
  for (const [name, operation] of Object.entries(operations)) {
    it(`of ${name} are the same on wasm as on cpu`, () =>
      assertSameOnBoth(name, () => {
        const x = tf.tensor(inputOf(operation), operation.shape);
        const gradient = tf.grad(loss(operation.compute))(x);
        return tf.concat([operation.compute(x).flatten(), gradient.flatten()]);
      }));
  }
});
