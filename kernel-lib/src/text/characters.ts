/** One code point of a text, with the place in the original text that it comes from. */
export interface Character {
  /** The character; after normalising it may be another one than stands in the text. */
  text: string;
  /** Place in the original text, counted in code points: not UTF-16 units, of which 🙂 has two. */
  start: number;
  end: number;
}

/** From the first to behind the last code point. */
export type Offsets = [start: number, end: number];

/** A text as code points that know their place; the first one stands at `start`. */
export function charactersOf(text: string, start: number = 0): Character[] {
  return Array.from(text, (character, at) => ({
    text: character,
    start: start + at,
    end: start + at + 1,
  }));
}

/** The place of some characters in the original text; [0, 0] for none. */
export function offsetsOf(characters: readonly Character[]): Offsets {
  if (characters.length === 0) return [0, 0];
  return [characters[0].start, characters[characters.length - 1].end];
}

/**
 * Small letters, character by character. JavaScript's `toLowerCase` on a whole text looks at the
 * neighbours (the Greek Σ at the end of a word becomes ς); the reference tokenizers do not.
 */
export function lowercased(characters: readonly Character[]): Character[] {
  return characters.flatMap((character) => {
    const small = character.text.toLowerCase();
    if (small === character.text) return character;
    return Array.from(small, (text) => ({ ...character, text }));
  });
}

/** Signs that may melt into the one before: combining marks, and the inner letters of Korean syllables. */
const joining = /^[\p{M}\u1160-\u11ff]$/u;

/**
 * Normal form C, NFKC or NFD, cluster by cluster: `e` + `´` becomes `é`, which keeps the place of the `e`.
 */
export function normalized(
  characters: readonly Character[],
  form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD',
): Character[] {
  const whole = characters.map(({ text }) => text).join('');
  if (whole.normalize(form) === whole) return [...characters];
  const clusters: Character[][] = [];
  for (const character of characters) {
    const joins = clusters.length > 0 && joining.test(character.text);
    if (joins) clusters[clusters.length - 1].push(character);
    else clusters.push([character]);
  }
  return clusters.flatMap((cluster) => {
    const before = cluster.map(({ text }) => text).join('');
    const after = before.normalize(form);
    if (after === before) return cluster;
    const texts = Array.from(after);
    // What melted together is gone behind the first character: the rest is counted from the end.
    const gone = cluster.length - texts.length;
    return texts.map((text, at) => ({ ...cluster[at === 0 ? 0 : Math.max(0, at + gone)], text }));
  });
}
