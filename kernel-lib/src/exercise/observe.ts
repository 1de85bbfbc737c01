import { seededRandom } from '../tensor/random';
import { drawnWeights, withModel } from './drawn-model';
import type {
  Candidate,
  Case,
  Exercise,
  Finding,
  GradientOutcome,
  Inputs,
  Outcome,
  PropertyContext,
  Wire,
  WireTensor,
} from './types';
import { isTensorValue, sameWire } from './wire';

export type ReadyCase = Exercise['cases'][number];

/** What a candidate did in one case: everything that a verdict is made of. */
export interface Observation {
  /** The first (in most cases the only) call. */
  outcome: Outcome;
  gradients?: GradientOutcome;
  /** What was sent back for the gradients. */
  dy?: WireTensor;
  /** Of a class: the shapes of its weights, by name. */
  weights?: Record<string, number[]>;
  /** Of a property: null when it holds. */
  finding?: Finding | null;
}

/** Ends a property whose candidate has no value to give. */
class NoValue extends Error {
  constructor(readonly outcome: Outcome | GradientOutcome) {
    super('no value');
  }
}

/** The inputs of a case; of a class with its `config` first. `shift` moves the seed: 0 is the public one. */
export function inputsFor(one: Case & { seed: number }, shift = 0): Inputs {
  if (one.kind === 'answer') return {};
  const random = seededRandom(one.seed + shift);
  return 'config' in one && one.config
    ? { config: one.config(random), ...one.inputs(random) }
    : one.inputs(random);
}

/** Runs one case. Never rejects for anything that the candidate does. */
export async function observe(
  one: ReadyCase,
  candidate: Candidate,
  shift = 0,
): Promise<Observation> {
  const inputs = inputsFor(one, shift);
  if (one.kind === 'property') return observeProperty(one, inputs, candidate, shift);
  if (one.kind === 'model') return observeModel(one, inputs, candidate, shift);
  const outcome = await candidate.call(inputs);
  if (one.kind === 'answer') return { outcome: partOf(outcome, one.part) };
  if (one.kind !== 'gradient') return { outcome };
  if (outcome.status !== 'value' || !isTensorValue(outcome.value)) return { outcome };
  const dy = randomLike(outcome.value, one.seed + shift);
  return { outcome, dy, gradients: await candidate.gradients(inputs, one.wrt, dy) };
}

async function observeProperty(
  one: ReadyCase & { kind: 'property' },
  given: Inputs,
  candidate: Candidate,
  shift: number,
): Promise<Observation> {
  if (!one.config) return observeClaim(one, given, candidate, shift);
  return withModel(given, candidate, drawing(one.seed + shift), (model, inputs) => {
    const call = (values: Inputs): Promise<Outcome> => model.call(one.method ?? 'forward', values);
    const gradients = candidate.gradients.bind(candidate);
    return observeClaim(one, inputs, { call, gradients }, shift);
  });
}

async function observeClaim(
  one: ReadyCase & { kind: 'property' },
  inputs: Inputs,
  candidate: Pick<Candidate, 'call' | 'gradients'>,
  shift: number,
): Promise<Observation> {
  let first: Outcome | undefined;
  const context: PropertyContext = {
    inputs,
    random: seededRandom(one.seed + shift + 7919),
    async call(given) {
      const outcome = await candidate.call(given);
      first ??= outcome;
      if (outcome.status !== 'value') throw new NoValue(outcome);
      return outcome.value;
    },
    async gradients(given, wrt, dy) {
      const outcome = await candidate.gradients(given, wrt, dy);
      if (outcome.status !== 'gradients') throw new NoValue(outcome);
      return outcome.gradients;
    },
  };
  try {
    const finding = await one.property.check(context);
    return { outcome: first ?? { status: 'value', value: null, leaked: 0 }, finding };
  } catch (error) {
    if (error instanceof NoValue) return { outcome: error.outcome as Outcome };
    const message = error instanceof Error ? error.message : String(error);
    return {
      outcome: first ?? { status: 'value', value: null, leaked: 0 },
      finding: { message: `The claim could not be tested: ${message}` },
    };
  }
}

async function observeModel(
  one: ReadyCase & { kind: 'model' },
  given: Inputs,
  candidate: Candidate,
  shift: number,
): Promise<Observation> {
  const { method = 'forward', hasGradients = true } = one;
  return withModel(given, candidate, drawing(one.seed + shift), async (model, inputs) => {
    const { weights } = model;
    const outcome = await model.call(method, inputs);
    if (!hasGradients || outcome.status !== 'value' || !isTensorValue(outcome.value)) {
      return { outcome, weights };
    }
    const dy = randomLike(outcome.value, one.seed + shift);
    return { outcome, weights, dy, gradients: await model.gradients(method, inputs, dy) };
  });
}

function drawing(seed: number): (shapes: Record<string, number[]>) => Record<string, WireTensor> {
  return (shapes) => drawnWeights(shapes, seed);
}

/** The random `dy` of a gradient case: one number for each entry of the output. */
function randomLike(output: WireTensor, seed: number): WireTensor {
  const random = seededRandom(seed + 104729);
  const data = output.data.map(() => Math.fround(random.normal()));
  return { shape: output.shape, dtype: 'float32', data };
}

function partOf(outcome: Outcome, part: string | number | undefined): Outcome {
  if (part === undefined || outcome.status !== 'value') return outcome;
  const whole = outcome.value as Record<string | number, Wire> | null;
  const value = typeof whole === 'object' && whole !== null ? whole[part] : undefined;
  if (value === undefined) return { status: 'unusable', got: `nothing at ${part}` };
  return { ...outcome, value };
}

/** Numbers closer than this count as the same: another order of summation, another machine. */
const SAME = 1e-4;

/** Whether two observations of one case show the same behaviour. */
export function sameObservation(a: Observation, b: Observation, tolerance = SAME): boolean {
  if (a.outcome.status !== b.outcome.status) return false;
  if (!sameOutcome(a.outcome, b.outcome, tolerance)) return false;
  if (Boolean(a.finding) !== Boolean(b.finding)) return false;
  if (!sameWire(a.weights ?? null, b.weights ?? null, 0)) return false;
  if (a.gradients?.status !== b.gradients?.status) return false;
  if (a.gradients?.status !== 'gradients' || b.gradients?.status !== 'gradients') return true;
  const left = a.gradients.gradients as Record<string, Wire>;
  return sameWire(left, b.gradients.gradients as Record<string, Wire>, Math.max(tolerance, 1e-3));
}

function sameOutcome(a: Outcome, b: Outcome, tolerance: number): boolean {
  if (a.status === 'value' && b.status === 'value') return sameWire(a.value, b.value, tolerance);
  if (a.status === 'threw' && b.status === 'threw') return a.message === b.message;
  if (a.status === 'disposed' && b.status === 'disposed') return a.what === b.what;
  if (a.status === 'unusable' && b.status === 'unusable') return a.got === b.got;
  return true;
}
