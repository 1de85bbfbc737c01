/** The head line of a tensor display, in numbers. */
export interface TensorSummary {
  shape: readonly number[];
  dtype: string;
  size: number;
  /** Of the finite values; null when there is none, or when the values are no numbers. */
  range: { min: number; mean: number; max: number } | null;
  numNaN: number;
  numInfinite: number;
  /** Of a boolean tensor: how many are true. */
  numTrue: number | null;
  /** Counts of 16 equal bins between min and max; null below 16 values, or when all are equal. */
  histogram: number[] | null;
}

const numBins = 16;

/** Reads all values once. */
export function summarize(
  data: ArrayLike<unknown>,
  shape: readonly number[],
  dtype: string,
): TensorSummary {
  const summary: TensorSummary = {
    shape,
    dtype,
    size: data.length,
    range: null,
    numNaN: 0,
    numInfinite: 0,
    numTrue: null,
    histogram: null,
  };
  if (dtype === 'string' || dtype === 'complex64') return summary;
  if (dtype === 'bool') {
    let numTrue = 0;
    for (let i = 0; i < data.length; i++) if (data[i]) numTrue++;
    return { ...summary, numTrue };
  }
  const values = data as ArrayLike<number>;
  let [min, max, sum, numFinite] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isNaN(value)) summary.numNaN++;
    else if (!Number.isFinite(value)) summary.numInfinite++;
    else {
      numFinite++;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (numFinite === 0) return summary;
  summary.range = { min, mean: sum / numFinite, max };
  if (numFinite >= numBins && max > min) summary.histogram = binCounts(values, min, max);
  return summary;
}

function binCounts(values: ArrayLike<number>, min: number, max: number): number[] {
  const counts = new Array<number>(numBins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    counts[Math.min(numBins - 1, Math.floor(((value - min) / (max - min)) * numBins))]++;
  }
  return counts;
}

/** Decimals for a whole display, from its typical size: 2 for numbers around 1; null for scientific. */
export function decimalsFor(summary: TensorSummary): number | null {
  if (summary.dtype === 'int32' || summary.range === null) return 0;
  const reach = Math.max(Math.abs(summary.range.min), Math.abs(summary.range.max));
  if (reach === 0) return 2;
  if (reach >= 1e5 || reach < 1e-4) return null;
  return reach >= 1000 ? 0 : reach >= 100 ? 1 : reach >= 0.1 ? 2 : reach >= 0.01 ? 3 : 5;
}

/** One value as text, with a real minus sign. */
export function valueText(value: unknown, decimals: number | null, dtype: string): string {
  if (dtype === 'bool') return value ? 'true' : 'false';
  if (typeof value !== 'number') return String(value);
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const text = decimals === null ? value.toExponential(1) : value.toFixed(decimals);
  // A small negative number is not "minus nothing".
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

/** `(2, 3)`, and `( )` for a scalar. */
export function shapeLabel(shape: readonly number[]): string {
  return shape.length === 0 ? '( )' : `(${shape.join(', ')})`;
}
