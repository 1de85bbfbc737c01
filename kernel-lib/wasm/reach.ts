import { pointer } from './job';
import { isClosed, maskRowOf } from './softmax';

// Under a mask, queries are taken in groups. The reach of a group is the number of keys up to the last one that
// any of its queries sees: what lies beyond is neither computed nor read. Under a causal mask that saves almost half.

const MOST_GROUPS: i32 = 64;
const LEAST_ROWS: i32 = 32;

/** Room for the reach of every group. */
export const REACH_BYTES: usize = (<usize>MOST_GROUPS) << 2;

/** How many queries, or keys, make a group; all of them where there is no mask. */
export function groupSize(count: i32, mask: usize): i32 {
  if (mask == 0) return max(count, 1);
  return max(LEAST_ROWS, (count + MOST_GROUPS - 1) / MOST_GROUPS);
}

/**
 * Measures the reach of each group of `q` queries among `k` keys, whose scores begin in row `row`.
 *
 * @param first the word of the job where the mask begins, as for `maskRowOf`.
 * @param isZeroWhenClosed whether a query that sees nothing gets zeros; else it takes the mean over all keys.
 */
export function measureReach(
  job: usize,
  first: i32,
  row: i32,
  q: i32,
  k: i32,
  isZeroWhenClosed: bool,
  table: usize,
): void {
  const size = groupSize(q, pointer(job, first));
  for (let top = 0; top < q; top += size) {
    let reach = pointer(job, first) == 0 ? k : 0;
    for (let i = min(top + size, q) - 1; i >= top && reach < k; i--) {
      const mask = maskRowOf(job, first, row + i, k);
      reach = !isZeroWhenClosed && isClosed(k, mask) ? k : lastOpen(mask, reach, k);
    }
    store<i32>(table + ((<usize>(top / size)) << 2), reach);
  }
}

/** The reach of the group of query `i`. */
export function reachOf(i: i32, size: i32, table: usize): i32 {
  return load<i32>(table + ((<usize>(i / size)) << 2));
}

/** Where the queries of the same reach from query `top` on end. */
export function endOfReach(top: i32, size: i32, q: i32, table: usize): i32 {
  const reach = reachOf(top, size, table);
  let end = top;
  while (end < q && reachOf(end, size, table) == reach) end += size;
  return min(end, q);
}

/** The first query whose group sees key `j` or one beyond it; `q` where none does. */
export function firstToReach(j: i32, size: i32, q: i32, table: usize): i32 {
  let i = 0;
  while (i < q && reachOf(i, size, table) <= j) i += size;
  return min(i, q);
}

/** One more than the last open key of a row, at least `least`. */
function lastOpen(mask: usize, least: i32, k: i32): i32 {
  let end = k;
  while (end - 8 >= least && load<u64>(mask + <usize>(end - 8)) == 0) end -= 8;
  while (end > least && load<u8>(mask + <usize>(end - 1)) == 0) end--;
  return end;
}
