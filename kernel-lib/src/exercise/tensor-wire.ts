import { tf } from '../backend/tensorflow';
import type { Inputs, Wire, WireTensor } from './types';

/** A value that is none of those an answer can have; the text completes "returned …". */
export class UnusableValue extends Error {}
export class DisposedValue extends Error {}

/** The plain form of what an answer returned. */
export function toWire(value: unknown): Wire {
  if (value instanceof tf.Tensor) return fromTensor(value);
  if (value === null || ['number', 'string', 'boolean'].includes(typeof value)) {
    return value as Wire;
  }
  if (Array.isArray(value)) return value.map(toWire);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as ArrayLike<number>, Number);
  }
  if (isPlainObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toWire(part)]));
  }
  throw new UnusableValue(describe(value));
}

export function fromTensor(tensor: tf.Tensor): WireTensor {
  if (tensor.isDisposed) throw new DisposedValue();
  if (!['float32', 'int32', 'bool'].includes(tensor.dtype)) {
    throw new UnusableValue(`a tensor of dtype ${tensor.dtype}`);
  }
  const dtype = tensor.dtype as WireTensor['dtype'];
  return { shape: [...tensor.shape], dtype, data: Array.from(tensor.dataSync(), Number) };
}

/** Tensors for the tensor leaves; everything else as it is. */
export function toTensor(leaf: Wire): unknown {
  if (leaf === null || typeof leaf !== 'object' || !('shape' in leaf)) return leaf;
  const { data, shape, dtype } = leaf as WireTensor;
  return tf.tensor(data, shape, dtype);
}

/** Inputs with their tensors as TensorFlow.js tensors, which the caller owns. */
export function toTensors(inputs: Inputs): Record<string, unknown> {
  return mapLeaves(inputs, toTensor) as Record<string, unknown>;
}

/** Changes everything that is not an array or an object of others; tensors are leaves. */
export function mapLeaves(value: Wire, change: (leaf: Wire) => unknown): unknown {
  if (Array.isArray(value)) return value.map((part) => mapLeaves(part, change));
  if (typeof value !== 'object' || value === null || 'shape' in value) return change(value);
  const entries = Object.entries(value).map(([name, part]) => [
    name,
    mapLeaves(part as Wire, change),
  ]);
  return Object.fromEntries(entries);
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null)?.then === 'function';
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What an unusable value is; completes "returned …". */
export function describe(value: unknown): string {
  if (value === undefined) return 'undefined (is a return missing?)';
  if (typeof value === 'function') return 'a function';
  if (isThenable(value)) return 'a Promise';
  const name = (value as object).constructor?.name;
  return name ? `an object of class ${name}` : `a ${typeof value}`;
}
