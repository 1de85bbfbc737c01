import type { Diagnosis } from './diagnosis';
import { shapeWords } from './wire';

type Shapes = Record<string, number[]>;

/** Compares the weights of a class by name and shape; null when they are the expected ones. */
export function diagnoseWeights(got: Shapes, expected: Shapes): Diagnosis | null {
  const missing = Object.keys(expected).filter((name) => !(name in got));
  const extra = Object.keys(got).filter((name) => !(name in expected));
  const reshaped = Object.keys(expected).filter(
    (name) => name in got && got[name].join() !== expected[name].join(),
  );
  const [name] = reshaped;
  const cause = missing.length
    ? `There is no weight ${missing.join(', ')}`
    : name
      ? `The weight ${name} has shape ${shapeWords(got[name])}, expected ${shapeWords(expected[name])}`
      : `The weight ${extra.join(', ')} is one too many`;
  if (missing.length + extra.length + reshaped.length === 0) return null;
  const rows = (shapes: Shapes): string =>
    Object.entries(shapes)
      .map(([weight, shape]) => `${weight} ${shapeWords(shape)}`)
      .join(', ') || 'none';
  return {
    state: 'weights',
    words: 'other weights',
    cause,
    detail: ['A weight is a field that holds a variable, or a module with weights of its own.'],
    evidence: [
      {
        type: 'facts',
        rows: [
          ['yours', rows(got)],
          ['expected', rows(expected)],
        ],
      },
    ],
  };
}
