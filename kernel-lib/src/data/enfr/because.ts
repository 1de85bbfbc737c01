import type { Random } from '../../tensor/random';
import { canDo, drawActionOf, isDefinite, type ClauseWish } from './clauses';
import { drawPhrase, drawPronoun, happens, pick } from './draw';
import { adjectives, type Adjective } from './lexicon';
import type { Clause, Sentence, Subject } from './sentence';
import { intransitiveVerbs, transitiveVerbs, type Verb } from './verbs';

/** What makes people happy, sad or tired: verbs of others, or their own. */
const REASONS = [
  { mood: 'happy', verbs: 'buy find help sing arrive love talk see read write open', by: 'others' },
  { mood: 'sad', verbs: 'lose sell leave fall take', by: 'others' },
  { mood: 'sad', verbs: 'arrive sing help talk love hear find see', by: 'others', isDenied: true },
  { mood: 'tired', verbs: 'work wash follow help write sing read', by: 'self' },
] as const;

const moodNamed = (name: string): Adjective =>
  adjectives.find(({ english }) => english === name) as Adjective;

const verbsNamed = (names: string): Verb[] =>
  [...transitiveVerbs, ...intransitiveVerbs].filter(({ english }) =>
    names.split(' ').includes(english[0]),
  );

/** `the girl is sad because her brother left`, `the girls are tired because they worked`. */
export function drawBecause(random: Random, wish: ClauseWish): Sentence | undefined {
  const reason = pick(random, REASONS);
  const subject = happens(random, 0.25)
    ? drawPronoun(random)
    : drawPhrase(random, ['person'], 'definite', { adjective: 0.3 });
  const mood = moodNamed(reason.mood);
  const isMoodSaid =
    subject.kind === 'noun' && subject.adjectives.some((said) => said.adjective.group === 'mood');
  if (isMoodSaid) return undefined;
  const tense = happens(random, 0.3) ? 'past' : 'present';
  const verb = pick(random, verbsNamed(reason.verbs));
  const isNegated = 'isDenied' in reason;
  const own = reason.by === 'self' ? ownPronoun(subject) : undefined;
  if (reason.by === 'self' && (!own || !canDo(verb, own))) return undefined;
  const because = drawActionOf(random, verb, {
    ...wish,
    subject: own,
    tense: tense === 'past' ? 'past' : undefined,
    isNegated,
  });
  if (tense === 'past' && because.tense !== 'past') return undefined;
  if (isNegated && !isDefinite(because.subject)) return undefined;
  if (reason.by === 'others' && isSame(subject, because.subject)) return undefined;
  const predicate = { kind: 'be' as const, said: { adjective: mood } };
  const first: Clause = { subject, tense, isNegated: false, predicate };
  return { form: 'statement', clauses: [first, because], link: 'because' };
}

/** The pronoun that a subject takes when it is spoken of again; none where its gender is open. */
function ownPronoun(subject: Subject): Subject | undefined {
  if (subject.kind === 'pronoun') return subject;
  const { noun, isPlural } = subject;
  if (noun.gender === 'both') return undefined;
  const pronoun = isPlural ? 'they' : noun.gender === 'f' ? 'she' : 'he';
  return { kind: 'pronoun', pronoun, antecedent: subject };
}

function isSame(a: Subject, b: Subject): boolean {
  return a.kind === 'pronoun' && b.kind === 'pronoun' && a.pronoun === b.pronoun;
}
