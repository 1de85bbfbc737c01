import assert from 'node:assert/strict';
import { tf } from 'kernel-lib';
import { padBatch, padToLength } from 'kernel-lib/text/pad';
import { onEveryEngine } from '../../support/engines';

describe('padToLength', () => {
  it('pads behind and cuts', () => {
    assert.deepEqual(padToLength([5, 6], 4), [5, 6, 0, 0]);
    assert.deepEqual(padToLength([5, 6, 7], 2), [5, 6]);
    assert.deepEqual(padToLength([], 2, 9), [9, 9]);
    assert.throws(() => padToLength([1], -1), {
      message: 'padToLength: length must be a whole number from 0 on, got -1',
    });
  });
});

onEveryEngine('padBatch', () => {
  const contents = ({ ids, validLens }: ReturnType<typeof padBatch>): unknown => {
    const result = [ids.dtype, ids.arraySync(), validLens.dtype, validLens.arraySync()];
    tf.dispose([ids, validLens]);
    return result;
  };

  it('is as wide as the longest row', () => {
    const rows = [[7, 8, 9], [4], []];
    const expected = [
      'int32',
      [
        [7, 8, 9],
        [4, 0, 0],
        [0, 0, 0],
      ],
      'int32',
      [3, 1, 0],
    ];
    assert.deepEqual(contents(padBatch(rows)), expected);
  });

  it('is as wide as asked, with lengths of what was kept', () => {
    const rows = [[7, 8, 9], [4]];
    const expected = [
      'int32',
      [
        [7, 8],
        [4, 1],
      ],
      'int32',
      [2, 1],
    ];
    assert.deepEqual(contents(padBatch(rows, { length: 2, padId: 1 })), expected);
  });

  it('leaves two tensors behind', () => {
    const before = tf.memory().numTensors;
    const made = padBatch([[1], [2, 3]]);
    assert.equal(tf.memory().numTensors - before, 2);
    tf.dispose(made);
    assert.equal(tf.memory().numTensors, before);
  });

  it('says what is wrong', () => {
    assert.throws(() => padBatch([]), {
      message: 'padBatch: rows must hold at least one row, got none',
    });
    assert.throws(() => padBatch([[]]), {
      message: 'padBatch: length must be a whole number from 1 on, got 0',
    });
  });
});
