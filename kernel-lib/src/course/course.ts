import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { isStem, numberOf } from '../exercise/stem';
import { parsePercent } from '../notebook/percent';

/** One chapter: a file stem and everything that carries it. Paths are absolute. */
export interface Chapter {
  /** `03-scoring-functions` */
  stem: string;
  /** `03`, or `12b` for one that a reader may skip. */
  number: string;
  /** `notebooks/<stem>.ts` and what is built from it. */
  lesson: { source: string; notebook: string };
  /** `solutions/<stem>.ts`, its mistakes, and what is built from it. */
  solution: { source: string; mistakes: string; notebook: string };
  /** `exercises/<stem>.ts`, and what is built into that folder. */
  exercise: { source: string; notebook: string; golden: string };
}

/** A course folder read as a value. */
export interface Course {
  root: string;
  /** In the order of their numbers. */
  chapters: Chapter[];
}

/** Finds the course that a folder lies in: the nearest one upwards that has lessons. */
export function findCourseRoot(from: string): string | null {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (stemsIn(join(folder, 'notebooks')).some(isStem)) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/**
 * Reads a course folder. The chapters are the sorted `notebooks/NN-name.ts`; there is no other list.
 *
 * @throws Error when the folder has no lesson
 */
export function readCourse(root: string): Course {
  const folder = resolve(root);
  const stems = stemsIn(join(folder, 'notebooks')).filter(isStem);
  if (stems.length === 0) {
    throw new Error(`readCourse: ${folder} has no lesson (notebooks/NN-name.ts)`);
  }
  const chapters = stems.sort().map((stem): Chapter => {
    const at = (room: string, name: string): string => join(folder, room, `${stem}${name}`);
    return {
      stem,
      number: numberOf(stem),
      lesson: { source: at('notebooks', '.ts'), notebook: at('notebooks', '.ipynb') },
      solution: {
        source: at('solutions', '.ts'),
        mistakes: at('solutions', '.mistakes.ts'),
        notebook: at('solutions', '.ipynb'),
      },
      exercise: {
        source: at('exercises', '.ts'),
        notebook: at('exercises', '.ipynb'),
        golden: at('exercises', '.golden.json'),
      },
    };
  });
  return { root: folder, chapters };
}

/** The title of a chapter: the first heading of its lesson. */
export function titleOf(course: Course, chapter: Chapter): string {
  const name = nameIn(course, chapter.lesson.source);
  const { cells } = parsePercent(readFileSync(chapter.lesson.source, 'utf8'), name);
  for (const cell of cells) {
    const heading = cell.kind === 'markdown' && /^#\s+(.+)$/m.exec(cell.source);
    if (heading) return heading[1].trim();
  }
  throw new Error(`${name}: a lesson begins with a heading (\`# …\`)`);
}

/** A file's name as a reader of the course types it: relative to the course, with `/`. */
export function nameIn(course: Course, file: string): string {
  return relative(course.root, file).split(sep).join('/');
}

/**
 * The chapter that somebody means by `3`, `03`, `03-scoring-functions` or the path of one of its files.
 *
 * @throws Error that lists the chapters when there is none
 */
export function chapterNamed(course: Course, name: string): Chapter {
  const stem = name.replace(/^.*[\\/]/, '').replace(/\.(mistakes\.ts|golden\.json|ts|ipynb)$/, '');
  const number = stem.replace(/^(?=\d(?!\d))/, '0');
  const found = course.chapters.find(
    (chapter) => chapter.stem === stem || chapter.number === number,
  );
  if (found) return found;
  const known = course.chapters.map((chapter) => chapter.stem).join(', ');
  throw new Error(`there is no chapter "${name}"; there are: ${known}`);
}

/** What is forgotten: files that a chapter lacks and files that belong to no chapter. */
export function courseProblems(course: Course): string[] {
  const stems = new Set(course.chapters.map((chapter) => chapter.stem));
  const numbers = new Map<string, string>();
  const problems: string[] = [];
  for (const { stem, number, exercise, solution } of course.chapters) {
    const twin = numbers.get(number);
    if (twin) problems.push(`notebooks/${stem}.ts has the number of notebooks/${twin}.ts`);
    numbers.set(number, stem);
    for (const file of [exercise.source, solution.source, solution.mistakes]) {
      if (!existsSync(file)) problems.push(`${nameIn(course, file)} is missing`);
    }
  }
  for (const room of ['notebooks', 'exercises', 'solutions']) {
    for (const stem of stemsIn(join(course.root, room))) {
      const isDoor = room === 'exercises' && stem === 'index';
      if (!stems.has(stem) && !isDoor) {
        problems.push(`${room}/${stem}.ts belongs to no lesson (notebooks/NN-name.ts)`);
      }
    }
  }
  return problems;
}

function stemsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /(?<!\.d)\.ts$/.test(name));
  return [...new Set(names.map((name) => name.replace(/(\.mistakes)?\.ts$/, '')))];
}
