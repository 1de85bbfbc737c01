import type { Token } from './sentence';

/** Words that begin with an aspirated h: le hibou, never l'hibou. */
const ASPIRATED = new Set(['hibou', 'hiboux']);
const ELIDED = new Set(['le', 'la', 'de', 'ne', 'je', 'me', 'te', 'que']);
const CONTRACTED: Record<string, string> = {
  'de le': 'du',
  'de les': 'des',
  'à le': 'au',
  'à les': 'aux',
};

/** Whether words before it lose their vowel: it begins with one, or with a mute h. */
export function beginsWithVowel(text: string): boolean {
  return /^[aeiouàâéèêëîïôöûüœ]/.test(text) || (text.startsWith('h') && !ASPIRATED.has(text));
}

/** Elides (`le école` becomes `l' école`), then contracts (`de le` becomes `du`): French as it is written. */
export function joinFrench(tokens: Token[]): Token[] {
  const elided = tokens.map((token, at) => {
    const next = tokens[at + 1]?.text;
    const isElided = ELIDED.has(token.text) && next !== undefined && beginsWithVowel(next);
    return isElided ? { ...token, text: `${token.text.slice(0, -1)}'` } : token;
  });
  const joined: Token[] = [];
  for (const token of elided) {
    const last = joined[joined.length - 1];
    const contracted = last && CONTRACTED[`${last.text} ${token.text}`];
    if (contracted) joined[joined.length - 1] = { text: contracted };
    else joined.push(token);
  }
  return joined;
}
