import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Course } from 'kernel-lib/course/course';
import { answerNotebook, fixtureCourse, rightAnswers } from '../support/fixture-course';

const script = path.resolve(__dirname, '../solutions.mjs');

describe('npm run test:solutions', function () {
  this.timeout(120000);
  let course: Course;
  let remove: () => void;

  before(async () => {
    ({ course, remove } = await fixtureCourse());
  });
  after(() => remove());

  function run(...args: string[]): { code: number | null; out: string; err: string } {
    const env = { ...process.env, ATTEND_COURSE: course.root, INIT_CWD: course.root };
    const result = spawnSync(process.execPath, [script, ...args], { env, encoding: 'utf8' });
    // Some environments (CI among them) ask mocha for colours.
    const out = stripVTControlCharacters(result.stdout);
    return { code: result.status, out, err: stripVTControlCharacters(result.stderr) };
  }

  function folder(name: string, files: Record<string, string>): string {
    mkdirSync(path.join(course.root, name));
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(path.join(course.root, name, file), text);
    }
    return name;
  }

  it('passes the solutions: a describe for each exercise, an it for each case, a table', () => {
    const { code, out } = run();
    assert.equal(code, 0, out);
    assert.match(out, /rowSoftmax: The softmax of every row\n\s+✔ 1\. more keys than queries/);
    assert.match(out, /6 passing/);
    assert.match(out, /00-tiny +✔ rowSoftmax +4\/4 +4\/4/);
    assert.match(out, /2 of 2 exercises +6\/6/);
  });

  it('leaves stdout to a reporter for machines', () => {
    const { code, out, err } = run('--reporter', 'json');
    assert.equal(code, 0);
    assert.equal((JSON.parse(out) as { stats: { passes: number } }).stats.passes, 6);
    assert.match(err, /2 of 2 exercises/);
  });

  it('--from: checks the files of a folder; what is wrong, missing or broken fails', () => {
    const from = folder('handed-in', {
      'ada.ipynb': answerNotebook(rightAnswers),
      'ben.ipynb': answerNotebook({
        rowSoftmax: 'const rowSoftmax = async (s: tf.Tensor2D) => s;',
      }),
      'eve.ipynb': 'not a notebook',
    });
    const { code, out } = run('--from', from);
    assert.equal(code, 1);
    assert.match(out, /ada\.ipynb +✔ rowSoftmax +4\/4 +4\/4\n +✔ twoWeights +2\/2 +2\/2/);
    assert.match(out, /ben\.ipynb +✘ rowSoftmax +0\/4 +0\/4\n +✘ twoWeights +0\/2 +0\/2/);
    assert.match(out, /rowSoftmax returned a Promise, not its result/);
    assert.match(out, /there is no answer cell for twoWeights/);
    assert.match(out, /eve\.ipynb: not a notebook: the JSON is broken/);
    assert.match(out, /2 of 4 exercises +6\/12/);
  });

  it('--from: exit code 0 when all is right', () => {
    const from = folder('all-right', { 'ada.ipynb': answerNotebook(rightAnswers) });
    assert.equal(run('--from', from).code, 0);
  });

  it('--from: says what it cannot use', () => {
    assert.deepEqual(
      [run('--from', 'nowhere').code, run('--from').code, run('--timeout', 'x').code],
      [2, 2, 2],
    );
    const { code, err } = run('--from', folder('empty', {}));
    assert.equal(code, 2);
    assert.match(err, /nothing was found to check/);
  });
});
