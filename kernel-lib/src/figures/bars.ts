import { barSpec, type BarChart } from './bar-spec';
import { barText } from './bar-text';
import { checkTitle, Figure, type FigureOptions } from './figure';
import { finite, readVector, type Slider, type Vector } from './input';
import { checkFrames, readSlider, sliderWords } from './slider';
import { colors } from './theme';

/** One bar. With a slider it has `frames`, one value per slider value, instead of `value`. */
export interface Bar {
  label: string;
  value?: number;
  frames?: Vector;
  /** Bars of one group share a colour and stand side by side with those of the same label. */
  group?: string;
}

export interface BarsOptions extends FigureOptions {
  yTitle: string;
  /** Number format of axis and values, as in d3-format: `.2f`, `.0%`. */
  valueFormat?: string;
  slider?: Slider;
}

/**
 * Bars from zero, with their values on them, in the order given.
 *
 * @throws if there is no bar, a value is not finite, there are more than five groups, or frames do not match.
 */
export function bars(rows: readonly Bar[], options: BarsOptions): Figure {
  checkTitle('bars', options);
  if (rows.length === 0) throw new Error('bars: rows must hold at least one bar, got none');
  const slider = readSlider('bars', options.slider);
  const values = rows.map((row, i) => {
    const where = `bars: rows[${i}] "${row.label}"`;
    if (row.frames === undefined) return [finite(`${where} value`, row.value)];
    if (!slider) throw new Error(`${where} has frames, so options.slider must be given`);
    const frames = readVector(`${where} frames`, row.frames);
    checkFrames(where, frames.length, slider);
    return frames;
  });
  const groups = [...new Set(rows.map((row) => row.group ?? ''))];
  if (groups.length > colors.category.length) {
    throw new Error(
      `bars: rows must form at most ${colors.category.length} groups, got ${groups.length}`,
    );
  }
  const chart: BarChart = {
    // Without groups every row is a bar of its own, so that equal labels stay two bars.
    labels:
      groups.length > 1 ? [...new Set(rows.map((row) => row.label))] : rows.map((row) => row.label),
    groups,
    bars: rows.map((row, i) => ({
      label: row.label,
      group: row.group ?? '',
      values: values[i],
    })),
    slider,
    yTitle: options.yTitle,
    valueFormat: options.valueFormat,
  };
  return new Figure(options, barWords(chart), (space) => barSpec(chart, space));
}

function barWords(chart: BarChart): string {
  const frame = chart.slider?.startFrame ?? 0;
  const at = (values: number[]): number => values[Math.min(frame, values.length - 1)];
  const named = chart.bars.map((bar) => ({
    name: chart.groups.length > 1 ? `${bar.label} (${bar.group})` : bar.label,
    value: at(bar.values),
  }));
  const list = named.slice(0, 24).map(({ name, value }) => `${name} ${barText(chart, value)}`);
  if (named.length > 24) list.push(`and ${named.length - 24} more`);
  // What looks equal on the bars is called equal.
  const highest = Math.max(...named.map(({ value }) => value));
  const best = named.filter(({ value }) => barText(chart, value) === barText(chart, highest));
  return [
    `Bar chart, ${chart.yTitle}: ${list.join(', ')}.`,
    best.length < named.length ? highestWords(best.map(({ name }) => name)) : '',
    chart.slider ? sliderWords(chart.slider) : '',
  ]
    .filter(Boolean)
    .join('\n');
}

function highestWords(names: string[]): string {
  if (names.length === 1) return `The highest is ${names[0]}.`;
  return `The highest are ${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}.`;
}
