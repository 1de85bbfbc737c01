import type { Random } from '../tensor/random';
import { requireWhole } from '../tensor/require';

export interface SkipGramOptions {
  /** How far a context word may stand from its centre, on either side. */
  window: number;
  /** How many wrong words are drawn for each right one. */
  numNegatives: number;
  /** Negatives are drawn in proportion to frequency to this power; 0.75 unless said, as in word2vec. */
  power?: number;
  /** Where the negatives come from. */
  random: Random;
}

/** N examples; the three lists go together. */
export interface SkipGramExamples {
  /** (N) */
  centers: number[];
  /** (N): a word that stands near the centre. */
  contexts: number[];
  /** (N, numNegatives): words that do not stand near this centre. */
  negatives: number[][];
}

/**
 * Examples for the skip-gram model: each word of a sentence with each word in the window around it, and as
 * many random words as asked that are not in that window.
 *
 * @param sentences the ids of each sentence; they are not padded.
 * @returns the examples in the order of the text: shuffle them before training.
 * @throws Error when an option is out of range, or every word stands in a window, so that none is wrong.
 * @see Mikolov et al. 2013, "Distributed Representations of Words and Phrases", section 2.2.
 */
export function skipGramExamples(
  sentences: readonly (readonly number[])[],
  { window, numNegatives, power = 0.75, random }: SkipGramOptions,
): SkipGramExamples {
  requireWhole('skipGramExamples', 'window', window, 1);
  requireWhole('skipGramExamples', 'numNegatives', numNegatives, 0);
  const noise = new Noise(sentences, power);
  const examples: SkipGramExamples = { centers: [], contexts: [], negatives: [] };
  for (const sentence of sentences) {
    sentence.forEach((center, at) => {
      const near = [
        ...sentence.slice(Math.max(0, at - window), at),
        ...sentence.slice(at + 1, at + 1 + window),
      ];
      const right = new Set(near);
      for (const context of near) {
        examples.centers.push(center);
        examples.contexts.push(context);
        examples.negatives.push(noise.draw(numNegatives, right, random));
      }
    });
  }
  return examples;
}

/** Words with a probability that grows with their frequency. */
class Noise {
  private readonly words: number[];
  private readonly cumulated: number[] = [];

  constructor(sentences: readonly (readonly number[])[], power: number) {
    const counts = new Map<number, number>();
    for (const id of sentences.flat()) counts.set(id, (counts.get(id) ?? 0) + 1);
    this.words = [...counts.keys()].sort((a, b) => a - b);
    let sum = 0;
    for (const word of this.words) {
      sum += (counts.get(word) as number) ** power;
      this.cumulated.push(sum);
    }
  }

  draw(count: number, except: ReadonlySet<number>, random: Random): number[] {
    if (count > 0 && this.words.every((word) => except.has(word))) {
      throw new Error(
        `skipGramExamples: window must leave a word outside, got all ${this.words.length} words in one window`,
      );
    }
    const drawn: number[] = [];
    while (drawn.length < count) {
      const word = this.wordAt(random.uniform(0, this.cumulated[this.cumulated.length - 1]));
      if (!except.has(word)) drawn.push(word);
    }
    return drawn;
  }

  /** The first word whose cumulated weight is above the point. */
  private wordAt(point: number): number {
    let [low, high] = [0, this.words.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.cumulated[middle] > point) high = middle;
      else low = middle + 1;
    }
    return this.words[low];
  }
}
