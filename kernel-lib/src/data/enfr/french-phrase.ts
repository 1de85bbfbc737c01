import { beginsWithVowel } from './french-words';
import type { Adjective, Gender } from './lexicon';
import type { Reading } from './readings';
import { word, words, type NounPhrase, type Pronoun, type Subject, type Token } from './sentence';

/** What agrees with a noun phrase or a pronoun. Gender is only asked for where a form shows it. */
export interface Features {
  /** Place in a list of verb forms: je, tu, il, nous, vous, ils. */
  person: number;
  isPlural: boolean;
  gender: () => Gender;
}

/** Person, number and gender of a subject. */
export function featuresOf(subject: Subject, reading: Reading): Features {
  if (subject.kind === 'noun') {
    const { isPlural } = subject;
    return { person: isPlural ? 5 : 2, isPlural, gender: () => genderOf(subject, reading) };
  }
  const { pronoun, antecedent } = subject;
  const open = (): Gender =>
    antecedent ? genderOf(antecedent, reading) : reading(`gender of ${pronoun}`);
  if (pronoun === 'you') {
    const form = reading('you');
    return { person: form === 'tu' ? 1 : 4, isPlural: form === 'vous, several', gender: open };
  }
  const person = { i: 0, he: 2, she: 2, we: 3, they: 5 }[pronoun];
  const known: Partial<Record<Pronoun['pronoun'], Gender>> = { he: 'm', she: 'f' };
  return { person, isPlural: person > 2, gender: () => known[pronoun] ?? open() };
}

/** Gender of a noun phrase: its noun's own, or the reading's where English leaves it open. */
export function genderOf({ noun }: NounPhrase, reading: Reading): Gender {
  return noun.gender === 'both' ? reading(`gender of ${noun.english[0]}`) : noun.gender;
}

/** A subject as it is said: `ils`, `le chat`. Relative clauses are the clause's business. */
export function pronounText(pronoun: Pronoun, reading: Reading): string {
  const { person, gender } = featuresOf(pronoun, reading);
  const isFeminine = (person === 2 || person === 5) && gender() === 'f';
  return ['je', 'tu', isFeminine ? 'elle' : 'il', 'nous', 'vous', isFeminine ? 'elles' : 'ils'][
    person
  ];
}

/** Form of an adjective for a gender and number; `next` is the word after it, for vieil, bel, nouvel. */
export function adjectiveForm(
  { french, beforeVowel }: Adjective,
  { gender, isPlural }: Pick<Features, 'gender' | 'isPlural'>,
  next?: string,
): string {
  // A form that does not show the gender must not ask for it.
  const at = isPlural ? 1 : 0;
  if (french.m[at] === french.f[at]) return french.m[at];
  const isSpecial = beforeVowel && !isPlural && next !== undefined && beginsWithVowel(next);
  if (gender() === 'f') return french.f[at];
  return isSpecial ? beforeVowel : french.m[at];
}

/** Determiner, adjectives and noun, before elision; `isDenied`: the object of a verb with ne … pas. */
export function corePhrase(
  phrase: NounPhrase,
  reading: Reading,
  { isDenied = false }: { isDenied?: boolean } = {},
): Token[] {
  const { noun, isPlural, adjectives } = phrase;
  const gender = (): Gender => genderOf(phrase, reading);
  const agree = { gender, isPlural };
  const name = noun.french[gender()]?.[isPlural ? 1 : 0] as string;
  let next = name;
  const before: Token[] = [];
  for (const said of adjectives.filter(({ adjective }) => adjective.isBefore).reverse()) {
    next = adjectiveForm(said.adjective, agree, next);
    before.unshift({ text: next, mark: said });
  }
  const after = adjectives
    .filter(({ adjective }) => !adjective.isBefore)
    .map((said) => ({ text: adjectiveForm(said.adjective, agree), mark: said }));
  const start = determinerForm(phrase, { gender: gender(), next, isDenied }, reading);
  return [...words(start), ...before, word(name), ...after];
}

function determinerForm(
  { determiner, isPlural, adjectives }: NounPhrase,
  { gender, next, isDenied }: { gender: Gender; next: string; isDenied: boolean },
  reading: Reading,
): string[] {
  const [isFeminine, isVowel] = [gender === 'f', beginsWithVowel(next)];
  const oneOf = (m: string, f: string, plural: string): string[] => [
    isPlural ? plural : isFeminine ? f : m,
  ];
  const possessive = (letter: string): string[] =>
    oneOf(`${letter}on`, isVowel ? `${letter}on` : `${letter}a`, `${letter}es`);
  switch (determiner) {
    case 'the':
      return oneOf('le', 'la', 'les');
    case 'a':
      return isDenied ? ['de'] : oneOf('un', 'une', 'des');
    case 'bare':
      return [isDenied || adjectives.some((said) => said.adjective.isBefore) ? 'de' : 'des'];
    case 'this':
      return oneOf(isVowel ? 'cet' : 'ce', 'cette', 'ces');
    case 'my':
      return possessive('m');
    case 'his':
    case 'her':
      return possessive('s');
    case 'our':
      return [isPlural ? 'nos' : 'notre'];
    case 'your':
      if (reading('you') === 'tu') return possessive('t');
      return [isPlural ? 'vos' : 'votre'];
    case 'two':
      return ['deux'];
    case 'three':
      return ['trois'];
    case 'many':
      return ['beaucoup', 'de'];
  }
}
