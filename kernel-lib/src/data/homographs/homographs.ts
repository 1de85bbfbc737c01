import { readDataset } from '../dataset-file';
import { ENGLISH } from './english';
import { FRENCH } from './french';

/** A sentence with a word of two senses. */
export interface HomographSentence {
  tokens: string[];
  /** Where the word stands in `tokens`, from 0. */
  position: number;
  word: string;
  /** Which of the word's senses is meant; `homographSenses` says what they are. */
  sense: 0 | 1;
}

/**
 * Generated sentences around twelve words of two senses, as often in one as in the other: English
 * (`bank`, `bat`, `match`, …) or French (`avocat`, `livre`, `voile`, …). One to three phrases tell the
 * sense, before or after the word, near or far; half of the sentences have a phrase that misleads. A phrase
 * of the zoo means sense 0 for one word and sense 1 for another, so the sense is in the pair only.
 *
 * @param split `train` has 2,400 sentences, `test` 600; no sentence is in both
 * @param language `en`, unless said, or `fr`
 * @throws Error when the split or the language is another, and when the file was altered
 */
export function homographs(
  split: 'train' | 'test',
  language: 'en' | 'fr' = 'en',
): HomographSentence[] {
  if (split !== 'train' && split !== 'test') {
    throw new Error(`homographs: split must be 'train' or 'test', got ${String(split)}`);
  }
  requireLanguage('homographs', language);
  const lines = readDataset(`homographs-${language}-${split}.tsv`).trimEnd().split('\n');
  return lines.map((line) => {
    const [word, sense, position, text] = line.split('\t');
    const tokens = text.split(' ');
    return { tokens, position: Number(position), word, sense: Number(sense) as 0 | 1 };
  });
}

/**
 * What the senses of each word are, in English: `homographSenses('fr').avocat` is `['lawyer', 'fruit']`.
 *
 * @param language `en`, unless said, or `fr`
 * @throws Error when the language is another
 */
export function homographSenses(language: 'en' | 'fr' = 'en'): Record<string, [string, string]> {
  requireLanguage('homographSenses', language);
  const { homographs } = language === 'en' ? ENGLISH : FRENCH;
  return Object.fromEntries(homographs.map(({ word, senses }) => [word, senses]));
}

function requireLanguage(fnName: string, language: string): void {
  if (language !== 'en' && language !== 'fr') {
    throw new Error(`${fnName}: language must be 'en' or 'fr', got ${String(language)}`);
  }
}
