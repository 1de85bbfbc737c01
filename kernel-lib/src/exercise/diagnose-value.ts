import { shapeCause, type Axes } from './axes';
import type { Diagnosis, Evidence } from './diagnosis';
import { patternIn } from './patterns';
import type { Inputs, Wire, WireTensor } from './types';
import { close, indexOf, indexText, isTensorValue, kindWords } from './wire';

interface Context {
  /** What the axes of the value count. */
  axes: Axes;
  inputs: Inputs;
  tolerance: number;
  /** What a NaN means in this case. */
  nan?: string;
}

/** Compares a result with the expected one, in the order kind, shape, dtype, NaN, values; null when it is right. */
export function diagnoseValue(
  got: Wire,
  expected: Wire,
  context: Context,
  part = '',
): Diagnosis | null {
  if (isTensorValue(expected)) {
    if (!isTensorValue(got)) return wrongKind(kindWords(got), 'a tensor', part);
    return diagnoseTensor(got, expected, context, part);
  }
  if (typeof expected === 'number') {
    if (typeof got !== 'number') return wrongKind(kindWords(got), 'a number', part);
    return diagnoseTensor(asTensor([got], []), asTensor([expected], []), context, part);
  }
  if (isNumbers(expected) && expected.length > 0) {
    if (!isNumbers(got)) return wrongKind(arrayWords(got), 'an array of numbers', part);
    return diagnoseTensor(asTensor(got), asTensor(expected), context, part);
  }
  if (typeof expected === 'object' && expected !== null) {
    return diagnoseParts(got, expected, context, part);
  }
  if (got === expected) return null;
  return different(`got ${JSON.stringify(got)}, expected ${JSON.stringify(expected)}`, part);
}

function diagnoseParts(
  got: Wire,
  expected: Wire[] | { [name: string]: Wire },
  context: Context,
  part: string,
): Diagnosis | null {
  if (kindWords(got) !== kindWords(expected))
    return wrongKind(kindWords(got), kindWords(expected), part);
  const parts = got as { [name: string]: Wire };
  if (Array.isArray(got) && Array.isArray(expected) && got.length !== expected.length) {
    const counts = `${got.length} entries, it should have ${expected.length}`;
    return anotherKind(`${part || 'The result'} has ${counts}`);
  }
  // A row of a table has lost the table's first axis.
  const axes = Array.isArray(expected) ? context.axes.slice(1) : context.axes;
  for (const [name, value] of Object.entries(expected)) {
    const path = Array.isArray(expected) ? `${part}[${name}]` : part ? `${part}.${name}` : name;
    if (!(name in parts)) return anotherKind(`${part || 'The result'} has no ${name}`);
    const diagnosis = diagnoseValue(parts[name], value as Wire, { ...context, axes }, path);
    if (diagnosis) return diagnosis;
  }
  return null;
}

function diagnoseTensor(
  got: WireTensor,
  expected: WireTensor,
  context: Context,
  part: string,
): Diagnosis | null {
  const { axes, inputs, tolerance } = context;
  const of = part ? `${part}: ` : '';
  if (got.shape.join() !== expected.shape.join()) {
    return {
      state: 'shape',
      words: `${of}wrong shape`,
      cause: shapeCause(got.shape, expected.shape, axes, inputs),
      detail: ['Values are compared once the shape is right.'],
      evidence: [{ type: 'shape', got: got.shape, expected: expected.shape, axes: axes }],
    };
  }
  if (got.dtype !== expected.dtype) {
    return {
      state: 'dtype',
      words: `${of}wrong dtype`,
      cause: `Your tensor has dtype ${got.dtype}, it should have ${expected.dtype}`,
      detail: [dtypeAdvice(got.dtype, expected.dtype)],
      evidence: [],
    };
  }
  const nan = got.data.findIndex(
    (value, at) => Number.isNaN(value) && !Number.isNaN(expected.data[at]),
  );
  if (nan >= 0) return nanFound(got, nan, context, of);
  const wrong = got.data
    .map((_, at) => at)
    .filter((at) => !close(got.data[at], expected.data[at], tolerance));
  if (wrong.length === 0) return null;
  const total = got.data.length;
  const pattern = patternIn(got, expected, tolerance, axes);
  const share = `${wrong.length} of ${total} values differ`;
  const where = indexText(indexOf(wrong[0], got.shape));
  const evidence: Evidence = {
    type: 'comparison',
    got,
    expected,
    tolerance,
    first: wrong[0],
    differing: wrong.length,
    part,
  };
  return {
    state: 'values',
    words: `${of}${total === 1 ? 'another number' : 'values differ'}`,
    cause:
      pattern ?? (total === 1 ? 'The number is another one' : `${share}, the first at ${where}`),
    detail: pattern ? [`${share}.`] : [],
    evidence: [evidence],
  };
}

function nanFound(got: WireTensor, first: number, context: Context, of: string): Diagnosis {
  const count = got.data.filter((value) => Number.isNaN(value)).length;
  const where = indexText(indexOf(first, got.shape));
  const places = `${count} of ${got.data.length} values are NaN, the first at ${where}`;
  return {
    state: 'nan',
    words: `${of}NaN in the output`,
    cause: context.nan ?? places,
    detail: context.nan
      ? [`${places}.`]
      : ['0/0, ∞ − ∞ and the logarithm of a negative number give NaN.'],
    evidence: [{ type: 'nan', got, count, first }],
  };
}

function wrongKind(got: string, expected: string, part: string): Diagnosis {
  const subject = part ? `${part} is` : 'The result is';
  const fromTensor: Record<string, string> = {
    'a number': 'tensor.dataSync()[0] is the number in a tensor that holds one.',
    'an array of numbers': 'Array.from(tensor.dataSync()) are the numbers of a tensor.',
    'an array': 'tensor.arraySync() are the numbers of a tensor as arrays in arrays.',
  };
  const toTensor = 'tf.tensor(…) makes a tensor of numbers; a tensor stays one without dataSync().';
  const wantsTensor = expected === 'a tensor';
  const advice = wantsTensor ? toTensor : got === 'a tensor' ? fromTensor[expected] : undefined;
  const diagnosis = anotherKind(`${subject} ${got}, it should be ${expected}`);
  const words = wantsTensor ? 'not a tensor' : diagnosis.words;
  return { ...diagnosis, words, detail: advice ? [advice] : [] };
}

function anotherKind(cause: string): Diagnosis {
  return { state: 'unusable', words: 'another kind of result', cause, detail: [], evidence: [] };
}

/** What stands in place of an array of numbers. */
function arrayWords(got: Wire): string {
  const other = Array.isArray(got) ? got.find((one) => typeof one !== 'number') : undefined;
  return other === undefined ? kindWords(got) : `an array with ${kindWords(other)} in it`;
}

function different(line: string, part: string): Diagnosis {
  return {
    state: 'values',
    words: part ? `${part} differs` : 'the result differs',
    cause: `${part ? `${part}: ` : ''}${line}`,
    detail: [],
    evidence: [],
  };
}

function dtypeAdvice(got: string, expected: string): string {
  if (got === 'int32' && expected === 'float32') {
    return "Integers lose what stands after the point: tf.tensor(…, 'float32') or .toFloat().";
  }
  return `.cast('${expected}') changes the dtype; better is to find where it changed.`;
}

function asTensor(data: number[], shape = [data.length]): WireTensor {
  return { shape, dtype: 'float32', data };
}

function isNumbers(value: Wire): value is number[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'number');
}
