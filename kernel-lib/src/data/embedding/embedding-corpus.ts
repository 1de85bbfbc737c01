import { readDataset } from '../dataset-file';
import { PAIRS, type EmbeddingPair } from './pairs';

/**
 * A generated English corpus whose words come in pairs: king and queen, cat and cats. Both words of a pair
 * stand in the same kinds of sentence with the same things (crown, throne); what differs is the words of
 * gender (he, her, …) or of number (this, are, …) around them. No sentence has both words of a pair, so
 * that what a model knows of the pair it has from their neighbours.
 *
 * @returns 3,360 sentences in tokens
 * @throws Error when the file was altered
 */
export function embeddingCorpus(): string[][] {
  const lines = readDataset('embedding-corpus.txt').trimEnd().split('\n');
  return lines.map((line) => line.split(' '));
}

/** The pairs of `embeddingCorpus`: 14 that differ in gender and 14 in number, half of each held out. */
export function embeddingPairs(): EmbeddingPair[] {
  return PAIRS.map(({ relation, a, b, isHeldOut }) => ({ relation, a, b, isHeldOut }));
}
