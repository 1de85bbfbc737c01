import type { Random } from '../../tensor/random';
import { pick } from '../pick';
import {
  ASPECTS,
  FILLERS,
  INTENSITIES,
  opinionsOf,
  type Aspect,
  type Opinion,
  type Polarity,
  type Word,
} from './lexicon';

/** "the plot is not really good": one judgement. */
export interface Clause {
  aspect: Aspect;
  opinion: Opinion;
  intensity: Word;
  isNegated: boolean;
}

/**
 * How two sides are joined, and which of them decides the class of the review:
 * - `and`: `first and second`; both, and opposite sides make a mixed review
 * - `but`: `first but second`; the second
 * - `though`: `even though first , second`; the second
 */
export type Link = 'and' | 'but' | 'though';

/** A review before it is put into words. */
export interface Review {
  before: Word[];
  first: Clause;
  link: Link;
  /** Null when the review has one side only. */
  second: Clause | null;
  after: Word[];
}

const LINKS: readonly Link[] = ['but', 'though'];
const NEGATED = 0.25;
const MOST_FILLERS = 2;

function clauseOf(random: Random, aspect: Aspect, polarity: Polarity, isNegated: boolean): Clause {
  const said = (isNegated ? -polarity : polarity) as Polarity;
  const intensities = isNegated ? INTENSITIES.slice(0, -1) : INTENSITIES;
  const opinion = pick(random, opinionsOf(said));
  return { aspect, opinion, intensity: pick(random, intensities), isNegated };
}

/** Clauses of these polarities, each about another aspect; "not" stands in one of them at most. */
function clausesOf(random: Random, polarities: readonly Polarity[], negated: number): Clause[] {
  const aspects = random.shuffle(ASPECTS);
  const places = polarities.flatMap((polarity, at) => (polarity === 0 ? [] : [at]));
  const place = places.length > 0 && random.uniform() < negated ? pick(random, places) : -1;
  return polarities.map((polarity, at) => clauseOf(random, aspects[at], polarity, at === place));
}

/** Between 0 and 2 sentences around the judgement, none of them twice. */
function fillersOf(random: Random): Pick<Review, 'before' | 'after'> {
  const fillers = random.shuffle(FILLERS).slice(0, random.integer(MOST_FILLERS + 1));
  const numBefore = random.integer(fillers.length + 1);
  return { before: fillers.slice(0, numBefore), after: fillers.slice(numBefore) };
}

/**
 * A review without a contrast: one clause, two that agree, or (class 0 only) two that are opposite and
 * without "not". What class it has can be told without the order of its words.
 */
export function plainReview(random: Random, polarity: Polarity): Review {
  const isMixed = polarity === 0 && random.uniform() < 0.5;
  const isDouble = isMixed || random.uniform() < 0.5;
  const polarities: Polarity[] = isMixed ? random.shuffle([-1, 1]) : [polarity, polarity];
  const clauses = clausesOf(random, polarities.slice(0, isDouble ? 2 : 1), isMixed ? 0 : NEGATED);
  const [first, second = null] = clauses;
  return { ...fillersOf(random), first, link: 'and', second };
}

/**
 * A contrast, and the same with its sides exchanged. Both consist of the same words, and their
 * classes differ: no model that is blind to order can have both right.
 *
 * @returns the review whose class is `deciding`, then the one whose class is `other`
 */
export function twinReviews(random: Random, deciding: Polarity, other: Polarity): [Review, Review] {
  const link = pick(random, LINKS);
  const fillers = fillersOf(random);
  const [decided, opposed] = clausesOf(random, [deciding, other], NEGATED);
  return [
    { ...fillers, first: opposed, link, second: decided },
    { ...fillers, first: decided, link, second: opposed },
  ];
}
