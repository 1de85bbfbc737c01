import assert from 'node:assert/strict';
import { tf, useBackend } from 'kernel-lib';
import { values } from 'kernel-lib/exercise/define';
import {
  buildGolden,
  expectationsIn,
  formatGolden,
  parseGolden,
  sameGolden,
  type Golden,
} from 'kernel-lib/exercise/golden';
import { localCandidate } from 'kernel-lib/exercise/expectations';
import { runExercise } from 'kernel-lib/exercise/run';
import { exerciseOf, mistakes, mix, right } from './tools';

const build = (): Promise<Golden> => buildGolden([mix], { mix: right }, { mix: mistakes });

describe('golden files', () => {
  before(useBackend);

  it('serve a check as well as the reference itself', async () => {
    const golden = parseGolden(formatGolden(await build()), 'x.golden.json');
    const expectations = expectationsIn(golden, mix, 'x.golden.json');
    const passing = await runExercise(mix, localCandidate(mix, right), expectations);
    assert.equal(passing.passed, 2);
    const wrong = await runExercise(mix, localCandidate(mix, mistakes[1].answer), expectations);
    assert.equal(wrong.cases[1].mistake?.id, 'off-tape');
  });

  it('have the same bytes when nothing changed', async () => {
    assert.equal(formatGolden(await build()), formatGolden(await build()));
  });

  it('are the same up to the last digits, and not beyond', async () => {
    const golden = await build();
    const shifted = (by: number): Golden => {
      const copy = JSON.parse(JSON.stringify(golden)) as Golden;
      const { outcome } = copy.exercises.mix.cases[0].reference;
      assert.ok(outcome.status === 'value');
      (outcome.value as { data: number[] }).data[0] += by;
      return copy;
    };
    assert.equal(sameGolden(golden, shifted(1e-7)), true);
    assert.equal(sameGolden(golden, shifted(1e-3)), false);
    const says = (words: string): Golden => {
      const copy = structuredClone(golden);
      copy.exercises.mix.mistakes[mistakes[0].id].says = words;
      return copy;
    };
    assert.equal(
      sameGolden(says('got 1.24, expected -3.5e-7'), says('got 1.23, expected 2.5')),
      true,
    );
    assert.equal(sameGolden(says('got 1.24'), says('came 1.24')), false);
  });

  it('keep NaN and infinity', async () => {
    const exercise = exerciseOf([values({ name: 'one', inputs: () => ({}) })]);
    const nan = { id: 'nan', says: 'a', hint: 'b', answer: () => [NaN, -Infinity] };
    const made = await buildGolden([exercise], { answer: () => [1, 2] }, { answer: [nan] });
    const read = parseGolden(formatGolden(made), 'x');
    const { outcome } = read.exercises.answer.cases[0].mistakes.nan;
    assert.deepEqual(outcome, { status: 'value', value: [NaN, -Infinity], leaked: 0 });
  });

  it('name the command that helps when they are broken or old', async () => {
    assert.throws(() => parseGolden('{', 'x.json'), /x\.json is not readable.*npm run build/);
    assert.throws(
      () => parseGolden('{"version":2}', 'x.json'),
      /another version: run `npm run build`/,
    );
    const golden = await build();
    const other = exerciseOf([values({ name: 'one', inputs: () => ({}) })], { id: 'mix' });
    assert.throws(() => expectationsIn(golden, other, 'x.json'), /older than the cases of mix/);
    const stranger = { ...other, id: 'stranger' };
    assert.throws(() => expectationsIn(golden, stranger, 'x.json'), /knows no exercise stranger/);
  });

  it('are not built from a reference that does not work', async () => {
    await assert.rejects(buildGolden([mix], {}, {}), /exercise mix has no answer in solutions/);
    const throwing = (): never => {
      throw new Error('not ready');
    };
    await assert.rejects(
      buildGolden([mix], { mix: throwing }, {}),
      /case "forward".*throws Error: not ready/,
    );
    const disposed = (): tf.Tensor => {
      const made = tf.scalar(1);
      made.dispose();
      return made;
    };
    await assert.rejects(buildGolden([mix], { mix: disposed }, {}), /gives no value \(disposed\)/);
  });
});
