import { readDataset } from './dataset-file';
import { enfrFileName } from './enfr/files';
import { splitNames, type SplitName } from './enfr/splits';
import { readTabbedPairs, type TabbedPair } from './tabbed-pairs';

/** Parts of the English–French data; `enfrPairs` says what each is for. */
export type EnfrSplit = SplitName;

/** An English sentence and its French translation, as words: lower case, `l'` and the last mark are words of their own. */
export interface EnfrPair {
  english: string[];
  french: string[];
  /** Every right translation, `french` first; only where English leaves open what French must say. */
  references?: string[][];
  /** For each English adjective: its place among the English words, and the place of the French adjective that says it. */
  alignment: [english: number, french: number][];
}

const loaded = new Map<EnfrSplit, EnfrPair[]>();

/**
 * English–French sentence pairs that a grammar has made, with agreement of gender and number, elision (`l' arbre`),
 * contraction (`du`), pronouns before the verb, negation and the passé composé.
 *
 * - `train`: 8,000 pairs, at most 16 English words and marks.
 * - `test`: 500 other pairs of the same grammar, each with one translation that the grammar holds right.
 * - `compositional`: adjectives with nouns that never meet in `train`, though it has each of them.
 * - `longer`: 17 to 22 English words and marks, longer than anything in `train`.
 * - `ambiguous`: pairs with several right translations (`you`: tu or vous; `my friend`: mon ami or mon amie).
 *
 * @param split the part to read.
 * @returns its pairs in the order of the file; a fresh array of shared pairs, which the caller leaves as they are.
 * @throws Error when the split is unknown, or its file in `datasets/` is missing or changed.
 */
export function enfrPairs(split: EnfrSplit): EnfrPair[] {
  if (!splitNames.includes(split)) {
    throw new Error(`enfrPairs: split must be one of ${splitNames.join(', ')}, got ${split}`);
  }
  let pairs = loaded.get(split);
  if (!pairs) {
    pairs = readTabbedPairs(readDataset(enfrFileName(split))).map(pairOf);
    loaded.set(split, pairs);
  }
  return [...pairs];
}

/** The third column has the places of the adjectives, then the other translations, each after `|`. */
function pairOf({ source, target, attribution = '' }: TabbedPair): EnfrPair {
  const [places, ...others] = attribution.split('|').map((part) => part.trim());
  const alignment = places
    .split(' ')
    .filter((place) => place !== '')
    .map((place) => place.split('-').map(Number) as [number, number]);
  const french = target.split(' ');
  const pair = { english: source.split(' '), french, alignment };
  if (others.length === 0) return pair;
  return { ...pair, references: [french, ...others.map((other) => other.split(' '))] };
}
