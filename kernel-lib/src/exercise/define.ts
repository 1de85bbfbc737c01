import type {
  AnswerCase,
  Case,
  CaseSource,
  Exercise,
  ExerciseSource,
  GradientCase,
  Inputs,
  ModelCase,
  Property,
  PropertyCase,
  Random,
  ValueCase,
  WireTensor,
} from './types';

export type { Exercise, ExerciseSource, Finding, Inputs, Mistakes, Property } from './types';
export type { PlainForms, Random, Variants, Wire, WireTensor } from './types';

/**
 * Declares the exercises of a chapter.
 *
 * ```ts
 * // exercises/03-scoring-functions.ts
 * import { defineExercises, drawNormal, lengths, values, property } from 'kernel-lib/exercise/define';
 * import { paddingInvariant, rowsSumToOne } from 'kernel-lib/exercise/properties';
 *
 * const scores = (random: Random) => drawNormal(random, [2, 3, 4]);
 *
 * export const exercises = defineExercises([
 *   {
 *     id: 'maskedSoftmax',
 *     title: 'A softmax that cannot see the padding',
 *     kind: 'write', points: 4, difficulty: 2, minutes: 15,
 *     about: 'Masks as very low scores.',
 *     see: 'lesson 03, "A mask is a very low score"',
 *     axes: ['batch', 'query', 'key'],
 *     hints: [
 *       'What is exp(0)?',
 *       'Look at the line that treats the masked scores, before the softmax.',
 *       'A score that is low enough has an exponential of 0.',
 *     ],
 *     cases: [
 *       // one call, compared with the reference; and a second check of the gradient wrt `scores`
 *       values({
 *         name: 'one length a batch',
 *         inputs: (random) => ({ scores: scores(random), validLens: lengths([2, 4]) }),
 *         gradients: ['scores'],
 *       }),
 *       // inputs may be null, numbers, strings, booleans, arrays of them, and tensors
 *       values({ name: 'no mask', inputs: (random) => ({ scores: scores(random), validLens: null }) }),
 *       property({
 *         name: 'weights of a row',
 *         inputs: (random) => ({ scores: scores(random), validLens: lengths([1, 3]) }),
 *         property: rowsSumToOne(),
 *       }),
 *     ],
 *   },
 *   {
 *     id: 'predictedWeight', kind: 'predict', // …
 *     cases: [answer({ name: 'the number', tolerance: 0.05 })],
 *   },
 *   {
 *     id: 'whichAxis', kind: 'predict', // …
 *     cases: [choice({ name: 'your choice', options: {
 *       a: { text: 'queries', feedback: 'Then a key would share its weight among the queries.' },
 *       b: { text: 'keys', feedback: 'Yes.' },
 *     } })],
 *   },
 * ]);
 * ```
 *
 * The answer to `values` may return a tensor, a number, or arrays and objects of them; it is compared with what the
 * reference in `solutions/` returns. The arguments are the inputs in the order of their names; an argument whose
 * value is null at the end of the list is passed as null. `signature: 'object'` passes one object instead.
 *
 * @throws Error when an exercise is incomplete or two have the same id; the message names the exercise and the field.
 */
export function defineExercises(sources: readonly ExerciseSource[]): readonly Exercise[] {
  const seen = new Set<string>();
  return sources.map((source) => {
    requireComplete(source, seen);
    seen.add(source.id);
    const cases = source.cases.flatMap(withGradientCase);
    return {
      ...source,
      axes: source.axes ?? [],
      signature: source.signature ?? 'positional',
      async: source.async ?? source.kind === 'build',
      cases: cases.map((one, index) => ({
        ...one,
        seed: one.seed ?? index + 1,
        weight: one.weight ?? 1,
      })),
    };
  });
}

/** A case that compares the result of one call with the reference's. */
export function values(
  source: Omit<ValueCase, 'kind'> & { gradients?: readonly string[] },
): CaseSource {
  return { kind: 'values', ...source };
}

/** A case that compares the gradient with respect to the inputs named in `wrt`. */
export function gradient(source: Omit<GradientCase, 'kind'>): CaseSource {
  return { kind: 'gradient', ...source };
}

/**
 * A case for an answer that is a class which extends `Module`: `config` makes the object, `inputs` are the arguments
 * of `forward`. Names and shapes of its weights, the result with drawn weights, and all gradients are compared.
 */
export function model(source: Omit<ModelCase, 'kind'>): CaseSource {
  return { kind: 'model', ...source };
}

/**
 * A case that tests a claim: one of `exercise/properties`, or your own as
 * `{ claim: 'every weight is positive', check: async ({ inputs, call }) => … a Finding or null }`.
 */
export function property(
  source: Omit<PropertyCase, 'kind' | 'inputs' | 'property'> & {
    inputs?: (random: Random) => Inputs;
    property: Property;
  },
): CaseSource {
  return { kind: 'property', inputs: () => ({}), ...source };
}

/** A case that compares a number, a list, a word or a part of an object that the learner found. */
export function answer(source: Omit<AnswerCase, 'kind' | 'options'>): CaseSource {
  return { kind: 'answer', ...source };
}

/** A case in which the answer is the name of one of the options. */
export function choice(
  source: Omit<AnswerCase, 'kind' | 'tolerance'> & Required<Pick<AnswerCase, 'options'>>,
): CaseSource {
  return { kind: 'answer', ...source };
}

/** A tensor input from its numbers, in row order. */
export function tensor(
  shape: number[],
  data: readonly number[],
  dtype: WireTensor['dtype'] = 'float32',
): WireTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  if (data.length !== size) {
    throw new Error(`tensor: data must hold ${size} numbers, got ${data.length}`);
  }
  const round = dtype === 'float32' ? Math.fround : Math.trunc;
  return { shape, dtype, data: data.map((value) => round(value)) };
}

/** A tensor input of normal numbers. */
export function drawNormal(
  random: Random,
  shape: number[],
  { mean = 0, std = 1 }: { mean?: number; std?: number } = {},
): WireTensor {
  return drawn(shape, () => random.normal(mean, std));
}

/** A tensor input of uniform numbers in [min, max). */
export function drawUniform(
  random: Random,
  shape: number[],
  { min = 0, max = 1 }: { min?: number; max?: number } = {},
): WireTensor {
  return drawn(shape, () => random.uniform(min, max));
}

/** Valid lengths as an int32 tensor: `lengths([2, 4])` has shape (2), `lengths([[1, 2], [3, 4]])` shape (2, 2). */
export function lengths(rows: readonly number[] | readonly (readonly number[])[]): WireTensor {
  const nested = rows.length > 0 && Array.isArray(rows[0]);
  const shape = nested ? [rows.length, (rows[0] as readonly number[]).length] : [rows.length];
  return tensor(shape, rows.flat() as number[], 'int32');
}

function drawn(shape: number[], next: () => number): WireTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(shape, Array.from({ length: size }, next));
}

function withGradientCase(source: CaseSource): Case[] {
  if (source.kind !== 'values') return [source];
  const { gradients, ...forward } = source as ValueCase & { gradients?: readonly string[] };
  if (!gradients) return [forward];
  const { name, inputs, weight } = forward;
  return [
    forward,
    { kind: 'gradient', name: `${name}, backward`, inputs, wrt: gradients, weight } as GradientCase,
  ];
}

function requireComplete(source: ExerciseSource, seen: ReadonlySet<string>): void {
  const fail = (what: string): never => {
    throw new Error(`defineExercises: exercise ${source.id || '(without id)'}: ${what}`);
  };
  if (!/^[A-Za-z_$][\w$]*$/.test(source.id ?? '')) fail('id must be the name of the answer');
  if (seen.has(source.id)) fail('id is used twice');
  for (const field of ['title', 'about', 'see'] as const) {
    if (!source[field]?.trim()) fail(`${field} must not be empty`);
  }
  if (!(Number.isInteger(source.points) && source.points > 0)) fail('points must be 1 or more');
  if (!(source.minutes > 0)) fail('minutes must be positive');
  if (![1, 2, 3].includes(source.difficulty)) fail('difficulty must be 1, 2 or 3');
  if (source.hints?.length !== 3 || source.hints.some((hint) => !hint.trim())) {
    fail('hints must be three sentences');
  }
  if (source.cases.length === 0) fail('cases must not be empty');
  const isFunction = source.kind === 'write' || source.kind === 'repair';
  for (const one of source.cases) {
    if (!one.name.trim()) fail('every case needs a name');
    if (one.kind === 'answer' && isFunction)
      fail(`case "${one.name}" compares a value; use values`);
  }
}
