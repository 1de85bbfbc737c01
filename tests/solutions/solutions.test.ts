// Mocha over every exercise: one describe an exercise, one it a case. Without ATTEND_FROM the answers are those of
// solutions/; with it they are the files of that folder, each checked in a process of its own.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  loadExercises,
  loadSolved,
  loadableChapters,
  type SolvedChapter,
} from 'kernel-lib/course/answers';
import { checkFile, openAnswerFile } from 'kernel-lib/course/check-file';
import type { CheckedExercise } from 'kernel-lib/course/check-process';
import { readCourse, type Chapter } from 'kernel-lib/course/course';
import { quietly } from 'kernel-lib/course/quietly';
import { localCandidate } from 'kernel-lib/exercise/expectations';
import { readExpectations } from 'kernel-lib/exercise/door';
import { reportOf } from 'kernel-lib/exercise/report';
import { reportText } from 'kernel-lib/exercise/report-text';
import { runExercise, type ExerciseResult } from 'kernel-lib/exercise/run';
import type { Exercise } from 'kernel-lib/exercise/types';

const course = readCourse(process.env.ATTEND_COURSE ?? path.resolve(__dirname, '../..'));
const folder = process.env.ATTEND_FROM;
const rows: {
  where: string;
  id: string;
  passed: number;
  cases: number;
  points: number;
  of: number;
}[] = [];

if (folder === undefined) for (const chapter of course.chapters) describeChapter(chapter);
else for (const name of answerFiles(folder)) describeFile(folder, name);

after(() => {
  const file = process.env.ATTEND_RESULTS;
  if (file) writeFileSync(file, JSON.stringify(rows));
});

function describeChapter(chapter: Chapter): void {
  describe(chapter.stem, () => {
    const exercises = exercisesFor(chapter);
    let solved: SolvedChapter;
    before(async () => {
      if (exercises.length) solved = await quietly(() => loadSolved(course, chapter));
    });
    for (const exercise of exercises) {
      describe(`${exercise.id}: ${exercise.title}`, () => {
        let result: ExerciseResult;
        before(async () => {
          const candidate = localCandidate(exercise, solved.answers[exercise.id]);
          result = await runExercise(
            exercise,
            candidate,
            readExpectations(course.root, chapter.stem, exercise),
          );
          const { passed, points } = result;
          const cases = exercise.cases.length;
          rows.push({
            where: chapter.stem,
            id: exercise.id,
            passed,
            cases,
            points,
            of: exercise.points,
          });
        });
        exercise.cases.forEach((one, at) => {
          it(`${at + 1}. ${one.name}`, () => {
            const failing = result.cases[at];
            if (failing.passed) return;
            fail(reportText(reportOf({ ...result, cases: [failing] }, null)));
          });
        });
      });
    }
  });
}

/** The chapter's exercises; one that cannot be loaded is a failing test, and does not keep the others back. */
function exercisesFor(chapter: Chapter): readonly Exercise[] {
  try {
    return loadExercises(course, chapter);
  } catch (error) {
    it('can be loaded', () => fail((error as Error).message));
    return [];
  }
}

function answerFiles(from: string): string[] {
  const names = readdirSync(from, { recursive: true }) as string[];
  return names
    .filter((name) => /(\.ipynb|(?<!\.d|\.mistakes|\.test)\.ts)$/.test(name))
    .filter((name) => !/(^|[\\/])(\.|node_modules)/.test(name))
    .sort();
}

function describeFile(from: string, name: string): void {
  describe(name, function () {
    this.timeout(0);
    let file: ReturnType<typeof openAnswerFile>;
    try {
      file = openAnswerFile(course, path.join(from, name), name);
    } catch (error) {
      it('can be read', () => fail((error as Error).message));
      return;
    }
    const checked = new Map<string, CheckedExercise>();
    before(async () => {
      const limits = {
        timeout: Number(process.env.ATTEND_TIMEOUT ?? 60),
        memory: Number(process.env.ATTEND_MEMORY ?? 2048),
      };
      for (const one of await checkFile(course, file, limits)) checked.set(one.id, one);
    });
    for (const { exercise, isAnswered } of exercisesOf(file)) {
      describe(`${exercise.id}: ${exercise.title}`, () => {
        exercise.cases.forEach((one, at) => {
          it(`${at + 1}. ${one.name}`, () => {
            if (!isAnswered) fail(`there is no answer cell for ${exercise.id}`);
            const seen = checked.get(exercise.id)?.cases[at];
            if (!seen?.passed) fail(seen?.message ?? 'it was not checked');
          });
        });
        after(() => {
          const seen = checked.get(exercise.id);
          const { id, points: of, cases } = exercise;
          const { passed = 0, points = 0 } = seen ?? {};
          rows.push({ where: name, id, passed, cases: cases.length, points, of });
        });
      });
    }
  });
}

/** The exercises of a file. An exercise notebook stands for its whole chapter: what is missing there fails. */
function exercisesOf(
  file: ReturnType<typeof openAnswerFile>,
): { exercise: Exercise; isAnswered: boolean }[] {
  const isMarked = file.cells.some((cell) => cell.exercise !== null);
  return loadableChapters(course).flatMap(({ exercises }) => {
    const all = exercises.map((exercise) => ({
      exercise,
      isAnswered: file.exercises.includes(exercise.id),
    }));
    const some = all.filter(({ isAnswered }) => isAnswered);
    return some.length > 0 && isMarked ? all : some;
  });
}

/** Fails with a message for the author of the answer: where this file threw says nothing to them. */
function fail(message: string): never {
  throw Object.assign(new Error(message), { stack: message });
}
