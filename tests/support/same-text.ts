const number = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;

/** What an output says, without what no two runs share: durations, and where its lines are broken. */
export function settled(text: string): string {
  return text
    .replace(/\bin [\d.]+ (ms|s|min)\b/g, 'in a while')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Where two texts differ, in words; null when they say the same to the printed digits.
 *
 * Two things count as the same: rounding errors themselves (below 2e-5), and digits beyond the seven that a
 * float32 has.
 */
export function differenceOf(ours: string, reference: string): string | null {
  const [a, b] = [settled(ours), settled(reference)];
  const words = (text: string): string => text.replace(number, '#');
  if (words(a) !== words(b)) return `"${a}" instead of "${b}"`;
  const [left, right] = [a, b].map((text) => text.match(number) ?? []);
  const at = left.findIndex((each, i) => !isSameNumber(each, right[i]));
  return at < 0 ? null : `${left[at]} instead of ${right[at]} in "${a}"`;
}

function isSameNumber(a: string, b: string): boolean {
  const [x, y] = [Number(a), Number(b)];
  if (a === b || x === y) return true;
  if (Math.abs(x) < 2e-5 && Math.abs(y) < 2e-5) return true;
  const isFull = [a, b].some((text) => text.replace(/e.*|\D|^0+/gi, '').length > 7);
  return isFull && Math.abs(x - y) <= 1e-6 * Math.max(1, Math.abs(y));
}

/** The same words, whatever the numbers. */
export function saysTheSame(ours: string, reference: string): boolean {
  const words = (text: string): string => settled(text).replace(number, '#');
  return words(ours) === words(reference);
}
