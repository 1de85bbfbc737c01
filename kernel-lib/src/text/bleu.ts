import { kindOf } from '../tensor/require';

/** Tokens, or a string that is cut at white space. */
export type Sentence = string | readonly string[];

export interface BleuInput {
  /** One translation per sentence. */
  hypotheses: readonly Sentence[];
  /** For each sentence all its right translations: `references[i]` is a list, of one or more. */
  references: readonly (readonly Sentence[])[];
  /** The longest word group that is compared; 4 unless said. */
  maxOrder?: number;
  /**
   * What happens to a precision of zero: `exp` takes 100/(2ᵏ · total) for the k-th one, as sacreBLEU does;
   * `none` lets it make the score zero. `exp` unless said.
   */
  smoothing?: 'exp' | 'none';
}

export interface Bleu {
  /** From 0 to 100. */
  score: number;
  /** Percent of word groups of 1, 2, … words that a reference has, too. */
  precisions: number[];
  /** 1, or less where the hypotheses are shorter than the references. */
  brevityPenalty: number;
  /** Tokens of all hypotheses. */
  hypothesisLength: number;
  /** Tokens of the references whose lengths are nearest to the hypotheses'. */
  referenceLength: number;
  /** Word groups of 1, 2, … words that were found in a reference. */
  counts: number[];
  /** Word groups of 1, 2, … words that the hypotheses have. */
  totals: number[];
}

/**
 * BLEU of a corpus: score = BP · exp((1/N) Σₙ ln pₙ), where pₙ is the precision of groups of n words over
 * the whole corpus (a group counts at most as often as one reference has it), and the brevity penalty
 * BP = exp(1 − r/c) for c < r words. The numbers are those of sacreBLEU with `tokenize none`.
 *
 * @throws Error when the lists differ in length, a sentence has no reference, or strings and arrays of
 *   tokens are mixed.
 * @see Papineni et al. 2002, section 2; Post 2018, "A Call for Clarity in Reporting BLEU Scores".
 */
export function bleu({ hypotheses, references, maxOrder = 4, smoothing = 'exp' }: BleuInput): Bleu {
  requireInput(hypotheses, references);
  const orders = Array.from({ length: maxOrder }, (_, i) => i + 1);
  const counts = orders.map(() => 0);
  const totals = orders.map(() => 0);
  let [hypothesisLength, referenceLength] = [0, 0];
  hypotheses.forEach((sentence, at) => {
    const hypothesis = tokensOf(sentence);
    const answers = references[at].map(tokensOf);
    hypothesisLength += hypothesis.length;
    referenceLength += nearestLength(hypothesis.length, answers);
    for (const order of orders) {
      totals[order - 1] += Math.max(0, hypothesis.length - order + 1);
      counts[order - 1] += clippedMatches(hypothesis, answers, order);
    }
  });
  const precisions = precisionsOf(counts, totals, smoothing);
  const brevityPenalty = brevityPenaltyOf(hypothesisLength, referenceLength);
  const meanLog = precisions.reduce((sum, p) => sum + Math.log(p), 0) / maxOrder;
  return {
    score: brevityPenalty === 0 ? 0 : brevityPenalty * Math.exp(meanLog),
    precisions,
    brevityPenalty,
    hypothesisLength,
    referenceLength,
    counts,
    totals,
  };
}

/** Groups of `order` words, each counted at most as often as the reference that has it most. */
function clippedMatches(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
  order: number,
): number {
  const allowed = references.map((reference) => groupsOf(reference, order));
  let matches = 0;
  for (const [group, count] of groupsOf(hypothesis, order)) {
    matches += Math.min(count, Math.max(...allowed.map((groups) => groups.get(group) ?? 0)));
  }
  return matches;
}

function groupsOf(tokens: readonly string[], order: number): Map<string, number> {
  const groups = new Map<string, number>();
  for (let at = 0; at + order <= tokens.length; at++) {
    const group = JSON.stringify(tokens.slice(at, at + order));
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  return groups;
}

function precisionsOf(counts: number[], totals: number[], smoothing: 'exp' | 'none'): number[] {
  const hasMatch = counts.some((count) => count > 0);
  let halvings = 0;
  return counts.map((count, i) => {
    if (count > 0) return (100 * count) / totals[i];
    if (totals[i] === 0 || smoothing === 'none' || !hasMatch) return 0;
    halvings++;
    return 100 / (2 ** halvings * totals[i]);
  });
}

function brevityPenaltyOf(hypothesisLength: number, referenceLength: number): number {
  if (hypothesisLength >= referenceLength) return 1;
  return hypothesisLength === 0 ? 0 : Math.exp(1 - referenceLength / hypothesisLength);
}

/** Of two references that are as near, the shorter one counts. */
function nearestLength(length: number, references: readonly (readonly string[])[]): number {
  const distance = (size: number): number => Math.abs(size - length);
  return references
    .map((reference) => reference.length)
    .reduce((best, size) => {
      const isNearer = distance(size) < distance(best);
      return isNearer || (distance(size) === distance(best) && size < best) ? size : best;
    });
}

function tokensOf(sentence: Sentence): readonly string[] {
  return typeof sentence === 'string' ? sentence.split(/\s+/u).filter(Boolean) : sentence;
}

function requireInput(
  hypotheses: BleuInput['hypotheses'],
  references: BleuInput['references'],
): void {
  if (hypotheses.length !== references.length) {
    throw new Error(
      `bleu: references must have one list for each of the ${hypotheses.length} hypotheses, got ${references.length}`,
    );
  }
  const bare = references.findIndex((list) => !Array.isArray(list) || list.length === 0);
  if (bare >= 0) {
    const got = Array.isArray(references[bare]) ? 'none' : kindOf(references[bare]);
    throw new Error(
      `bleu: references[${bare}] must be a list of one or more sentences, got ${got}`,
    );
  }
  const sortOf = (sentence: Sentence): string =>
    typeof sentence === 'string' ? 'strings' : 'arrays of tokens';
  hypotheses.forEach((hypothesis, at) => {
    const other = references[at].find((reference) => sortOf(reference) !== sortOf(hypothesis));
    if (other !== undefined) {
      throw new Error(
        `bleu: references[${at}] must be ${sortOf(hypothesis)} as the hypothesis is, got ${sortOf(other)}`,
      );
    }
  });
}
