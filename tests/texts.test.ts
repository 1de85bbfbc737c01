import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { nameIn, readCourse } from 'kernel-lib/course/course';
import { PageMarkdown } from 'kernel-lib/notebook/html/markdown';
import { parsePercent } from 'kernel-lib/notebook/percent';

const course = readCourse(path.resolve(__dirname, '..'));
const sources = course.chapters.flatMap(({ lesson, solution }) => [
  { file: lesson.source, room: 'notebooks' },
  { file: solution.source, room: 'exercises' }, // where its text will be read
]);

/** Text cells of a file with the line on which each begins. */
function textsOf(file: string): { line: number; html: string }[] {
  const { cells } = parsePercent(fs.readFileSync(file, 'utf8'), nameIn(course, file));
  const markdown = new PageMarkdown();
  return cells
    .filter((cell) => cell.kind === 'markdown')
    .map(({ line, source }) => ({ line, html: markdown.render(source) }));
}

describe('texts of lessons and exercises', () => {
  for (const { file, room } of sources) {
    const name = nameIn(course, file);

    it(`${name}: every formula can be typeset`, () => {
      const bad = textsOf(file).flatMap(({ line, html }) =>
        [...html.matchAll(/<code class="bad-math" title="([^"]*)">/g)].map(
          ([, reason]) => `${name}:${line}: ${reason}`,
        ),
      );
      assert.deepEqual(bad, []);
    });

    it(`${name}: every link to a file of the course leads to one`, () => {
      const bad = textsOf(file).flatMap(({ line, html }) =>
        [...html.matchAll(/(?:href|src)="([^"#:?]+)[^":]*"/g)]
          .map(([, target]) => decodeURI(target))
          .filter((target) => !fs.existsSync(path.join(course.root, room, target)))
          .map((target) => `${name}:${line}: ${target}`),
      );
      assert.deepEqual(bad, []);
    });
  }
});
