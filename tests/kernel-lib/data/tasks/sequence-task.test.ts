import assert from 'node:assert/strict';
import { sequenceTask, type SequenceTask } from 'kernel-lib/data/tasks/sequence-task';
import { seededRandom } from 'kernel-lib/tensor/random';

const options = { numSequences: 200, length: 6, numSymbols: 9 };
const examplesOf = (task: SequenceTask): ReturnType<typeof sequenceTask> =>
  sequenceTask(task, { ...options, random: seededRandom(1) });

describe('sequenceTask', () => {
  it('copies, reverses and sorts', () => {
    for (const { source, target } of examplesOf('copy')) assert.deepEqual(target, source);
    for (const { source, target } of examplesOf('reverse')) {
      assert.deepEqual(target, source.toReversed());
    }
    for (const { source, target } of examplesOf('sort')) {
      assert.deepEqual(
        target,
        source.toSorted((a, b) => a - b),
      );
    }
  });

  it('says from where each symbol comes; equal ones keep their order when sorted', () => {
    for (const task of ['copy', 'reverse', 'sort'] as const) {
      for (const { source, target, alignment } of examplesOf(task)) {
        assert.deepEqual(
          alignment.map((at) => source[at]),
          target,
        );
        assert.equal(new Set(alignment).size, source.length);
      }
    }
    for (const { target, alignment } of examplesOf('sort')) {
      const isKept = (at: number): boolean =>
        at === 0 || target[at] !== target[at - 1] || alignment[at] > alignment[at - 1];
      assert.ok(target.every((_, at) => isKept(at)));
    }
  });

  it('gives different sequences of the symbols 1 … numSymbols, the same for the same seed', () => {
    const examples = examplesOf('copy');
    assert.equal(new Set(examples.map(({ source }) => source.join())).size, 200);
    assert.deepEqual(
      [...new Set(examples.flatMap(({ source }) => source))].sort(),
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    assert.deepEqual(examplesOf('copy'), examples);
  });

  it('takes a range of lengths, each as likely', () => {
    const random = seededRandom(2);
    const examples = sequenceTask('copy', {
      numSequences: 900,
      length: [3, 5],
      numSymbols: 20,
      random,
    });
    for (const length of [3, 4, 5]) {
      const count = examples.filter(({ source }) => source.length === length).length;
      assert.ok(count > 240 && count < 360, `${count} of length ${length}`);
    }
  });

  it('refuses what cannot be', () => {
    const random = seededRandom(3);
    const all = { numSequences: 8, length: 3, numSymbols: 2, random };
    assert.equal(sequenceTask('copy', all).length, 8);
    assert.throws(
      () => sequenceTask('copy', { ...all, numSequences: 9 }),
      /numSequences must be within .* got 9; there are about 8/,
    );
    assert.throws(
      () => sequenceTask('swap' as 'copy', all),
      /task must be 'copy', 'reverse' or 'sort', got swap/,
    );
    assert.throws(
      () => sequenceTask('copy', { ...all, length: [4, 3] }),
      /length must be a whole number from 4 on, got 3/,
    );
  });
});
