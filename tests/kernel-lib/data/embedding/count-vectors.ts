/** Word vectors without training: for each word, how much more often than by chance it meets each other. */
export interface CountVectors {
  /** The mean of b − a over pairs. */
  meanDifference(pairs: { a: string; b: string }[]): number[];
  /** The word whose vector is nearest in angle to that of `word` plus `direction`, itself excepted. */
  nearest(word: string, direction: number[]): string;
}

/** Positive pointwise mutual information of words in the same sentence, each row of length 1. */
export function vectorsOf(sentences: string[][]): CountVectors {
  const words = [...new Set(sentences.flat())];
  const index = new Map(words.map((word, at) => [word, at]));
  const counts = words.map(() => new Array<number>(words.length).fill(0));
  for (const tokens of sentences) {
    tokens.forEach((token, i) =>
      tokens.forEach((other, j) => {
        if (i !== j) counts[index.get(token) as number][index.get(other) as number]++;
      }),
    );
  }
  const sums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const total = sums.reduce((sum, count) => sum + count, 0);
  const rows = counts.map((row, i) =>
    unit(
      row.map((count, j) => Math.max(0, Math.log((count * total) / (sums[i] * sums[j]) || 1e-9))),
    ),
  );
  const of = (word: string): number[] => rows[index.get(word) as number];
  return {
    meanDifference: (pairs) =>
      words.map(
        (_, k) => pairs.reduce((sum, { a, b }) => sum + of(b)[k] - of(a)[k], 0) / pairs.length,
      ),
    nearest: (word, direction) => {
      const target = of(word).map((value, k) => value + direction[k]);
      const score = (other: string): number =>
        other === word
          ? -Infinity
          : of(other).reduce((sum, value, k) => sum + value * target[k], 0);
      return words.reduce((best, other) => (score(other) > score(best) ? other : best));
    },
  };
}

function unit(row: number[]): number[] {
  const length = Math.hypot(...row);
  return row.map((value) => value / length);
}
