import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkFile, openAnswerFile, type CheckFileOptions } from 'kernel-lib/course/check-file';
import type { CheckedExercise } from 'kernel-lib/course/check-process';
import type { Course } from 'kernel-lib/course/course';
import { checkCommand } from 'kernel-lib/course/commands/check';
import { progressCommand } from 'kernel-lib/course/commands/progress';
import { readProgress } from 'kernel-lib/exercise/progress';
import { answerNotebook, fixtureCourse, rightAnswers } from '../../support/fixture-course';

describe('checking a file of answers', function () {
  this.timeout(120000);
  let course: Course;
  let remove: () => void;
  const file = (name: string): string => path.join(course.root, 'exercises', name);

  before(async () => {
    ({ course, remove } = await fixtureCourse());
  });
  after(() => remove());

  async function check(
    text: string,
    options: CheckFileOptions = {},
    name = 'learner.ipynb',
  ): Promise<CheckedExercise[]> {
    writeFileSync(file(name), text);
    return checkFile(course, openAnswerFile(course, file(name), name), options);
  }

  it('runs set-up and answers, not the checks, and passes what is right', async () => {
    const results = await check(answerNotebook(rightAnswers));
    assert.deepEqual(
      results.map(({ id, passed, points, of }) => [id, passed, points, of]),
      [
        ['rowSoftmax', 4, 4, 4],
        ['twoWeights', 2, 2, 2],
      ],
    );
    assert.deepEqual(readProgress(course.root), {}); // only `attend check` keeps
  });

  it('names mistakes and shows the learner’s own line', async () => {
    const columns =
      'function rowSoftmax(scores: tf.Tensor2D) {\n  return tf.tidy(() => scores.exp().div(scores.exp().sum(0, true)));\n}';
    const [wrong] = await check(answerNotebook({ rowSoftmax: columns }));
    assert.match(wrong.report, /Looks like the softmax runs over the queries, not over the keys/);
    const throwing =
      'function rowSoftmax(scores: tf.Tensor2D): tf.Tensor {\n  // a comment\n  throw new RangeError(`no ${scores.rank}`);\n}';
    const [threw] = await check(answerNotebook({ rowSoftmax: throwing }));
    assert.match(threw.report, /RangeError: no 2/);
    assert.match(threw.report, /Raised in your cell \[2\], line 3/);
    assert.match(threw.report, />\s+3\s+throw new RangeError/);
  });

  it('ends what never returns, and checks the others nevertheless', async () => {
    const forever =
      'function rowSoftmax(scores: tf.Tensor2D): tf.Tensor2D {\n  while (scores) {}\n  return scores;\n}';
    const answers = { ...rightAnswers, rowSoftmax: forever };
    const results = await check(answerNotebook(answers), { timeout: 15 });
    const [good, endless] = [...results].sort((a, b) => b.passed - a.passed);
    assert.deepEqual([good.id, good.passed], ['twoWeights', 2]);
    assert.deepEqual([endless.id, endless.points], ['rowSoftmax', 0]);
    assert.match(endless.report, /^ {2}It did not end within 15 s\.$/m);
  });

  it('ends what takes too much memory', async () => {
    const greedy =
      'function rowSoftmax(scores: tf.Tensor2D): any {\n  const kept: Uint8Array[] = [];\n  for (;;) kept.push(new Uint8Array(2e7).fill(1));\n}';
    const [result] = await check(answerNotebook({ rowSoftmax: greedy }), { memory: 1200 });
    assert.match(result.report, /more than 1200 MiB/);
  });

  it('survives an answer that ends the process', async () => {
    const leaving = 'function rowSoftmax(): any {\n  process.exit(0);\n}';
    const [result] = await check(answerNotebook({ rowSoftmax: leaving }));
    assert.equal(result.passed, 0);
    assert.match(result.report, /ended the process/);
  });

  it('says when a cell does not run', async () => {
    const mistyped = "const twoWeights: number = 'half';";
    const [result] = await check(answerNotebook({ twoWeights: mistyped }));
    assert.match(result.report, /its cell does not run/);
    assert.match(result.report, /TS2322/);
  });

  it('takes percent files and plain TypeScript', async () => {
    const plain = `import { tf, useBackend } from 'kernel-lib';\nawait useBackend();\nexport ${rightAnswers.rowSoftmax}`;
    const results = await check(plain, {}, 'plain.ts');
    assert.deepEqual(
      results.map(({ id, passed }) => [id, passed]),
      [['rowSoftmax', 4]],
    );
  });

  it('refuses what is no answer file, in words', () => {
    const open = (text: string, name = 'bad.ipynb'): unknown => {
      writeFileSync(file(name), text);
      return openAnswerFile(course, file(name), name);
    };
    assert.throws(() => open('{"cells": ['), /bad\.ipynb: not a notebook: the JSON is broken/);
    assert.throws(() => open(''), /bad\.ipynb: the file is empty/);
    assert.throws(() => open('const x = 1;', 'bad.ts'), /bad\.ts: there is no answer cell in it/);
    assert.throws(
      () => openAnswerFile(course, file('none.ipynb'), 'none.ipynb'),
      /there is no such file/,
    );
    assert.throws(() => openAnswerFile(course, course.root, 'folder'), /this is not a file/);
  });

  it('says which command makes a missing golden file', async () => {
    const { course: bare, remove: removeBare } = await fixtureCourse();
    try {
      rmSync(bare.chapters[0].exercise.golden);
      const name = path.join(bare.root, 'exercises', 'a.ipynb');
      writeFileSync(name, answerNotebook(rightAnswers));
      const message = /exercises\/00-tiny\.golden\.json is missing: run `npm run build`/;
      await assert.rejects(checkFile(bare, openAnswerFile(bare, name, 'a')), message);
    } finally {
      removeBare();
    }
  });

  describe('the commands', () => {
    let lines: string[];
    const { log } = console;
    beforeEach(() => {
      lines = [];
      console.log = (text: string) => void lines.push(text);
    });
    afterEach(() => {
      console.log = log;
    });

    it('attend check keeps what was reached, attend progress shows it', async () => {
      writeFileSync(
        file('mine.ipynb'),
        answerNotebook({ ...rightAnswers, twoWeights: 'const twoWeights = { first: 0.5 };' }),
      );
      assert.equal(await checkCommand([file('mine.ipynb')]), 1);
      assert.equal(lines.at(-1), '1 of 2 exercises solved, 5 of 6 points');
      assert.equal(await checkCommand([file('mine.ipynb'), 'rowSoftmax']), 0);
      lines = [];
      assert.equal(await progressCommand(['--course', course.root]), 0);
      const table = lines.join('\n');
      assert.match(table, /^00 {2}A tiny lesson +1 of 2 solved$/m);
      assert.match(table, /✔ rowSoftmax: .* 4 of 4 points/);
      assert.match(table, /◐ twoWeights: .* 1 of 2 points/);
      assert.match(table, /Next: twoWeights, in exercises\/00-tiny\.ipynb/);
      for (const line of table.split('\n')) assert.ok(line.length <= 80, line);
    });

    it('attend check asks for a file that can be read', async () => {
      writeFileSync(file('bad.ipynb'), '{');
      const usage = { name: 'UsageError' };
      await assert.rejects(checkCommand([file('bad.ipynb')]), {
        ...usage,
        message: /JSON is broken/,
      });
      await assert.rejects(checkCommand([]), usage);
      await assert.rejects(checkCommand([file('mine.ipynb'), 'nothing']), {
        message: /it has rowSoftmax/,
      });
      await assert.rejects(checkCommand([file('mine.ipynb'), '--hint', 'x']), usage);
    });
  });
});
