import { seededRandom, type Random } from '../../tensor/random';
import { happens } from './draw';
import { toEnglish } from './english';
import { toFrench } from './french';
import { beginsWithVowel } from './french-words';
import { adjectives, canBeSaidOf, nouns } from './lexicon';
import { drawSentence } from './patterns';
import { allReadings } from './readings';
import { adjectiveNounPairs, type Token } from './sentence';

/** Names of the splits, in the order in which they are drawn. */
export const splitNames = ['compositional', 'ambiguous', 'longer', 'test', 'train'] as const;
export type SplitName = (typeof splitNames)[number];

/** A sentence in both languages. */
export interface GeneratedPair {
  english: string[];
  french: string[];
  /** Place of each English adjective and of the French one that says it. */
  alignment: [english: number, french: number][];
  /** Other right translations, where English leaves open what French must say. */
  others: string[][];
}

const SIZES: Record<SplitName, number> = {
  compositional: 400,
  ambiguous: 250,
  longer: 250,
  test: 500,
  train: 8000,
};
/** Sentences of `train` and `test` have at most so many English words and marks; those of `longer` have more. */
const MAX_LENGTH = 16;
const MAX_LONGER = 22;
/** Small splits are drawn larger, then sentences with a word that `train` hardly has are left out. */
const SURPLUS = 1.5;
const MIN_COUNT = 4;
/** Share of the draws that must be long sentences, on top of those that happen to be. */
const LONG_SHARE = 0.03;
/** Share of the sentences with several right translations that `train` keeps. */
const OPEN_KEPT = 0.6;
const SEED = 20170612;

/**
 * The pairs of every split, drawn from one stream of random numbers: no English sentence comes twice. An adjective
 * and a noun of `heldOutPairs` meet only in `compositional`.
 */
export function drawSplits(): Record<SplitName, GeneratedPair[]> {
  const random = seededRandom(SEED);
  const heldOut = heldOutPairs();
  const isSeen = new Set<string>();
  const splits = {} as Record<SplitName, GeneratedPair[]>;
  for (const name of splitNames) {
    const pairs: GeneratedPair[] = [];
    const size = SIZES[name] * (name === 'train' ? 1 : SURPLUS);
    while (pairs.length < size) {
      const isLong = name === 'longer' || (name !== 'ambiguous' && happens(random, LONG_SHARE));
      const pair = drawPair(random, { name, isLong, heldOut });
      const key = pair?.english.join(' ');
      if (!pair || !key || isSeen.has(key)) continue;
      isSeen.add(key);
      pairs.push(pair);
    }
    splits[name] = pairs;
  }
  const isCommon = commonWords(splits.train);
  for (const name of splitNames.filter((each) => each !== 'train')) {
    const known = splits[name].filter((pair) => wordsOf(pair).every(isCommon));
    splits[name] = known.slice(0, SIZES[name]);
  }
  return splits;
}

function drawPair(
  random: Random,
  { name, isLong, heldOut }: { name: SplitName; isLong: boolean; heldOut: Set<string> },
): GeneratedPair | undefined {
  const sentence = drawSentence(random, { isLong });
  const isNew = adjectiveNounPairs(sentence).some((pair) => heldOut.has(pair));
  if (isNew !== (name === 'compositional')) return undefined;
  const english = toEnglish(sentence);
  const { length } = english;
  const isFitting =
    name === 'longer' ? length > MAX_LENGTH && length <= MAX_LONGER : length <= MAX_LENGTH;
  if (!isFitting) return undefined;
  const readings = allReadings((reading) => toFrench(sentence, reading));
  const isOpen = readings.length > 1;
  if (name !== 'train' && isOpen !== (name === 'ambiguous')) return undefined;
  if (name === 'train' && isOpen && !happens(random, OPEN_KEPT)) return undefined;
  const [chosen, ...others] = random.shuffle(readings);
  return {
    english: texts(english),
    french: texts(chosen),
    alignment: alignmentOf(english, chosen),
    others: others.map(texts),
  };
}

/** Words that the training set has at least `MIN_COUNT` times. */
function commonWords(train: GeneratedPair[]): (word: string) => boolean {
  const counts = new Map<string, number>();
  for (const { english, french } of train) {
    for (const word of [...english.map(inEnglish), ...french]) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return (word) => (counts.get(word) ?? 0) >= MIN_COUNT;
}

function wordsOf({ english, french, others }: GeneratedPair): string[] {
  return [...english.map(inEnglish), ...[french, ...others].flat()];
}

/** An English word, told from a French one that is spelt alike. */
function inEnglish(word: string): string {
  return `en:${word}`;
}

function texts(tokens: Token[]): string[] {
  return tokens.map(({ text }) => text);
}

function alignmentOf(english: Token[], french: Token[]): [number, number][] {
  return english.flatMap(({ mark }, at): [number, number][] =>
    mark ? [[at, french.findIndex((token) => token.mark === mark)]] : [],
  );
}

const SPECIAL = adjectives.filter((each) => each.beforeVowel).map(({ english }) => english);
const VOWEL_NOUNS = nouns
  .filter(({ french }) => beginsWithVowel(french.m?.[0] ?? ''))
  .map(({ english }) => english[0]);

/**
 * Adjectives and nouns that never meet in `train`, about one pair in eight: each adjective and each noun meets others
 * there.
 */
export function heldOutPairs(): Set<string> {
  const random = seededRandom(SEED + 1);
  const possible = nouns
    .filter(({ gender }) => gender !== 'both')
    .flatMap((noun) =>
      adjectives
        .filter((adjective) => canBeSaidOf(adjective, noun))
        .map((adjective) => [adjective.english, noun.english[0]]),
    );
  const count = (word: string): number => possible.filter((pair) => pair.includes(word)).length;
  const taken = new Map<string, number>();
  const heldOut = new Set<string>();
  for (const pair of random.shuffle(possible)) {
    // nouvel, bel and vieil must be seen, and there are few words that they stand before.
    const isRareForm = SPECIAL.includes(pair[0]) && VOWEL_NOUNS.includes(pair[1]);
    if (isRareForm) continue;
    const isFree = pair.every((word) => (taken.get(word) ?? 0) + 1 <= count(word) / 6);
    if (!isFree) continue;
    pair.forEach((word) => taken.set(word, (taken.get(word) ?? 0) + 1));
    heldOut.add(pair.join(' '));
  }
  return heldOut;
}
