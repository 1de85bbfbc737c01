import { tf } from '../backend/tensorflow';
import type { Module } from '../nn/module';

/** A part of a module that was called. */
export interface TracedCall {
  /** The name of its field: `attentionResidual.norm`. */
  name: string;
  /** The name of its class. */
  type: string;
  numParameters: number;
  /** What is passed on from call to call. */
  input: Values;
  output: Values;
  /** Where keys come from another sequence than the queries: that sequence. */
  memory: Values | null;
}

/** The numbers of a tensor at the time of the call. */
export interface Values {
  shape: number[];
  data: ArrayLike<number>;
}

interface Call extends TracedCall {
  module: Module;
  calls: Call[];
}

const methods = ['forward', 'attend', 'project'] as const;

/**
 * Runs a module and writes down which of its parts compute, in their order. A part whose own parts do all of
 * its work is one call; one that runs others, as a residual connection does, is replaced by what it runs.
 *
 * @param run calls the module once and returns its output; what it makes is disposed.
 */
export function traceModule(
  root: Module,
  run: () => tf.Tensor,
): { calls: TracedCall[]; output: Values } {
  const parts = partsOf(root);
  const top: Call[] = [];
  const stack: Call[] = [];
  const keysOf = new Map<Module, Values>();
  for (const [name, module] of parts) {
    for (const method of methods) {
      const own = (module as unknown as Record<string, unknown>)[method];
      if (typeof own !== 'function') continue;
      const traced = (...args: unknown[]): unknown => {
        const keys = tensorAt(args, 'keys');
        if (keys) keysOf.set(module, keys);
        const call = callOf(name, module, args);
        // To project keys is to prepare a call, and no call by itself.
        if (method !== 'project') (stack[stack.length - 1]?.calls ?? top).push(call);
        stack.push(call);
        const output = own.apply(module, args) as tf.Tensor;
        stack.pop();
        if (method === 'project') return output;
        call.output = valuesOf(output);
        call.memory = otherThan(call.input, keysOf.get(module));
        return output;
      };
      Object.defineProperty(module, method, { value: traced, configurable: true });
    }
  }
  try {
    let output: Values | null = null;
    tf.tidy(() => {
      output = valuesOf(run());
    });
    return { calls: top.flatMap(withoutFrames), output: output! };
  } finally {
    for (const [, module] of parts) {
      for (const method of methods) delete (module as unknown as Record<string, unknown>)[method];
    }
  }
}

/** Whether two tensors hold the same numbers, up to rounding. */
export function sameValues(a: Values, b: Values): boolean {
  return a.shape.join() === b.shape.join() && isNear(a.data, (i) => b.data[i]);
}

/** Whether a tensor is the sum of two others, up to rounding. */
export function isSum(sum: Values, a: Values, b: Values): boolean {
  if (sum.shape.join() !== a.shape.join() || sum.shape.join() !== b.shape.join()) return false;
  return isNear(sum.data, (i) => a.data[i] + b.data[i]);
}

function isNear(data: ArrayLike<number>, other: (i: number) => number): boolean {
  return Array.from(data).every(
    (x, i) => Math.abs(x - other(i)) <= 1e-4 * Math.max(1, Math.abs(x)),
  );
}

function callOf(name: string, module: Module, args: unknown[]): Call {
  const input = tensorAt(args, 'queries') ?? tensorAt(args, 'keys') ?? tensorAt(args);
  if (!input) throw new Error(`blockDiagram: ${name} must be called with a tensor`);
  return {
    name,
    type: module.constructor.name,
    numParameters: module.numParameters(),
    input,
    output: input,
    memory: null,
    module,
    calls: [],
  };
}

/** The first argument, or a field of it where it is an object. */
function tensorAt([first]: unknown[], field?: string): Values | null {
  const found = first instanceof tf.Tensor ? !field && first : named(first, field);
  return found instanceof tf.Tensor ? valuesOf(found) : null;
}

function named(value: unknown, field?: string): unknown {
  return field === undefined ? null : (value as Record<string, unknown> | null)?.[field];
}

function valuesOf(tensor: tf.Tensor): Values {
  return { shape: tensor.shape, data: tensor.dataSync() };
}

function otherThan(input: Values, keys: Values | undefined): Values | null {
  return keys === undefined || sameValues(input, keys) ? null : keys;
}

function withoutFrames(call: Call): TracedCall[] {
  const own = new Set([call.module, ...partsOf(call.module).map(([, part]) => part)]);
  const runsOthers = call.calls.some((inner) => !own.has(inner.module));
  return runsOthers ? call.calls.flatMap(withoutFrames) : [call];
}

function partsOf(module: Module): [string, Module][] {
  return Object.entries(module.children()).flatMap(([name, child]): [string, Module][] => [
    [name, child],
    ...partsOf(child).map(([inner, part]): [string, Module] => [`${name}.${inner}`, part]),
  ]);
}
