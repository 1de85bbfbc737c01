import { rowAt } from './job';

/** More would push out of the cache what was fetched first. */
const MOST_NUMBERS: i32 = 65536;

/**
 * Reads `rows` rows of `width` numbers once, in order, into the cache of this core. What reads or writes strips of
 * them later, a few numbers in each row, would else wait for memory at every row. Returns something, so that it is not
 * optimised away.
 */
export function fetchRows(base: usize, first: i32, rows: i32, width: i32): i32 {
  let seen: i32 = 0;
  if (rows * width > MOST_NUMBERS) return seen;
  const end = rowAt(base, first + rows, width);
  for (let place = rowAt(base, first, width); place < end; place += 64) seen |= load<i32>(place);
  return seen;
}
