import { seededRandom } from '../../tensor/random';
import { requireWhole } from '../../tensor/require';
import { draw, factsOf, logProbabilityOf } from './grammar';
import { SCENE, sceneGrammar } from './scene-grammar';

/** A scene between two roles, in words; the end of a line is a word of its own, `\n`. */
export type Scene = string[];

/** What is known exactly of the scenes, without drawing any. */
export interface TheatreEntropy {
  /** Mean of −ln p over the scenes, in nats. */
  perScene: number;
  /** Mean number of words of a scene. */
  wordsPerScene: number;
  /** perScene / wordsPerScene: no model can do better than this cross-entropy, in nats per word. */
  perWord: number;
  /** exp(perWord): the least perplexity. */
  perplexity: number;
}

const SEEDS = { train: 15980101, test: 16100423 } as const;
const grammar = sceneGrammar();

/**
 * Scenes of a small theatre, half in English and half in French, drawn from a probabilistic grammar: who
 * meets whom, what is asked for, where it is. No scene of `test` is among the first 5,000 of `train`.
 *
 * @param split `train` and `test` draw from the same grammar with another seed
 * @param numScenes how many; 2,000 to train and 500 for the test unless said. More begin with the same.
 * @throws Error when the split is another, or numScenes is not a whole number
 */
export function theatre(split: 'train' | 'test', numScenes?: number): Scene[] {
  if (split !== 'train' && split !== 'test') {
    throw new Error(`theatre: split must be 'train' or 'test', got ${String(split)}`);
  }
  const count = numScenes ?? (split === 'train' ? 2000 : 500);
  requireWhole('theatre', 'numScenes', count, 0);
  return drawScenes(split, count);
}

function drawScenes(split: 'train' | 'test', count: number): Scene[] {
  const random = seededRandom(SEEDS[split]);
  return Array.from({ length: count }, () => draw(grammar, SCENE, random).words);
}

/**
 * ln p(scene), exactly; −Infinity for what is no scene. The mean of its negative over a test set, for each
 * word, is the cross-entropy of one who knows the grammar.
 */
export function theatreLogProbability(scene: Scene): number {
  return logProbabilityOf(grammar, SCENE, scene);
}

/** The entropy of the scenes, from the grammar's probabilities alone. */
export function theatreEntropy(): TheatreEntropy {
  const { entropy, length } = factsOf(grammar, SCENE);
  const perWord = entropy / length;
  return { perScene: entropy, wordsPerScene: length, perWord, perplexity: Math.exp(perWord) };
}
