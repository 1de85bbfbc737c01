import { diagnoseNumericGradients } from './numeric-gradient';
import { expectationsOf, localCandidate, type Expectations } from './expectations';
import { judge, runExercise, type ExerciseResult } from './run';
import type { Exercise, Mistake, PlainForms, Variant } from './types';

/** Everything that must be true of an exercise, and what is not. */
export interface Verdict {
  id: string;
  cases: number;
  mistakes: number;
  variants: number;
  seeds: number;
  /** Of the slowest complete check, and of everything. */
  slowestCheck: number;
  seconds: number;
  /** What does not hold, one sentence each; empty when the exercise has teeth. */
  problems: string[];
}

export interface Material {
  exercise: Exercise;
  reference: unknown;
  /** What a learner finds before they begin. */
  stub: unknown;
  mistakes: readonly Mistake[];
  variants: readonly Variant[];
  /** The answer in plain JavaScript, where there is one. */
  plain?: PlainForms[string];
}

/** The longest time that one check may take. */
const LONGEST_CHECK = 2;

/**
 * Proves that the checks of an exercise have teeth: over `seeds` seeds the reference and every right answer in
 * another style score all, the stub scores 0, every mistake fails and is named, and every case is failed by some
 * mistake; the gradients of the reference agree with central differences.
 */
export async function verifyExercise(material: Material, seeds = 20): Promise<Verdict> {
  const { exercise, reference, mistakes, variants } = material;
  const started = performance.now();
  const trial = new Trial(material);
  if (mistakes.length < 2) trial.problem('has fewer than two known mistakes');
  const isChoice = exercise.cases.every((one) => one.kind === 'answer' && one.options);
  if (variants.length < 2 && !isChoice) {
    trial.problem('has fewer than two right answers in another style');
  }
  for (const { id, says, hint } of mistakes) {
    if (!says.trim() || !hint.trim()) trial.problem(`mistake ${id} has no words or no hint`);
  }
  const named = new Set(mistakes.map(({ id }) => id));
  if (named.size !== mistakes.length) trial.problem('has two mistakes with the same id');
  for (let seed = 0; seed < seeds; seed++) await trial.round(seed * 1000);
  for (const text of await diagnoseNumericGradients(exercise, reference, material.plain))
    trial.problem(text);
  trial.finish();
  return {
    id: exercise.id,
    cases: exercise.cases.length,
    mistakes: mistakes.length,
    variants: variants.length,
    seeds,
    slowestCheck: trial.slowest,
    seconds: (performance.now() - started) / 1000,
    problems: trial.problems(),
  };
}

class Trial {
  slowest = 0;
  private readonly counts = new Map<string, { count: number; example: string }>();
  private readonly caught = new Set<number>();

  constructor(private readonly material: Material) {}

  /** Counts a problem; the same one on many seeds is said once, with the first example. */
  problem(text: string, example = ''): void {
    const known = this.counts.get(text);
    this.counts.set(text, { count: (known?.count ?? 0) + 1, example: known?.example ?? example });
  }

  problems(): string[] {
    return [...this.counts].map(([text, { count, example }]) =>
      [text, count > 1 ? ` (${count} seeds)` : '', example ? `: ${example}` : ''].join(''),
    );
  }

  /** Everything on one seed; without a reference that passes, nothing else means anything. */
  async round(shift: number): Promise<void> {
    const { exercise, reference, stub, mistakes, variants } = this.material;
    const expected = await expectationsOf(exercise, reference, mistakes, shift);
    if (shift === 0) await this.run(reference, expected, shift); // for its time
    const known = expected.cases.map((one) => one.reference);
    if (!this.passes('the reference', judge(exercise, known, expected, shift))) return;
    for (const { id, answer } of variants) {
      this.passes(`variant ${id}`, await this.run(answer, expected, shift));
    }
    const untouched = await this.run(stub, expected, shift);
    if (untouched.points > 0) this.problem(`the stub scores ${untouched.points} points`);
    for (const { id } of mistakes) {
      const seen = expected.cases.map((one) => one.mistakes[id]);
      this.mistakeFails(id, judge(exercise, seen, expected, shift));
    }
  }

  private passes(who: string, { cases }: ExerciseResult): boolean {
    const failing = cases.find((one) => !one.passed);
    if (failing) {
      const { cause = '', detail = [] } = failing.diagnosis ?? {};
      this.problem(`${who} fails case ${failing.number}`, [cause, ...detail].join('; '));
    }
    return !failing;
  }

  private mistakeFails(id: string, { cases }: ExerciseResult): void {
    for (const one of cases) if (!one.passed) this.caught.add(one.number);
    const failing = cases.find((one) => !one.passed);
    if (!failing) this.problem(`mistake ${id} passes`);
    else if (failing.mistake?.id !== id) {
      const taken = failing.mistake ? `taken for ${failing.mistake.id}` : 'not named';
      this.problem(`mistake ${id} is ${taken} (case ${failing.number})`);
    }
  }

  finish(): void {
    this.material.exercise.cases.forEach((one, at) => {
      if (!this.caught.has(at + 1)) {
        this.problem(`case ${at + 1} (${one.name}) is failed by no mistake`);
      }
    });
    if (this.slowest > LONGEST_CHECK) {
      this.problem(`one check took ${this.slowest.toFixed(1)} s, it may take ${LONGEST_CHECK} s`);
    }
  }

  private async run(
    answer: unknown,
    expected: Expectations,
    shift: number,
  ): Promise<ExerciseResult> {
    const { exercise } = this.material;
    const started = performance.now();
    const result = await runExercise(exercise, localCandidate(exercise, answer), expected, shift);
    this.slowest = Math.max(this.slowest, (performance.now() - started) / 1000);
    return result;
  }
}
