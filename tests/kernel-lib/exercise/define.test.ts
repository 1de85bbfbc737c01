import assert from 'node:assert/strict';
import {
  answer,
  defineExercises,
  drawNormal,
  lengths,
  tensor,
  values,
} from 'kernel-lib/exercise/define';
import type { ExerciseSource } from 'kernel-lib/exercise/types';
import { seededRandom } from 'kernel-lib/tensor/random';
import { about } from './tools';

const one = values({ name: 'one', inputs: () => ({ n: 1 }) });

function problem(more: Partial<ExerciseSource>): string {
  try {
    defineExercises([{ ...about, id: 'x', cases: [one], ...more }]);
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('defineExercises', () => {
  it('gives every case a seed and a weight, and adds a case for gradients', () => {
    const [exercise] = defineExercises([
      {
        ...about,
        id: 'x',
        cases: [values({ name: 'a', inputs: () => ({}), gradients: ['n'] }), { ...one, seed: 9 }],
      },
    ]);
    assert.deepEqual(
      exercise.cases.map(({ kind, name, seed, weight }) => [kind, name, seed, weight]),
      [
        ['values', 'a', 1, 1],
        ['gradient', 'a, backward', 2, 1],
        ['values', 'one', 9, 1],
      ],
    );
    assert.equal('gradients' in exercise.cases[0], false);
  });

  it('allows Promises in build exercises only', () => {
    const asyncOf = (kind: ExerciseSource['kind']): boolean =>
      defineExercises([{ ...about, id: 'x', kind, cases: [one] }])[0].async;
    assert.equal(asyncOf('build'), true);
    assert.equal(asyncOf('write'), false);
  });

  it('refuses what is incomplete, and names exercise and field', () => {
    assert.equal(problem({}), 'none');
    assert.match(problem({ id: 'no name' }), /exercise no name: id must be the name of the answer/);
    assert.match(problem({ hints: ['a', ' ', 'c'] }), /exercise x: hints must be three sentences/);
    assert.match(problem({ points: 0 }), /points/);
    assert.match(problem({ cases: [] }), /cases must not be empty/);
    assert.match(problem({ about: ' ' }), /about must not be empty/);
    assert.match(problem({ cases: [answer({ name: 'n' })] }), /compares a value; use values/);
    const twice = { ...about, id: 'x', cases: [one] };
    assert.throws(() => defineExercises([twice, twice]), /id is used twice/);
  });
});

describe('inputs', () => {
  it('are the same for the same seed, and float32', () => {
    const draw = (): number[] => drawNormal(seededRandom(3), [2, 2]).data;
    assert.deepEqual(draw(), draw());
    assert.ok(draw().every((value) => value === Math.fround(value)));
  });

  it('lengths are int32 of one or two axes', () => {
    assert.deepEqual(lengths([2, 4]), { shape: [2], dtype: 'int32', data: [2, 4] });
    assert.deepEqual(lengths([[1], [3]]), { shape: [2, 1], dtype: 'int32', data: [1, 3] });
  });

  it('a tensor holds as many numbers as its shape says', () => {
    assert.throws(() => tensor([2, 2], [1]), /tensor: data must hold 4 numbers, got 1/);
  });
});
