import { tf } from '../backend/tensorflow';
import { requireWhole } from '../tensor/require';
import type { SearchOptions } from './greedy-search';
import type { Kept } from './kept-keys';
import type { Writing } from './writing';

export interface BeamSearchOptions extends SearchOptions {
  /** How many texts are followed at a time; 4 unless said. */
  numBeams?: number;
  /** α: 0 prefers short texts, 1 compares nearly by token; 0.6 unless said. */
  lengthPenalty?: number;
}

/** A text that the search found. */
export interface Hypothesis {
  /** Without the beginning and the end. */
  tokens: number[];
  /** Its logarithm in nats, the end included. */
  logProbability: number;
  /** logProbability / ((5 + length) / 6)^α, the end counted: what texts are compared by. */
  score: number;
}

interface Beam {
  tokens: number[];
  logProbability: number;
  /** The row of the writing that it goes on from. */
  row: number;
}

/**
 * Follows the `numBeams` most likely beginnings instead of one: a text may begin with a token that is not the most
 * likely and be the more likely whole.
 *
 * @param writing of one row where nothing is written yet; the caller disposes it.
 * @returns the `numBeams` best texts that came to an end, or were cut at maxLength where none did; the best first.
 * @see Wu et al. 2016, section 7 (length penalty).
 */
export function beamSearch<K extends Kept>(
  writing: Writing<K>,
  { bos, eos, maxLength, numBeams = 4, lengthPenalty = 0.6 }: BeamSearchOptions,
): Hypothesis[] {
  requireWhole('beamSearch', 'maxLength', maxLength, 1);
  requireWhole('beamSearch', 'numBeams', numBeams, 1);
  const penalty = (length: number): number => ((5 + length) / 6) ** lengthPenalty;
  const hypothesis = ({ tokens, logProbability }: Beam, length: number): Hypothesis => ({
    ...{ tokens, logProbability },
    score: logProbability / penalty(length),
  });
  let finished: Hypothesis[] = [];
  let beams: Beam[] = [{ tokens: [], logProbability: 0, row: 0 }];
  let last = [bos];
  for (let length = 0; length < maxLength && beams.length > 0; length++) {
    const logits = writing.write(last.map((token) => [token]));
    // Twice as many: half of them may be ends.
    const candidates = continuations(logits, beams, 2 * numBeams);
    const ended = candidates.slice(0, numBeams).filter(({ token }) => token === eos);
    finished = best([...finished, ...ended.map(({ beam }) => hypothesis(beam, length + 1))]);
    const alive = candidates.filter(({ token }) => token !== eos).slice(0, numBeams);
    beams = alive.map(({ beam, token }) => ({ ...beam, tokens: [...beam.tokens, token] }));
    if (beams.length === 0 || isSettled()) return finished;
    last = alive.map(({ token }) => token);
    writing.choose(beams.map(({ row }) => row));
    beams.forEach((beam, row) => (beam.row = row));
  }
  return finished.length > 0 ? finished : best(beams.map((beam) => hypothesis(beam, maxLength)));

  function best(hypotheses: Hypothesis[]): Hypothesis[] {
    return hypotheses.sort((a, b) => b.score - a.score).slice(0, numBeams);
  }

  /** Whether no beam can still become better than what is found: what is added is never positive. */
  function isSettled(): boolean {
    if (finished.length < numBeams) return false;
    return beams[0].logProbability / penalty(maxLength + 1) <= finished[numBeams - 1].score;
  }
}

/** The most likely ways to go on by one token, the best first. Disposes the logits. */
function continuations(
  logits: tf.Tensor2D,
  beams: Beam[],
  most: number,
): { beam: Beam; token: number }[] {
  const logs = tf.tidy(() => tf.logSoftmax(logits).arraySync() as number[][]);
  logits.dispose();
  return beams
    .flatMap((beam, row) =>
      logs[row].map((log, token) => ({
        beam: { ...beam, row, logProbability: beam.logProbability + log },
        token,
      })),
    )
    .sort((a, b) => b.beam.logProbability - a.beam.logProbability)
    .slice(0, most);
}
