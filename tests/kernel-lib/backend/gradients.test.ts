import assert from 'node:assert/strict';

import { seededRandom, tf } from 'kernel-lib';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { cpuEngine } from 'kernel-lib/backend/cpu-engine';
import { engineChain } from 'kernel-lib/backend/use-backend';

import { onEveryEngine } from '../../support/engines';
import { elementWise } from './gradients/element-wise';
import { fused } from './gradients/fused';
import { numbersOf, rounds, type Operation, type Sizes } from './gradients/operation';
import { overAxes } from './gradients/over-axes';
import { products } from './gradients/products';
import { shapes } from './gradients/shapes';

const operations: Record<string, Operation> = {
  ...elementWise,
  ...overAxes,
  ...products,
  ...shapes,
  ...fused,
};

interface Result {
  value: number[];
  gradients: number[][];
}

/** A value, and the gradients of its sum with weights of its own for every number. */
function resultOf(operation: Operation, sizes: Sizes, numbers: number[][]): Result {
  return tf.tidy(() => {
    const inputs = tensorsOf(operation, sizes, numbers);
    const value = operation.compute(inputs, sizes);
    const upstream = tf.tensor(weightsOf(value.size), value.shape);
    const gradients = tf.grads((...xs) => operation.compute(xs, sizes))(inputs, upstream);
    gradients.forEach(({ shape }, i) => assert.deepEqual(shape, inputs[i].shape));
    const read = (x: tf.Tensor): number[] => Array.from(x.dataSync());
    return { value: read(value), gradients: gradients.map(read) };
  });
}

const weightsOf = (size: number): number[] => seededRandom(6).normalArray(size);

const tensorsOf = (operation: Operation, sizes: Sizes, numbers: number[][]): tf.Tensor[] =>
  operation.shapes(sizes).map((shape, i) => tf.tensor(numbers[i], shape));

const step = 0.02;

/** The derivative by one number, of the fourth order in the step; summed in double precision. */
function difference(
  operation: Operation,
  sizes: Sizes,
  numbers: number[][],
  input: number,
  at: number,
): number {
  const moved = (by: number): number =>
    tf.tidy(() => {
      const changed = numbers.map((values) => [...values]);
      changed[input][at] += by;
      const value = operation.compute(tensorsOf(operation, sizes, changed), sizes).dataSync();
      const weights = weightsOf(value.length);
      return weights.reduce((sum, weight, i) => sum + weight * value[i], 0);
    });
  const near = moved(step) - moved(-step);
  const far = moved(2 * step) - moved(-2 * step);
  return (8 * near - far) / (12 * step);
}

/** All places of a small tensor, some of a large one. */
function placesOf(size: number): number[] {
  const all = seededRandom(8).shuffle(Array.from({ length: size }, (_place, i) => i));
  return all.slice(0, 10);
}

onEveryEngine('the gradient', (engine) => {
  for (const [name, operation] of Object.entries(operations)) {
    it(`of ${name} agrees with differences, and with the JavaScript engine`, async () => {
      for (const sizes of rounds) {
        const numbers = numbersOf(operation, sizes);
        const before = tf.memory().numTensors;
        const ours = resultOf(operation, sizes, numbers);
        assert.equal(tf.memory().numTensors, before, 'tensors left behind');
        ours.gradients.forEach((gradient, input) => {
          for (const at of placesOf(gradient.length)) {
            const expected = difference(operation, sizes, numbers, input, at);
            const bound = 1e-3 * (1 + Math.abs(expected));
            const what = `input ${input}, number ${at}: ${gradient[at]} for ${expected}`;
            assert.ok(Math.abs(gradient[at] - expected) <= bound, what);
          }
        });
        if (engine === 'cpu') continue;
        await chooseEngine([cpuEngine], 'cpu');
        const reference = resultOf(operation, sizes, numbers);
        await chooseEngine(engineChain, engine);
        assertClose(ours.value, reference.value);
        ours.gradients.forEach((gradient, i) => assertClose(gradient, reference.gradients[i]));
      }
    });
  }
});

function assertClose(actual: number[], expected: number[]): void {
  assert.equal(actual.length, expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  actual.forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]) <= 1e-5 * scale, `${value} for ${expected[i]}`),
  );
}

/** What has no gradient on any engine; the course does without. */
const withoutGradient: Record<string, (x: tf.Tensor2D) => tf.Tensor> = {
  StridedSlice: (x) => tf.stridedSlice(x, [0, 0], [3, 4], [1, 2]),
  Cumprod: (x) => tf.cumprod(x, 1),
  TopK: (x) => tf.topk(x, 2).values,
  ScatterNd: (x) => tf.scatterND(tf.tensor2d([[2], [0], [1]], [3, 1], 'int32'), x, [3, 4]),
  TensorScatterUpdate: (x) =>
    tf.tensorScatterUpdate(x, tf.tensor2d([[0]], [1, 1], 'int32'), tf.ones([1, 4])),
};

onEveryEngine('the lack of a gradient', () => {
  for (const [kernel, compute] of Object.entries(withoutGradient)) {
    it(`of ${kernel} is told by its name`, () => {
      const x = (): tf.Tensor => tf.tensor2d(seededRandom(1).normalArray(12), [3, 4]);
      const gradient = (): tf.Tensor => tf.grad((t) => compute(t as tf.Tensor2D).sum())(x());
      assert.throws(() => tf.tidy(gradient), {
        message: `Cannot compute gradient: gradient function not found for ${kernel}.`,
      });
    });
  }
});
