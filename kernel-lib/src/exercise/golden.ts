import { expectationsOf, type Expectations, type ExpectedCase } from './expectations';
import type { Observation } from './observe';
import type { Exercise, Mistakes, Wire } from './types';
import { sameWire } from './wire';

/** What the learner's kernel compares answers with: built from the solutions, one file a chapter. */
export interface Golden {
  version: 1;
  exercises: Record<string, Expectations>;
}

/** A golden file that cannot be used; the message says which command mends it. */
export class GoldenError extends Error {
  constructor(file: string, reason: string) {
    super(`${file} ${reason}: run \`npm run build\``);
    this.name = 'GoldenError';
  }
}

/**
 * Runs references and known mistakes on the public seeds.
 *
 * @param answers the reference of each exercise, by id
 * @throws Error when an exercise has no reference, or the reference gives no value in a case
 */
export async function buildGolden(
  exercises: readonly Exercise[],
  answers: Readonly<Record<string, unknown>>,
  mistakes: Mistakes,
): Promise<Golden> {
  const golden: Golden = { version: 1, exercises: {} };
  for (const exercise of exercises) {
    const { id } = exercise;
    if (answers[id] === undefined) throw new Error(`exercise ${id} has no answer in solutions/`);
    const expected = await expectationsOf(exercise, answers[id], mistakes[id] ?? []);
    for (const [at, { reference }] of expected.cases.entries()) {
      requireValue(id, exercise.cases[at].name, reference);
    }
    golden.exercises[id] = expected;
  }
  return golden;
}

function requireValue(
  id: string,
  name: string,
  { outcome, gradients, finding }: Observation,
): void {
  const fail = (what: string): never => {
    throw new Error(`exercise ${id}, case "${name}": the answer in solutions/ ${what}`);
  };
  if (outcome.status === 'threw') fail(`throws ${outcome.name}: ${outcome.message}`);
  if (outcome.status !== 'value') fail(`gives no value (${outcome.status})`);
  if (gradients && gradients.status !== 'gradients') fail(`has no gradient (${gradients.status})`);
  if (finding) fail(`does not pass: ${finding.message}`);
}

/** The text of a golden file: the same for the same golden, readable in a diff, with a line end. */
export function formatGolden(golden: Golden): string {
  const exercises = Object.entries(golden.exercises).map(([id, { mistakes, cases }]) => {
    const lines = cases.map((one) => `    ${line(one)}`);
    const words = `   "mistakes": ${line(mistakes)},\n   "cases": [\n${lines.join(',\n')}\n   ]`;
    return `  ${JSON.stringify(id)}: {\n${words}\n  }`;
  });
  return `{\n "version": 1,\n "exercises": {\n${exercises.join(',\n')}\n }\n}\n`;
}

/** Seven digits are what float32 holds; JSON has no NaN and no infinity. */
function line(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (key === 'stack' || key === 'dy') return undefined;
    if (typeof part !== 'number') return part;
    if (!Number.isFinite(part)) return `number:${part}`;
    return Number(part.toPrecision(7));
  });
}

/**
 * Reads the text of a golden file.
 *
 * @param file the name that messages use
 * @throws GoldenError when it is broken or of another version
 */
export function parseGolden(text: string, file: string): Golden {
  let golden: Golden;
  try {
    golden = JSON.parse(text, (_, part: unknown) =>
      typeof part === 'string' && part.startsWith('number:') ? Number(part.slice(7)) : part,
    ) as Golden;
  } catch {
    throw new GoldenError(file, 'is not readable (its JSON is broken)');
  }
  if (golden?.version !== 1 || typeof golden.exercises !== 'object' || !golden.exercises) {
    throw new GoldenError(file, 'is of another version');
  }
  return golden;
}

/**
 * The expectations of one exercise.
 *
 * @throws GoldenError when the file knows another set of cases than the exercise has
 */
export function expectationsIn(golden: Golden, exercise: Exercise, file: string): Expectations {
  const found = golden.exercises[exercise.id];
  const seeds = (cases: readonly { seed: number }[]): string =>
    cases.map(({ seed }) => seed).join();
  if (!found?.cases) throw new GoldenError(file, `knows no exercise ${exercise.id}`);
  if (seeds(found.cases) !== seeds(exercise.cases)) {
    throw new GoldenError(file, `is older than the cases of ${exercise.id}`);
  }
  return found;
}

/**
 * Whether two golden files say the same, up to the last digits, in which machines differ. Decimals that stand in a
 * sentence do not count: the numbers that they were rounded from are compared.
 */
export function sameGolden(a: Golden, b: Golden, tolerance = 1e-5): boolean {
  const plain = (golden: Golden): Wire =>
    JSON.parse(line(golden), (_, part: unknown) =>
      typeof part === 'string' ? part.replace(/-?\d+\.\d+(?:e[+-]?\d+)?/g, '…') : part,
    ) as Wire;
  return sameWire(plain(a), plain(b), tolerance);
}

export type { Expectations, ExpectedCase };
