import type { Random } from '../../tensor/random';
import { adjectives, canBeSaidOf, nouns, takesIn, type Adjective, type Noun } from './lexicon';
import type { Determiner, NounPhrase, Pronoun, SaidAdjective, Subject } from './sentence';

/** Where a noun phrase stands; it decides which determiners are natural. */
export type Role = 'subject' | 'object' | 'definite';

/** Adjectives that may stand with another one: the small red book, the old empty house. */
const SECOND = new Set(['colour', 'weight']);
const ONE: [Determiner, number][] = [
  ['the', 40],
  ['a', 20],
  ['this', 12],
  ['my', 12],
  ['his', 6],
  ['her', 6],
  ['our', 6],
  ['your', 2.5],
];
const SEVERAL: [Determiner, number][] = [
  ['the', 36],
  ['this', 12],
  ['two', 8],
  ['three', 5],
  ['many', 7],
  ['my', 9],
  ['his', 4],
  ['her', 4],
  ['our', 6],
  ['your', 2],
  ['bare', 10],
];
/** Determiners that say whose it is. */
export const POSSESSIVE = new Set<Determiner>(['my', 'his', 'her', 'our', 'your']);
/** Nouns that are said of somebody's: her uncle, rarely the uncle. */
const isKin = ({ kinds, gender }: Noun): boolean => kinds.has('kin') && gender !== 'both';

const nounLists = new Map<string, [Noun, number][]>();

/** One item of a list with weights. */
export function weighted<T>(random: Random, items: readonly (readonly [T, number])[]): T {
  const total = items.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random.uniform(0, total);
  for (const [item, weight] of items) {
    left -= weight;
    if (left < 0) return item;
  }
  return items[items.length - 1][0];
}

/** One item of a list, each as likely. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)];
}

/** Whether something of this probability happens. */
export function happens(random: Random, probability: number): boolean {
  return random.uniform() < probability;
}

/** A noun of the kinds in `of`; those whose gender English leaves open come seldom. */
export function drawNoun(random: Random, of: string[]): Noun {
  return weighted(random, nounsOf(of));
}

/** Nouns of some kinds with their weights; each list of kinds is looked through once. */
function nounsOf(of: string[]): [Noun, number][] {
  const key = of.join(' ');
  const known = nounLists.get(key);
  if (known) return known;
  const share = ({ gender }: Noun): number => (gender === 'both' ? 0.15 : 1);
  const list = nouns
    .filter((noun) => takesIn(of, noun))
    .map((noun): [Noun, number] => [noun, share(noun)]);
  nounLists.set(key, list);
  return list;
}

/** A noun phrase with its determiner and no, one or two adjectives. */
export function drawPhrase(
  random: Random,
  of: string[],
  role: Role,
  { plural = 0.32, adjective = 0.5 }: { plural?: number; adjective?: number } = {},
): NounPhrase {
  const noun = drawNoun(random, of);
  const isPlural = happens(random, plural);
  const isTaken = (determiner: Determiner): boolean => {
    const isPossessive = POSSESSIVE.has(determiner);
    if (isKin(noun)) return isPossessive;
    if (isPossessive) return noun.kinds.has('mine') || noun.kinds.has('kin');
    if (role === 'definite') return determiner === 'the' || determiner === 'this';
    return determiner !== 'bare' || role === 'object';
  };
  const list = (isPlural ? SEVERAL : ONE).filter(([determiner]) => isTaken(determiner));
  const said = happens(random, adjective) ? drawAdjectives(random, noun) : [];
  const determiner = weighted(random, list);
  return { kind: 'noun', determiner, noun, isPlural, adjectives: said };
}

function drawAdjectives(random: Random, noun: Noun): SaidAdjective[] {
  const fitting = adjectives.filter((adjective) => canBeSaidOf(adjective, noun));
  if (fitting.length === 0) return [];
  const first = pick(random, fitting);
  const second = fitting.filter(({ isBefore, group }) => !isBefore && SECOND.has(group));
  const isPair = first.isBefore && second.length > 0 && happens(random, 0.2);
  return [first, ...(isPair ? [pick(random, second)] : [])].map((adjective) => ({ adjective }));
}

/** An adjective to say of a subject with `is`; none of a group that its noun phrase has said already. */
export function drawPredicate(random: Random, subject: Subject): Adjective | undefined {
  const fitting = adjectives.filter((adjective) => {
    if (adjective.isOnlyAttribute) return false;
    if (subject.kind === 'pronoun') return adjective.of.includes('person');
    const groups = subject.adjectives.map((said) => said.adjective.group);
    return canBeSaidOf(adjective, subject.noun) && !groups.includes(adjective.group);
  });
  return fitting.length > 0 ? pick(random, fitting) : undefined;
}

/** A pronoun as a subject; `you` and `they`, which French must say more exactly, come seldom. */
export function drawPronoun(random: Random): Pronoun {
  const pronoun = weighted<Pronoun['pronoun']>(random, [
    ['i', 30],
    ['he', 25],
    ['she', 25],
    ['we', 28],
    ['you', 15],
    ['they', 9],
  ]);
  return { kind: 'pronoun', pronoun };
}
