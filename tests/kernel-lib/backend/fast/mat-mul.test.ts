import { allClose, maxDifference, seededRandom, tf } from 'kernel-lib';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { fastKernels } from 'kernel-lib/backend/fast/fast-kernels';
import { engineChain } from 'kernel-lib/backend/use-backend';
import assert from 'node:assert/strict';

import { assertSameOnBoth } from '../wasm-kernels/compare-engines';

interface Call {
  a: number[];
  b: number[];
  transposeA?: boolean;
  transposeB?: boolean;
}

/** Numbers so small that sums of any length here stay near 1. */
function operands({ a, b }: Call, seed = 3): [tf.Tensor, tf.Tensor] {
  const random = seededRandom(seed);
  const std = 1 / Math.sqrt(Math.max(...a, ...b, 1));
  return [random.normalTensor(a, { std }), random.normalTensor(b, { std: 1 })];
}

const product = (call: Call): tf.Tensor =>
  tf.matMul(...operands(call), call.transposeA, call.transposeB);

/** One comparison of the engines for many calls. */
const same = (what: string, calls: Call[], compute = product): Promise<void> =>
  assertSameOnBoth(what, () => tf.concat(calls.map((call) => compute(call).flatten())));

function randomCalls(count: number, most: [number, number, number]): Call[] {
  const random = seededRandom(17);
  return Array.from({ length: count }, () => {
    const [m, n, k] = most.map((size) => 1 + random.integer(size));
    const [transposeA, transposeB] = [random.integer(2) === 1, random.integer(2) === 1];
    const batch = random.integer(3) === 0 ? [] : [1 + random.integer(3)];
    const a = [...batch, ...(transposeA ? [k, m] : [m, k])];
    const b = [...batch, ...(transposeB ? [n, k] : [k, n])];
    return { a, b, transposeA, transposeB };
  });
}

describe('matMul on the fast kernels', () => {
  it('runs on them', async () => {
    await chooseEngine(engineChain, 'wasm');
    const kernels = fastKernels();
    assert.ok(kernels);
    const { run } = kernels;
    const operations: string[] = [];
    kernels.run = (operation, ...rest): void => {
      operations.push(operation);
      run.call(kernels, operation, ...rest);
    };
    try {
      tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])));
    } finally {
      kernels.run = run;
    }
    assert.deepEqual(operations, ['matMul']);
  });

  it('is the same as on cpu for random small shapes and every transpose', () =>
    same('small', randomCalls(150, [20, 20, 20])));

  it('is the same as on cpu for shapes that fill several blocks', () =>
    same('large', [
      ...randomCalls(8, [160, 90, 600]),
      { a: [13, 300], b: [300, 1030] },
      { a: [301, 11], b: [9, 301], transposeA: true, transposeB: true },
      { a: [241, 257], b: [257, 8] },
    ]));

  it('is the same as on cpu for one row, one column and one number', () =>
    same('thin', [
      { a: [1, 40], b: [40, 33] },
      { a: [40, 1], b: [1, 33] },
      { a: [33, 40], b: [40, 1] },
      { a: [1, 1], b: [1, 1] },
      { a: [1, 70], b: [1, 70], transposeB: true },
      { a: [70, 1], b: [70, 1], transposeA: true },
    ]));

  it('broadcasts the batch as if the operands had been repeated', async () => {
    const calls: (Call & { batch: number[] })[] = [
      { a: [4, 5, 6], b: [6, 3], batch: [4] },
      { a: [4, 6, 5], b: [6, 3], transposeA: true, batch: [4] },
      { a: [5, 6], b: [4, 6, 3], batch: [4] },
      { a: [1, 5, 6], b: [4, 6, 3], batch: [4] },
      { a: [2, 1, 5, 6], b: [1, 3, 6, 4], batch: [2, 3] },
      { a: [2, 3, 5, 6], b: [3, 6, 4], batch: [2, 3] },
      { a: [2, 3, 5, 6], b: [2, 1, 4, 6], transposeB: true, batch: [2, 3] },
    ];
    await chooseEngine(engineChain, 'wasm');
    for (const call of calls) {
      tf.tidy(() => {
        const repeated = operands(call).map((x) =>
          tf.broadcastTo(x, [...call.batch, ...x.shape.slice(-2)] as [number, number, number]),
        );
        const expected = tf.matMul(repeated[0], repeated[1], call.transposeA, call.transposeB);
        const got = product(call);
        assert.deepEqual(got.shape, expected.shape);
        assert.ok(allClose(got, expected), `${call.a} · ${call.b}`);
      });
    }
  });

  it('gives empty results for empty shapes, and 0 for an empty sum', async () => {
    await chooseEngine(engineChain, 'wasm');
    tf.tidy(() => {
      assert.deepEqual(tf.matMul(tf.zeros([0, 3]), tf.zeros([3, 2])).shape, [0, 2]);
      assert.deepEqual(tf.matMul(tf.zeros([2, 3]), tf.zeros([3, 0])).shape, [2, 0]);
      assert.deepEqual(tf.matMul(tf.zeros([0, 2, 3]), tf.zeros([0, 3, 2])).shape, [0, 2, 2]);
      tf.fill([50], 7).dispose(); // what an uncleared result would show
      const sum = tf.matMul(tf.zeros([5, 0]), tf.zeros([0, 10]));
      assert.deepEqual([...sum.dataSync()], Array(50).fill(0));
    });
  });

  it('keeps infinities, NaN and denormal numbers', async () => {
    await chooseEngine(engineChain, 'wasm');
    tf.tidy(() => {
      const a = tf.tensor2d([[1e-42, 0], [Infinity, 1], [NaN, 0]]); // prettier-ignore
      const values = [...tf.matMul(a, tf.tensor2d([[1], [2]])).dataSync()];
      assert.deepEqual(values, [Math.fround(1e-42), Infinity, NaN]);
    });
  });

  it('still refuses what does not fit', () => {
    const [a, b] = [tf.ones([2, 3]), tf.ones([4, 2])];
    assert.throws(() => tf.matMul(a, b), /inner shapes/);
    tf.dispose([a, b]);
  });
});

describe('fused.matMul on the fast kernels', () => {
  const fused = (activation: 'linear' | 'relu' | 'relu6' | 'leakyrelu' | 'sigmoid' | 'elu') =>
    same(
      activation,
      [...randomCalls(20, [15, 15, 15]), { a: [9, 70], b: [70, 41] }],
      ({ transposeA, transposeB, ...call }) => {
        const [a, b] = operands(call).map((x) => x.mul(3));
        const bias = seededRandom(4).normalTensor([transposeB ? b.shape.at(-2)! : b.shape.at(-1)!]);
        const leakyreluAlpha = 0.2;
        return tf.fused.matMul({ a, b, transposeA, transposeB, bias, activation, leakyreluAlpha });
      },
    );

  for (const activation of ['linear', 'relu', 'relu6', 'leakyrelu', 'sigmoid', 'elu'] as const) {
    it(`adds a bias and applies ${activation} as on cpu`, () => fused(activation));
  }

  it('leaves prelu and a bias of one row to TensorFlow.js', async () => {
    await chooseEngine(engineChain, 'wasm');
    tf.tidy(() => {
      const [a, b] = [tf.tensor2d([[1, -2]]), tf.tensor2d([[3, 0], [0, 3]])]; // prettier-ignore
      const preluActivationWeights = tf.tensor2d([[0.5, 0.5]]);
      const result = tf.fused.matMul({ a, b, activation: 'prelu', preluActivationWeights });
      assert.ok(allClose(result, [[3, -3]]), `${maxDifference(result, [[3, -3]])}`);
    });
  });
});
