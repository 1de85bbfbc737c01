import {
  finiteForms,
  intransitive,
  onlyBeforeVowel,
  participles,
  soundsVowel,
  withEtre,
} from './french-forms';
import { agrees, Reader, readNounPhrase, requireAgreement, Violation } from './french-sentence';
import { DIRECT, INDIRECT, PRONOUNS, type Subject } from './french-pronouns';
import type { Agreement } from './french-sentence';

/** A pronoun that a participle agreed with, for the test that compares both languages. */
export interface Agreed {
  pronoun: string;
  participle: string;
  /** Direct object of the clause before, where there is one. */
  antecedent: Agreement | null;
}

/** What a clause leaves behind for the next one. */
interface Clause {
  subject: Subject;
  object: Agreement | null;
}

const ELIDING = new Set(['le', 'la', 'de', 'ne', 'je', 'me', 'te', 'que']);

/**
 * Reads a French sentence by the rules of grammar.
 *
 * @returns the rule that it breaks in words, or null and the pronouns that participles agreed with.
 */
export function checkFrench(words: readonly string[]): {
  violation: string | null;
  agreed: Agreed[];
} {
  const agreed: Agreed[] = [];
  try {
    checkJoints(words);
    readSentence(new Reader(words), agreed);
    return { violation: null, agreed };
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return { violation: error.message, agreed };
  }
}

/** Elision and contraction, which no sentence may miss, whatever its structure. */
function checkJoints(words: readonly string[]): void {
  words.slice(0, -1).forEach((word, at) => {
    const next = words[at + 1];
    if (ELIDING.has(word) && soundsVowel(next)) throw new Violation(`${word} ${next}: no elision`);
    if (word.endsWith("'") && !soundsVowel(next)) throw new Violation(`${word} ${next}: elision`);
    if (/^(de|à) les?$/.test(`${word} ${next}`)) throw new Violation(`${word} ${next}: contract`);
  });
}

function readSentence(reader: Reader, agreed: Agreed[]): void {
  if (reader.takes('où')) {
    const verb = reader.next();
    const subject = readSubject(reader);
    requireForm(reader, verb, 'être', subject);
    return readEnd(reader, '?');
  }
  if (reader.takes('est-ce')) {
    if (!reader.takes('que', "qu'")) reader.fail('est-ce is followed by que');
    readClause(reader, agreed, null);
    return readEnd(reader, '?');
  }
  const first = readClause(reader, agreed, null);
  const isBecause = reader.takes('parce');
  if (isBecause && !reader.takes('que', "qu'")) reader.fail('parce is followed by que');
  if (isBecause || reader.takes('et', 'mais')) readClause(reader, agreed, first);
  readEnd(reader, '.');
}

function readEnd(reader: Reader, mark: string): void {
  if (!reader.takes(mark) || reader.at !== reader.words.length) {
    reader.at++;
    reader.fail(`the sentence does not end with ${mark}`);
  }
}

function readClause(reader: Reader, agreed: Agreed[], before: Clause | null): Clause {
  const [word, next] = [reader.word, reader.words[reader.at + 1]];
  const isSilent =
    before && (word === 'ne' || word === "n'" || (word in DIRECT && finiteForms.has(next)));
  // `nous` and `vous` before a verb are its subject.
  const subject =
    isSilent && !(word in PRONOUNS) ? (before as Clause).subject : readSubject(reader, agreed);
  const object = readPredicate(reader, { subject, agreed, before: before?.object ?? null });
  return { subject, object };
}

function readSubject(reader: Reader, agreed: Agreed[] = []): Subject {
  if (reader.word in PRONOUNS) return PRONOUNS[reader.next()];
  const whole = readPhrase(reader, { agreed });
  return { ...whole, person: whole.number === 's' ? 3 : 6 };
}

/** A noun phrase with its `de` complement and its relative clause. */
function readPhrase(
  reader: Reader,
  {
    agreed = [],
    objectOf = null,
    article,
  }: { agreed?: Agreed[]; objectOf?: 'denied' | 'affirmed' | null; article?: 'le' | 'les' } = {},
): Agreement {
  const whole = readNounPhrase(reader, objectOf, article);
  if (['de', "d'", 'du', 'des'].includes(reader.word)) readAfter(reader, 'de', agreed);
  if (reader.takes('qui')) {
    const person = whole.number === 's' ? 3 : 6;
    readPredicate(reader, { subject: { ...whole, person }, agreed, before: null });
  } else if (reader.takes('que', "qu'")) {
    const subject = readSubject(reader, agreed);
    readPredicate(reader, { subject, agreed, before: null, relative: whole });
  }
  return whole;
}

/** A noun phrase after `de` or `à`, with their contractions. */
function readAfter(reader: Reader, preposition: 'de' | 'à', agreed: Agreed[]): void {
  const [one, many] = preposition === 'de' ? ['du', 'des'] : ['au', 'aux'];
  if (reader.takes(one)) return void readPhrase(reader, { agreed, article: 'le' });
  if (reader.takes(many)) return void readPhrase(reader, { agreed, article: 'les' });
  if (!reader.takes(preposition, preposition === 'de' ? "d'" : 'à')) {
    reader.fail(`${preposition} is missing`);
  }
  // à de vieux rois: des becomes de here too.
  readPhrase(reader, { agreed, objectOf: preposition === 'à' ? 'affirmed' : null });
}

interface Context {
  subject: Subject;
  agreed: Agreed[];
  /** Direct object of the clause before. */
  before: Agreement | null;
  /** What a relative `que` stands for: the clause has no other object. */
  relative?: Agreement;
}

function readPredicate(reader: Reader, context: Context): Agreement | null {
  const isDenied = reader.takes('ne', "n'");
  const isClitic =
    (reader.word in DIRECT || INDIRECT.has(reader.word)) && !finiteForms.has(reader.word);
  const clitic = isClitic ? reader.next() : null;
  const text = reader.next();
  const analyses = (finiteForms.get(text) ?? []).filter(
    ({ person }) => person === context.subject.person,
  );
  if (analyses.length === 0) reader.fail(`${text} does not agree with its subject`);
  const isPas = reader.takes('pas');
  if (isDenied !== isPas) reader.fail('ne and pas go together');
  const start = reader.at;
  const failures: Violation[] = [];
  // `suis` is of être and of suivre: one of them must fit.
  for (const verb of new Set(analyses.map((each) => each.verb))) {
    reader.at = start;
    try {
      if (verb === 'être') return readAfterEtre(reader, clitic, context);
      if (verb === 'avoir') return readAfterAvoir(reader, { clitic, isDenied }, context);
      return readComplements(reader, { verb, clitic, isDenied }, context);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      failures.push(error);
    }
  }
  throw failures[0];
}

function requireForm(reader: Reader, text: string, verb: string, { person }: Subject): void {
  const analyses = finiteForms.get(text) ?? [];
  const isRight = analyses.some((each) => each.verb === verb && each.person === person);
  if (!isRight) reader.fail(`${text} is not the form of ${verb} for its subject`);
}

function readAfterEtre(reader: Reader, clitic: string | null, context: Context): null {
  const { subject, agreed } = context;
  if (clitic !== null || context.relative) reader.fail('être has no object');
  const isPlus = reader.takes('plus');
  const text = reader.next();
  const moved = participles.get(text)?.find(({ verb }) => withEtre.has(verb));
  if (moved && !isPlus) {
    if (!agrees(moved.form, subject)) reader.fail(`${text} does not agree with the subject`);
    readPlaces(reader, moved.verb, agreed);
    return null;
  }
  requireAgreement(reader, text, subject);
  if (onlyBeforeVowel.has(text)) reader.fail(`${text} stands before a noun`);
  const isBetter = text.startsWith('meilleur');
  if (isPlus && /^(bon|meilleur)/.test(text)) reader.fail('plus bon is meilleur');
  if (isPlus || isBetter) {
    if (!reader.takes('que', "qu'")) reader.fail('a comparison needs que');
    readPhrase(reader, { agreed });
  }
  return null;
}

function readAfterAvoir(
  reader: Reader,
  { clitic, isDenied }: { clitic: string | null; isDenied: boolean },
  context: Context,
): Agreement | null {
  const text = reader.next();
  const found = participles.get(text)?.find(({ verb }) => !withEtre.has(verb));
  if (!found) return reader.fail(`${text} is no participle with avoir`);
  const { verb, form } = found;
  const isDirect = clitic !== null && verb !== 'parler';
  const said = isDirect ? DIRECT[clitic] : context.relative;
  const whole: Agreement = said ?? { gender: 'm', number: 's' };
  if (!agrees(form, whole)) reader.fail(`${text} does not agree with the object before it`);
  if (isDirect) {
    context.agreed.push({ pronoun: clitic, participle: text, antecedent: context.before });
  }
  return readComplements(reader, { verb, clitic, isDenied }, context);
}

function readComplements(
  reader: Reader,
  { verb, clitic, isDenied }: { verb: string; clitic: string | null; isDenied: boolean },
  { agreed, relative }: Context,
): Agreement | null {
  let object: Agreement | null = null;
  if (intransitive.has(verb) || verb === 'aller') {
    if (clitic !== null || relative) reader.fail(`${verb} has no object`);
  } else if (verb === 'parler') {
    if (clitic !== null && !INDIRECT.has(clitic)) reader.fail(`${clitic} is no object of parler`);
    if (clitic === null) readAfter(reader, 'à', agreed);
  } else {
    if (clitic !== null && !(clitic in DIRECT)) reader.fail(`${clitic} is no direct object`);
    const objectOf = isDenied ? 'denied' : 'affirmed';
    if (clitic === null && !relative) object = readPhrase(reader, { agreed, objectOf });
  }
  readPlaces(reader, verb, agreed);
  return object;
}

function readPlaces(reader: Reader, verb: string, agreed: Agreed[]): void {
  if (verb === 'aller') return readAfter(reader, 'à', agreed);
  if (reader.takes('dans', 'sous')) readPhrase(reader, { agreed });
  else if (reader.takes('près')) readAfter(reader, 'de', agreed);
}
