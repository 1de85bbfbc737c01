import { tf } from '../backend/tensorflow';
import { requireWhole } from '../tensor/require';

export interface PadOptions {
  /** Every row gets this many ids; that of the longest row unless said. */
  length?: number;
  /** What stands behind a row; 0 unless said, the id of `<pad>`. */
  padId?: number;
}

/**
 * A row of ids with exactly `length` of them: padded behind, or cut.
 *
 * @param length how many, from 0 on.
 * @param padId what stands behind the row.
 * @throws Error when length is not a whole number from 0 on.
 */
export function padToLength(ids: readonly number[], length: number, padId: number = 0): number[] {
  requireWhole('padToLength', 'length', length, 0);
  return Array.from({ length }, (_, at) => (at < ids.length ? ids[at] : padId));
}

/**
 * Rows of ids as one tensor, with the lengths that the masks of attention need.
 *
 * @param rows B rows of ids, each of its own length.
 * @returns `ids` (B, T) int32 and `validLens` (B) int32: how many ids of each row are not padding (a row
 *   that was cut has T). The caller disposes both.
 * @throws Error when there is no row, or all are empty and no length is given.
 */
export function padBatch(
  rows: readonly (readonly number[])[],
  { length, padId = 0 }: PadOptions = {},
): { ids: tf.Tensor2D; validLens: tf.Tensor1D } {
  const longest = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const size = length ?? longest;
  if (rows.length === 0) throw new Error('padBatch: rows must hold at least one row, got none');
  requireWhole('padBatch', 'length', size, 1);
  const padded = rows.flatMap((row) => padToLength(row, size, padId));
  const lengths = rows.map((row) => Math.min(row.length, size));
  return {
    ids: tf.tensor2d(padded, [rows.length, size], 'int32'),
    validLens: tf.tensor1d(lengths, 'int32'),
  };
}
