import { localCandidate } from './expectations';
import { drawnWeights, withModel } from './drawn-model';
import { inputsFor, observe, type ReadyCase } from './observe';
import { tensorOf } from './property-tools';
import type { Candidate, Exercise, Inputs, PlainForms, Wire, WireTensor } from './types';
import { isTensorValue } from './wire';

/** How central differences are taken, and how far a gradient may be from them, in proportion to the largest slope. */
interface Method {
  step: number;
  tolerance: number;
  round: (value: number) => number;
}

const SINGLE: Method = { step: 1e-2, tolerance: 2e-2, round: Math.fround };
const DOUBLE: Method = { step: 1e-5, tolerance: 1e-4, round: (value) => value };

/** As many entries of each input are tried. */
const ENTRIES = 16;

/**
 * Compares the gradients of a reference with central differences, in every gradient case on its public seed.
 *
 * @param plain the answer in plain JavaScript: the differences are then taken with 64-bit numbers
 * @returns what does not agree, one sentence each
 */
export async function diagnoseNumericGradients(
  exercise: Exercise,
  reference: unknown,
  plain?: PlainForms[string],
): Promise<string[]> {
  const candidate = localCandidate(exercise, reference);
  const method = plain ? DOUBLE : SINGLE;
  const problems: string[] = [];
  const outputAt = async (inputs: Inputs): Promise<number[]> => {
    if (plain) return tensorOf(callPlain(exercise, plain, inputs)).data;
    const outcome = await candidate.call(inputs);
    return outcome.status === 'value' ? tensorOf(outcome.value).data : [];
  };
  for (const one of exercise.cases) {
    if (one.kind !== 'gradient' && one.kind !== 'model') continue;
    const { gradients, dy, weights } = await observe(one, candidate);
    if (gradients?.status !== 'gradients' || !dy) continue;
    const isModel = one.kind === 'model';
    const given = inputsFor(one);
    const drawn = isModel ? drawnWeights(weights ?? {}, one.seed) : {};
    const inputs = { ...given, ...drawn };
    const names = { inputs: Object.keys(given), weights: Object.keys(drawn) };
    const lossAt = async (changed: Inputs): Promise<number> => {
      const output = isModel
        ? await modelAt(one, candidate, changed, names)
        : await outputAt(changed);
      return dy.data.reduce((sum, slope, at) => sum + slope * output[at], 0);
    };
    for (const name of isModel ? Object.keys(gradients.gradients) : one.wrt) {
      const used = isModel ? SINGLE : method;
      const gap = await largestGap(inputs, name, gradients.gradients[name], lossAt, used);
      if (gap <= used.tolerance) continue;
      problems.push(
        `the gradient of the reference with respect to ${name} is not that of central differences ` +
          `(${one.name}: off by ${gap.toPrecision(2)} of the largest slope)`,
      );
    }
  }
  return problems;
}

/** The output of an object of a class for given inputs and weights, which `names` tells apart. */
async function modelAt(
  { method = 'forward' }: ReadyCase & { kind: 'model' },
  candidate: Candidate,
  given: Inputs,
  names: { inputs: string[]; weights: string[] },
): Promise<number[]> {
  const weights = picked(given, names.weights) as Record<string, WireTensor>;
  const { outcome } = await withModel(
    picked(given, names.inputs),
    candidate,
    () => weights,
    async (model, inputs) => ({ outcome: await model.call(method, inputs) }),
  );
  return outcome.status === 'value' ? tensorOf(outcome.value).data : [];
}

function picked(values: Inputs, names: readonly string[]): Inputs {
  return Object.fromEntries(names.map((name) => [name, values[name]]));
}

/** The largest difference, in proportion to the largest slope. */
async function largestGap(
  inputs: Inputs,
  name: string,
  gradient: WireTensor | null,
  lossAt: (changed: Inputs) => Promise<number>,
  { step, round }: Method,
): Promise<number> {
  const tensor = inputs[name] as WireTensor;
  const stride = Math.max(1, Math.floor(tensor.data.length / ENTRIES));
  let gap = 0;
  let scale = 1e-2;
  for (let at = 0; at < tensor.data.length; at += stride) {
    const shifted = (by: number): Inputs => {
      const data = tensor.data.map((value, i) => (i === at ? round(value + by) : value));
      return { ...inputs, [name]: { ...tensor, data } };
    };
    const slope = ((await lossAt(shifted(step))) - (await lossAt(shifted(-step)))) / (2 * step);
    const difference = Math.abs(slope - (gradient?.data[at] ?? 0));
    if (Number.isNaN(difference)) return NaN;
    gap = Math.max(gap, difference);
    scale = Math.max(scale, Math.abs(slope));
  }
  return gap / scale;
}

function callPlain(exercise: Exercise, plain: PlainForms[string], inputs: Inputs): Wire {
  const call = plain as (...values: unknown[]) => Wire;
  const given = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      isTensorValue(value) ? nested(value.data, value.shape) : value,
    ]),
  );
  return exercise.signature === 'object' ? call(given) : call(...Object.values(given));
}

/** Row after row: the numbers of a tensor as arrays in arrays. */
function nested(data: readonly number[], shape: readonly number[]): unknown {
  const [length, ...inner] = shape;
  if (length === undefined) return data[0];
  const size = data.length / length;
  return Array.from({ length }, (_, at) => nested(data.slice(at * size, (at + 1) * size), inner));
}
