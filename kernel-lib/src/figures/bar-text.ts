import type { BarChart } from './bar-spec';
import { extent } from './scales';

/** Decimals that all bars share: none for whole numbers, enough to tell the smallest from zero. */
function sharedDecimals(chart: BarChart): number {
  const values = chart.bars.flatMap((bar) => bar.values);
  if (values.every(Number.isInteger)) return 0;
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  const [smallest, largest] = extent(sizes);
  if (largest >= 100) return 0;
  return smallest < 0.005 ? 3 : largest >= 10 ? 1 : 2;
}

/** A value as it stands on its bar: `valueFormat` where it is `.Nf` or `.N%`, else as all the others. */
export function barText(chart: BarChart, value: number): string {
  const known = /^\.(\d)([f%])$/.exec(chart.valueFormat ?? '');
  const text = !known
    ? fixed(value, sharedDecimals(chart))
    : known[2] === 'f'
      ? value.toFixed(Number(known[1]))
      : `${(100 * value).toFixed(Number(known[1]))}%`;
  return text.replace('-', '−');
}

function fixed(value: number, decimals: number): string {
  return value.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}
