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

/** Tensors in nested objects and arrays: what a decoder keeps from one token to the next. */
export type Kept = tf.Tensor | undefined | Kept[] | { [name: string]: Kept };

/** The same structure with each tensor replaced. */
export function mapKept<K extends Kept>(kept: K, change: (tensor: tf.Tensor) => tf.Tensor): K {
  if (kept === undefined) return kept;
  if (kept instanceof tf.Tensor) return change(kept) as K;
  if (Array.isArray(kept)) return kept.map((item) => mapKept(item, change)) as K;
  return Object.fromEntries(
    Object.entries(kept).map(([name, item]) => [name, mapKept(item, change)]),
  ) as K;
}

/** All tensors of the structure. */
export function tensorsIn(kept: Kept): tf.Tensor[] {
  if (kept === undefined) return [];
  if (kept instanceof tf.Tensor) return [kept];
  return Object.values(kept).flatMap(tensorsIn);
}
