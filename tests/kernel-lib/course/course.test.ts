import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {
  chapterNamed,
  courseProblems,
  findCourseRoot,
  nameIn,
  readCourse,
  titleOf,
} from 'kernel-lib/course/course';
import { copyBuilderCourse } from '../../support/builder-course';

describe('course/course', () => {
  let root = '';
  let remove = (): void => {};
  beforeEach(() => ({ root, remove } = copyBuilderCourse()));
  afterEach(() => remove());
  const add = (name: string, text = ''): void => fs.writeFileSync(path.join(root, name), text);

  it('lists the chapters in the order of their numbers', () => {
    add('notebooks/10-later.ts');
    add('notebooks/02-next.ts');
    add('notebooks/draft.ts');
    add('notebooks/03-types.d.ts');
    const { chapters } = readCourse(root);
    assert.deepEqual(
      chapters.map(({ stem, number }) => [stem, number]),
      [
        ['01-doubling', '01'],
        ['02-next', '02'],
        ['10-later', '10'],
      ],
    );
  });

  it('takes the title from the first heading', () => {
    const course = readCourse(root);
    assert.equal(titleOf(course, course.chapters[0]), '01 · Doubling');
  });

  it('finds the course around a folder, and none where none is', () => {
    assert.equal(findCourseRoot(path.join(root, 'exercises')), root);
    assert.equal(findCourseRoot(path.dirname(root)), null);
  });

  it('understands a number, a name and a file', () => {
    const course = readCourse(root);
    for (const name of [
      '1',
      '01',
      '01-doubling',
      'exercises/01-doubling.ipynb',
      'a\\01-doubling.ts',
    ]) {
      assert.equal(chapterNamed(course, name).stem, '01-doubling', name);
    }
    assert.throws(() => chapterNamed(course, '1b'), { message: /no chapter "1b"/ });
    assert.throws(() => chapterNamed(course, '7'), { message: /no chapter "7".*01-doubling/ });
  });

  it('puts a chapter that may be skipped behind the one of its number', () => {
    add('notebooks/01b-more.ts');
    add('notebooks/02-next.ts');
    const course = readCourse(root);
    assert.deepEqual(
      course.chapters.map(({ number }) => number),
      ['01', '01b', '02'],
    );
    assert.equal(chapterNamed(course, '1b').stem, '01b-more');
    assert.equal(chapterNamed(course, '1').stem, '01-doubling');
  });

  it('says which files are missing and which belong nowhere', () => {
    const course = readCourse(root);
    assert.deepEqual(courseProblems(course), []);
    fs.rmSync(path.join(root, 'solutions/01-doubling.mistakes.ts'));
    add('exercises/index.ts');
    add('exercises/02-lost.ts');
    add('solutions/notes.ts');
    assert.deepEqual(courseProblems(course), [
      'solutions/01-doubling.mistakes.ts is missing',
      'exercises/02-lost.ts belongs to no lesson (notebooks/NN-name.ts)',
      'solutions/notes.ts belongs to no lesson (notebooks/NN-name.ts)',
    ]);
  });

  it('notices two chapters of one number', () => {
    add('notebooks/01-again.ts');
    assert.ok(
      courseProblems(readCourse(root)).includes(
        'notebooks/01-doubling.ts has the number of notebooks/01-again.ts',
      ),
    );
  });

  it('names files as people type them', () => {
    const course = readCourse(root);
    assert.equal(nameIn(course, course.chapters[0].lesson.source), 'notebooks/01-doubling.ts');
  });

  it('refuses a folder without lessons', () => {
    assert.throws(() => readCourse(path.join(root, 'solutions')), { message: /has no lesson/ });
  });
});
