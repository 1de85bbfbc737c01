import type { Finding, Property, Random, Wire, WireTensor } from './types';
import { indexOf, indexText, isTensorValue, shapeWords, stridesOf } from './wire';

/** A property of the output of one call on the inputs of the case. */
export function onOutput(claim: string, check: (output: WireTensor) => Finding | null): Property {
  return { claim, check: async ({ inputs, call }) => check(tensorOf(await call(inputs))) };
}

/** A number or a list of numbers counts as a tensor. */
export function tensorOf(value: Wire | undefined): WireTensor {
  if (isTensorValue(value)) return value;
  if (typeof value === 'number') return { shape: [], dtype: 'float32', data: [value] };
  if (Array.isArray(value)) {
    const rows = value.map((row) => tensorOf(row));
    const shape = [rows.length, ...(rows[0]?.shape ?? [])];
    return { shape, dtype: 'float32', data: rows.flatMap((row) => row.data) };
  }
  throw new TypeError('the answer is not numeric');
}

/** Compares two results; the finding carries the first difference. */
export function sameOutput(
  expected: Wire,
  got: Wire,
  tolerance: number,
  finding: Finding,
): Finding | null {
  const want = tensorOf(expected);
  const have = tensorOf(got);
  if (want.shape.join() !== have.shape.join()) {
    return {
      ...finding,
      lines: [`shape ${shapeWords(have.shape)}, expected ${shapeWords(want.shape)}`],
    };
  }
  const at = want.data.findIndex(
    (value, index) =>
      !(Math.abs(value - have.data[index]) <= tolerance * Math.max(1, Math.abs(value))),
  );
  if (at < 0) return null;
  const where = indexText(indexOf(at, want.shape));
  const numbers = `${have.data[at].toPrecision(5)}, expected ${want.data[at].toPrecision(5)}`;
  return { ...finding, lines: [`first difference at ${where}: ${numbers}`] };
}

/** The tensor with each entry changed by what stands there and where. */
export function mapTensor(
  source: WireTensor,
  change: (value: number, index: number[]) => number,
): WireTensor {
  const data = source.data.map((value, at) =>
    Math.fround(change(value, indexOf(at, source.shape))),
  );
  return { ...source, data };
}

/** The given positions of one axis, in that order. */
export function take(source: WireTensor, axis: number, positions: readonly number[]): WireTensor {
  const shape = source.shape.map((length, index) => (index === axis ? positions.length : length));
  const strides = stridesOf(source.shape);
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Array.from({ length: size }, (_, at) => {
    const index = indexOf(at, shape);
    index[axis] = positions[index[axis]];
    return source.data[index.reduce((sum, i, dim) => sum + i * strides[dim], 0)];
  });
  return { ...source, shape, data };
}

/** An order in which no item keeps its place. */
export function derangement(length: number, random: Random): number[] {
  const order = random.shuffle(Array.from({ length }, (_, index) => index));
  const cycle = order.map((item, place) => [item, order[(place + 1) % length]]);
  return cycle.sort((a, b) => a[0] - b[0]).map(([, next]) => next);
}
