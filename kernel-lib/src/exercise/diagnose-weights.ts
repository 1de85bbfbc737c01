import type { Diagnosis } from './diagnosis';
import { firstOf, shapeWords } from './wire';

type Shapes = Record<string, number[]>;

/** Of a model with more weights only those are shown that differ. */
const SHORT = 8;

/** Compares the weights of a class by name and shape; null when they are the expected ones. */
export function diagnoseWeights(got: Shapes, expected: Shapes): Diagnosis | null {
  const missing = Object.keys(expected).filter((name) => !(name in got));
  const extra = Object.keys(got).filter((name) => !(name in expected));
  const reshaped = Object.keys(expected).filter(
    (name) => name in got && got[name].join() !== expected[name].join(),
  );
  const [name] = reshaped;
  const cause = missing.length
    ? `There is no weight ${firstOf(missing)}`
    : name
      ? `The weight ${name} has shape ${shapeWords(got[name])}, expected ${shapeWords(expected[name])}`
      : extra.length === 1
        ? `The weight ${extra[0]} is one too many`
        : `These weights are too many: ${firstOf(extra)}`;
  const wrong = [...missing, ...reshaped, ...extra];
  if (wrong.length === 0) return null;
  const isShort = Object.keys({ ...got, ...expected }).length <= SHORT;
  const rows = (shapes: Shapes): string => {
    const shown = Object.keys(shapes).filter((weight) => isShort || wrong.includes(weight));
    const words = shown.map((weight) => `${weight} ${shapeWords(shapes[weight])}`);
    const right = Object.keys(shapes).length - shown.length;
    const rest = right ? [`${right} ${shown.length ? 'others' : 'weights'} that are right`] : [];
    return [...(words.length ? [firstOf(words, ', ', SHORT)] : []), ...rest].join('; ') || 'none';
  };
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
