/** Two neighbouring symbols that become one. */
export type Merge = readonly [left: string, right: string];

/** A pair as one string; no symbol holds a line break between two signs of a word. */
export const pairKey = (left: string, right: string): string => `${left}\n${right}`;

/**
 * Joins neighbouring symbols until no pair of them is in the list: the pair that was learned first goes
 * first, of equals the leftmost.
 *
 * @param symbols the symbols of one word; null for one that is not in the vocabulary, which joins nothing.
 * @param ranks the place of each pair in the list of merges, by `pairKey`.
 * @returns the symbols that remain, each with the index of the first one it was made of.
 */
export function mergePairs(
  symbols: readonly (string | null)[],
  ranks: ReadonlyMap<string, number>,
): { symbol: string | null; from: number }[] {
  const merged = symbols.map((symbol, from) => ({ symbol, from }));
  const rankAt = (at: number): number => {
    const [left, right] = [merged[at].symbol, merged[at + 1].symbol];
    if (left === null || right === null) return Infinity;
    return ranks.get(pairKey(left, right)) ?? Infinity;
  };
  for (;;) {
    let [best, bestRank] = [-1, Infinity];
    for (let at = 0; at + 1 < merged.length; at++) {
      const rank = rankAt(at);
      if (rank < bestRank) [best, bestRank] = [at, rank];
    }
    if (best < 0) return merged;
    merged[best].symbol = `${merged[best].symbol}${merged[best + 1].symbol}`;
    merged.splice(best + 1, 1);
  }
}
