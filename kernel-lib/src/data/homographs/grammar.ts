/** A word of two senses. Each sense belongs to a domain, whose phrases tell it. */
export interface Homograph {
  word: string;
  /** What the word means, in English, in the order of `sense` 0 and 1. */
  senses: [string, string];
  /** The domain of each sense. */
  domains: [string, string];
}

/** What the sentences of one language are made of. */
export interface HomographGrammar {
  homographs: readonly Homograph[];
  /** Phrases that tell a domain. Every domain serves several words, so no phrase means a sense by itself. */
  phrases: Readonly<Record<string, readonly string[]>>;
  /** Clauses that any word fits, with `_` for the word. */
  frames: readonly string[];
  /** Phrases that tell nothing. */
  fillers: readonly string[];
}

/** One homograph: the word, then what each sense means and its domain. */
export function homograph(
  word: string,
  first: [sense: string, domain: string],
  second: [sense: string, domain: string],
): Homograph {
  return { word, senses: [first[0], second[0]], domains: [first[1], second[1]] };
}

/** Splits a list written in one string: `near the river | after the flood`. */
export function listed(text: string): string[] {
  return text.split('|').map((item) => item.trim().replace(/\s+/g, ' '));
}
