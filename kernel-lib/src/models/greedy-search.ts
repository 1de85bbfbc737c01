import { tf } from '../backend/tensorflow';
import { requireWhole } from '../tensor/require';
import type { Kept } from './kept-keys';
import type { Writing } from './writing';

export interface SearchOptions {
  /** The token that every text begins with. */
  bos: number;
  /** The token that ends a text. */
  eos: number;
  /** The most tokens of a text, without its beginning and its end. */
  maxLength: number;
}

/**
 * Writes the most likely token, again and again, until it is the end.
 *
 * @param writing where nothing is written yet; the caller disposes it.
 * @param numRows B, how many texts.
 * @returns the tokens of each text, without its beginning and its end.
 */
export function greedySearch<K extends Kept>(
  writing: Writing<K>,
  numRows: number,
  { bos, eos, maxLength }: SearchOptions,
): number[][] {
  requireWhole('greedySearch', 'maxLength', maxLength, 1);
  let last: number[] = Array.from({ length: numRows }, () => bos);
  const texts: number[][] = last.map(() => []);
  const isDone = last.map(() => false);
  for (let length = 0; length < maxLength && isDone.includes(false); length++) {
    last = tf.tidy(() =>
      Array.from(
        writing
          .write(last.map((id) => [id]))
          .argMax(1)
          .dataSync(),
      ),
    );
    last.forEach((token, row) => {
      isDone[row] ||= token === eos;
      if (!isDone[row]) texts[row].push(token);
    });
  }
  return texts;
}
