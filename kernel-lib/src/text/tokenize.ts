import { kindOf } from '../tensor/require';

/**
 * A French elision (l', qu', jusqu', …) before a vowel or a silent h, or cut off already. `aujourd'hui`,
 * `don't` and `o'clock` are words of their own and stay whole.
 */
const elision = /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=$|[aeiouyhàâæéèêëîïôœùûü])/u;

/** A number (12,50), a word with inner hyphens and apostrophes (est-ce, don't), or a single other sign. */
const pieces =
  /\p{N}+(?:[.,:]\p{N}+)*|[\p{L}\p{M}\p{N}]+(?:['-][\p{L}\p{M}\p{N}]+)*'?|[^\s\p{L}\p{M}\p{N}]/gu;

/**
 * Cuts a sentence into words and punctuation: `Va, c'est l'été !` → `va , c' est l' été !`. Letters become
 * small and composed (NFC), typographic apostrophes and every kind of space become the plain ones, and a
 * French elided word keeps its apostrophe, so that `l'` and `le` are two tokens of the same kind.
 * Tokens with spaces between them are cut into the same tokens again.
 *
 * @param text one sentence or many, English or French.
 * @returns the tokens, none of which is empty or holds a space.
 * @throws Error when text is not a string.
 */
export function tokenize(text: string): string[] {
  if (typeof text !== 'string') {
    throw new Error(`tokenize: text must be a string, got ${kindOf(text)}`);
  }
  const plain = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[’‘ʼ＇]/gu, "'");
  return (plain.match(pieces) ?? []).flatMap(cutElision);
}

/** `l'été` → `l'`, `été`, and `qu'est-ce` → `qu'`, `est-ce`; a quote after a word is a sign of its own. */
function cutElision(piece: string): string[] {
  const tokens: string[] = [];
  let rest = piece;
  for (let found = elision.exec(rest); found; found = elision.exec(rest)) {
    tokens.push(found[0]);
    rest = rest.slice(found[0].length);
  }
  if (rest === '') return tokens;
  const isQuoted = rest.length > 1 && rest.endsWith("'");
  return isQuoted ? [...tokens, rest.slice(0, -1), "'"] : [...tokens, rest];
}
