import type { LabelledReview } from 'kernel-lib/data/reviews/reviews';

/**
 * Accuracy on `test` of softmax regression on the counts of words, and of pairs of words wherever they
 * stand, learned from `train` by gradient descent. It sees everything but the order.
 */
export function bagAccuracy(train: LabelledReview[], test: LabelledReview[]): number {
  const columns = new Map<string, number>();
  const columnOf = (feature: string): number => {
    if (!columns.has(feature)) columns.set(feature, columns.size);
    return columns.get(feature) as number;
  };
  const bagOf = ({ tokens }: LabelledReview): number[] => {
    const words = [...new Set(tokens)].sort();
    const opinions = words.filter((word) => !/^(the|is|it|\.|,)$/.test(word));
    const pairs = opinions.flatMap((a, at) => opinions.slice(at + 1).map((b) => `${a} ${b}`));
    return [...words, ...pairs].map(columnOf);
  };
  const bags = [...train, ...test].map(bagOf);
  const weights = [0, 1, 2].map(() => new Float64Array(columns.size));
  const probabilities = (bag: number[]): number[] => {
    const scores = weights.map((row) => bag.reduce((sum, column) => sum + row[column], 0));
    const highest = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - highest));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  };
  for (let epoch = 0; epoch < 6; epoch++) {
    const rate = 0.05 / (1 + epoch);
    train.forEach(({ label }, at) => {
      probabilities(bags[at]).forEach((probability, k) => {
        const step = rate * (Number(k === label) - probability);
        for (const column of bags[at]) weights[k][column] += step;
      });
    });
  }
  const numRight = test.filter(({ label }, at) => {
    const guess = probabilities(bags[train.length + at]);
    return guess.indexOf(Math.max(...guess)) === label;
  }).length;
  return numRight / test.length;
}
