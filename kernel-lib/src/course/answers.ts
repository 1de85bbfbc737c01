import { existsSync, readFileSync } from 'node:fs';
import { openExercises, type ExerciseChapter, type ExerciseDoor } from '../exercise/door';
import type { Exercise, Mistakes, PlainForms, Variants } from '../exercise/types';
import type { PercentDocument } from '../notebook/cells';
import { parsePercent } from '../notebook/percent';
import { splitAnswer } from '../notebook/regions';
import { nameIn, type Chapter, type Course } from './course';
import { loadTypeScript, requireTypeScript } from './load-typescript';

/** A chapter's exercises with everything that is known about their answers. */
export interface SolvedChapter {
  chapter: Chapter;
  exercises: readonly Exercise[];
  /** The answers of `solutions/NN-name.ts`, by exercise id. */
  answers: Record<string, unknown>;
  mistakes: Mistakes;
  variants: Variants;
  plain: PlainForms;
}

/** The exercises of a chapter, from their source. */
export function loadExercises(course: Course, chapter: Chapter): readonly Exercise[] {
  const { exercises } = loadFrom(course, chapter.exercise.source);
  if (Array.isArray(exercises)) return exercises as Exercise[];
  throw new Error(`${nameIn(course, chapter.exercise.source)}: must export \`exercises\`, a list`);
}

/** The chapters whose exercises can be loaded: one that is being written does not keep the others back. */
export function loadableChapters(course: Course): (ExerciseChapter & { chapter: Chapter })[] {
  return course.chapters.flatMap((chapter) => {
    try {
      return [{ chapter, stem: chapter.stem, exercises: loadExercises(course, chapter) }];
    } catch {
      return [];
    }
  });
}

/** Everything about a chapter's exercises, from the sources of the course. */
export async function loadSolved(course: Course, chapter: Chapter): Promise<SolvedChapter> {
  const exercises = loadExercises(course, chapter);
  const answers = await loadAnswers(course, chapter, 'solved');
  const known = loadFrom(course, chapter.solution.mistakes);
  return {
    chapter,
    exercises,
    answers,
    mistakes: (known.mistakes ?? {}) as Mistakes,
    variants: (known.variants ?? {}) as Variants,
    plain: (known.plain ?? {}) as PlainForms,
  };
}

/**
 * Runs the set-up and answer cells of `solutions/NN-name.ts`.
 *
 * @param state `solved`: the answers; `open`: what a learner finds in their place
 * @returns the answers by exercise id
 */
export async function loadAnswers(
  course: Course,
  chapter: Chapter,
  state: 'solved' | 'open',
): Promise<Record<string, unknown>> {
  const file = chapter.solution.source;
  const name = nameIn(course, file);
  if (!existsSync(file)) throw new Error(`${name} is missing`);
  const document = parsePercent(readFileSync(file, 'utf8'), name);
  const exercises = loadExercises(course, chapter);
  const substitutes = { exercises: () => doorOf(course, chapter, exercises) };
  try {
    return await loadTypeScript(file, programOf(document, state), substitutes);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

/** Set-up and answers as one program that exports the answers; every line stands where it stands in the file. */
function programOf(document: PercentDocument, state: 'solved' | 'open'): string {
  const lines: string[] = [];
  const ids: string[] = [];
  for (const cell of document.cells) {
    if (cell.role !== 'setup' && cell.role !== 'answer') continue;
    while (lines.length < cell.line - 1) lines.push('');
    const isOpen = cell.role === 'answer' && state === 'open';
    lines.push(...(isOpen ? splitAnswer(cell, document.file).open : cell.source).split('\n'));
    if (cell.role === 'answer' && cell.exercise) ids.push(cell.exercise);
  }
  return [...lines, `Object.assign(exports, { ${ids.join(', ')} });`].join('\n');
}

/** The module `exercises` for the cells of one chapter: `inputsOf` works, `check` has nothing to do. */
function doorOf(
  course: Course,
  { stem }: Chapter,
  exercises: readonly Exercise[],
): Pick<ExerciseDoor, 'check' | 'inputsOf'> {
  const { inputsOf } = openExercises(course.root, () => [{ stem, exercises }]);
  return { check: async () => undefined, inputsOf };
}

function loadFrom(course: Course, file: string): Record<string, unknown> {
  const name = nameIn(course, file);
  if (!existsSync(file)) throw new Error(`${name} is missing`);
  try {
    return requireTypeScript(file);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}
