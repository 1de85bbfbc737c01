import { allClose, seededRandom, tf } from 'kernel-lib';
import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { engineChain } from 'kernel-lib/backend/use-backend';
import assert from 'node:assert/strict';

import { assertRuns, assertSameWithGradients } from '../fused/with-gradients';
import { assertSameOnBoth } from '../wasm-kernels/compare-engines';

type Pair = [number, number];
type Four = [number, number, number, number];
type Padding = 'same' | 'valid' | number | [Pair, Pair, Pair, Pair];

interface Call {
  x: Four;
  filter: Four;
  strides?: number | Pair;
  pad?: Padding;
}

const text = (call: object): string => JSON.stringify(call);

/** Values, and the gradients of images and filter. */
const same = (call: Call): Promise<void> =>
  assertSameWithGradients(
    text(call),
    [call.x, call.filter],
    (x, filter) =>
      tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, call.strides ?? 1, call.pad ?? 'same'),
    // Sums of so many products stay near 1.
    (call.filter[0] * call.filter[1] * call.filter[2] || 1) ** -0.25,
  );

const ones = (shape: Four): tf.Tensor4D => tf.ones<tf.Rank.R4>(shape);

describe('conv2d on the fast kernels', function () {
  this.timeout(120_000);

  it('runs on them, and so do its gradients', () =>
    assertRuns(['conv2d', 'conv2dFilterGradient', 'conv2dInputGradient'], () =>
      tf.grads((x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'))(
        [ones([1, 4, 4, 2]), ones([3, 3, 2, 2])],
        ones([1, 4, 4, 2]),
      ),
    ));

  it('is as on cpu for random sizes, strides and paddings', async () => {
    const random = seededRandom(31);
    const upTo = (most: number): number => 1 + random.integer(most);
    for (let round = 0; round < 60; round++) {
      const filter: Four = [upTo(4), upTo(4), upTo(6), upTo(9)];
      const pad = random.shuffle(['same', 'valid'] as const)[0];
      const least = pad === 'valid' ? filter : [1, 1];
      const x: Four = [upTo(3), least[0] + random.integer(8), least[1] + random.integer(8), filter[2]]; // prettier-ignore
      await same({ x, filter, strides: [upTo(3), upTo(3)], pad });
    }
  });

  const special: Record<string, Call> = {
    'a filter of one pixel': { x: [2, 5, 3, 6], filter: [1, 1, 6, 9] },
    'a filter of one pixel, stride 2': { x: [2, 5, 3, 6], filter: [1, 1, 6, 9], strides: 2 },
    'a filter of one pixel, padded': { x: [2, 5, 3, 2], filter: [1, 1, 2, 3], pad: 1 },
    'images of one pixel': { x: [3, 1, 1, 4], filter: [3, 3, 4, 5] },
    'a filter as large as the image': { x: [3, 5, 4, 2], filter: [5, 4, 2, 7], pad: 'valid' },
    'a filter larger than the image': { x: [2, 2, 3, 1], filter: [7, 5, 1, 2] },
    'padding as a number': { x: [2, 6, 5, 3], filter: [3, 2, 3, 4], strides: 2, pad: 2 },
    'padding on each side': {
      x: [2, 6, 5, 3],
      filter: [3, 2, 3, 4],
      strides: [2, 1],
      pad: [[0, 0], [2, 0], [1, 3], [0, 0]], // prettier-ignore
    },
    'no image': { x: [0, 5, 4, 2], filter: [3, 3, 2, 3] },
    'no channel': { x: [2, 3, 3, 0], filter: [3, 3, 0, 3] },
    'no filter': { x: [2, 3, 3, 2], filter: [3, 3, 2, 0] },
    'many places, in several blocks': { x: [2, 45, 47, 32], filter: [3, 3, 32, 2] },
    'many places, stride 2': { x: [2, 61, 65, 40], filter: [5, 3, 40, 1], strides: 2 },
    'images of one line': { x: [7, 1, 300, 5], filter: [1, 5, 5, 8] },
  };
  for (const [what, call] of Object.entries(special)) {
    it(`is as on cpu for ${what}`, () => same(call));
  }

  it('is as on cpu with dilation', async () => {
    const random = seededRandom(32);
    for (let round = 0; round < 30; round++) {
      const filter: Four = [1 + random.integer(3), 1 + random.integer(3), 3, 4];
      const dilations: Pair = [1 + random.integer(3), 1 + random.integer(3)];
      const pad = random.shuffle(['same', 'valid'] as const)[0];
      const x: Four = [2, 7 + random.integer(4), 7 + random.integer(4), 3];
      await assertSameOnBoth(text({ x, filter, dilations, pad }), () =>
        tf.conv2d(values(x), values(filter), 1, pad, 'NHWC', dilations),
      );
    }
  });

  it('rounds sizes as it is told', async () => {
    for (const rounding of ['floor', 'round', 'ceil'] as const) {
      await assertSameOnBoth(rounding, () =>
        tf.conv2d(values([2, 6, 5, 3]), values([3, 2, 3, 2]), [2, 3], 1, 'NHWC', 1, rounding),
      );
    }
  });

  for (const activation of ['linear', 'relu', 'relu6', 'leakyrelu', 'sigmoid', 'elu'] as const) {
    it(`adds a bias and applies ${activation} as on cpu`, () =>
      assertSameOnBoth(activation, () =>
        tf.fused.conv2d({
          ...{ x: values([2, 5, 6, 3]).mul<tf.Tensor4D>(2), filter: values([3, 2, 3, 7]) },
          ...{ strides: 2, pad: 'same', activation, leakyreluAlpha: 0.2 },
          bias: seededRandom(9).normalTensor([7]),
        }),
      ));
  }

  it('serves conv1d and transposed convolutions', async () => {
    await assertSameWithGradients(
      'conv1d',
      [
        [3, 11, 4],
        [3, 4, 5],
      ],
      (x, filter) =>
        // prettier-ignore
        tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, 2, 'same'),
    );
    await assertSameWithGradients(
      'transposed',
      [
        [2, 3, 4, 5],
        [3, 3, 2, 5],
      ],
      (x, filter) =>
        // prettier-ignore
        tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [2, 6, 8, 2], 2, 'same'),
    );
  });

  it('can be differentiated twice', () =>
    assertSameOnBoth('second gradient', () => {
      const filter = values([3, 3, 2, 3]);
      const cubes = (x: tf.Tensor): tf.Tensor =>
        tf
          .conv2d(x as tf.Tensor4D, filter, 1, 'same')
          .pow(3)
          .sum();
      const x = values([2, 4, 5, 2]);
      return tf.grad((input) => tf.grad(cubes)(input).mul(x).sum())(x);
    }));

  it('keeps nothing of what it needs on the way', async () => {
    await chooseEngine(engineChain, 'wasm');
    const backend = tf.backend() as unknown as { numDataIds(): number };
    const before = [tf.memory().numTensors, tf.memory().numBytes, backend.numDataIds()];
    tf.tidy(() => {
      const [x, filter] = [values([2, 9, 9, 3]), values([3, 3, 3, 4])];
      tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same'))(
        [x, filter],
        ones([2, 5, 5, 4]),
      );
    });
    const after = [tf.memory().numTensors, tf.memory().numBytes, backend.numDataIds()];
    assert.deepEqual(after, before);
  });

  it('does not touch what lies beyond the images, also where that is not a number', async () => {
    await chooseEngine(engineChain, 'wasm');
    tf.tidy(() => {
      tf.fill([2000], NaN).dispose(); // what an uncleared block would show
      const y = tf.conv2d(ones([1, 3, 3, 1]), ones([3, 3, 1, 1]), 1, 'same');
      assert.ok(allClose(y.flatten(), [4, 6, 4, 6, 9, 6, 4, 6, 4]));
    });
  });

  it('leaves channels before pixels to TensorFlow.js', async () => {
    await chooseEngine(engineChain, 'wasm');
    const [x, filter] = [ones([1, 2, 4, 4]), ones([3, 3, 2, 2])];
    assert.throws(() => tf.conv2d(x, filter, 1, 'same', 'NCHW'), /does not support dataFormat/);
    tf.dispose([x, filter]);
  });
});

/** Numbers that are the same on each engine. */
function values(shape: Four): tf.Tensor4D {
  const std = 1 / Math.sqrt(shape[0] * shape[1]);
  return seededRandom(shape.reduce((sum, size) => 3 * sum + size)).normalTensor(shape, { std });
}
