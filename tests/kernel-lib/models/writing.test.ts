import assert from 'node:assert/strict';

import { Writing, tf, useBackend } from 'kernel-lib';

/** Logits that tell what the step was given: the last token, the sum of what was kept, and the offset. */
function counting(isCached: boolean): Writing<{ total: tf.Tensor2D }> {
  return new Writing(
    tf.tidy(() => ({ total: tf.tensor2d([[0], [100]]) })),
    (tokens, { total }, offset) => {
      const last = tokens.slice([0, tokens.shape[1] - 1], [-1, 1]).cast('float32');
      const sum = total.add<tf.Tensor2D>(tokens.sum(1, true));
      return {
        logits: tf.concat([last, sum, tf.fill([last.shape[0], 1], offset)], 1) as tf.Tensor2D,
        kept: { total: sum },
      };
    },
    { isCached },
  );
}

const read = (logits: tf.Tensor2D): number[][] => {
  const rows = logits.arraySync();
  logits.dispose();
  return rows;
};

describe('Writing', () => {
  before(() => useBackend());

  it('gives new tokens with what was kept, or all tokens with what was at first', () => {
    for (const isCached of [true, false]) {
      const writing = counting(isCached);
      assert.deepEqual(read(writing.write([[1, 2], [3, 4]])), [[2, 3, 0], [4, 107, 0]]); // prettier-ignore
      const offset = isCached ? 2 : 0;
      assert.deepEqual(read(writing.write([[5], [6]])), [[5, 8, offset], [6, 113, offset]]); // prettier-ignore
      assert.deepEqual(writing.texts, [[1, 2, 5], [3, 4, 6]]); // prettier-ignore
      writing.dispose();
    }
  });

  it('goes on with chosen rows', () => {
    for (const isCached of [true, false]) {
      const writing = counting(isCached);
      read(writing.write([[1], [2]]));
      writing.choose([1, 1, 0]);
      assert.deepEqual(writing.texts, [[2], [2], [1]]);
      const sums = read(writing.write([[1], [2], [3]])).map((row) => row[1]);
      assert.deepEqual(sums, [103, 104, 4]);
      writing.dispose();
    }
  });

  it('gives all memory back, inside a tidy and outside', () => {
    const before = tf.memory().numTensors;
    for (const isCached of [true, false]) {
      const writing = counting(isCached);
      tf.tidy(() => void writing.write([[1], [2]]));
      tf.tidy(() => writing.choose([0]));
      const logits = writing.write([[1]]);
      assert.equal(tf.memory().numTensors, before + 2);
      tf.dispose(logits);
      writing.dispose();
      assert.equal(tf.memory().numTensors, before);
    }
  });

  it('refuses rows of other number or length', () => {
    const writing = counting(true);
    const message =
      'Writing.write: tokens must have rows of one length from 1 on, got lengths 1, 2';
    assert.throws(() => writing.write([[1], [1, 2]]), { message });
    read(writing.write([[1], [2]]));
    assert.throws(() => writing.write([[1]]), {
      message: 'Writing.write: tokens must have 2 rows of one length from 1 on, got lengths 1',
    });
    writing.dispose();
  });
});
