import fs from 'node:fs';

import { tf } from '../backend/tensorflow';
import type { Random, RandomState } from '../tensor/random';
import { Adam, type AdamState } from './adam';
import type { EarlyStop } from './early-stop';
import type { History } from './history';
import { readSafetensors, writeSafetensors, type SafeTensor } from './safetensors';
import { assignTensors, tensorsOf } from './weights';

export interface CheckpointOptions {
  /** A safetensors file. A run goes on from it where it exists. */
  file: string;
  /** After every how many steps it is written, besides the last; 100 unless said. */
  every?: number;
  /** The generators that the loss draws from: dropout, the order of the batches. */
  random?: Random | readonly Random[];
}

/** Everything that a run needs to go on, bit for bit on one engine. */
export interface Run {
  variables: Record<string, tf.Variable>;
  optimizer: tf.Optimizer;
  random: readonly Random[];
  history: History;
  earlyStop: EarlyStop | null;
}

/** What a checkpoint tells besides its tensors. */
interface RunText {
  optimizer: string;
  iterations: number;
  random: RandomState[];
  history: History;
}

type Tensors = Record<string, SafeTensor>;
const metadataKey = 'attend.run';

/**
 * Checks that everything that an optimizer remembers can be saved.
 *
 * @throws Error when it cannot.
 */
export function requireSavable(optimizer: tf.Optimizer): void {
  const className = optimizer.getClassName();
  if (optimizer instanceof Adam || className === 'SGD') return;
  throw new Error(
    `fit: checkpoint must come with 'sgd', Adam or AdamW of kernel-lib, got ${className} of tfjs`,
  );
}

/** Writes a run: weights as `model.…`, what Adam remembers as `first.…` and `second.…`, the best weights as `best.…`. */
export function saveRun(file: string, run: Run): void {
  const { variables, optimizer, random, history, earlyStop } = run;
  const weights = tensorsOf(variables);
  const adam = optimizer instanceof Adam ? optimizer.state(variables) : null;
  const moment = (which: 'first' | 'second'): Tensors =>
    mapValues(adam?.moments ?? {}, (moments, name) => ({
      dtype: 'F32',
      shape: variables[name].shape,
      data: moments[which],
    }));
  const names = Object.keys(variables);
  const best = (earlyStop?.bestWeights() ?? []).map((tensor, i): [string, SafeTensor] => [
    names[i],
    { ...weights[names[i]], data: tensor.dataSync() as SafeTensor['data'] },
  ]);
  const text: RunText = {
    optimizer: optimizer.constructor.name,
    iterations: adam?.iterations ?? 0,
    random: random.map((stream) => stream.state()),
    history,
  };
  writeSafetensors(
    file,
    {
      ...prefixed('model', weights),
      ...prefixed('first', moment('first')),
      ...prefixed('second', moment('second')),
      ...prefixed('best', Object.fromEntries(best)),
    },
    { [metadataKey]: JSON.stringify(text) },
  );
}

/**
 * Goes on from a checkpoint, where there is one.
 *
 * @throws Error when the file is damaged, or of a run of another model, optimizer or number of generators.
 */
export function resumeRun(file: string, run: Run): void {
  if (!fs.existsSync(file)) return;
  const where = `fit: checkpoint ${file}`;
  const { tensors, metadata } = readSafetensors(file);
  if (!(metadataKey in metadata)) throw new Error(`${where} is no checkpoint of fit`);
  const text = JSON.parse(metadata[metadataKey]) as RunText;
  requireSame(where, 'optimizer', run.optimizer.constructor.name, text.optimizer);
  requireSame(where, 'random generators', run.random.length, text.random.length);
  const best = under('best', tensors);
  assignTensors(run.variables, under('model', tensors), where);
  if (run.optimizer instanceof Adam) {
    run.optimizer.setState(run.variables, adamState(tensors, text.iterations));
  }
  text.random.forEach((state, i) => run.random[i].setState(state));
  const { heldOut, steps, losses, numClipped } = text.history;
  Object.assign(run.history, { steps, losses, numResumed: steps.length });
  if (numClipped !== undefined) run.history.numClipped = numClipped;
  if (heldOut === undefined || run.earlyStop === null) return;
  tf.tidy(() => {
    const weights = Object.values(mapValues(best, ({ data, shape }) => tf.tensor(data, shape)));
    run.earlyStop?.resume(heldOut, weights);
  });
}

function adamState(tensors: Tensors, iterations: number): AdamState {
  const second = under('second', tensors);
  const moments = mapValues(under('first', tensors), ({ data }, name) => ({
    first: data as Float32Array,
    second: second[name].data as Float32Array,
  }));
  return { iterations, moments };
}

function requireSame(where: string, what: string, expected: unknown, got: unknown): void {
  if (expected !== got) throw new Error(`${where}: ${what} must be ${expected}, got ${got}`);
}

function prefixed(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [`${prefix}.${name}`, tensor]),
  );
}

function under(prefix: string, tensors: Tensors): Tensors {
  const found = Object.entries(tensors).filter(([name]) => name.startsWith(`${prefix}.`));
  return Object.fromEntries(found.map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]));
}

function mapValues<A, B>(
  values: Record<string, A>,
  change: (value: A, name: string) => B,
): Record<string, B> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, change(value, name)]),
  );
}
