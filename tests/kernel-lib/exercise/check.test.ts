import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tf, useBackend } from 'kernel-lib';
import { openExercises, type ExerciseDoor } from 'kernel-lib/exercise/door';
import { buildGolden, formatGolden } from 'kernel-lib/exercise/golden';
import { readProgress } from 'kernel-lib/exercise/progress';
import { mistakes, mix, right } from './tools';

describe('the door `exercises`', () => {
  let root: string;
  let door: ExerciseDoor;
  const golden = (): string => join(root, 'exercises', '03-mixing.golden.json');

  before(async () => {
    await useBackend();
    root = mkdtempSync(join(tmpdir(), 'attend-door-'));
    mkdirSync(join(root, 'exercises'));
    const made = await buildGolden([mix], { mix: right }, { mix: mistakes });
    writeFileSync(golden(), formatGolden(made));
    door = openExercises(root, () => [{ stem: '03-mixing', exercises: [mix] }]);
  });
  after(() => rmSync(root, { recursive: true }));

  it('takes the number of a lesson from its stem, 12b too', () => {
    for (const [stem, number] of [
      ['03-mixing', '03'],
      ['12b-mixing', '12b'],
    ]) {
      const opened = openExercises(root, () => [{ stem, exercises: [mix] }]);
      assert.equal(opened.find('mix').lesson, number);
    }
  });

  /** What a check prints where there is no kernel; stderr must stay empty. */
  async function printed(action: () => Promise<void>): Promise<string> {
    const { log, error } = console;
    const write = process.stderr.write.bind(process.stderr);
    const lines: string[] = [];
    const errors: string[] = [];
    console.log = (text: string) => void lines.push(text);
    console.error = (text: string) => void errors.push(text);
    process.stderr.write = ((text: string) => errors.push(text) > 0) as never;
    try {
      await action();
    } finally {
      Object.assign(console, { log, error });
      process.stderr.write = write;
    }
    assert.deepEqual(errors, []);
    return lines.join('\n');
  }

  it('shows a report and keeps what was reached', async () => {
    const wrong = await printed(() => door.check('mix', mistakes[0].answer));
    assert.match(wrong, /Looks like weights that are used twice/);
    assert.match(wrong, /lesson 03: 0 of 1 exercises/);
    assert.match(await printed(() => door.check('mix', right)), /^✔ mix .* lesson 03: 1 of 1/);
    assert.equal(readProgress(root).mix.passed, 2);
  });

  it('never throws, whatever it is given', async () => {
    for (const answer of [
      null,
      Symbol('x'),
      12n,
      {},
      [],
      class {},
      () => ({ then: 5 }),
      new Date(),
    ]) {
      assert.match(await printed(() => door.check('mix', answer)), /^✘ mix/);
    }
  });

  it('says what was stopped: the answer, and in which case, or only the check', async () => {
    const key = Symbol.for('attend.interrupt');
    const cell = globalThis as Record<symbol, unknown>;
    /** An answer that is stopped in its second call, as the kernel stops a loop; or stopped when it has ended. */
    const stopped = (inTheLoop: boolean) => {
      const controller = new AbortController();
      cell[key] = controller;
      let calls = 0;
      return (weights: tf.Tensor3D, items: tf.Tensor3D): unknown => {
        if (++calls === 2) controller.abort();
        if (calls < 2 || !inTheLoop) return right(weights, items);
        throw Object.assign(new Error('The cell was interrupted.'), { name: 'Interrupted' });
      };
    };
    const before = cell[key];
    try {
      assert.equal(
        await printed(() => door.check('mix', stopped(true))),
        'The check was stopped: mix had not ended in case 2 of 2, forward, backward.\nDoes every loop end?',
      );
      assert.equal(
        await printed(() => door.check('mix', stopped(false))),
        'The check was stopped.',
      );
    } finally {
      cell[key] = before;
    }
  });

  it('says when there is no such exercise', async () => {
    assert.match(await printed(() => door.check('Mix', right)), /it is written "mix"/);
    assert.match(await printed(() => door.check('other', right)), /there are: mix/);
  });

  it('says which command makes a golden file that is missing or broken', async () => {
    const kept = `${golden()}.kept`;
    cpSync(golden(), kept);
    writeFileSync(golden(), '{"version":');
    const broken = await printed(() => door.check('mix', right));
    rmSync(golden());
    const missing = await printed(() => door.check('mix', right));
    cpSync(kept, golden());
    const name = 'exercises/03-mixing.golden.json';
    assert.equal(
      broken,
      `check: ${name} is not readable (its JSON is broken): run \`npm run build\``,
    );
    assert.equal(missing, `check: ${name} is missing: run \`npm run build\``);
  });

  it('gives the inputs of a case as tensors', () => {
    const { weights, items } = door.inputsOf('mix', 1) as Record<string, tf.Tensor>;
    assert.deepEqual(
      [weights.shape, items.shape],
      [
        [2, 3, 4],
        [2, 4, 5],
      ],
    );
    tf.dispose([weights, items]);
    assert.throws(() => door.inputsOf('mix', 3), /mix has the cases 1 to 2, there is no case 3/);
    assert.throws(() => door.inputsOf('nix', 1), /there is no exercise "nix"/);
  });
});
