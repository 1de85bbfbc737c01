import { tf } from '../backend/tensorflow';
import type { Random } from '../tensor/random';
import { requireShape } from '../tensor/require';

export interface SamplingOptions {
  /** What logits are divided by: below 1 the likely becomes likelier; 0 takes the most likely. 1 unless said. */
  temperature?: number;
  /** Only so many of the most likely tokens; null unless said: all. */
  topK?: number | null;
  /** Only the most likely tokens whose probabilities together reach this share; null unless said: all. */
  topP?: number | null;
}

/**
 * The probabilities that a token is drawn by: softmax(logits / temperature), cut by topK, then by topP, and again
 * of sum 1.
 *
 * @param logits (V), a tensor (which the caller keeps) or an array.
 * @returns one probability for each token.
 * @throws Error when an option is out of range.
 * @see Fan et al. 2018, section 5.4 (top-k); Holtzman et al. 2020, section 3.1 (top-p).
 */
export function samplingDistribution(
  logits: tf.Tensor1D | readonly number[],
  options: SamplingOptions = {},
): number[] {
  requireOptions(options);
  if (logits instanceof tf.Tensor) requireShape('samplingDistribution', 'logits', logits, ['V']);
  const { temperature = 1, topK = null, topP = null } = options;
  const numbers = logits instanceof tf.Tensor ? Array.from(logits.dataSync()) : [...logits];
  const order = numbers.map((_logit, token) => token).sort((a, b) => numbers[b] - numbers[a] || a - b); // prettier-ignore
  if (temperature === 0) return numbers.map((_logit, token) => (token === order[0] ? 1 : 0));
  const most = numbers[order[0]];
  const counts = numbers.map((logit) => Math.exp((logit - most) / temperature));
  const kept = order.slice(0, topK ?? order.length);
  const nucleus = topP === null ? kept : reaching(topP, kept, counts);
  const total = sum(nucleus.map((token) => counts[token]));
  const open = new Set(nucleus);
  return counts.map((count, token) => (open.has(token) ? count / total : 0));
}

/**
 * Draws a token.
 *
 * @param probabilities one for each token, of sum 1.
 * @param random one number of it is used.
 */
export function sampleFrom(probabilities: readonly number[], random: Random): number {
  let left = random.uniform(0, sum(probabilities));
  for (const [token, probability] of probabilities.entries()) {
    left -= probability;
    if (left < 0 && probability > 0) return token;
  }
  // Rounding may leave a crumb beyond the last one.
  return probabilities.findLastIndex((probability) => probability > 0);
}

/** The first tokens whose shares together reach topP; at least one. */
function reaching(topP: number, tokens: number[], counts: number[]): number[] {
  const total = sum(tokens.map((token) => counts[token]));
  let before = 0;
  return tokens.filter((token) => {
    const isNeeded = before < topP * total;
    before += counts[token];
    return isNeeded;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function requireOptions({ temperature = 1, topK = null, topP = null }: SamplingOptions): void {
  const wrong = (what: string, got: number): Error =>
    new Error(`samplingDistribution: ${what}, got ${got}`);
  if (!(temperature >= 0)) throw wrong('temperature must be a number from 0 on', temperature);
  if (topK !== null && !(Number.isSafeInteger(topK) && topK >= 1)) {
    throw wrong('topK must be a whole number from 1 on', topK);
  }
  if (topP !== null && !(topP > 0 && topP <= 1)) {
    throw wrong('topP must be a number above 0, up to 1', topP);
  }
}
