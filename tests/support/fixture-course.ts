import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadSolved } from 'kernel-lib/course/answers';
import { readCourse, type Course } from 'kernel-lib/course/course';
import { buildGolden, formatGolden } from 'kernel-lib/exercise/golden';

const root = path.resolve(__dirname, '../..');

/**
 * A copy of tests/fixtures/course with its golden file. It lies below the project, so that its cells find the
 * library as the course's own cells do. `remove` takes it away again.
 */
export async function fixtureCourse(): Promise<{ course: Course; remove: () => void }> {
  const parent = path.join(root, '.attend', 'tests');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, 'course-'));
  cpSync(path.join(root, 'tests/fixtures/course'), folder, { recursive: true });
  const course = readCourse(folder);
  for (const chapter of course.chapters) {
    const { exercises, answers, mistakes } = await loadSolved(course, chapter);
    const golden = await buildGolden(exercises, answers, mistakes);
    writeFileSync(chapter.exercise.golden, formatGolden(golden));
  }
  return { course, remove: () => rmSync(folder, { recursive: true }) };
}

/** An exercise notebook of the fixture with these answers, as Jupyter would save it. */
export function answerNotebook(answers: Record<string, string>): string {
  const code = (source: string, attend: object): object => ({
    cell_type: 'code',
    execution_count: null,
    metadata: { attend },
    outputs: [],
    source,
  });
  const setup = "import { tf, useBackend } from 'kernel-lib';\nawait useBackend();";
  const cells = Object.entries(answers).map(([exercise, source]) =>
    code(source, { role: 'answer', exercise }),
  );
  const check = code('throw new Error("a check cell is not run");', {
    role: 'check',
    exercise: 'x',
  });
  return JSON.stringify({
    cells: [code(setup, { role: 'setup' }), ...cells, check],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  });
}

export const rightAnswers: Record<string, string> = {
  rowSoftmax: 'function rowSoftmax(scores: tf.Tensor2D) {\n  return tf.softmax(scores);\n}',
  twoWeights: "const twoWeights = { first: 0.5, shift: 'nothing' };",
};
