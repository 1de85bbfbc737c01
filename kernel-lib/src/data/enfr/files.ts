import type { GeneratedFile } from '../generators';
import { drawSplits, type GeneratedPair, type SplitName } from './splits';

const ABOUT: Record<SplitName, string> = {
  train: 'for training',
  test: 'of the same grammar, not in the training set',
  compositional: 'with an adjective and a noun that never meet in the training set',
  longer: 'longer than any in the training set',
  ambiguous: 'with several right translations',
};

/** Name of a split's file in `datasets/`. */
export function enfrFileName(split: SplitName): string {
  return `enfr-${split}.tsv`;
}

/** The files of the English–French grammar. */
export function enfrFiles(): GeneratedFile[] {
  const splits = drawSplits();
  return (Object.keys(ABOUT) as SplitName[]).map((split) => ({
    file: enfrFileName(split),
    about: `Generated English–French pairs ${ABOUT[split]}, ${splits[split].length} lines: English, French, places of adjectives (kernel-lib/src/data/enfr)`,
    content: splits[split].map((pair) => `${lineOf(pair)}\n`).join(''),
  }));
}

/**
 * A pair as a line with TABs: English, French, and where there is something to note a third column: the places of the
 * adjectives (`2-3 5-7`: English word 2 is French word 3, counted from 0), then ` | ` before each other translation.
 */
function lineOf({ english, french, alignment, others }: GeneratedPair): string {
  const places = alignment.map(([from, to]) => `${from}-${to}`).join(' ');
  const notes = [places, ...others.map((tokens) => tokens.join(' '))].join(' | ');
  return [english.join(' '), french.join(' '), ...(notes ? [notes] : [])].join('\t');
}
