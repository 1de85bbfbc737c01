import type { Adjective, Noun } from './lexicon';
import type { Preposition, Verb } from './verbs';

// A sentence before it is said in a language: who does what to whom. `english.ts` and `french.ts` say it.

/** `bare`: no determiner in English (`she reads books`). The number is the noun phrase's own. */
export type Determiner =
  'the' | 'a' | 'this' | 'my' | 'his' | 'her' | 'our' | 'your' | 'two' | 'three' | 'many' | 'bare';

/** An adjective where it is said; the object itself marks the word in both languages. */
export interface SaidAdjective {
  adjective: Adjective;
}

export interface NounPhrase {
  kind: 'noun';
  determiner: Determiner;
  noun: Noun;
  isPlural: boolean;
  /** In English order. */
  adjectives: SaidAdjective[];
  /** The hat **of the king**. */
  owner?: NounPhrase;
  relative?: Relative;
}

/** The man **who sings**, the man **who reads a book**; the book **that she reads**. */
export type Relative =
  | { role: 'subject'; verb: Verb; tense: Tense; object?: NounPhrase }
  | { role: 'object'; verb: Verb; tense: Tense; subject: Subject };

export interface Pronoun {
  kind: 'pronoun';
  pronoun: 'i' | 'you' | 'he' | 'she' | 'we' | 'they';
  /** Whom it stands for, where that was said: `the girls are tired because they worked`. */
  antecedent?: NounPhrase;
}

/** `it`, and `them` for things, stand for a noun phrase that was said before. */
export interface ObjectPronoun {
  kind: 'object pronoun';
  pronoun: 'me' | 'you' | 'him' | 'her' | 'us' | 'them' | 'it';
  antecedent?: NounPhrase;
}

export type Subject = NounPhrase | Pronoun;
export type Tense = 'present' | 'past';

export type Predicate =
  /** Nothing is said but where it is: `where is the key ?` */
  | { kind: 'where' }
  | { kind: 'be'; said: SaidAdjective; than?: NounPhrase }
  | {
      kind: 'verb';
      verb: Verb;
      object?: NounPhrase | ObjectPronoun;
      place?: { preposition: Preposition; phrase: NounPhrase };
    };

export interface Clause {
  subject: Subject;
  tense: Tense;
  isNegated: boolean;
  predicate: Predicate;
  /** The subject is the one of the clause before and not said again. */
  hasSilentSubject?: boolean;
}

export interface Sentence {
  form: 'statement' | 'question';
  clauses: Clause[];
  /** Between two clauses. */
  link?: 'and' | 'but' | 'because';
}

/** A word of a sentence; `mark` is the adjective it says, the same object in both languages. */
export interface Token {
  text: string;
  mark?: SaidAdjective;
}

/** A word without a mark. */
export function word(text: string): Token {
  return { text };
}

/** Words without marks. */
export function words(texts: readonly string[]): Token[] {
  return texts.map(word);
}

/** Every noun phrase of a sentence, also those inside others. */
export function nounPhrases(sentence: Sentence): NounPhrase[] {
  return sentence.clauses.flatMap(({ subject, predicate, hasSilentSubject }) => {
    const parts: unknown[] = hasSilentSubject ? [] : [subject];
    if (predicate.kind === 'be') parts.push(predicate.than);
    if (predicate.kind === 'verb') parts.push(predicate.object, predicate.place?.phrase);
    return parts.flatMap(phrasesIn);
  });
}

function phrasesIn(part: unknown): NounPhrase[] {
  const phrase = part as NounPhrase | undefined;
  if (phrase?.kind !== 'noun') return [];
  const { owner, relative } = phrase;
  const inner = relative && (relative.role === 'subject' ? relative.object : relative.subject);
  return [phrase, ...phrasesIn(owner), ...phrasesIn(inner)];
}

/** Every adjective with the noun it is said of: `red apple`; in `the cat is older than the dog` there are two. */
export function adjectiveNounPairs(sentence: Sentence): string[] {
  const name = ({ adjective }: SaidAdjective, { noun }: NounPhrase): string =>
    `${adjective.english} ${noun.english[0]}`;
  const attributes = nounPhrases(sentence).flatMap((phrase) =>
    phrase.adjectives.map((said) => name(said, phrase)),
  );
  const predicates = sentence.clauses.flatMap(({ subject, predicate }) => {
    if (predicate.kind !== 'be') return [];
    const of = [subject, predicate.than].filter((each) => each?.kind === 'noun');
    return of.map((phrase) => name(predicate.said, phrase as NounPhrase));
  });
  return [...attributes, ...predicates];
}

/** Whether a verb in the present takes `s` after this subject. */
export function isThirdSingular(subject: Subject): boolean {
  if (subject.kind === 'noun') return !subject.isPlural;
  return subject.pronoun === 'he' || subject.pronoun === 'she';
}
