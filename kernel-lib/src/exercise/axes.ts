import type { Inputs } from './types';
import { isTensorValue } from './wire';

/** What the axes of an output count, in the singular; may be shorter than the shape. */
export type Axes = readonly string[];

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'];

/** One place of an axis: `query 3`, or `index 3 of the second axis` where the axis has no name. */
export function placeWords(axes: Axes, axis: number, place: number): string {
  return axes[axis] ? `${axes[axis]} ${place}` : `index ${place} of the ${ORDINALS[axis]} axis`;
}

/** Says in one sentence what is wrong with a shape, naming the axis. Null inputs are fine. */
export function shapeCause(
  got: readonly number[],
  expected: readonly number[],
  axes: Axes,
  inputs: Inputs,
): string {
  if (got.length !== expected.length) return rankCause(got, expected, axes);
  const wrong = expected.map((_, axis) => axis).filter((axis) => got[axis] !== expected[axis]);
  const [first, second] = wrong;
  if (wrong.length === 2 && got[first] === expected[second] && got[second] === expected[first]) {
    return `The ${ORDINALS[first]} and the ${ORDINALS[second]} axis are swapped`;
  }
  const nth = `The ${ORDINALS[first]} axis`;
  const like = whatHasLength(got[first], first, expected, axes, inputs);
  const name = axes[first];
  if (!name) {
    return `${nth} has length ${got[first]}${like ? `, ${like}` : ''}; it should have length ${expected[first]}`;
  }
  const other = like?.match(/^one row per (.*)$/)?.[1];
  if (other) return `${nth} has one entry per ${other}; it should have one per ${name}`;
  return `${nth} (${name}) has length ${got[first]}${like ? `, ${like}` : ''}; it should have ${expected[first]}`;
}

function rankCause(got: readonly number[], expected: readonly number[], axes: Axes): string {
  const count = (shape: readonly number[]): string =>
    shape.length === 1 ? '1 axis' : `${shape.length} axes`;
  const both = `Your result has ${count(got)}, it should have ${count(expected)}`;
  const shorter = got.length < expected.length ? got : expected;
  const longer = got.length < expected.length ? expected : got;
  if (longer.length - shorter.length !== 1) return both;
  const places = longer.map((_, axis) => axis);
  const extra = places.filter(
    (axis) => longer.filter((_, at) => at !== axis).join() === shorter.join(),
  );
  if (extra.length !== 1) return both;
  const nth = `the ${ORDINALS[extra[0]]}`;
  if (longer === expected) {
    const name = axes[extra[0]];
    return `${both}: ${nth} is missing${name ? ` (${name})` : ''}`;
  }
  return `${both}: ${nth} is too much${got[extra[0]] === 1 ? ' (its length is 1)' : ''}`;
}

/** What else has this length: another axis of the output, or an axis of an input. */
function whatHasLength(
  length: number,
  axis: number,
  expected: readonly number[],
  axes: Axes,
  inputs: Inputs,
): string | null {
  const twins = expected.map((_, at) => at).filter((at) => at !== axis && expected[at] === length);
  if (twins.length === 1 && axes[twins[0]]) return `one row per ${axes[twins[0]]}`;
  for (const [name, value] of Object.entries(inputs)) {
    const at = isTensorValue(value) ? value.shape.indexOf(length) : -1;
    if (at >= 0) return `like the ${ORDINALS[at]} axis of ${name}`;
  }
  return null;
}
