import type { BarChart } from './bar-spec';
import { cutText, textWidth } from './text-widths';
import { colors } from './theme';

/** A value on a bar: its height with the gap to the bar. */
const labelHeight = 16;
const [entryGap, symbolWidth, entryHeight, longestName] = [10, 20, 16, 200];

/** The size in which values stand beside each other without touching, or null where none is readable. */
export function valueFontSize(texts: readonly string[], slot: number): number | null {
  const fits = (size: number): boolean => texts.every((text) => textWidth(text, size) <= slot - 1);
  return [12, 11, 10].find(fits) ?? null;
}

/** By how many pixels the values on the bars stand out above and below the plot. */
export function overhang(
  values: readonly number[],
  [low, high]: readonly [number, number],
  height: number,
): { above: number; below: number } {
  const perUnit = height / (high - low);
  const out = (side: number[]): number =>
    Math.max(0, ...side.map((distance) => Math.ceil(labelHeight - perUnit * distance)));
  return {
    above: out(values.filter((value) => value >= 0).map((value) => high - value)),
    below: out(values.filter((value) => value < 0).map((value) => value - low)),
  };
}

/** The names of the groups over the plot, in as many columns as fit, above what stands out of it. */
export function groupLegend(
  groups: readonly string[],
  width: number,
  above: number,
): { legend: Record<string, unknown>; top: number } {
  const names = groups.map((name) => cutText(name, longestName, 12));
  const entries = names.map((name) => symbolWidth + textWidth(name, 12) + entryGap);
  const isOneRow = entries.reduce((sum, entry) => sum + entry) <= width;
  const perRow = Math.max(1, Math.floor(width / Math.max(...entries)));
  const numColumns = isOneRow ? groups.length : perRow;
  const offset = 6 + above;
  return {
    legend: {
      ...{ title: null, orient: 'top', symbolType: 'square', offset },
      ...{ columns: numColumns, columnPadding: entryGap, labelLimit: 0 },
      // Vega would guess where to cut.
      labelExpr: `${JSON.stringify(names)}[indexof(${JSON.stringify(groups)}, datum.label)]`,
    },
    top: offset + Math.ceil(groups.length / numColumns) * entryHeight,
  };
}

/** The colours of the groups, in the order in which they come. */
export function groupColor(chart: BarChart, legend: Record<string, unknown>): object {
  const range = colors.category.slice(0, chart.groups.length);
  return { field: 'group', type: 'nominal', scale: { domain: chart.groups, range }, legend };
}
