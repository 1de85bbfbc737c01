import { seededRandom } from '../tensor/random';
import type { Candidate, CandidateModel, Inputs, Outcome, WireTensor } from './types';

/**
 * Makes an object of the class, gives it weights, and disposes it in the end.
 *
 * @param weightsFor the weights, from the shape of each: `drawnWeights`, or others
 */
export async function withModel<T>(
  { config, ...inputs }: Inputs,
  candidate: Candidate,
  weightsFor: (shapes: Record<string, number[]>) => Record<string, WireTensor>,
  use: (model: CandidateModel, inputs: Inputs) => Promise<T>,
): Promise<T | { outcome: Outcome }> {
  const created = await candidate.create(config as Inputs);
  if (created.status !== 'created') return { outcome: created as Outcome };
  const { model } = created;
  try {
    const set = await model.setWeights(weightsFor(model.weights));
    return set.status === 'value' ? await use(model, inputs) : { outcome: set };
  } finally {
    await model.dispose();
  }
}

/** Numbers for weights: the same for the same name, shape and seed, whatever else there is. */
export function drawnWeights(
  shapes: Record<string, number[]>,
  seed: number,
): Record<string, WireTensor> {
  const drawn = Object.entries(shapes).map(([name, shape]) => {
    // In 32 bits: the plain number of a long name would lose its last digits, and names their difference.
    const letters = [...name].reduce((sum, c) => (Math.imul(sum, 31) + c.charCodeAt(0)) | 0, 7);
    const random = seededRandom((seed + letters) >>> 0);
    const size = shape.reduce((product, length) => product * length, 1);
    const data = Array.from({ length: size }, () => Math.fround(random.normal(0, 0.6)));
    return [name, { shape, dtype: 'float32', data }] as const;
  });
  return Object.fromEntries(drawn);
}
