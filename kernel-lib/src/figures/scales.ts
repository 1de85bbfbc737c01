/** Smallest and largest of a list; an empty list gives [0, 1]. */
export function extent(values: readonly number[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** A round step (1, 2 or 5 times a power of ten) that cuts a span into about `pieces`. */
export function roundStep(span: number, pieces: number): number {
  const raw = span / pieces;
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
}

/** Widens a range to round numbers, so that the axis begins and ends at a tick. */
export function roundDomain([low, high]: readonly [number, number]): [number, number] {
  if (low === high) {
    const margin = Math.abs(low) / 2 || 1;
    return [low - margin, high + margin];
  }
  const step = roundStep(high - low, 5);
  // The tolerance keeps 0.1 * 3 from opening one more step.
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}

/** Widens a positive range to powers of ten, unless it is less than a decade wide. */
export function logDomain([low, high]: readonly [number, number]): [number, number] {
  if (low === high) return [low / 2, high * 2];
  if (high / low < 10) return [low / 1.1, high * 1.1];
  return [10 ** Math.floor(Math.log10(low) + 1e-9), 10 ** Math.ceil(Math.log10(high) - 1e-9)];
}

/** Powers of ten, with 2 and 5 times them where the axis is shorter than three decades. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const decades = Math.log10(high / low);
  const leads = decades < 3 ? [1, 2, 5] : [1];
  const step = Math.max(1, Math.ceil(decades / 8));
  const ticks: number[] = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
    // Written as text, a power of ten below 1 keeps its exact value.
    if (e % step === 0) for (const lead of leads) ticks.push(Number(`${lead}e${e}`));
  }
  return ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
}

/** Where a value stands on a vertical axis, in pixels from the top. */
export function pixelOf(
  value: number,
  [low, high]: readonly [number, number],
  height: number,
  isLog: boolean,
): number {
  const share = isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return height * (1 - share);
}

/** `fn: … must be above 0` for an axis with a logarithmic scale. */
export function checkPositive(where: string, values: readonly number[]): void {
  const wrong = values.find((value) => value <= 0);
  if (wrong !== undefined) {
    throw new Error(`${where} must be above 0 on a logarithmic axis, got ${wrong}`);
  }
}
