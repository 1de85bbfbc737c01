import { localCandidate } from './expectations';
import { inputsFor, observe } from './observe';
import type { Exercise, Inputs, WireTensor } from './types';
import { isTensorValue } from './wire';

/** Step and relative tolerance of central differences in float32. */
const STEP = 1e-2;
const TOLERANCE = 2e-2;
/** As many entries of each input are tried. */
const ENTRIES = 16;

/**
 * Compares the gradients of a reference with central differences, in every gradient case on its public seed.
 *
 * @returns what does not agree, one sentence each
 */
export async function diagnoseNumericGradients(
  exercise: Exercise,
  reference: unknown,
): Promise<string[]> {
  const candidate = localCandidate(exercise, reference);
  const problems: string[] = [];
  for (const one of exercise.cases) {
    if (one.kind !== 'gradient') continue;
    const { gradients, dy } = await observe(one, candidate);
    if (gradients?.status !== 'gradients' || !dy) continue;
    const inputs = inputsFor(one);
    const lossAt = async (changed: Inputs): Promise<number> => {
      const outcome = await candidate.call(changed);
      if (outcome.status !== 'value' || !isTensorValue(outcome.value)) return NaN;
      return outcome.value.data.reduce((sum, value, at) => sum + value * dy.data[at], 0);
    };
    for (const name of one.wrt) {
      const gap = await largestGap(inputs, name, gradients.gradients[name], lossAt);
      if (!(gap <= TOLERANCE)) {
        problems.push(
          `the reference's gradient with respect to ${name} differs from central differences by ${gap.toPrecision(2)} (${one.name})`,
        );
      }
    }
  }
  return problems;
}

/** The largest difference, in proportion to the largest slope. */
async function largestGap(
  inputs: Inputs,
  name: string,
  gradient: WireTensor | null,
  lossAt: (changed: Inputs) => Promise<number>,
): Promise<number> {
  const tensor = inputs[name] as WireTensor;
  const stride = Math.max(1, Math.floor(tensor.data.length / ENTRIES));
  let gap = 0;
  let scale = 1e-2;
  for (let at = 0; at < tensor.data.length; at += stride) {
    const shifted = (by: number): Inputs => ({
      ...inputs,
      [name]: {
        ...tensor,
        data: tensor.data.map((value, i) => (i === at ? Math.fround(value + by) : value)),
      },
    });
    const slope = ((await lossAt(shifted(STEP))) - (await lossAt(shifted(-STEP)))) / (2 * STEP);
    const own = gradient?.data[at] ?? 0;
    gap = Math.max(gap, Math.abs(slope - own));
    scale = Math.max(scale, Math.abs(slope));
  }
  return gap / scale;
}
