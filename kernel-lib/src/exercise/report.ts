import type { State } from './diagnosis';
import type { CaseResult, ExerciseResult } from './run';
import type { Inputs, Wire } from './types';
import { isTensorValue, shapeWords } from './wire';

/** Where a learner stands in the lesson that an exercise belongs to. */
export interface LessonStanding {
  /** `03` */
  number: string;
  solved: number;
  of: number;
}

/** Everything that a report shows, in words; text and HTML draw the same. */
export interface Report {
  result: ExerciseResult;
  /** The first case that does not pass; null when all do. */
  failing: CaseResult | null;
  /** The sentence that helps most. */
  cause: string;
  detail: string[];
  hint: { level: number; text: string; next: string | null } | null;
  /** The failing case as code to copy, and its inputs in words. */
  trial: { code: string; inputs: string } | null;
  lesson: LessonStanding | null;
}

/**
 * Puts a result into words.
 *
 * @param hintLevel 1, 2 or 3; without it the first hint is shown where it can help
 */
export function reportOf(
  result: ExerciseResult,
  lesson: LessonStanding | null,
  hintLevel?: number,
): Report {
  const failing = result.cases.find((one) => !one.passed) ?? null;
  if (!failing?.diagnosis) {
    return { result, failing, cause: '', detail: [], hint: null, trial: null, lesson };
  }
  const { exercise } = result;
  const { state } = failing.diagnosis;
  const isUnwritten = STAGES[state] === 'begin';
  const ownHint = failing.mistake !== null || exercise.cases[failing.number - 1].hint !== undefined;
  const canHelp = STAGES[state] === 'result' || (ownHint && !isUnwritten);
  const wantsHint = hintLevel !== undefined || canHelp;
  return {
    result,
    failing,
    ...causeOf(failing),
    hint: wantsHint ? hintOf(result, failing, hintLevel ?? 1) : null,
    trial: isUnwritten ? null : trialOf(exercise.id, failing, result.failingInputs ?? {}),
    lesson,
  };
}

/**
 * How far an answer has come in each state, and so what helps.
 *
 * - `begin`: there is nothing to judge yet
 * - `call`: the state's own advice says what to do; a hint about the exercise would lead away from it
 * - `manner`: the same, but a known mistake with these results explains more than the state itself
 * - `result`: a hint helps, and a known mistake explains more than the state itself
 */
const STAGES: Record<State, 'begin' | 'call' | 'manner' | 'result'> = {
  golden: 'begin',
  missing: 'begin',
  cell: 'begin',
  stub: 'begin',
  threw: 'call',
  promise: 'call',
  timeout: 'call',
  disposed: 'call',
  changed: 'call',
  unusable: 'call',
  weights: 'result',
  shape: 'result',
  dtype: 'manner',
  nan: 'result',
  values: 'result',
  answer: 'result',
  property: 'result',
  gradient: 'result',
  leak: 'manner',
};

function causeOf({ diagnosis, mistake }: CaseResult): { cause: string; detail: string[] } {
  const { state, cause, detail, evidence } = diagnosis as NonNullable<CaseResult['diagnosis']>;
  if (!mistake) return { cause, detail };
  const looks = `Looks like ${mistake.says}`;
  if (state === 'values' || state === 'answer') {
    const seen = evidence.find((one) => one.type === 'comparison');
    const count = seen?.type === 'comparison' ? seen.got.data.length : 1;
    const subject = count === 1 ? 'Your answer equals' : `Your ${count} values equal`;
    const rest = state === 'answer' ? detail : [];
    return { cause: looks, detail: [`${subject} this known mistake exactly.`, ...rest] };
  }
  if (state === 'property') {
    return {
      cause: looks,
      detail: [sentence(cause), ...detail, 'Your results equal this known mistake.'],
    };
  }
  const isExplained = STAGES[state] === 'result' || STAGES[state] === 'manner';
  if (!isExplained) return { cause, detail: [...detail, `${looks}.`] };
  return { cause, detail: [`${looks}: your results equal this known mistake.`, ...detail] };
}

/** Words of an exercise may end in a full stop, or a question mark, or in nothing. */
function sentence(words: string): string {
  return /[.?!…]$/.test(words) ? words : `${words}.`;
}

/** Where a case of gradients has no hint of its own. */
const GRADIENT_HINT = 'Which of your lines leaves TensorFlow for plain numbers and comes back?';

/** Where an operation has no gradient, or not for these shapes. */
const NO_GRADIENT_HINT =
  'Which operation does the message name, and has it a gradient for tensors of these shapes?';

function gradientHint({ diagnosis }: CaseResult): string | null {
  if (diagnosis?.state !== 'gradient') return null;
  const isRefused = /gradient for op|gradient function not found/.test(diagnosis.cause);
  return isRefused ? NO_GRADIENT_HINT : GRADIENT_HINT;
}

function hintOf(result: ExerciseResult, failing: CaseResult, level: number): Report['hint'] {
  const { id, hints, cases } = result.exercise;
  const wanted = Math.min(3, Math.max(1, Math.trunc(level)));
  const own = cases[failing.number - 1].hint ?? gradientHint(failing) ?? hints[0];
  const first = failing.mistake?.hint ?? own;
  return {
    level: wanted,
    text: wanted === 1 ? first : hints[wanted - 1],
    next: wanted < 3 ? `check("${id}", ${id}, { hint: ${wanted + 1} })` : null,
  };
}

function trialOf(id: string, failing: CaseResult, inputs: Inputs): Report['trial'] {
  const names = Object.keys(inputs);
  if (names.length === 0) return null;
  const words = names.map((name) => inputWords(name, inputs[name]));
  return {
    code: `const { ${names.join(', ')} } = inputsOf("${id}", ${failing.number})`,
    inputs: [...words, `seed ${failing.seed}`].join(' · '),
  };
}

/** `scores (2, 4, 5)`, `lengths [3, 0]`, `mask null`. */
function inputWords(name: string, value: Wire): string {
  if (isTensorValue(value)) {
    const isShort = value.shape.length === 1 && value.shape[0] <= 5 && value.dtype === 'int32';
    return `${name} ${isShort ? `[${value.data.join(', ')}]` : shapeWords(value.shape)}`;
  }
  const text = JSON.stringify(value);
  return `${name} ${text.length > 30 ? `${text.slice(0, 27)}…` : text}`;
}

/** `case 2 of 5, no mask`; empty where the state is not about one case. */
export function placeWords({ result, failing }: Report): string {
  if (!failing || ['stub', 'missing', 'cell'].includes(failing.diagnosis?.state ?? '')) return '';
  return `case ${failing.number} of ${result.cases.length}, ${failing.name}`;
}

/** `4 of 5 checks, 3 of 4 points`. */
export function scoreWords({ exercise, passed, cases, points }: ExerciseResult): string {
  const checks = cases.length === 1 ? 'check' : 'checks';
  const words = exercise.points === 1 ? 'point' : 'points';
  return `${passed} of ${cases.length} ${checks}, ${points} of ${exercise.points} ${words}`;
}

/** `all 5 checks passed`. */
export function passedWords({ cases }: ExerciseResult): string {
  return cases.length === 1 ? 'the check passed' : `all ${cases.length} checks passed`;
}

/** What to know about memory after passing; null when nothing was left behind. */
export function leakNote({ leaked }: ExerciseResult): string | null {
  if (leaked === 0) return null;
  const tensors = leaked === 1 ? '1 tensor stays' : `${leaked} tensors stay`;
  return `${tensors} in memory after each call; tf.tidy(() => …) around the body frees them.`;
}

/** A number as evidence: four decimals, or an exponent where these would say nothing. */
export function numberWords(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value);
  return size < 1e-3 || size >= 1e5 ? value.toExponential(2) : value.toFixed(4);
}

/** A tolerance or a relative error: `1e-4`, `0.02`, `1`. */
export function smallWords(value: number): string {
  if (value === 0 || value >= 0.01) return String(Number(value.toPrecision(2)));
  return value.toExponential(0);
}
