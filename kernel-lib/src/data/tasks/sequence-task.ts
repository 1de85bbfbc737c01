import type { Random } from '../../tensor/random';
import { kindOf, requireWhole } from '../../tensor/require';

/** What becomes of a sequence. */
export type SequenceTask = 'copy' | 'reverse' | 'sort';

export interface SequenceTaskOptions {
  /** How many sequences; all are different. */
  numSequences: number;
  /** How many symbols a sequence has, or the least and the most of them. */
  length: number | [least: number, most: number];
  /** The symbols are 1 … numSymbols; 0 is free for padding. */
  numSymbols: number;
  random: Random;
}

/** A sequence and what becomes of it. */
export interface SequenceExample {
  source: number[];
  /** As long as `source`. */
  target: number[];
  /** For each place of the target, the place of the source that it comes from: where attention should look. */
  alignment: number[];
}

const orders: Record<SequenceTask, (source: number[]) => number[]> = {
  copy: (source) => source.map((_symbol, at) => at),
  reverse: (source) => source.map((_symbol, at) => source.length - 1 - at),
  // Equal symbols keep their order.
  sort: (source) => source.map((_symbol, at) => at).sort((a, b) => source[a] - source[b]),
};

/**
 * Random sequences to copy, to reverse or to sort, made on the spot. Since no two are the same, the first
 * can be kept for training and the rest for the test.
 *
 * @param task what becomes of a sequence
 * @throws Error when an option is out of range, or there are not so many different sequences
 */
export function sequenceTask(task: SequenceTask, options: SequenceTaskOptions): SequenceExample[] {
  const { numSequences, length, numSymbols, random } = options;
  if (!Object.hasOwn(orders, task)) {
    const got = typeof task === 'string' ? task : kindOf(task);
    throw new Error(`sequenceTask: task must be 'copy', 'reverse' or 'sort', got ${got}`);
  }
  const [least, most] = Array.isArray(length) ? length : [length, length];
  requireWhole('sequenceTask', 'numSequences', numSequences, 0);
  requireWhole('sequenceTask', 'numSymbols', numSymbols, 1);
  requireWhole('sequenceTask', 'length', least, 1);
  requireWhole('sequenceTask', 'length', most, least);
  const known = new Set<string>();
  const examples: SequenceExample[] = [];
  for (let misses = 0; examples.length < numSequences; misses++) {
    const numHere = least + random.integer(most - least + 1);
    const source = Array.from({ length: numHere }, () => 1 + random.integer(numSymbols));
    const name = source.join(' ');
    if (misses > 1000) throw new Error(tooFew(numSequences, examples.length));
    if (known.has(name)) continue;
    known.add(name);
    misses = -1;
    const alignment = orders[task](source);
    examples.push({ source, target: alignment.map((at) => source[at]), alignment });
  }
  return examples;
}

function tooFew(wanted: number, found: number): string {
  return `sequenceTask: numSequences must be within what length and numSymbols allow, got ${wanted}; there are about ${found}`;
}
