import {
  adjectiveForms,
  notBeforeVowel,
  nounForms,
  onlyBeforeVowel,
  prenominal,
  soundsVowel,
  type Gender,
  type Number,
} from './french-forms';

/** Gender and number of a noun phrase or pronoun; null: the word itself does not tell. */
export interface Agreement {
  gender: Gender | null;
  number: Number | null;
}

/** What breaks a rule of French. */
export class Violation extends Error {}

/** Where the object of a denied verb stands, the object of another verb, or neither. */
export type ObjectOf = 'denied' | 'affirmed' | null;

/** Words of a sentence with a place in it. */
export class Reader {
  at = 0;

  constructor(readonly words: readonly string[]) {}

  get word(): string {
    return this.words[this.at] ?? '(nothing)';
  }

  next(): string {
    return this.words[this.at++] ?? '(nothing)';
  }

  /** Passes one of these words, and says whether it was there. */
  takes(...texts: string[]): boolean {
    if (!texts.includes(this.word)) return false;
    this.at++;
    return true;
  }

  fail(message: string): never {
    throw new Violation(`${message}, at "${this.words.slice(this.at - 1, this.at + 2).join(' ')}"`);
  }
}

/** Agreement of what a word says with what it belongs to. */
export function agrees(form: { genders: Gender[]; numbers: Number[] }, whole: Agreement): boolean {
  const { gender, number } = whole;
  return (
    (gender === null || form.genders.includes(gender)) &&
    (number === null || form.numbers.includes(number))
  );
}

interface Article {
  gender: Gender | null;
  number: Number;
  /** The sound that must follow; null: any. */
  before?: 'vowel' | 'consonant';
}

const ARTICLES: Record<string, Article[]> = {
  le: [{ gender: 'm', number: 's', before: 'consonant' }],
  la: [{ gender: 'f', number: 's', before: 'consonant' }],
  "l'": [{ gender: null, number: 's', before: 'vowel' }],
  un: [{ gender: 'm', number: 's' }],
  une: [{ gender: 'f', number: 's' }],
  ce: [{ gender: 'm', number: 's', before: 'consonant' }],
  cet: [{ gender: 'm', number: 's', before: 'vowel' }],
  cette: [{ gender: 'f', number: 's' }],
  notre: [{ gender: null, number: 's' }],
  votre: [{ gender: null, number: 's' }],
};
for (const letter of ['m', 't', 's']) {
  ARTICLES[`${letter}a`] = [{ gender: 'f', number: 's', before: 'consonant' }];
  // mon école: the form of the masculine before a vowel.
  ARTICLES[`${letter}on`] = [
    { gender: 'm', number: 's' },
    { gender: 'f', number: 's', before: 'vowel' },
  ];
}
const PLURAL = 'les ces mes tes ses nos vos deux trois des'.split(' ');
for (const word of PLURAL) ARTICLES[word] = [{ gender: null, number: 'p' }];

/** Reads determiner, adjectives and noun; `article` is given where it is part of du, des, au, aux. */
export function readNounPhrase(
  reader: Reader,
  objectOf: ObjectOf,
  article?: 'le' | 'les',
): Agreement {
  const text = article ?? reader.next();
  const isMany = text === 'beaucoup';
  if (isMany && !reader.takes('de', "d'")) reader.fail('beaucoup is followed by de');
  const isPartitive = !article && (text === 'de' || text === "d'");
  if (isPartitive && objectOf === null) reader.fail('de needs a verb before it');
  const articles = isMany
    ? [{ gender: null, number: 'p' as const }]
    : isPartitive
      ? null
      : ARTICLES[text];
  if (articles === undefined) reader.fail(`${text} is no determiner`);
  if (objectOf === 'denied' && !article && ['un', 'une', 'des'].includes(text)) {
    reader.fail(`${text} becomes de when the verb is denied`);
  }
  const first = reader.word;
  const { whole, numBefore } = readCore(reader);
  if (isPartitive && objectOf === 'affirmed' && (whole.number !== 'p' || numBefore === 0)) {
    reader.fail('de instead of des needs a plural adjective before the noun');
  }
  if (text === 'des' && !article && numBefore > 0) {
    reader.fail('des becomes de before an adjective');
  }
  const fits = articles?.some(
    ({ gender, number, before }) =>
      (gender === null || gender === whole.gender) &&
      number === whole.number &&
      (before === undefined || (before === 'vowel') === soundsVowel(first)),
  );
  if (articles && !fits) reader.fail(`${text} does not fit ${first}`);
  return whole;
}

function readCore(reader: Reader): { whole: Agreement; numBefore: number } {
  const start = reader.at;
  while (prenominal.has(reader.word)) reader.at++;
  const numBefore = reader.at - start;
  const noun = reader.next();
  const form = nounForms.get(noun);
  if (!form) reader.fail(`${noun} is no noun`);
  const whole = { gender: form.genders[0], number: form.numbers[0] };
  for (let at = start; at < start + numBefore; at++) {
    const [adjective, next] = [reader.words[at], reader.words[at + 1]];
    requireAgreement(reader, adjective, whole);
    if (onlyBeforeVowel.has(adjective) && !soundsVowel(next)) {
      reader.fail(`${adjective} only stands before a vowel`);
    }
    if (whole.number === 's' && notBeforeVowel.has(adjective) && soundsVowel(next)) {
      reader.fail(`${adjective} cannot stand before ${next}`);
    }
  }
  while (adjectiveForms.has(reader.word)) {
    const adjective = reader.next();
    if (prenominal.has(adjective)) reader.fail(`${adjective} stands before the noun`);
    requireAgreement(reader, adjective, whole);
  }
  return { whole, numBefore };
}

/** Checks an adjective against what it is said of. */
export function requireAgreement(reader: Reader, adjective: string, whole: Agreement): void {
  const form = adjectiveForms.get(adjective);
  if (!form) return reader.fail(`${adjective} is no adjective`);
  if (!agrees(form, whole)) {
    reader.fail(`${adjective} does not agree with ${whole.gender ?? '?'}.${whole.number ?? '?'}`);
  }
}
