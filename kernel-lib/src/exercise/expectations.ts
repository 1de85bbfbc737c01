import { observe, type Observation } from './observe';
import { LocalAnswer } from './local-model';
import type { Exercise, Mistake } from './types';

/** What a case looks like from outside: how the reference and every known mistake behave. */
export interface ExpectedCase {
  seed: number;
  reference: Observation;
  mistakes: Record<string, Observation>;
}

/** What an exercise is compared with: read from a golden file, or computed from the reference. */
export interface Expectations {
  mistakes: Record<string, { says: string; hint: string }>;
  cases: ExpectedCase[];
}

/** A candidate for an answer that lives in this process. */
export function localCandidate(exercise: Exercise, answer: unknown): LocalAnswer {
  return new LocalAnswer(answer, { signature: exercise.signature, async: exercise.async });
}

/** Runs the reference and the known mistakes. `shift` moves the seeds: 0 gives the public ones. */
export async function expectationsOf(
  exercise: Exercise,
  reference: unknown,
  mistakes: readonly Mistake[],
  shift = 0,
): Promise<Expectations> {
  const cases: ExpectedCase[] = [];
  for (const one of exercise.cases) {
    const observed: Record<string, Observation> = {};
    for (const { id, answer } of mistakes) {
      observed[id] = await observe(one, localCandidate(exercise, answer), shift);
    }
    cases.push({
      seed: one.seed + shift,
      reference: await observe(one, localCandidate(exercise, reference), shift),
      mistakes: observed,
    });
  }
  const words = mistakes.map(({ id, says, hint }) => [id, { says, hint }] as const);
  return { mistakes: Object.fromEntries(words), cases };
}
