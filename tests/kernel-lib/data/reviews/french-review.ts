/** Reads French reviews and says what is wrong with their grammar; knows nothing of their generator. */

const NOUNS: Record<string, 'm' | 'f'> = {
  intrigue: 'f',
  jeu: 'm',
  musique: 'f',
  fin: 'f',
  scénario: 'm',
  distribution: 'f',
  rythme: 'm',
  dialogue: 'm',
  montage: 'm',
  histoire: 'f',
};
const ONE_FORM = 'drôle terne faible pénible fade ordinaire simple typique'.split(' ');
const MASCULINE =
  'bon intelligent émouvant charmant captivant touchant élégant subtil vivant mauvais ennuyeux maladroit confus lent superficiel moyen familier conventionnel'.split(
    ' ',
  );

/** The feminine of an adjective, by the rules of the language. */
function feminineOf(adjective: string): string {
  if (/(on|en|el)$/.test(adjective)) return `${adjective}${adjective.at(-1)}e`;
  if (adjective.endsWith('x')) return `${adjective.slice(0, -1)}se`;
  if (adjective.endsWith('ier')) return `${adjective.slice(0, -2)}ère`;
  return `${adjective}e`;
}

const FORMS = {
  m: new Set([...ONE_FORM, ...MASCULINE]),
  f: new Set([...ONE_FORM, ...MASCULINE.map(feminineOf)]),
};
const CLAUSE = /^(le|la|l') (\S+) (est|n' est pas) (?:(?:vraiment|très|tellement|assez) )?(\S+)$/;

/** What is wrong with the clauses of a review, in words; none when it is right. */
export function frenchFaults(text: string): string[] {
  const [judgement] = text
    .split(' . ')
    .filter((sentence) => /\best\b.* /.test(sentence) && hasNoun(sentence));
  const clauses = judgement.replace(/^même si /, '').split(/ (?:mais|et|,) /);
  return clauses.flatMap((clause) => {
    const parts = CLAUSE.exec(clause);
    if (!parts) return [`not a clause: ${clause}`];
    const [, article, noun, , adjective] = parts;
    const gender = NOUNS[noun];
    if (!gender) return [`unknown noun: ${clause}`];
    const isElided = /^[aeiouhé]/.test(noun);
    const right = isElided ? "l'" : gender === 'm' ? 'le' : 'la';
    return [
      ...(article === right ? [] : [`article: ${clause}`]),
      ...(FORMS[gender].has(adjective) ? [] : [`adjective: ${clause}`]),
    ];
  });
}

function hasNoun(sentence: string): boolean {
  return sentence.split(' ').some((word) => word in NOUNS);
}
