import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import type { Course } from 'kernel-lib/course/course';
import { loadAnswers, loadSolved } from 'kernel-lib/course/answers';
import { verifyCommand } from 'kernel-lib/course/commands/verify';
import { fixtureCourse } from '../../support/fixture-course';

describe('attend verify', () => {
  let course: Course;
  let remove: () => void;
  let lines: string[];
  const { log } = console;

  beforeEach(async () => {
    ({ course, remove } = await fixtureCourse());
    lines = [];
    console.log = (text: string) => void lines.push(text);
  });
  afterEach(() => {
    console.log = log;
    remove();
  });

  const verify = (): Promise<number> => verifyCommand(['--course', course.root, '--seeds', '3']);

  it('passes a sound course with a table', async () => {
    assert.equal(await verify(), 0);
    assert.match(lines.join('\n'), /✔ rowSoftmax +4 +4 +2 +3/);
    assert.equal(lines.at(-1), '\n✔ 2 exercises, 3 seeds: every check has teeth');
  });

  it('fails when the solution is wrong, and says why', async () => {
    const { source } = course.chapters[0].solution;
    writeFileSync(source, readFileSync(source, 'utf8').replace('sum(1, true)', 'sum(0, true)'));
    assert.equal(await verify(), 1);
    assert.match(lines.join('\n'), /✘ rowSoftmax[\s\S]*the reference fails case 3 \(3 seeds\)/);
  });

  it('fails for answers that no exercise asks for, and exercises that nobody answers', async () => {
    const [{ solution }] = course.chapters;
    const regions = ['solution', 'stub'].map(
      (name) => `// #region ${name}\n// void 0;\n// #endregion\n`,
    );
    appendFileSync(
      solution.source,
      `\n// %% answer="stray"\nconst stray = 1;\n${regions.join('')}`,
    );
    const text = readFileSync(solution.source, 'utf8');
    writeFileSync(solution.source, text.replace('answer="twoWeights"', 'setup'));
    assert.equal(await verify(), 1);
    assert.match(lines.join('\n'), /stray is no exercise of exercises\/00-tiny\.ts/);
    assert.match(lines.join('\n'), /twoWeights has no answer in solutions\/00-tiny\.ts/);
  });

  it('goes on after a chapter that cannot be read', async () => {
    const { source } = course.chapters[0].exercise;
    writeFileSync(source, 'export const exercises = ;');
    assert.equal(await verify(), 1);
    assert.match(lines.join('\n'), /✘ exercises\/00-tiny\.ts: /);
  });

  it('asks for a number of seeds', async () => {
    await assert.rejects(verifyCommand(['--course', course.root, '--seeds', '0']), {
      name: 'UsageError',
    });
  });

  it('loads the answers, and what a learner finds in their place', async () => {
    const [chapter] = course.chapters;
    const { answers, exercises } = await loadSolved(course, chapter);
    assert.deepEqual(
      Object.keys(answers),
      exercises.map(({ id }) => id),
    );
    const open = await loadAnswers(course, chapter, 'open');
    assert.throws(open.rowSoftmax as () => void, /rowSoftmax: not written yet/);
    assert.deepEqual(open.twoWeights, { first: NaN, shift: '' });
  });
});
