import { types } from 'node:util';
import { tf } from '../backend/tensorflow';
import {
  describe,
  DisposedValue,
  fromTensor,
  isPlainObject,
  isThenable,
  mapLeaves,
  toTensor,
  toWire,
  UnusableValue,
} from './tensor-wire';
import type { Candidate, GradientOutcome, Inputs, Outcome, WireTensor } from './types';

export interface LocalCandidateOptions {
  /** One object that holds all inputs instead of one argument for each. */
  signature?: 'positional' | 'object';
  /** The answer may return a Promise. */
  async?: boolean;
  /** Seconds that an asynchronous answer may take (default 30). */
  timeLimit?: number;
}

/** The answer lives in this process: a function that takes and gives TensorFlow.js tensors, or a value. */
export class LocalCandidate implements Omit<Candidate, 'create'> {
  constructor(
    protected readonly answer: unknown,
    protected readonly options: LocalCandidateOptions = {},
  ) {}

  async call(inputs: Inputs): Promise<Outcome> {
    if (this.answer === undefined) return { status: 'missing' };
    if (typeof this.answer !== 'function') {
      return isThenable(this.answer) ? { status: 'promise' } : outcomeOf(this.answer, 0);
    }
    const tensors: tf.Tensor[] = [];
    const given = mapLeaves(inputs, (leaf) => remember(tensors, toTensor(leaf))) as Inputs;
    const before = copyOf(given);
    try {
      const outcome = await this.callWith(given, tensors);
      const isChanged = outcome.status === 'value' && !isUntouched(given, before);
      return isChanged ? { status: 'changed' } : outcome;
    } finally {
      tf.dispose(tensors.filter((tensor) => !tensor.isDisposed));
    }
  }

  private async callWith(given: Record<string, unknown>, tensors: tf.Tensor[]): Promise<Outcome> {
    const engine = tf.engine();
    const before = tf.memory().numTensors;
    engine.startScope('check');
    let result: unknown;
    let held: tf.Tensor[] = [];
    try {
      result = this.invoke(given);
      if (!isThenable(result)) {
        const disposed = tensors.some((tensor) => tensor.isDisposed);
        if (disposed) return { status: 'disposed', what: 'input' };
        const kept = newTensors(result, tensors);
        return outcomeOf(result, Math.max(0, tf.memory().numTensors - before - kept));
      }
      if (this.options.async) held = holdTensors();
    } catch (error) {
      return thrown(error);
    } finally {
      engine.endScope();
    }
    return this.settle(result as PromiseLike<unknown>, held);
  }

  /** `held` are tensors that an answer made before its first await: they live as long as it runs. */
  private async settle(promise: PromiseLike<unknown>, held: tf.Tensor[]): Promise<Outcome> {
    if (!this.options.async) {
      promise.then(undefined, () => undefined);
      return { status: 'promise' };
    }
    const seconds = this.options.timeLimit ?? 30;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Outcome>((resolve) => {
      timer = setTimeout(() => resolve({ status: 'timeout', seconds }), seconds * 1000);
    });
    const settled = Promise.resolve(promise)
      .then((value): Outcome => {
        const outcome = outcomeOf(value, 0);
        disposeTensors(value);
        return outcome;
      }, thrown)
      .finally(() => tf.dispose(held.filter((tensor) => !tensor.isDisposed)));
    try {
      return await Promise.race([settled, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async gradients(
    inputs: Inputs,
    wrt: readonly string[],
    dy: WireTensor,
  ): Promise<GradientOutcome> {
    return this.gradientsOf(inputs, dy, (given) =>
      Object.fromEntries(wrt.map((name) => [name, given[name] as tf.Tensor])),
    );
  }

  /** The gradients with respect to tensors among the given inputs, or others that the answer uses. */
  protected async gradientsOf(
    inputs: Inputs,
    dy: WireTensor,
    choose: (given: Record<string, unknown>) => Record<string, tf.Tensor>,
  ): Promise<GradientOutcome> {
    if (this.answer === undefined) return { status: 'missing' };
    if (typeof this.answer !== 'function') return { status: 'unusable', got: 'a value' };
    let problem: GradientOutcome | null = null;
    tf.engine().startScope('check gradients');
    try {
      const given = mapLeaves(inputs, toTensor) as Record<string, unknown>;
      const chosen = choose(given);
      const [names, variables] = [Object.keys(chosen), Object.values(chosen)];
      const forward = (): tf.Tensor => {
        const result = this.invoke(given);
        if (result instanceof tf.Tensor && !result.isDisposed) return result;
        if (isThenable(result)) {
          result.then(undefined, () => undefined);
          problem = { status: 'promise' };
        } else if (result instanceof tf.Tensor) problem = { status: 'disposed', what: 'output' };
        else problem = { status: 'unusable', got: describe(result) };
        throw new Error('no gradient');
      };
      const { grads } = tf.engine().gradients(forward, variables, toTensor(dy) as tf.Tensor, true);
      const entries = names.map((name, at) => [name, grads[at] ? fromTensor(grads[at]) : null]);
      return { status: 'gradients', gradients: Object.fromEntries(entries) };
    } catch (error) {
      return problem ?? (thrown(error) as GradientOutcome);
    } finally {
      tf.engine().endScope();
    }
  }

  private invoke(given: Record<string, unknown>): unknown {
    const answer = this.answer as (...values: unknown[]) => unknown;
    return this.options.signature === 'object' ? answer(given) : answer(...Object.values(given));
  }
}

/** The plain form of what an answer returned, or the reason why there is none. */
function outcomeOf(value: unknown, leaked: number): Outcome {
  try {
    return { status: 'value', value: toWire(value), leaked };
  } catch (error) {
    if (error instanceof DisposedValue) return { status: 'disposed', what: 'output' };
    if (error instanceof UnusableValue) return { status: 'unusable', got: error.message };
    return thrown(error);
  }
}

/** Arrays and objects anew, with the same tensors and other values in them. */
function copyOf(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(copyOf);
  if (!isPlainObject(given)) return given;
  return Object.fromEntries(Object.entries(given).map(([name, part]) => [name, copyOf(part)]));
}

/** Whether arrays and objects still hold what they held, in that order. */
function isUntouched(given: unknown, before: unknown): boolean {
  if (!Array.isArray(before) && !isPlainObject(before)) return Object.is(given, before);
  const parts = Object.entries(before);
  const now = Object(given) as Record<string, unknown>;
  return (
    Object.keys(now).length === parts.length &&
    parts.every(([name, part]) => isUntouched(now[name], part))
  );
}

function remember(tensors: tf.Tensor[], value: unknown): unknown {
  if (value instanceof tf.Tensor) tensors.push(value);
  return value;
}

/** How many tensors of a result the answer made itself. */
function newTensors(result: unknown, given: readonly tf.Tensor[]): number {
  const found = new Set<tf.Tensor>();
  const collect = (part: unknown): void => {
    if (part instanceof tf.Tensor) found.add(part);
    else if (Array.isArray(part) || isPlainObject(part)) Object.values(part).forEach(collect);
  };
  collect(result);
  return [...found].filter((one) => !given.includes(one)).length;
}

/** Lets the tensors of the current scope outlive it. */
function holdTensors(): tf.Tensor[] {
  const held = [...tf.engine().state.activeScope.track] as tf.Tensor[];
  return held.filter((tensor) => !tensor.isDisposed).map((tensor) => tf.keep(tensor));
}

function disposeTensors(value: unknown): void {
  if (typeof value === 'object' && value !== null) tf.dispose(value as tf.TensorContainer);
}

export function thrown(error: unknown): Outcome {
  if (isError(error)) {
    return { status: 'threw', name: error.name, message: error.message, stack: error.stack };
  }
  return { status: 'threw', name: typeof error, message: String(error) };
}

/** Cells may run in a realm of their own, where `instanceof Error` says no. */
function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
