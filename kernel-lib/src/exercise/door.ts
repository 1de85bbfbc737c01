import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkAndShow, inputsOfCase, type CheckOptions, type Placed } from './check';
import type { Expectations } from './expectations';
import { expectationsIn, GoldenError, parseGolden } from './golden';
import { numberOf, stemsAmong } from './stem';
import type { Exercise } from './types';

/** One chapter's checks. */
export interface ExerciseChapter {
  /** `03-scoring-functions` */
  stem: string;
  exercises: readonly Exercise[];
}

/** What lessons import from `exercises`. */
export interface ExerciseDoor {
  check: (id: string, answer: unknown, options?: CheckOptions) => Promise<void>;
  inputsOf: (id: string, caseNumber: number) => Record<string, unknown>;
  find: (id: string) => Placed;
}

/**
 * Opens the exercises of a course.
 *
 * @param root the course folder; golden files are read from its `exercises/`
 * @param chapters loads the chapters; called once, when it is needed
 */
export function openExercises(root: string, chapters: () => ExerciseChapter[]): ExerciseDoor {
  let loaded: ExerciseChapter[] | null = null;
  const find = (id: string): Placed => {
    loaded ??= chapters();
    for (const { stem, exercises } of loaded) {
      const exercise = exercises.find((one) => one.id === id);
      if (!exercise) continue;
      const siblings = exercises.map((one) => one.id);
      const expectations = () => readExpectations(root, stem, exercise);
      return { exercise, root, lesson: numberOf(stem), siblings, expectations };
    }
    throw new Error(unknownExercise(id, loaded));
  };
  return {
    check: (id, answer, options) => checkAndShow(() => find(id), answer, options),
    inputsOf: (id, caseNumber) => inputsOfCase(find(id).exercise, caseNumber),
    find,
  };
}

/** The compiled chapters `NN-name.js` of a folder, in order. */
export function compiledChapters(folder: string): ExerciseChapter[] {
  return stemsAmong(readdirSync(folder), '.js').map((stem) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { exercises } = require(join(folder, `${stem}.js`)) as ExerciseChapter;
    return { stem, exercises };
  });
}

/**
 * What an exercise is compared with, from `exercises/<stem>.golden.json` of a course folder.
 *
 * @throws GoldenError when the file is missing, broken, or older than the exercise; it names the command that helps
 */
export function readExpectations(root: string, stem: string, exercise: Exercise): Expectations {
  const name = `exercises/${stem}.golden.json`;
  const file = join(root, name);
  if (!existsSync(file)) throw new GoldenError(name, 'is missing');
  return expectationsIn(parseGolden(readFileSync(file, 'utf8'), name), exercise, name);
}

function unknownExercise(id: string, chapters: readonly ExerciseChapter[]): string {
  const known = chapters.flatMap(({ exercises }) => exercises.map((one) => one.id));
  const close = known.find((name) => name.toLowerCase() === id.toLowerCase());
  if (close) return `there is no exercise "${id}"; it is written "${close}"`;
  return `there is no exercise "${id}"; there are: ${known.join(', ')}`;
}
