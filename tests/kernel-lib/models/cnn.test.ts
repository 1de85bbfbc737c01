import assert from 'node:assert/strict';

import { CNN, allClose, crossEntropy, seededRandom, tf, useBackend } from 'kernel-lib';

import { assertOwnsOneTensor, assertRefuses } from '../../support/memory';

const model = (): CNN => new CNN({ imageSize: 6, numClasses: 2, filters: [3, 4], random: seededRandom(1) }); // prettier-ignore

describe('CNN', () => {
  before(() => useBackend());

  it('sees the same filters everywhere: a shift by a whole pool moves the features', () => {
    const cnn = model();
    tf.tidy(() => {
      const [convolution] = cnn.convolutions;
      const spot = tf.pad(tf.ones([1, 2, 2, 1]), [[0, 0], [2, 2], [2, 2], [0, 0]]) as tf.Tensor4D; // prettier-ignore
      const moved = tf.pad(tf.ones([1, 2, 2, 1]), [[0, 0], [2, 2], [3, 1], [0, 0]]) as tf.Tensor4D; // prettier-ignore
      const one = convolution.forward(spot).slice([0, 1, 1, 0], [1, 4, 4, 3]);
      const other = convolution.forward(moved).slice([0, 1, 2, 0], [1, 4, 4, 3]);
      assert.ok(allClose(one, other));
    });
    cnn.dispose();
  });

  it('passes nothing on where every filter says no', () => {
    const cnn = model();
    tf.tidy(() => {
      for (const { weight, bias } of cnn.convolutions) {
        weight.assign(tf.zerosLike(weight));
        bias.assign(tf.fill(bias.shape, -1));
      }
      const nothing = cnn.readout.forward(tf.zeros<tf.Rank.R2>([1, 2 * 2 * 4]));
      assert.ok(allClose(cnn.logits(tf.ones([1, 6, 6, 1])), nothing));
    });
    cnn.dispose();
  });

  it('learns to tell a spot on the left from one on the right, and its step leaves nothing', () => {
    const before = tf.memory().numTensors;
    const cnn = model();
    const left = tf.tidy(() => tf.pad(tf.ones([1, 2, 2, 1]), [[0, 0], [2, 2], [0, 4], [0, 0]])); // prettier-ignore
    const images = tf.tidy(() => tf.concat([left, left.reverse(2)], 0) as tf.Tensor4D);
    const labels = tf.tensor1d([0, 1], 'int32');
    const optimizer = tf.train.sgd(0.1);
    const step = (): number =>
      tf.tidy(() => optimizer.minimize(() => crossEntropy(cnn.logits(images), labels), true)!.dataSync()[0]); // prettier-ignore
    step();
    const running = tf.memory().numTensors;
    for (let i = 0; i < 60; i++) step();
    assert.equal(tf.memory().numTensors, running);
    assert.ok(step() < 0.1);
    optimizer.dispose();
    tf.dispose([left, images, labels]);
    cnn.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('leaves one tensor behind and says what it expects', () => {
    const cnn = model();
    const [images, large] = [tf.ones([2, 6, 6, 1]), tf.ones([2, 8, 8, 1])] as tf.Tensor4D[];
    assertOwnsOneTensor(() => cnn.logits(images));
    assertRefuses(
      () => cnn.logits(large),
      'CNN.logits: images must be a tensor of shape (B, 6, 6, 1), got (2, 8, 8, 1)',
    );
    tf.dispose([images, large]);
    cnn.dispose();
  });
});
