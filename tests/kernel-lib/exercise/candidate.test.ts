import assert from 'node:assert/strict';

import { tf, useBackend } from 'kernel-lib';
import { LocalCandidate } from 'kernel-lib/exercise/candidate';
import type { Inputs, Outcome } from 'kernel-lib/exercise/types';

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

describe('LocalCandidate: what an answer does to its arguments', () => {
  const call = (answer: unknown, inputs: Inputs): Promise<Outcome> =>
    new LocalCandidate(answer, { async: true }).call(inputs);

  it('notices an array that was changed, at any depth, and at once or later', async () => {
    const sorting = (words: string[][]): number => words[1].sort().length;
    const emptying = async (words: string[][]): Promise<number> => {
      await Promise.resolve();
      return words.splice(0).length;
    };
    for (const answer of [sorting, emptying]) {
      const { status } = await call(answer, { words: [['a'], ['c', 'b']] });
      assert.equal(status, 'changed');
    }
  });

  it('notices tensors of a list that were turned round or replaced', async () => {
    const x = { shape: [1], dtype: 'float32' as const, data: [1] };
    const turning = (blocks: tf.Tensor[]): tf.Tensor => blocks.reverse()[0].clone();
    const replacing = (blocks: tf.Tensor[]): tf.Tensor => (blocks[1] = blocks[1].square());
    for (const answer of [turning, replacing]) {
      assert.equal((await call(answer, { blocks: [x, x] })).status, 'changed');
    }
    const copying = (blocks: tf.Tensor[]): tf.Tensor => [...blocks].reverse()[0].clone();
    assert.equal((await call(copying, { blocks: [x, x] })).status, 'value');
  });

  it('lets an answer sort a copy, and return what it was given', async () => {
    const inputs = { words: ['c', 'b'], x: { shape: [1], dtype: 'float32' as const, data: [1] } };
    const copying = (words: string[]): string => [...words].sort()[0];
    const returning = (_: string[], x: tf.Tensor): tf.Tensor => x;
    for (const answer of [copying, returning]) {
      assert.equal((await call(answer, inputs)).status, 'value');
    }
  });
});
