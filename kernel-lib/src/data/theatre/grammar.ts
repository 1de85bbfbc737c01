import type { Random } from '../../tensor/random';

/** One way to go on from a symbol. */
export interface Rule {
  probability: number;
  /** Symbols and words, in order. What the grammar has no rules for is a word. */
  parts: readonly string[];
}

/** A probabilistic context-free grammar: the rules of each symbol, whose probabilities sum to 1. */
export type Grammar = ReadonlyMap<string, readonly Rule[]>;

/** Sentences drawn from a grammar, and what can be computed of it. */
export interface GrammarFacts {
  /** Mean of −ln p over the derivations, in nats. Of the texts too, when each has one derivation only. */
  entropy: number;
  /** Mean number of words. */
  length: number;
}

/** Draws a text, with the natural logarithm of the probability of how it came about. */
export function draw(
  grammar: Grammar,
  start: string,
  random: Random,
): { words: string[]; logProbability: number } {
  const words: string[] = [];
  let logProbability = 0;
  const open = [start];
  while (open.length > 0) {
    const symbol = open.pop() as string;
    const rules = grammar.get(symbol);
    if (!rules) {
      words.push(symbol);
      continue;
    }
    const rule = chosen(rules, random.uniform());
    logProbability += Math.log(rule.probability);
    open.push(...rule.parts.toReversed());
  }
  return { words, logProbability };
}

function chosen(rules: readonly Rule[], at: number): Rule {
  let sum = 0;
  return rules.find((rule) => (sum += rule.probability) > at) ?? rules[rules.length - 1];
}

/**
 * The exact entropy and mean length of what a symbol becomes: H(symbol) = Σ p (−ln p + Σ H(part)).
 *
 * @throws Error when a symbol can contain itself: the sums would not end
 */
export function factsOf(grammar: Grammar, start: string): GrammarFacts {
  const known = new Map<string, GrammarFacts>();
  const within = new Set<string>();
  const visit = (symbol: string): GrammarFacts => {
    const rules = grammar.get(symbol);
    if (!rules) return { entropy: 0, length: 1 };
    const found = known.get(symbol);
    if (found) return found;
    if (within.has(symbol)) throw new Error(`factsOf: ${symbol} must not contain itself`);
    within.add(symbol);
    const facts = { entropy: 0, length: 0 };
    for (const { probability, parts } of rules) {
      facts.entropy -= probability * Math.log(probability);
      for (const part of parts.map(visit)) {
        facts.entropy += probability * part.entropy;
        facts.length += probability * part.length;
      }
    }
    within.delete(symbol);
    known.set(symbol, facts);
    return facts;
  };
  return visit(start);
}

/**
 * The natural logarithm of the probability of a text: the sum over all its derivations, −∞ when it has none.
 * For each symbol and place, where it can end and how probably; from left to right.
 *
 * @throws RangeError when a symbol can begin with itself
 */
export function logProbabilityOf(
  grammar: Grammar,
  start: string,
  words: readonly string[],
): number {
  const known = new Map<string, Map<number, number>>();
  /** Probability that a symbol covers the words from `from` to each possible end. */
  const ends = (symbol: string, from: number): Map<number, number> => {
    const rules = grammar.get(symbol);
    if (!rules) return new Map(words[from] === symbol ? [[from + 1, 1]] : []);
    const key = `${from} ${symbol}`;
    const found = known.get(key);
    if (found) return found;
    const sums = new Map<number, number>();
    for (const { probability, parts } of rules) {
      for (const [end, p] of endsOfAll(parts, from, probability)) {
        sums.set(end, (sums.get(end) ?? 0) + p);
      }
    }
    known.set(key, sums);
    return sums;
  };
  const endsOfAll = (
    parts: readonly string[],
    from: number,
    probability: number,
  ): Map<number, number> => {
    let reached = new Map([[from, probability]]);
    for (const part of parts) {
      const next = new Map<number, number>();
      for (const [place, p] of reached) {
        for (const [end, q] of ends(part, place)) next.set(end, (next.get(end) ?? 0) + p * q);
      }
      if (next.size === 0) return next;
      reached = next;
    }
    return reached;
  };
  return Math.log(ends(start, 0).get(words.length) ?? 0);
}
