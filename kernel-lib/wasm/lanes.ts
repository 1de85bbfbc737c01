import { at } from './job';

// Rows whose width is no multiple of four end in single numbers. What is done to them is written once, for four
// numbers or for one, and put into two loops, where the choice falls away (every function that takes `isFour` is
// put where it is called, see `setup/inline-math.mjs`):
// `for (let j = 0; j < whole; j += 4) addAt(…, j, true); for (let j = whole; j < n; j++) addAt(…, j, false);`.
// Where little is gained by that, one loop takes four at a time and then one, as
// `let j = 0; while (j < n) { const isFour = j + 4 <= n; …; j += isFour ? 4 : 1; }`.

/** Four numbers, or one of them four times. */
export function take(base: usize, j: i32, isFour: bool): v128 {
  return isFour ? v128.load(at(base, j)) : v128.load32_splat(at(base, j));
}

/** Four numbers, or the first of them. */
export function put(base: usize, j: i32, value: v128, isFour: bool): void {
  if (isFour) v128.store(at(base, j), value);
  else store<f32>(at(base, j), f32x4.extract_lane(value, 0));
}
