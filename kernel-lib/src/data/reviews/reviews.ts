import { readDataset } from '../dataset-file';
import type { Language } from './render';

/** A film review in tokens, and its class: 0 negative, 1 neutral or mixed, 2 positive. */
export interface LabelledReview {
  tokens: string[];
  label: 0 | 1 | 2;
}

/**
 * Generated film reviews in which the order of the words decides. Seven of ten are contrasts ("A but B",
 * "even though A , B": B decides), and each has a twin in the same split: the same words with the sides
 * exchanged, of another class. A model that is blind to order can have only one of two twins right, so it
 * stays near 0.65. 3 % of the labels are wrong, in training and in the test: who understands every review
 * reaches 0.97.
 *
 * @param split `train` has 5,000 reviews, `test` 1,000; no review is in both
 * @param options `language` is `en` (English, the default) or `fr` (French: the same reviews, line by line)
 * @returns the reviews; fewer than 38 tokens each
 * @throws Error when the split or the language is another, and when the file was altered
 */
export function reviews(
  split: 'train' | 'test',
  options: { language?: Language } = {},
): LabelledReview[] {
  const { language = 'en' } = options;
  if (split !== 'train' && split !== 'test') {
    throw new Error(`reviews: split must be 'train' or 'test', got ${String(split)}`);
  }
  if (language !== 'en' && language !== 'fr') {
    throw new Error(`reviews: language must be 'en' or 'fr', got ${String(language)}`);
  }
  const lines = readDataset(`reviews-${split}.tsv`).trimEnd().split('\n');
  return lines.map((line) => {
    const [label, english, french] = line.split('\t');
    const text = language === 'en' ? english : french;
    return { tokens: text.split(' '), label: Number(label) as LabelledReview['label'] };
  });
}
