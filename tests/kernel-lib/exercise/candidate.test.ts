import assert from 'node:assert/strict';

import { tf, useBackend } from 'kernel-lib';
import { LocalCandidate } from 'kernel-lib/exercise/candidate';

describe('LocalCandidate: an answer that may await', () => {
  before(async () => {
    await useBackend();
  });

  it('keeps the tensors of the answer until it ends, and then frees them', async () => {
    const answer = async (): Promise<number> => {
      const mask = tf.eye(2).mul(3);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return tf.tidy(() => mask.sum().dataSync()[0]);
    };
    const before = tf.memory().numTensors;
    const outcome = await new LocalCandidate(answer, { async: true }).call({});
    assert.equal(outcome.status === 'value' && outcome.value, 6);
    assert.equal(tf.memory().numTensors, before);
  });

  it('frees them, too, when the answer fails', async () => {
    const answer = async (): Promise<number> => {
      tf.ones([2]);
      await Promise.resolve();
      throw new Error('no');
    };
    const before = tf.memory().numTensors;
    const { status } = await new LocalCandidate(answer, { async: true }).call({});
    assert.equal(status, 'threw');
    assert.equal(tf.memory().numTensors, before);
  });

  it('gives a tensor that was made before the first await', async () => {
    const answer = async (): Promise<tf.Tensor> => Promise.resolve(tf.tensor1d([1, 2]));
    const before = tf.memory().numTensors;
    const outcome = await new LocalCandidate(answer, { async: true }).call({});
    assert.deepEqual(outcome.status === 'value' && outcome.value, {
      shape: [2],
      dtype: 'float32',
      data: [1, 2],
    });
    assert.equal(tf.memory().numTensors, before);
  });
});
