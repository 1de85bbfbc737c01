import type { Random } from '../../tensor/random';
import { drawBe, drawComparison } from './be-clauses';
import { drawBecause } from './because';
import { canDo, drawAction, drawActionOf, isDefinite, type ClauseWish } from './clauses';
import { drawPhrase, happens, pick, weighted } from './draw';
import { takesIn } from './lexicon';
import {
  isThirdSingular,
  nounPhrases,
  type Clause,
  type NounPhrase,
  type Sentence,
} from './sentence';
import type { Subject, Tense } from './sentence';
import { transitiveVerbs, type Verb } from './verbs';

/** Draws a sentence of one pattern, or undefined when what was drawn makes no sense. */
type Pattern = (random: Random, wish: ClauseWish) => Sentence | undefined;

const statement = (clause: Clause | undefined): Sentence | undefined =>
  clause && { form: 'statement', clauses: [clause] };

const verbNamed = (name: string): Verb =>
  transitiveVerbs.find(({ english }) => english[0] === name) as Verb;

/** Two verbs that follow each other on one thing: she bought the book and read it. */
const CHAINS = [
  'take open and',
  'find wash and',
  'find read and',
  'find open but',
  'buy wash and',
  'buy eat but',
  'buy read but',
  'take read and',
  'take eat and',
  'take lose and',
  'find lose but',
  'see follow and',
  'see hear but',
  'hear follow and',
  'hear see but',
  'see help but',
].map((line) => line.split(' '));

const chain: Pattern = (random, wish) => {
  const [firstName, secondName, link] = pick(random, CHAINS);
  const [first, second] = [verbNamed(firstName), verbNamed(secondName)];
  const tense = first.isOnlyPresent || second.isOnlyPresent ? 'present' : drawTense(random);
  const clause = drawActionOf(random, first, { ...wish, tense, isNegated: false });
  const { subject, predicate } = clause;
  if (predicate.kind !== 'verb' || predicate.object?.kind !== 'noun') return undefined;
  const { object } = predicate;
  const fits = second.frames.some((frame) => takesIn(frame.object ?? [], object.noun));
  if (!fits || !canDo(second, subject) || object.owner) return undefined;
  if (object.noun.kinds.has('person')) return undefined;
  const pronoun = object.isPlural ? 'them' : 'it';
  const then: Clause = {
    subject,
    tense,
    isNegated: link === 'but' && secondName !== 'lose',
    predicate: {
      kind: 'verb',
      verb: second,
      object: { kind: 'object pronoun', pronoun, antecedent: object },
    },
    hasSilentSubject: subject.kind === 'noun' || ['he', 'she'].includes(subject.pronoun),
  };
  return { form: 'statement', clauses: [clause, then], link: link as 'and' | 'but' };
};

/** Two things that happen, one after the other. */
const joined: Pattern = (random, wish) => {
  const tense = drawTense(random);
  const [first, second] = [1, 2].map(() =>
    drawAction(random, { ...wish, tense, isNegated: false }),
  );
  if (first.tense !== second.tense || sameSubject(first, second)) return undefined;
  return { form: 'statement', clauses: [first, second], link: 'and' };
};

/** One does what another does not, or does it to something else. */
const contrasted: Pattern = (random, wish) => {
  const first = drawAction(random, { ...wish, isNegated: false });
  if (first.predicate.kind !== 'verb' || !isDefinite(first.subject)) return undefined;
  const { verb, object } = first.predicate;
  const isNegated = happens(random, 0.6);
  const second = drawActionOf(random, verb, { ...wish, tense: first.tense, isNegated });
  if (second.predicate.kind !== 'verb' || !isDefinite(second.subject)) return undefined;
  if (sameSubject(first, second)) return undefined;
  const isTold = object?.kind === 'noun' && !object.noun.kinds.has('person') && !verb.takesTo;
  if (!isNegated) {
    const isOther = isTold && second.predicate.object?.kind === 'noun';
    return isOther ? { form: 'statement', clauses: [first, second], link: 'but' } : undefined;
  }
  if (['lose', 'go', 'wear'].includes(verb.english[0])) return undefined;
  if (object && (!isTold || object.owner || !isDefinite(object))) return undefined;
  const canDoIt = !object || frameWith(verb, second.subject, object);
  if (!canDoIt) return undefined;
  const pronoun = object?.isPlural ? 'them' : 'it';
  const same = object && { kind: 'object pronoun' as const, pronoun, antecedent: object };
  const predicate = { kind: 'verb' as const, verb, object: same } as Clause['predicate'];
  return { form: 'statement', clauses: [first, { ...second, predicate }], link: 'but' };
};

function frameWith(verb: Verb, subject: Subject, object: NounPhrase): boolean {
  return verb.frames.some(
    ({ subject: who, object: what = [] }) =>
      takesIn(what, object.noun) &&
      (subject.kind === 'pronoun' ? who.includes('person') : takesIn(who, subject.noun)),
  );
}

function sameSubject({ subject: a }: Clause, { subject: b }: Clause): boolean {
  return a.kind === 'pronoun' && b.kind === 'pronoun' && a.pronoun === b.pronoun;
}

function drawTense(random: Random): Tense {
  return happens(random, 0.5) ? 'past' : 'present';
}

const relative: Pattern = (random, wish) => {
  const isOfObject = happens(random, 0.4);
  const isAction = !isOfObject && happens(random, 0.4);
  const kinds = isOfObject ? ['text', 'wear', 'gown', 'food', 'car', 'key'] : ['person', 'animal'];
  const head = drawPhrase(random, kinds, 'definite', { adjective: 0.25 });
  const fitting = transitiveVerbs.filter(({ frames, takesTo }) =>
    isOfObject
      ? !takesTo && frames.some(({ object = [] }) => takesIn(object, head.noun))
      : frames.some(({ subject }) => takesIn(subject, head.noun)),
  );
  const inner = drawActionOf(
    random,
    pick(random, fitting),
    isOfObject ? { isNegated: false } : { subject: head, isNegated: false },
  );
  const { tense, predicate } = inner;
  const main = { ...wish, tense };
  if (predicate.kind !== 'verb' || predicate.place) return undefined;
  const { verb, object } = predicate;
  if (isOfObject) {
    const { subject } = inner;
    if (!isDefinite(subject) || !frameWith(verb, subject, head)) return undefined;
    const that = { ...head, relative: { role: 'object' as const, verb, tense, subject } };
    return statement(drawBe(random, { ...main, subject: that }));
  }
  if (object?.kind !== 'noun' || object.owner) return undefined;
  const subject: NounPhrase = { ...head, relative: { role: 'subject', verb, tense, object } };
  const say = isAction ? drawAction : drawBe;
  const clause = say(random, { ...main, subject });
  return clause?.tense === tense ? statement(clause) : undefined;
};

const question: Pattern = (random, wish) => {
  const open = { ...wish, isNegated: false };
  const clause = happens(random, 0.35) ? drawBe(random, open) : drawAction(random, open);
  if (!clause || !isDefinite(clause.subject)) return undefined;
  const { subject } = clause;
  if (subject.kind === 'pronoun' && ['i', 'we'].includes(subject.pronoun)) return undefined;
  return { form: 'question', clauses: [clause] };
};

const where: Pattern = (random) => {
  const kinds = ['person', 'animal', 'text', 'wear', 'gown', 'building', 'car', 'key', 'boat'];
  const subject = drawPhrase(random, kinds, 'definite', { adjective: 0.6 });
  if (subject.determiner === 'this') return undefined;
  const tense = happens(random, 0.2) ? 'past' : 'present';
  const clause: Clause = { subject, tense, isNegated: false, predicate: { kind: 'where' } };
  return { form: 'question', clauses: [clause] };
};

const be: Pattern = (random, wish) => statement(drawBe(random, wish));
const comparison: Pattern = (random, wish) => statement(drawComparison(random, wish));
const action: Pattern = (random, wish) => statement(drawAction(random, wish));

/** How often each pattern is drawn. */
const PATTERNS: [Pattern, number][] = [
  [be, 14],
  [comparison, 6],
  [action, 38],
  [chain, 7],
  [drawBecause, 6],
  [joined, 3],
  [contrasted, 5],
  [relative, 7],
  [question, 8],
  [where, 4],
];
const LONG_PATTERNS: [Pattern, number][] = [
  [drawBecause, 4],
  [joined, 2],
  [contrasted, 3],
  [relative, 4],
];

/** Draws a sentence; `isLong`: of a pattern with two clauses, with more adjectives, owners and places. */
export function drawSentence(random: Random, { isLong = false } = {}): Sentence {
  const pattern = weighted(random, isLong ? LONG_PATTERNS : PATTERNS);
  for (;;) {
    const sentence = pattern(random, { isRich: isLong });
    if (sentence && hasNoRepeatedNoun(sentence) && isClearInTime(sentence)) return sentence;
  }
}

/** Nobody says `the cat sees the cat`. */
function hasNoRepeatedNoun(sentence: Sentence): boolean {
  const names = nounPhrases(sentence).map(({ noun }) => noun.english[0]);
  return new Set(names).size === names.length;
}

/** `they read a book` may be past or present; `she reads`, `do they read` and `they do not read` are clear. */
function isClearInTime(sentence: Sentence): boolean {
  const { form, clauses } = sentence;
  const isOpen = (verb: Verb, subject: Subject): boolean =>
    verb.english[0] === verb.english[2] && !isThirdSingular(subject);
  const inRelative = nounPhrases(sentence).some((phrase) => {
    const { relative } = phrase;
    if (!relative) return false;
    return isOpen(relative.verb, relative.role === 'subject' ? phrase : relative.subject);
  });
  const inClause = clauses.some(
    ({ subject, isNegated, predicate }) =>
      form === 'statement' &&
      !isNegated &&
      predicate.kind === 'verb' &&
      isOpen(predicate.verb, subject),
  );
  return !inRelative && !inClause;
}
