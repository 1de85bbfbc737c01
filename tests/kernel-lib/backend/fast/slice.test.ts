import assert from 'node:assert/strict';

import { seededRandom, tf } from 'kernel-lib';

import { onEveryEngine } from '../../../support/engines';

/** The numbers of a part, picked one by one. */
function picked(x: tf.Tensor, begin: number[], size: number[]): number[] {
  const strides = [...x.strides, 1];
  const data = x.dataSync();
  const count = size.reduce((product, length) => product * length, 1);
  return Array.from({ length: count }, (_, i) => {
    let rest = i;
    let at = 0;
    for (let axis = size.length - 1; axis >= 0; axis--) {
      at += (begin[axis] + (rest % size[axis])) * strides[axis];
      rest = Math.floor(rest / size[axis]);
    }
    return data[at];
  });
}

onEveryEngine('slice', () => {
  it('takes any part of tensors of one to six axes', () => {
    const random = seededRandom(4);
    for (let round = 0; round < 120; round++) {
      tf.tidy(() => {
        const shape = Array.from({ length: 1 + random.integer(6) }, () => 1 + random.integer(5));
        const begin = shape.map((length) => random.integer(length + 1));
        const size = shape.map((length, axis) => random.integer(length - begin[axis] + 1));
        const dtype = (['float32', 'int32', 'bool'] as const)[round % 3];
        const x = random.normalTensor(shape, { std: 3 }).cast(dtype);
        const part = tf.slice(x, begin, size);
        assert.deepEqual([part.shape, part.dtype], [size, dtype]);
        assert.deepEqual([...part.dataSync()], picked(x, begin, size), `${shape} ${begin} ${size}`);
      });
    }
  });

  it('copies long runs, and rows of a batch', () => {
    tf.tidy(() => {
      const x = seededRandom(5).normalTensor<tf.Rank.R3>([3, 17, 128]);
      const one = x.slice([0, 4, 0], [-1, 1, -1]);
      assert.deepEqual([...one.dataSync()], picked(x, [0, 4, 0], [3, 1, 128]));
      const strip = x.slice([0, 0, 3], [-1, -1, 40]);
      assert.deepEqual([...strip.dataSync()], picked(x, [0, 0, 3], [3, 17, 40]));
    });
  });

  it('splits along every axis, also into unequal parts', () => {
    tf.tidy(() => {
      const x = seededRandom(6).normalTensor<tf.Rank.R3>([4, 6, 2]);
      for (const [axis, lengths] of [
        [0, [1, 3]],
        [1, [2, 0, 4]],
        [-1, [1, 1]],
      ] as const) {
        const parts = tf.split(x, [...lengths], axis);
        assert.deepEqual(parts.map((part) => part.shape.at(axis)), lengths); // prettier-ignore
        assert.deepEqual([...tf.concat(parts, axis).dataSync()], [...x.dataSync()]);
      }
      const [left, right] = tf.split(x, 2, 1);
      assert.deepEqual([left.shape, right.shape], [[4, 3, 2], [4, 3, 2]]); // prettier-ignore
      assert.deepEqual([...right.dataSync()], picked(x, [0, 3, 0], [4, 3, 2]));
    });
  });

  it('refuses a part outside, and keeps words', () => {
    const x = tf.tensor2d([[1, 2, 3]]);
    assert.throws(() => x.slice([0, 2], [1, 2]), /overflow|must be less than|Expected size/i);
    x.dispose();
    tf.tidy(() => {
      const words = tf.tensor1d(['a', 'b', 'c']).slice(1, 2);
      assert.deepEqual(words.arraySync(), ['b', 'c']);
    });
  });
});
