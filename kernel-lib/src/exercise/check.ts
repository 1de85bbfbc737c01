import { emit } from '../figures/emit';
import { localCandidate } from './expectations';
import { toTensors } from './tensor-wire';
import { inputsFor } from './observe';
import { isSolved, keepProgress } from './progress';
import { reportOf, type Report } from './report';
import { reportHtml } from './report-html';
import { reportText } from './report-text';
import { AnswerStopped, runExercise } from './run';
import type { Candidate, Exercise } from './types';
import type { Expectations } from './expectations';

/** One exercise where it lies in its course. */
export interface Placed {
  exercise: Exercise;
  /** The course folder, in which what was reached is kept; null to keep nothing. */
  root: string | null;
  /** `03` */
  lesson: string;
  /** The ids of all exercises of the lesson. */
  siblings: readonly string[];
  /** Reads the golden file; throws an error for the reader when it cannot be used. */
  expectations: () => Expectations;
}

export interface CheckOptions {
  /** 1, 2 or 3: which hint to show when something is wrong. */
  hint?: number;
}

/** Checks a candidate and keeps what was reached. Rejects only when the cell is stopped or the golden is unusable. */
export async function checkCandidate(
  placed: Placed,
  candidate: Candidate,
  options: CheckOptions = {},
): Promise<Report> {
  const { exercise, root, siblings, lesson } = placed;
  const result = await runExercise(exercise, candidate, placed.expectations());
  if (root === null) return reportOf(result, null, options.hint);
  const progress = keepProgress(root, exercise.id, {
    points: result.points,
    passed: result.passed,
    cases: result.cases.length,
  });
  const solved = siblings.filter((id) => isSolved(progress[id])).length;
  return reportOf(result, { number: lesson, solved, of: siblings.length }, options.hint);
}

/** Checks an answer and shows the report below the cell. Never throws, and writes nothing to stderr. */
export async function checkAndShow(
  find: () => Placed,
  answer: unknown,
  options: CheckOptions = {},
): Promise<void> {
  try {
    const placed = find();
    const report = await checkCandidate(placed, localCandidate(placed.exercise, answer), options);
    emit({ 'text/plain': reportText(report), 'text/html': reportHtml(report) });
  } catch (error) {
    emit({ 'text/plain': whyNotChecked(error as Error) });
  }
}

function whyNotChecked(error: Error): string {
  if (error instanceof AnswerStopped) {
    return `The check was stopped: ${error.message}.\nDoes every loop end?`;
  }
  return error.name === 'Interrupted' ? 'The check was stopped.' : `check: ${error.message}`;
}

/** The inputs of a case as an answer gets them: tensors where the case has tensors. The caller disposes them. */
export function inputsOfCase(exercise: Exercise, caseNumber: number): Record<string, unknown> {
  const one = exercise.cases[caseNumber - 1];
  if (!one) {
    const count = exercise.cases.length;
    throw new Error(
      `inputsOf: ${exercise.id} has the cases 1 to ${count}, there is no case ${caseNumber}`,
    );
  }
  return toTensors(inputsFor(one));
}
