import { requireWhole } from '../tensor/require';
import { bpeWords, type BpeModel, type BpeRules } from './bpe-model';
import { byteCharacters } from './byte-characters';
import { charactersOf } from './characters';
import { learnMerges } from './learn-merges';
import { reservedTokens } from './vocabulary';

export interface BpeTraining {
  /** How many merges to learn at most. */
  numMerges: number;
  /** `classic` unless said: characters with `</w>` at the end of a word; `byteLevel`: as GPT-2. */
  kind?: 'classic' | 'byteLevel';
  /** Whether capitals are read as small letters; for `classic` they are unless said. */
  lowercase?: boolean;
  /** The first ids; `<pad> <bos> <eos> <unk>`, or `<|endoftext|>` for byte-level, unless said. */
  special?: readonly string[];
}

/** Learns merges from texts; the vocabulary is: special tokens, single symbols, then merge after merge. */
export function trainBpe(
  texts: readonly string[],
  { numMerges, kind = 'classic', lowercase = kind === 'classic', special }: BpeTraining,
): BpeModel {
  requireWhole('BytePairEncoding.train', 'numMerges', numMerges, 0);
  const isClassic = kind === 'classic';
  const first = special ?? (isClassic ? reservedTokens : ['<|endoftext|>']);
  const rules: BpeRules = {
    kind,
    normalizers: [
      ...(isClassic ? ['NFC' as const] : []),
      ...(lowercase ? ['Lowercase' as const] : []),
    ],
    suffix: isClassic ? '</w>' : '',
  };
  const words = new Map<string, { symbols: string[]; count: number }>();
  for (const { symbols } of texts.flatMap((text) => bpeWords(charactersOf(text), rules))) {
    const key = symbols.join('\n');
    const word = words.get(key);
    if (word) word.count++;
    else words.set(key, { symbols, count: 1 });
  }
  const merges = learnMerges(words.values(), numMerges);
  const alphabet = isClassic ? classicAlphabet(words.values(), rules.suffix) : byteCharacters;
  const learned = merges.map(([left, right]) => left + right);
  return {
    ...rules,
    merges,
    tokens: [...new Set([...first, ...alphabet, ...learned])],
    special: first,
    unknown: first.includes('<unk>') ? '<unk>' : null,
  };
}

/** Every character that was seen, inside a word and at its end: a known letter is never unknown. */
function classicAlphabet(
  words: Iterable<{ symbols: readonly string[] }>,
  suffix: string,
): string[] {
  const seen = new Set<string>();
  for (const { symbols } of words) {
    symbols.forEach((symbol, at) =>
      seen.add(at === symbols.length - 1 ? symbol.slice(0, -suffix.length) : symbol),
    );
  }
  const letters = [...seen].sort();
  return [...letters, ...letters.map((letter) => letter + suffix)];
}
