import type { Random } from '../../tensor/random';
import { drawPhrase, drawPronoun, POSSESSIVE, happens, pick, weighted } from './draw';
import { takesIn } from './lexicon';
import type { Clause, NounPhrase, ObjectPronoun, Subject, Tense } from './sentence';
import { intransitiveVerbs, transitiveVerbs, type Frame, type Verb } from './verbs';

/** What a clause must have; what is left out is drawn. */
export interface ClauseWish {
  subject?: Subject;
  tense?: Tense;
  isNegated?: boolean;
  /** Adjectives, owners and places come more often. */
  isRich?: boolean;
}

/** A clause with a verb, with or without an object. */
export function drawAction(random: Random, wish: ClauseWish = {}): Clause {
  const verbs = happens(random, 0.72) ? transitiveVerbs : intransitiveVerbs;
  const { subject } = wish;
  const verb = pick(random, subject ? verbs.filter((each) => canDo(each, subject)) : verbs);
  return drawActionOf(random, verb, wish);
}

/** A clause with a given verb. */
export function drawActionOf(random: Random, verb: Verb, wish: ClauseWish = {}): Clause {
  const frame = pick(random, framesFor(verb, wish.subject));
  const subject = wish.subject ?? drawSubject(random, frame.subject, wish);
  const often = verb.takesEtre ? 0.75 : 0.35;
  const tense = verb.isOnlyPresent
    ? 'present'
    : (wish.tense ?? (happens(random, often) ? 'past' : 'present'));
  const isNegated = wish.isNegated ?? (isDefinite(subject) && happens(random, 0.2));
  const object = frame.object && drawObject(random, { verb, frame, isNegated, subject }, wish);
  const place = drawPlace(random, { verb, subject, object }, wish);
  return { subject, tense, isNegated, predicate: { kind: 'verb', verb, object, place } };
}

/** Frames that a subject fits; the first, which is a person's, for pronouns. */
function framesFor({ frames }: Verb, subject?: Subject): Frame[] {
  if (!subject) return frames;
  if (subject.kind === 'pronoun') {
    return [frames[0]];
  }
  return frames.filter((frame) => takesIn(frame.subject, subject.noun));
}

/** Whether a subject can do what a verb says. */
export function canDo(verb: Verb, subject: Subject): boolean {
  return framesFor(verb, subject).length > 0;
}

function drawSubject(random: Random, of: string[], { isRich }: ClauseWish): Subject {
  const isPersonal = of.includes('person') && happens(random, isRich ? 0.1 : 0.2);
  if (isPersonal) return drawPronoun(random);
  const phrase = drawPhrase(random, of, 'subject', { adjective: isRich ? 0.6 : 0.38 });
  return happens(random, 0.12) ? withOwner(random, phrase) : phrase;
}

function drawObject(
  random: Random,
  context: { verb: Verb; frame: Frame; isNegated: boolean; subject: Subject },
  wish: ClauseWish,
): NounPhrase | ObjectPronoun {
  const { verb, frame, isNegated, subject } = context;
  const of = frame.object as string[];
  const isPersonal = of.includes('person') && happens(random, 0.3);
  if (isPersonal) return drawObjectPronoun(random, subject);
  const isWorn = verb.english[0] === 'wear';
  const isMade = verb.english[0] === 'write';
  const isLoved = verb.english[0] === 'love';
  const isMany = subject.kind === 'noun' ? subject.isPlural : subject.pronoun === 'we';
  const plural = isWorn && !isMany ? 0 : 0.32;
  const options = { plural, adjective: wish.isRich ? 0.7 : 0.5 };
  for (;;) {
    const phrase = drawPhrase(random, of, isLoved ? 'definite' : 'object', options);
    const { determiner } = phrase;
    const isCounted = ['two', 'three', 'many'].includes(determiner);
    // Nobody writes my book.
    if (isMade && POSSESSIVE.has(determiner)) continue;
    if (isCounted && (isNegated || isLoved || isWorn)) continue;
    return !isMade && happens(random, 0.3) ? withOwner(random, phrase) : phrase;
  }
}

function drawObjectPronoun(random: Random, subject: Subject): ObjectPronoun {
  const own = subject.kind === 'pronoun' ? subject.pronoun : undefined;
  const pronoun = weighted<ObjectPronoun['pronoun']>(random, [
    ['me', own === 'i' || own === 'we' ? 0 : 24],
    ['us', own === 'i' || own === 'we' ? 0 : 16],
    ['him', 20],
    ['her', 20],
    ['them', 14],
    ['you', own === 'you' ? 0 : 4],
  ]);
  return { kind: 'object pronoun', pronoun };
}

/** `the hat` as `the hat of the king`: for things and animals that somebody can have, said with `the`. */
function withOwner(random: Random, phrase: NounPhrase): NounPhrase {
  if (!phrase.noun.kinds.has('mine')) return phrase;
  const owner = drawPhrase(random, ['person'], 'definite', { plural: 0.2, adjective: 0.3 });
  const isThe = !owner.noun.kinds.has('kin') && happens(random, 0.5);
  const whose: NounPhrase = isThe ? { ...owner, determiner: 'the' } : owner;
  return { ...phrase, determiner: 'the', owner: whose };
}

function drawPlace(
  random: Random,
  { verb, subject, object }: { verb: Verb; subject: Subject; object?: NounPhrase | ObjectPronoun },
  wish: ClauseWish,
): { preposition: Verb['places'][number]; phrase: NounPhrase } | undefined {
  const isNeeded = verb.english[0] === 'go';
  if (verb.places.length === 0) return undefined;
  if (!isNeeded && !happens(random, (object ? 0.3 : 0.65) + (wish.isRich ? 0.3 : 0))) {
    return undefined;
  }
  const preposition = pick(random, verb.places);
  const phrase = drawPhrase(random, preposition.of, 'definite', { plural: 0.12, adjective: 0.35 });
  const isAnimal = subject.kind === 'noun' && subject.noun.kinds.has('animal');
  const isFound = verb.english[0] === 'find';
  const isSeveral = phrase.isPlural && ['in', 'under'].includes(preposition.english[0]);
  if (isSeveral && !phrase.noun.kinds.has('outdoors')) return undefined;
  if (phrase.noun.english[0] === 'table' && !isAnimal && !isFound) return undefined;
  const fixed = ['building', 'place', 'outdoors', 'table'];
  if (object?.kind === 'noun' && (object.owner || takesIn(fixed, object.noun))) return undefined;
  return { preposition, phrase };
}

/** A subject that can be denied something or asked about: not `a dog`, `two dogs`, `many dogs`. */
export function isDefinite(subject: Subject): boolean {
  return (
    subject.kind === 'pronoun' ||
    !['a', 'two', 'three', 'many', 'bare'].includes(subject.determiner)
  );
}
