import type { Random } from '../../tensor/random';
import { isDefinite, type ClauseWish } from './clauses';
import { drawPhrase, drawPredicate, drawPronoun, happens, pick } from './draw';
import { adjectives, canBeSaidOf } from './lexicon';
import type { Clause, NounPhrase, Predicate } from './sentence';

/** Nouns that something is said of with `is`. */
const TOPICS = 'person animal food text wear gown building car tree key garden boat table'.split(
  ' ',
);
/** What people compare is of one sort. */
const SORTS = ['person', 'animal', 'food', 'text', 'wear', 'building', 'vehicle'];
const COMPARED = adjectives.filter(({ comparative }) => comparative !== undefined);

/** A clause with `be` and an adjective; undefined when nothing can be said of the subject. */
export function drawBe(random: Random, wish: ClauseWish = {}): Clause | undefined {
  const richly = { adjective: wish.isRich ? 0.6 : 0.35 };
  const subject =
    wish.subject ??
    (happens(random, 0.15) ? drawPronoun(random) : drawPhrase(random, TOPICS, 'definite', richly));
  const adjective = drawPredicate(random, subject);
  if (!adjective) return undefined;
  const predicate: Predicate = { kind: 'be', said: { adjective } };
  return { subject, predicate, ...drawManner(random, wish, isDefinite(subject) ? 0.22 : 0) };
}

/** A clause that compares two things of one sort: `this cat is bigger than the old dog`. */
export function drawComparison(random: Random, wish: ClauseWish = {}): Clause | undefined {
  const adjective = pick(random, COMPARED);
  const options = { adjective: wish.isRich ? 0.5 : 0.25 };
  const [subject, than] = [1, 2].map(() => drawPhrase(random, adjective.of, 'definite', options));
  const isSaid = [subject, than].some(
    ({ noun, adjectives: said }) =>
      !canBeSaidOf(adjective, noun) ||
      said.some((each) => each.adjective.group === adjective.group),
  );
  if (isSaid || !isOneSort(subject, than)) return undefined;
  const predicate: Predicate = { kind: 'be', said: { adjective }, than };
  return { subject, predicate, ...drawManner(random, wish, 0.2) };
}

function drawManner(
  random: Random,
  wish: ClauseWish,
  negated: number,
): Pick<Clause, 'tense' | 'isNegated'> {
  return {
    tense: wish.tense ?? (happens(random, 0.25) ? 'past' : 'present'),
    isNegated: wish.isNegated ?? happens(random, negated),
  };
}

function isOneSort(a: NounPhrase, b: NounPhrase): boolean {
  if (a.noun === b.noun) return false;
  return SORTS.some((sort) => a.noun.kinds.has(sort) && b.noun.kinds.has(sort));
}
