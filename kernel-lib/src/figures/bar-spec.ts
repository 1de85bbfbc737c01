import type { Space } from './figure';
import type { VegaLiteSpec } from './render';
import { extent, roundDomain } from './scales';
import { sliderCaption, type ReadSlider } from './slider';
import { cutText, textWidth, wrapText } from './text-widths';
import { colors } from './theme';

export interface BarChart {
  labels: string[];
  groups: string[];
  /** `values`: one per frame; without a slider there is one. */
  bars: { label: string; group: string; values: number[] }[];
  slider: ReadSlider | null;
  yTitle: string;
  valueFormat?: string;
}

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

export function barSpec(chart: BarChart, space: Space): VegaLiteSpec {
  const room = space.width - 70;
  const hasGroups = chart.groups.length > 1;
  const perLabel = hasGroups ? chart.groups.length : 1;
  const step = Math.min(
    hasGroups ? 34 * perLabel + 24 : 84,
    Math.floor(room / chart.labels.length),
  );
  const height = space.isPanel ? 160 : 230;
  const wrapped = chart.labels.map((label) => wrapText(label, step - 8, 12));
  const isTilted = wrapped.some(
    (lines) => lines.length > 3 || lines.some((line) => textWidth(line, 12) > step - 4),
  );
  const indexOf = new Map(chart.labels.map((label, i) => [label, i]));
  const rows = chart.bars.flatMap((bar, i) =>
    bar.values.map((value, f) => ({
      i: hasGroups ? indexOf.get(bar.label)! : i,
      label: bar.label,
      group: bar.group,
      value,
      text: barText(chart, value),
      ...(bar.values.length > 1 ? { f } : {}),
    })),
  );
  const [low, high] = extent(rows.map((row) => row.value));
  const domain = roundDomain([Math.min(0, low), Math.max(0, high)]);
  const isFramed = chart.slider !== null && rows.some((row) => 'f' in row);
  // Bars without frames stay when the slider moves.
  const filter = isFramed
    ? [{ filter: `!isValid(datum.f) || ${chart.slider!.filter.filter}` }]
    : [];
  const barWidth = step / perLabel;
  const areValuesShown = rows.every((row) => textWidth(row.text, 12) <= barWidth + 2);
  const color = hasGroups
    ? {
        color: {
          field: 'group',
          type: 'nominal',
          scale: { domain: chart.groups, range: colors.category.slice(0, chart.groups.length) },
          legend: { title: null, orient: 'top', symbolType: 'square', offset: 6 },
        },
      }
    : {};
  const valueText = {
    transform: filter,
    mark: { type: 'text', baseline: { expr: "datum.value < 0 ? 'top' : 'bottom'" }, dy: -3 },
    encoding: { text: { field: 'text' }, detail: { field: 'group' } },
  };
  return {
    width: { step, for: 'position' },
    height,
    ...(chart.slider ? { params: [chart.slider.param] } : {}),
    data: { values: rows },
    encoding: {
      x: {
        field: 'i',
        type: 'ordinal',
        scale: { paddingInner: 0.28, paddingOuter: 0.14 },
        axis: {
          title: null,
          labelExpr: `${JSON.stringify(isTilted ? chart.labels.map((label) => cutText(label, 150, 12)) : wrapped)}[datum.value]`,
          labelAngle: isTilted ? -40 : 0,
          labelLimit: 0,
          labelOverlap: false,
          ...(isTilted ? { labelAlign: 'right', labelBaseline: 'middle' } : {}),
        },
      },
      y: {
        field: 'value',
        type: 'quantitative',
        title: chart.yTitle,
        scale: { domain, nice: false },
        axis: { tickCount: 5, ...(chart.valueFormat ? { format: chart.valueFormat } : {}) },
      },
      ...(hasGroups
        ? {
            xOffset: {
              field: 'group',
              type: 'nominal',
              sort: chart.groups,
              scale: { paddingInner: 0.06 },
            },
          }
        : {}),
    },
    layer: [
      {
        transform: filter,
        mark: { type: 'bar', ...(hasGroups ? {} : { color: colors.category[0] }) },
        encoding: {
          ...color,
          tooltip: [
            { field: 'label', type: 'nominal' },
            ...(hasGroups ? [{ field: 'group', type: 'nominal' }] : []),
            { field: 'value', title: chart.yTitle, format: '.4~g' },
          ],
        },
      },
      ...(areValuesShown ? [valueText] : []),
      ...(chart.slider ? [sliderCaption(chart.slider, step * chart.labels.length, 22)] : []),
    ],
  };
}
