import {
  isThirdSingular,
  word,
  words,
  type Clause,
  type NounPhrase,
  type Predicate,
} from './sentence';
import type { Sentence, Subject, Tense, Token } from './sentence';
import type { Verb } from './verbs';

/** Says a sentence in English, in lower case, with its full stop or question mark. */
export function toEnglish({ form, clauses, link }: Sentence): Token[] {
  const [first, second] = clauses;
  if (form === 'question') return [...questionOf(first), word('?')];
  const rest = second ? [word(link as string), ...statementOf(second)] : [];
  return [...statementOf(first), ...rest, word('.')];
}

function statementOf(clause: Clause): Token[] {
  const { subject, tense, isNegated, predicate, hasSilentSubject } = clause;
  const start = hasSilentSubject ? [] : subjectOf(subject);
  if (predicate.kind !== 'verb') {
    const not = isNegated ? ['not'] : [];
    return [...start, ...words([beForm(subject, tense), ...not]), ...complementOf(predicate)];
  }
  const verb = isNegated
    ? [doForm(subject, tense), 'not', predicate.verb.english[0]]
    : [verbForm(predicate.verb, subject, tense)];
  return [...start, ...words(verb), ...complementOf(predicate)];
}

function questionOf({ subject, tense, predicate }: Clause): Token[] {
  const isAction = predicate.kind === 'verb';
  const start = [
    ...(predicate.kind === 'where' ? ['where'] : []),
    isAction ? doForm(subject, tense) : beForm(subject, tense),
  ];
  const base = isAction ? [predicate.verb.english[0]] : [];
  return [...words(start), ...subjectOf(subject), ...words(base), ...complementOf(predicate)];
}

function complementOf(predicate: Predicate): Token[] {
  if (predicate.kind === 'where') return [];
  if (predicate.kind === 'be') {
    const { said, than } = predicate;
    const { comparative, english } = said.adjective;
    if (!than) return [{ text: english, mark: said }];
    const form = comparative ? [] : words(['more']);
    return [...form, { text: comparative ?? english, mark: said }, word('than'), ...phraseOf(than)];
  }
  const { verb, object, place } = predicate;
  const what = !object ? [] : object.kind === 'noun' ? phraseOf(object) : [word(object.pronoun)];
  const to = verb.takesTo && object ? words(['to']) : [];
  const where = place ? [...words(place.preposition.english), ...phraseOf(place.phrase)] : [];
  return [...to, ...what, ...where];
}

function subjectOf(subject: Subject): Token[] {
  return subject.kind === 'noun' ? phraseOf(subject) : [word(subject.pronoun)];
}

function phraseOf(phrase: NounPhrase): Token[] {
  const { determiner, noun, isPlural, adjectives, owner, relative } = phrase;
  const said = adjectives.map((each) => ({ text: each.adjective.english, mark: each }));
  const core: Token[] = [...said, word(noun.english[isPlural ? 1 : 0])];
  const of = owner ? [word('of'), ...phraseOf(owner)] : [];
  return [
    ...words(determinerForm(determiner, isPlural, core[0].text)),
    ...core,
    ...of,
    ...clause(),
  ];

  function clause(): Token[] {
    if (!relative) return [];
    const { verb, tense } = relative;
    if (relative.role === 'object') {
      const form = verbForm(verb, relative.subject, tense);
      return [word('that'), ...subjectOf(relative.subject), word(form)];
    }
    const who = noun.kinds.has('person') ? 'who' : 'that';
    const object = relative.object ? phraseOf(relative.object) : [];
    const to = verb.takesTo ? ['to'] : [];
    return [...words([who, verbForm(verb, phrase, tense), ...to]), ...object];
  }
}

function determinerForm(determiner: string, isPlural: boolean, next: string): string[] {
  if (determiner === 'bare') return [];
  if (determiner === 'a') return [/^[aeiou]/.test(next) ? 'an' : 'a'];
  return [determiner === 'this' && isPlural ? 'these' : determiner];
}

function beForm(subject: Subject, tense: Tense): string {
  const isI = subject.kind === 'pronoun' && subject.pronoun === 'i';
  if (tense === 'past') return isI || isThirdSingular(subject) ? 'was' : 'were';
  return isI ? 'am' : isThirdSingular(subject) ? 'is' : 'are';
}

function doForm(subject: Subject, tense: Tense): string {
  return tense === 'past' ? 'did' : isThirdSingular(subject) ? 'does' : 'do';
}

function verbForm({ english: [base, third, past] }: Verb, subject: Subject, tense: Tense): string {
  return tense === 'past' ? past : isThirdSingular(subject) ? third : base;
}
