import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { readCourse, type Chapter } from 'kernel-lib/course/course';
import { productsOf } from 'kernel-lib/course/products';
import { parseIpynb, sourceOf, type Ipynb } from 'kernel-lib/notebook/ipynb';
import { isTrivialLine } from 'kernel-lib/notebook/leaks';
import { isWorkedIn } from 'kernel-lib/notebook/work';

const course = readCourse(path.resolve(__dirname, '..'));

/** The notebook on disk; where somebody has worked in it, the one that the build would make. */
async function exerciseOf(chapter: Chapter): Promise<Ipynb> {
  const file = chapter.exercise.notebook;
  const disk = parseIpynb(fs.readFileSync(file, 'utf8'), file);
  if (!isWorkedIn(disk)) return disk;
  const built = (await productsOf(course, chapter)).find(
    (result) => 'built' in result && result.built.product === 'exercise',
  );
  assert.ok(built && 'built' in built, `${chapter.stem} can be built`);
  return built.built.notebook;
}

/** Read with other means than the builder's: the lines of each answer, and of the stub that follows it. */
function answersOf(text: string): { answer: string[]; stub: string[] }[] {
  const region = (name: string) =>
    `^[ ]*// #region ${name}\\n(?<${name}>(?:.*\\n)*?)[ ]*// #endregion.*\\n`;
  const both = new RegExp(`${region('solution')}(?:\\s*${region('stub')})?`, 'gm');
  return [...text.matchAll(both)].map(({ groups = {} }) => ({
    answer: groups.solution.split('\n').map((line) => line.trim()),
    stub: (groups.stub ?? '').split('\n').map((line) => line.replace(/^\s*\/\/ ?/, '').trim()),
  }));
}

describe('exercise notebooks hold no answers', () => {
  for (const chapter of course.chapters) {
    it(chapter.stem, async () => {
      const answers = answersOf(fs.readFileSync(chapter.solution.source, 'utf8'));
      assert.ok(answers.length > 0, 'the chapter has answers');
      const { cells } = await exerciseOf(chapter);
      const visible = new Set(
        cells.flatMap((cell) =>
          sourceOf(cell)
            .split('\n')
            .map((line) => line.trim()),
        ),
      );
      for (const { answer, stub } of answers) {
        const telling = answer.filter((line) => !isTrivialLine(line) && !stub.includes(line));
        assert.deepEqual(
          telling.filter((line) => visible.has(line)),
          [],
        );
      }
    });
  }
});
