import type { Wire, WireTensor } from './types';

/** Steps between neighbours along each axis: (2, 3, 4) -> [12, 4, 1]. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = strides[axis + 1] * shape[axis + 1];
  }
  return strides;
}

/** The index of the entry that stands at place `at` of the data. */
export function indexOf(at: number, shape: readonly number[]): number[] {
  return stridesOf(shape).map((stride, axis) => Math.floor(at / stride) % shape[axis]);
}

/** `[0, 2, 1]` */
export function indexText(index: readonly number[]): string {
  return `[${index.join(', ')}]`;
}

/** `(2, 3)`; a single number has shape `()`. */
export function shapeWords(shape: readonly number[]): string {
  return `(${shape.join(', ')})`;
}

/** All lines of numbers that run along one axis. */
export function linesAlong(source: WireTensor, axis: number): number[][] {
  const stride = stridesOf(source.shape)[axis];
  const length = source.shape[axis];
  const starts = source.data
    .map((_, at) => at)
    .filter((at) => indexOf(at, source.shape)[axis] === 0);
  return starts.map((start) =>
    Array.from({ length }, (_, step) => source.data[start + step * stride]),
  );
}

/** Whether a plain value is a tensor. */
export function isTensorValue(value: Wire | undefined): value is WireTensor {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Array.isArray((value as WireTensor).shape) &&
    Array.isArray((value as WireTensor).data) &&
    typeof (value as WireTensor).dtype === 'string'
  );
}

/** What a value is, with its article: `a tensor`, `an array`, `null`. */
export function kindWords(value: Wire | undefined): string {
  if (value === null || value === undefined) return String(value);
  if (isTensorValue(value)) return 'a tensor';
  if (Array.isArray(value)) return 'an array';
  return (
    { number: 'a number', string: 'a string', boolean: 'a boolean' }[typeof value as 'number'] ??
    'an object'
  );
}

/** Equal within `tolerance`, absolute for small numbers and relative for large ones; NaN equals NaN. */
export function close(a: number, b: number, tolerance: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
}

/** Two plain values have the same structure, shapes and dtypes, and their numbers are close. */
export function sameWire(a: Wire | undefined, b: Wire | undefined, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number') return close(a, b, tolerance);
  if (isTensorValue(a) && isTensorValue(b)) {
    return (
      a.dtype === b.dtype &&
      a.shape.join() === b.shape.join() &&
      a.data.every((value, at) => close(value, b.data[at], tolerance))
    );
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = a as Record<string, Wire>;
  const right = b as Record<string, Wire>;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => name in right && sameWire(left[name], right[name], tolerance))
  );
}

/** `a, b, c and 4 more`: the first names of a list that may be long. */
export function firstOf(names: readonly string[], separator = ', ', most = 3): string {
  const more = names.length - most;
  const shown = names.slice(0, most).join(separator);
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** How many numbers a value holds. */
export function countNumbers(value: Wire | undefined): number {
  if (typeof value === 'number') return 1;
  if (isTensorValue(value)) return value.data.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + countNumbers(part as Wire), 0);
}
