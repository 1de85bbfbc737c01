import { checkpoint } from '../training/interrupt';
import { diagnose } from './diagnose';
import type { Diagnosis } from './diagnosis';
import type { Expectations } from './expectations';
import { matchMistake, type Match } from './match';
import { inputsFor, observe, type Observation } from './observe';
import type { Candidate, Exercise, Inputs } from './types';

export interface CaseResult {
  /** Counted from 1. */
  number: number;
  name: string;
  seed: number;
  passed: boolean;
  diagnosis: Diagnosis | null;
  /** The known mistake whose results these are. */
  mistake: Match | null;
}

export interface ExerciseResult {
  exercise: Exercise;
  cases: CaseResult[];
  passed: number;
  /** Points for the weight of the cases that pass, rounded down. */
  points: number;
  /** Tensors left behind by one call, where no case asks for none; 0 when there are none. */
  leaked: number;
  /** The inputs of the first case that does not pass, or null. */
  failingInputs: Inputs | null;
}

/**
 * Runs every case of an exercise. Never rejects for what the answer does; an interrupt of the cell does reject.
 *
 * @param shift moves the seeds; the expectations must be of the same shift
 */
export async function runExercise(
  exercise: Exercise,
  candidate: Candidate,
  expectations: Expectations,
  shift = 0,
): Promise<ExerciseResult> {
  const observed: Observation[] = [];
  // An interrupt ends what a cell does at once as a whole, and what it does later in the answer's own loop.
  await checkpoint();
  for (const [at, one] of exercise.cases.entries()) {
    observed.push(await observe(one, candidate, shift));
    if (isHopeless(observed[0])) break;
    await checkpoint().catch((error: unknown) => {
      throw isStopped(observed[at]) ? new AnswerStopped(exercise, at) : error;
    });
  }
  return judge(exercise, observed, expectations, shift);
}

/** The cell was stopped, and what ran was the answer. Named as every interrupt. */
export class AnswerStopped extends Error {
  override readonly name = 'Interrupted';

  constructor({ id, cases }: Exercise, at: number) {
    super(`${id} had not ended in case ${at + 1} of ${cases.length}, ${cases[at].name}`);
  }
}

/** The result of what was observed: one observation for each case, or one alone that holds for all. */
export function judge(
  exercise: Exercise,
  observed: readonly Observation[],
  expectations: Expectations,
  shift = 0,
): ExerciseResult {
  let failingInputs: Inputs | null = null;
  const cases = exercise.cases.map((one, at): CaseResult => {
    // A name that is not there, or a stub, needs to be told once.
    const got = observed[at] ?? observed[0];
    const { reference } = expectations.cases[at];
    const inputs = inputsFor(one, shift);
    const diagnosis = diagnose({ exercise, one, inputs, got, reference });
    if (diagnosis) failingInputs ??= inputs;
    return {
      number: at + 1,
      name: one.name,
      seed: one.seed + shift,
      passed: diagnosis === null,
      diagnosis,
      mistake: diagnosis ? matchMistake(expectations, observed, at) : null,
    };
  });
  const leaks = observed.map(({ outcome }) => ('leaked' in outcome ? outcome.leaked : 0));
  return {
    exercise,
    cases,
    passed: cases.filter((one) => one.passed).length,
    points: pointsFor(exercise, cases),
    leaked: Math.max(0, ...leaks),
    failingInputs,
  };
}

function isHopeless({ outcome }: Observation): boolean {
  return (
    outcome.status === 'missing' ||
    outcome.status === 'cell-failed' ||
    outcome.status === 'timeout' ||
    (outcome.status === 'threw' && outcome.message.endsWith(': not written yet'))
  );
}

function isStopped({ outcome, gradients }: Observation): boolean {
  return [outcome, gradients].some((one) => one?.status === 'threw' && one.name === 'Interrupted');
}

function pointsFor(exercise: Exercise, cases: readonly CaseResult[]): number {
  const total = exercise.cases.reduce((sum, one) => sum + one.weight, 0);
  const earned = exercise.cases
    .filter((_, at) => cases[at].passed)
    .reduce((sum, one) => sum + one.weight, 0);
  return Math.floor((exercise.points * earned) / total + 1e-9);
}
