import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { readCourse, type Chapter, type Course } from 'kernel-lib/course/course';
import { goldenOf, placeGolden } from 'kernel-lib/course/golden-file';
import { copyBuilderCourse } from '../../support/builder-course';

describe('course/golden-file', () => {
  let course: Course;
  let chapter: Chapter;
  let remove = (): void => {};
  beforeEach(() => {
    const copy = copyBuilderCourse();
    remove = copy.remove;
    course = readCourse(copy.root);
    [chapter] = course.chapters;
  });
  afterEach(() => remove());

  const standing = async (): Promise<string> => {
    const result = await goldenOf(course, chapter);
    assert.ok(result && 'standing' in result, JSON.stringify(result));
    return result.standing;
  };
  const place = async (): Promise<void> => {
    const result = await goldenOf(course, chapter);
    assert.ok(result && 'standing' in result);
    placeGolden(chapter, result);
  };
  const edit = (file: string, from: string | RegExp, to: string): void => {
    const text = fs.readFileSync(file, 'utf8');
    assert.notEqual(text.search(from), -1, `${path.basename(file)} has ${from}`);
    fs.writeFileSync(file, text.replace(from, to));
  };

  it('computes the outputs of answers and mistakes', async () => {
    assert.equal(await standing(), 'absent');
    await place();
    assert.equal(await standing(), 'current');
    const { exercises } = JSON.parse(fs.readFileSync(chapter.exercise.golden, 'utf8'));
    assert.match(JSON.stringify(exercises.doubled), /\[2,4,6\].*\[1,4,9\]/);
    assert.match(JSON.stringify(exercises.total), /\b6\b.*\b7\b/);
  });

  it('takes another machine for the same, and another number for another', async () => {
    await place();
    edit(chapter.exercise.golden, '[2,4,6]', '[2.0000001,4,6]');
    assert.equal(await standing(), 'current');
    edit(chapter.exercise.golden, '[2.0000001,4,6]', '[2.1,4,6]');
    assert.equal(await standing(), 'stale');
  });

  it('takes a broken file for stale', async () => {
    fs.writeFileSync(chapter.exercise.golden, '{');
    assert.equal(await standing(), 'stale');
  });

  it('names the source whose answer does not run', async () => {
    edit(chapter.solution.source, 'let sum = 0;', "throw new Error('no sum');");
    const result = await goldenOf(course, chapter);
    assert.ok(result && 'problem' in result);
    assert.match(result.problem, /^solutions\/01-doubling\.ts: exercise total, .*no sum/);
  });

  it('has nothing to say of a chapter that is not complete', async () => {
    fs.rmSync(chapter.solution.mistakes);
    assert.equal(await goldenOf(course, chapter), null);
  });
});
