import { pairKey, type Merge } from './merge-pairs';

interface Word {
  symbols: string[];
  count: number;
}

/**
 * Learns merges: the pair of neighbouring symbols that is most frequent in the words becomes one symbol,
 * again and again. Of pairs that are as frequent the one with the smaller left symbol goes first, then the
 * one with the smaller right symbol (by code units, as `<` compares strings): the result depends on
 * nothing but the words.
 *
 * @param words each different word once: its symbols and how often it stands in the text.
 * @param numMerges how many to learn at most; it stops when no pair stands there twice.
 * @see Sennrich, Haddow & Birch 2016, algorithm 1.
 */
export function learnMerges(
  words: Iterable<{ symbols: readonly string[]; count: number }>,
  numMerges: number,
): Merge[] {
  const table = new PairTable();
  for (const { symbols, count } of words) table.add({ symbols: [...symbols], count });
  const merges: Merge[] = [];
  while (merges.length < numMerges) {
    const best = table.mostFrequent();
    if (best === null) break;
    merges.push(best);
    table.merge(best);
  }
  return merges;
}

/** How often each pair stands in the words, and in which of them. */
class PairTable {
  private readonly pairs = new Map<string, { pair: Merge; count: number; words: Set<Word> }>();

  add(word: Word): void {
    this.count(word, +word.count);
  }

  mostFrequent(): Merge | null {
    let best: { pair: Merge; count: number } | null = null;
    for (const entry of this.pairs.values()) {
      const isBetter =
        best === null ||
        entry.count > best.count ||
        (entry.count === best.count && comesBefore(entry.pair, best.pair));
      if (isBetter) best = entry;
    }
    return best !== null && best.count >= 2 ? best.pair : null;
  }

  /** Only the words that hold the pair are counted anew. */
  merge([left, right]: Merge): void {
    const words = this.pairs.get(pairKey(left, right))?.words ?? [];
    for (const word of [...words]) {
      this.count(word, -word.count);
      word.symbols = joined(word.symbols, left, right);
      this.count(word, +word.count);
    }
  }

  private count(word: Word, change: number): void {
    for (let at = 0; at + 1 < word.symbols.length; at++) {
      const pair: Merge = [word.symbols[at], word.symbols[at + 1]];
      const key = pairKey(...pair);
      const entry = this.pairs.get(key) ?? { pair, count: 0, words: new Set<Word>() };
      entry.count += change;
      if (change > 0) entry.words.add(word);
      else entry.words.delete(word);
      if (entry.count === 0) this.pairs.delete(key);
      else this.pairs.set(key, entry);
    }
  }
}

function joined(symbols: readonly string[], left: string, right: string): string[] {
  const result: string[] = [];
  for (let at = 0; at < symbols.length; at++) {
    const isPair = symbols[at] === left && symbols[at + 1] === right;
    result.push(isPair ? left + right : symbols[at]);
    if (isPair) at++;
  }
  return result;
}

function comesBefore(a: Merge, b: Merge): boolean {
  return a[0] === b[0] ? a[1] < b[1] : a[0] < b[0];
}
