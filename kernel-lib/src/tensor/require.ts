import { tf } from '../backend/tensorflow';
import { shapeText } from './shape';

/** A size that a shape must have: a number, or the letter of the legend for one that is free. */
export type Size = number | string;

/**
 * Checks an argument at a public door.
 *
 * @throws Error `fnName: argument must be a tensor of shape (B, Q, 4), got (2, 3)`, or what else it is.
 */
export function requireShape(
  fnName: string,
  argument: string,
  value: unknown,
  shape: readonly Size[],
): void {
  const expected = `${fnName}: ${argument} must be a tensor of shape (${shape.join(', ')})`;
  if (!(value instanceof tf.Tensor)) throw new Error(`${expected}, got ${kindOf(value)}`);
  if (value.isDisposed) throw new Error(`${expected}, got one that was disposed`);
  const fits =
    value.rank === shape.length &&
    shape.every((size, axis) => typeof size === 'string' || size === value.shape[axis]);
  if (!fits) throw new Error(`${expected}, got ${shapeText(value.shape)}`);
}

/** As `requireShape`, and the numbers must be float32: gradients do not pass through integers. */
export function requireFloats(
  fnName: string,
  argument: string,
  value: unknown,
  shape: readonly Size[],
): void {
  requireShape(fnName, argument, value, shape);
  requireDtype(fnName, argument, value as tf.Tensor, 'float32');
}

/** Checks the type of a tensor's elements. */
export function requireDtype(
  fnName: string,
  argument: string,
  value: tf.Tensor,
  dtype: tf.DataType,
): void {
  if (value.dtype !== dtype) {
    throw new Error(`${fnName}: ${argument} must have dtype ${dtype}, got ${value.dtype}`);
  }
}

/** What a value is, for an error message: `an array`, `a Promise`, `null`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value instanceof Promise) return 'a Promise';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Checks a count, a size or a number of steps. */
export function requireWhole(fnName: string, argument: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new Error(`${fnName}: ${argument} must be a whole number from ${least} on, got ${value}`);
  }
}
