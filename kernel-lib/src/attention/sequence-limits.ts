import type { OpenKeys } from '../backend/fused/masked-softmax';
import { tf } from '../backend/tensorflow';
import { openKeysOf, type AttentionLimits } from './masked-softmax';

/** Which keys of a sequence may be attended to. */
export interface SequenceLimits extends AttentionLimits {
  /** Whether a query sees no key after its own position; false unless said. */
  isCausal?: boolean;
}

/** The keys that all limits open, checked against the shape (B, Q, K) of the weights. */
export function openKeysWithin(
  fnName: string,
  { isCausal = false, ...limits }: SequenceLimits,
  shape: [number, number, number],
): OpenKeys {
  const openKeys = openKeysOf(fnName, limits, shape);
  if (!isCausal) return openKeys;
  const [, numQueries, numKeys] = shape;
  const past = pastMask(fnName, numQueries, numKeys);
  const open = openKeys.open === null ? past : tf.logicalAnd(past, openKeys.open);
  return { open, isZeroWhenClosed: true };
}

/**
 * (Q, K): the queries are the last Q of the K positions, as when keys were kept from earlier steps, and each sees
 * those up to its own.
 */
function pastMask(fnName: string, numQueries: number, numKeys: number): tf.Tensor2D {
  if (numQueries > numKeys) {
    throw new Error(
      `${fnName}: isCausal must have at least as many keys as queries, got ${numKeys} and ${numQueries}`,
    );
  }
  const first = numKeys - numQueries;
  const isOpen = new Uint8Array(numQueries * numKeys);
  for (let query = 0; query < numQueries; query++) {
    isOpen.fill(1, query * numKeys, query * numKeys + first + query + 1);
  }
  return tf.tensor2d(isOpen, [numQueries, numKeys], 'bool');
}
