import { seededRandom } from '../../tensor/random';
import { requireWhole } from '../../tensor/require';

/** A sum, written for a model that reads and writes from left to right. */
export interface Addition {
  a: number;
  b: number;
  /** `8 5 + 0 7 =`: both numbers with all their digits. */
  prompt: string[];
  /** `2 9 0`: the digits of the sum from the ones up, so that each needs only what is already there. */
  answer: string[];
}

export interface AdditionOptions {
  /** Digits of each number; 2 unless said. */
  numDigits?: number;
  /** How many sums to train on, when there are more; 10,000 unless said. */
  numExamples?: number;
}

const SEED = 20200817;
const NUM_TEST = 500;

/**
 * Sums of two numbers of some digits. Up to two digits these are all there are: 10,000 for two, 500 of them for
 * the test and the others for training. With more digits they are drawn, none twice.
 *
 * @param split of one `numDigits`, no sum is in both; `test` has 500 (20 of the 100 for one digit)
 * @throws Error when the split is another or an option is out of range
 * @see Karpathy, minGPT: the digits of the sum in reverse.
 */
export function addition(split: 'train' | 'test', options: AdditionOptions = {}): Addition[] {
  const { numDigits = 2, numExamples = 10_000 } = options;
  if (split !== 'train' && split !== 'test') {
    throw new Error(`addition: split must be 'train' or 'test', got ${String(split)}`);
  }
  requireWhole('addition', 'numDigits', numDigits, 1);
  requireWhole('addition', 'numExamples', numExamples, 1);
  if (numDigits > 7) throw new Error(`addition: numDigits must be at most 7, got ${numDigits}`);
  const numPairs = 10 ** (2 * numDigits);
  const numTest = Math.min(NUM_TEST, numPairs / 5);
  const numAll = Math.min(numTest + numExamples, numPairs);
  const chosen = numDigits <= 2 ? shuffled(numPairs) : drawn(numPairs, numAll);
  const own = split === 'test' ? chosen.slice(0, numTest) : chosen.slice(numTest, numAll);
  return own.map((pair) => {
    const side = 10 ** numDigits;
    return additionOf(Math.floor(pair / side), pair % side, numDigits);
  });
}

/** All pairs in an order that the seed gives. */
function shuffled(numPairs: number): number[] {
  return seededRandom(SEED).shuffle(Array.from({ length: numPairs }, (_, pair) => pair));
}

/** Different pairs; with a larger count come more of the same. */
function drawn(numPairs: number, count: number): number[] {
  const random = seededRandom(SEED);
  const pairs = new Set<number>();
  while (pairs.size < count) pairs.add(random.integer(numPairs));
  return [...pairs];
}

function additionOf(a: number, b: number, numDigits: number): Addition {
  const digits = (value: number, count: number): string[] => [
    ...String(value).padStart(count, '0'),
  ];
  return {
    a,
    b,
    prompt: [...digits(a, numDigits), '+', ...digits(b, numDigits), '='],
    answer: digits(a + b, numDigits + 1).reverse(),
  };
}
