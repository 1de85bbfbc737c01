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
