import { bytesAsCharacters } from './byte-characters';
import { lowercased, normalized, type Character } from './characters';
import type { Merge } from './merge-pairs';
import { splitLikeBert, splitLikeGpt2 } from './split-words';

/** How a text becomes words and symbols. */
export interface BpeRules {
  /** `classic`: characters, the last one of a word with a suffix. `byteLevel`: bytes, the space included. */
  kind: 'classic' | 'byteLevel';
  /** What is done to the text first, in this order. */
  normalizers: readonly ('NFC' | 'NFD' | 'NFKC' | 'NFKD' | 'Lowercase')[];
  /** What marks the last symbol of a word; empty for byte-level. */
  suffix: string;
}

/** All that byte-pair encoding knows: everything else follows from it. */
export interface BpeModel extends BpeRules {
  /** The token of every id. */
  tokens: readonly string[];
  merges: readonly Merge[];
  /** Tokens that are never cut, and that decoding leaves out. */
  special: readonly string[];
  /** What stands for a symbol that has no id; null: such a symbol is dropped. */
  unknown: string | null;
}

/** One word before any merge: its characters, and the symbol of each. */
export interface BpeWord {
  characters: Character[];
  symbols: string[];
}

/** Normalises, cuts into words, and each word into its first symbols. */
export function bpeWords(characters: readonly Character[], rules: BpeRules): BpeWord[] {
  const clean = rules.normalizers.reduce<Character[]>(
    (text, form) => (form === 'Lowercase' ? lowercased(text) : normalized(text, form)),
    [...characters],
  );
  if (rules.kind === 'byteLevel') {
    return splitLikeGpt2(clean).map((word) => {
      const bytes = bytesAsCharacters(word);
      return { characters: bytes, symbols: bytes.map(({ text }) => text) };
    });
  }
  return splitLikeBert(clean).map((word) => ({
    characters: word,
    symbols: word.map(({ text }, at) => (at === word.length - 1 ? text + rules.suffix : text)),
  }));
}
