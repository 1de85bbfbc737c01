import { tf } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

const range = (length: number): number[] =>
  Array.from({ length }, (_, i) => i);

/** Weights by position, as a table of numbers. */
const table = (
  length: number,
  weight: (key: number, query: number) => number,
): number[][] =>
  range(length).map((query) =>
    range(length).map((key) => weight(key, query)),
  );

type Lookup = (
  query: tf.Tensor1D,
  keys: tf.Tensor2D,
  values: tf.Tensor2D,
  temperature: number,
) => tf.Tensor;

/** A lookup whose weights come from scores by `weigh`. */
const lookup =
  (
    weigh: (scores: tf.Tensor1D, temperature: number) => tf.Tensor,
  ): Lookup =>
  (query, keys, values, temperature) =>
    tf.tidy(() => {
      const scores: tf.Tensor1D = keys.mul(query).sum(1);
      return weigh(scores, temperature)
        .expandDims(1)
        .mul(values)
        .sum(0);
    });

export const mistakes: Mistakes = {
  attentionPool: [
    {
      id: 'softmax-again',
      says: 'the weights go through a softmax once more',
      hint: 'The rows of the weights already sum to 1. What does a softmax do to them?',
      answer: (weights: tf.Tensor2D, values: tf.Tensor2D) =>
        tf.tidy(() => tf.matMul(tf.softmax(weights), values)),
    },
    {
      id: 'mean-of-values',
      says: 'every query gets the plain mean of the values; the weights are not used',
      hint: 'Change one row of the weights. Does that row of your result change?',
      answer: (weights: tf.Tensor2D, values: tf.Tensor2D) =>
        tf.tidy(() =>
          tf.tile(values.mean(0, true), [weights.shape[0], 1]),
        ),
    },
    {
      id: 'winner-only',
      says: 'each query gets the value of its largest weight instead of the mixture',
      hint: 'What does the weight 0.25 do to the first value in the example?',
      answer: (weights: tf.Tensor2D, values: tf.Tensor2D) =>
        tf.tidy(() =>
          tf.gather(values, tf.argMax(weights, 1).toInt()),
        ),
    },
    {
      id: 'divided-by-keys',
      says: 'the weighted sum is divided by the number of keys',
      hint: 'The weights of a row sum to 1 already: is anything left to divide by?',
      answer: (weights: tf.Tensor2D, values: tf.Tensor2D) =>
        tf.tidy(() =>
          tf.matMul(weights, values).div(values.shape[0]),
        ),
    },
    {
      id: 'weight-per-component',
      says: 'each number of a value has a weight of its own, instead of one weight for each key',
      hint: 'One weight belongs to one pair of query and key and scales the whole value.',
      answer: (weights: tf.Tensor2D, values: tf.Tensor2D) =>
        tf.tidy(() => {
          const shares = tf.softmax(values.transpose()).transpose();
          return tf.matMul(weights, values.mul(shares));
        }),
    },
  ],
  impossibleGaze: [
    {
      id: 'edge',
      says: 'the edge of the triangle is taken for outside',
      hint: 'Which two weights of 0.5 give this place?',
      answer: 'a',
    },
    {
      id: 'inside',
      says: 'a place without an object is taken for impossible',
      hint: 'The result is a mixture: must an object lie there?',
      answer: 'b',
    },
    {
      id: 'corner',
      says: 'a weight of 1 is taken for impossible',
      hint: 'May one weight be 1 and the others 0?',
      answer: 'd',
    },
  ],
  softLookup: [
    {
      id: 'multiplied',
      says: 'the scores are multiplied by the temperature instead of divided by it',
      hint: 'At a high temperature, should the differences between scores grow or shrink?',
      answer: lookup((scores, temperature) =>
        tf.softmax(scores.mul(temperature)),
      ),
    },
    {
      id: 'after-softmax',
      says: 'the temperature divides the weights, after the softmax',
      hint: 'Do your weights still sum to 1?',
      answer: lookup((scores, temperature) =>
        tf.softmax(scores).div(temperature),
      ),
    },
    {
      id: 'no-temperature',
      says: 'the temperature is not used',
      hint: 'Where does τ stand in the formula of section 1.6?',
      answer: lookup((scores) => tf.softmax(scores)),
    },
    {
      id: 'no-softmax',
      says: 'the scores themselves are the weights: the softmax is missing',
      hint: 'Weights are not negative and sum to 1. Are yours?',
      answer: lookup((scores, temperature) =>
        scores.div(temperature),
      ),
    },
    {
      id: 'distances',
      says: 'the scores are distances, as in section 1.2, not dot products',
      hint: 'Which score does this exercise ask for: minus a squared distance, or a dot product?',
      answer: ((query, keys, values, temperature) =>
        tf.tidy(() => {
          const scores = keys.sub(query).square().sum(1).neg();
          return tf
            .softmax(scores.div(temperature))
            .expandDims(1)
            .mul(values)
            .sum(0);
        })) as Lookup,
    },
    {
      id: 'hard',
      says: 'only the best key answers, at every temperature',
      hint: 'Softmax, not argMax: what is the answer at a very high temperature?',
      answer: lookup((scores) =>
        tf.oneHot(scores.argMax().toInt(), scores.size).toFloat(),
      ),
    },
  ],
  previousToken: [
    {
      id: 'next',
      says: 'every position looks at the next one',
      hint: 'Rows are queries. In row 2, which column must hold the 1?',
      answer: (length: number) =>
        table(length, (key, query) =>
          Number(key === Math.min(length - 1, query + 1)),
        ),
    },
    {
      id: 'empty-first-row',
      says: 'the first position looks at nothing: its row sums to 0',
      hint: 'What should a position do that has nothing before it?',
      answer: (length: number) =>
        table(length, (key, query) => Number(key === query - 1)),
    },
    {
      id: 'wraps-around',
      says: 'the first position looks at the last one',
      hint: 'The sequence is a line, not a ring.',
      answer: (length: number) =>
        table(length, (key, query) =>
          Number(key === (query - 1 + length) % length),
        ),
    },
    {
      id: 'all-before',
      says: 'every position looks at all positions before it, not only at the last of them',
      hint: 'How many ones does a row hold in the example?',
      answer: (length: number) =>
        table(length, (key, query) =>
          query === 0
            ? Number(key === 0)
            : Number(key < query) / query,
        ),
    },
    {
      id: 'itself',
      says: 'every position looks at itself',
      hint: 'Compare the second row with the example.',
      answer: (length: number) =>
        table(length, (key, query) => Number(key === query)),
    },
  ],
  countEqual: [
    {
      id: 'without-itself',
      says: 'a position does not count itself',
      hint: 'Is a position equal to itself? Look at "b" in the example.',
      answer: (tokens: string[]) =>
        tokens.map(
          (query, i) =>
            tokens.filter((key, j) => key === query && j !== i)
              .length,
        ),
    },
    {
      id: 'only-so-far',
      says: 'only the positions before it and itself are counted',
      hint: 'The first "a" of the example must know about the second one.',
      answer: (tokens: string[]) =>
        tokens.map(
          (query, i) =>
            tokens.slice(0, i + 1).filter((key) => key === query)
              .length,
        ),
    },
    {
      id: 'share',
      says: 'the counts are divided by the length',
      hint: 'The width is the number of trues, not their share.',
      answer: (tokens: string[]) =>
        tokens.map(
          (query) =>
            tokens.filter((key) => key === query).length /
            tokens.length,
        ),
    },
    {
      id: 'per-token',
      says: 'there is one count for each different token, not for each position',
      hint: 'How long must the answer be for three tokens?',
      answer: (tokens: string[]) =>
        [...new Set(tokens)].map(
          (query) => tokens.filter((key) => key === query).length,
        ),
    },
  ],
};

export const variants: Variants = {
  attentionPool: [
    {
      id: 'loops',
      answer: (weights: tf.Tensor2D, values: tf.Tensor2D) =>
        tf.tidy(() =>
          tf.stack(
            tf
              .unstack(weights)
              .map((row) => row.expandDims(1).mul(values).sum(0)),
          ),
        ),
    },
    {
      id: 'broadcast',
      answer: (weights: tf.Tensor2D, values: tf.Tensor2D) =>
        tf.tidy(() =>
          weights.expandDims(2).mul(values.expandDims(0)).sum(1),
        ),
    },
    {
      id: 'dot',
      answer: (weights: tf.Tensor2D, values: tf.Tensor2D) =>
        weights.dot(values),
    },
  ],
  impossibleGaze: [],
  softLookup: [
    {
      id: 'elementwise',
      answer: lookup((scores, temperature) =>
        tf.softmax(scores.div(temperature)),
      ),
    },
    {
      id: 'scaled-query',
      answer: (
        query: tf.Tensor1D,
        keys: tf.Tensor2D,
        values: tf.Tensor2D,
        temperature: number,
      ) =>
        tf.tidy(() => {
          const scores = tf.matMul(
            query.div(temperature).expandDims(0),
            keys,
            false,
            true,
          );
          return tf.matMul(tf.softmax(scores), values).squeeze([0]);
        }),
    },
  ],
  previousToken: [
    {
      id: 'loops',
      answer: (length: number) => {
        const weights = range(length).map(() =>
          range(length).map(() => 0),
        );
        weights.forEach(
          (row, query) => (row[query === 0 ? 0 : query - 1] = 1),
        );
        return weights;
      },
    },
    {
      id: 'shifted-rows',
      answer: (length: number) => {
        const identity = table(length, (key, query) =>
          Number(key === query),
        );
        return [identity[0], ...identity.slice(0, -1)];
      },
    },
  ],
  countEqual: [
    {
      id: 'dictionary',
      answer: (tokens: string[]) => {
        const counts = new Map<string, number>();
        for (const token of tokens)
          counts.set(token, (counts.get(token) ?? 0) + 1);
        return tokens.map((token) => counts.get(token) ?? 0);
      },
    },
    {
      id: 'width-of-a-selector',
      answer: (tokens: string[]) =>
        table(tokens.length, (key, query) =>
          Number(tokens[key] === tokens[query]),
        ).map((row) => row.reduce((a, b) => a + b, 0)),
    },
  ],
};
