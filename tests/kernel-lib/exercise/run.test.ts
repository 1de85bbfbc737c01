import assert from 'node:assert/strict';
import { useBackend } from 'kernel-lib';
import { values } from 'kernel-lib/exercise/define';
import { expectationsOf, localCandidate } from 'kernel-lib/exercise/expectations';
import { runExercise, type ExerciseResult } from 'kernel-lib/exercise/run';
import type { Exercise } from 'kernel-lib/exercise/types';
import { exerciseOf } from './tools';

const numbered = (count: number, weights: number[] = []): Exercise =>
  exerciseOf(
    Array.from({ length: count }, (_, at) =>
      values({
        name: `case ${at + 1}`,
        inputs: (random) => ({ at, drawn: random.uniform() }),
        weight: weights[at],
      }),
    ),
  );

const echo = (_at: number, drawn: number): number => drawn;

async function run(exercise: Exercise, answer: unknown, shift = 0): Promise<ExerciseResult> {
  const expectations = await expectationsOf(exercise, echo, [], shift);
  return runExercise(exercise, localCandidate(exercise, answer), expectations, shift);
}

/** Right in the first `count` cases. */
const rightUpTo = (count: number) => (at: number, drawn: number) => (at < count ? drawn : -1);

describe('runExercise', () => {
  before(useBackend);

  it('gives points in proportion to the cases that pass, rounded down', async () => {
    const points = async (count: number): Promise<number> =>
      (await run(numbered(5), rightUpTo(count))).points;
    // 4 points: 4/5 a case.
    assert.deepEqual(
      [
        await points(0),
        await points(1),
        await points(2),
        await points(3),
        await points(4),
        await points(5),
      ],
      [0, 0, 1, 2, 3, 4],
    );
  });

  it('counts the weights of the cases', async () => {
    // The first case weighs 2 of 4.
    assert.equal((await run(numbered(3, [2, 1, 1]), rightUpTo(1))).points, 2);
  });

  it('tells every case, also after one that does not pass', async () => {
    const { cases, passed } = await run(numbered(3), (at: number, drawn: number) =>
      at === 1 ? NaN : drawn,
    );
    assert.deepEqual(
      cases.map((one) => one.passed),
      [true, false, true],
    );
    assert.equal(passed, 2);
  });

  it('calls an answer that is not written once, and an erring one for every case', async () => {
    let calls = 0;
    const throwing = (message: string) => (): never => {
      calls++;
      throw new Error(message);
    };
    await run(numbered(4), throwing('answer: not written yet'));
    assert.equal(calls, 1);
    await run(numbered(4), throwing('something else'));
    assert.equal(calls, 5);
  });

  it('draws other inputs for another shift', async () => {
    const seen: number[] = [];
    const noting = (_at: number, drawn: number): number => {
      seen.push(drawn);
      return drawn;
    };
    await run(numbered(1), noting);
    await run(numbered(1), noting, 1000);
    await run(numbered(1), noting);
    assert.notEqual(seen[0], seen[1]);
    assert.equal(seen[0], seen[2]);
  });
});
