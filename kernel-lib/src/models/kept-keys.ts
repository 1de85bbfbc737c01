import type { KeysAndValues } from '../attention/multi-head-attention';
import { tf } from '../backend/tensorflow';

/**
 * Keys and values of earlier positions followed by those of new ones, (B, K, D) each. Nothing kept: the new ones.
 */
export function joinKept(kept: KeysAndValues | null, fresh: KeysAndValues): KeysAndValues {
  if (kept === null) return fresh;
  return {
    keys: tf.concat([kept.keys, fresh.keys], 1),
    values: tf.concat([kept.values, fresh.values], 1),
  };
}

/** The rows of some batch items, in a new order: (B, K, D) -> (rows, K, D). */
export function keptRows(kept: KeysAndValues, rows: tf.Tensor1D): KeysAndValues {
  return { keys: tf.gather(kept.keys, rows), values: tf.gather(kept.values, rows) };
}
