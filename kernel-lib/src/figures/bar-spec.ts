import { groupColor, groupLegend, overhang, valueFontSize } from './bar-room';
import { barText } from './bar-text';
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

/** Shares of the room of a label: between labels, and before the first and after the last. */
const [paddingInner, paddingOuter] = [0.28, 0.14];

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
  // Bars of 0 stand on an axis that goes up.
  const domain = roundDomain([Math.min(0, low), Math.max(0, high) || (low < 0 ? 0 : 1)]);
  const isFramed = chart.slider !== null && rows.some((row) => 'f' in row);
  // Bars without frames stay when the slider moves.
  const filter = isFramed
    ? [{ filter: `!isValid(datum.f) || ${chart.slider!.filter.filter}` }]
    : [];
  const slot = hasGroups ? ((1 - paddingInner) * step) / perLabel : step;
  const fontSize = valueFontSize(
    rows.map((row) => row.text),
    slot,
  );
  const { above, below } = fontSize
    ? overhang(
        rows.map((row) => row.value),
        domain,
        height,
      )
    : { above: 0, below: 0 };
  const { legend, top } = groupLegend(chart.groups, room, above);
  const place = {
    x: {
      field: 'i',
      type: 'ordinal',
      scale: { paddingInner, paddingOuter },
      axis: {
        title: null,
        labelExpr: `${JSON.stringify(isTilted ? chart.labels.map((label) => cutText(label, 150, 12)) : wrapped)}[datum.value]`,
        labelAngle: isTilted ? -40 : 0,
        labelLimit: 0,
        labelOverlap: false,
        ...(below > 0 ? { labelPadding: 6 + below } : {}),
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
  };
  const valueText = {
    transform: filter,
    mark: {
      type: 'text',
      fontSize,
      baseline: { expr: "datum.value < 0 ? 'top' : 'bottom'" },
      dy: { expr: 'datum.value < 0 ? 4 : -3' },
    },
    encoding: { ...place, text: { field: 'text' }, detail: { field: 'group' } },
  };
  const captionAbove = hasGroups ? top + 6 : 6 + above;
  return {
    width: { step, for: 'position' },
    height,
    ...(chart.slider ? { params: [chart.slider.param] } : {}),
    data: { values: rows },
    layer: [
      {
        transform: filter,
        mark: { type: 'bar', ...(hasGroups ? {} : { color: colors.category[0] }) },
        encoding: {
          ...place,
          ...(hasGroups ? { color: groupColor(chart, legend) } : {}),
          tooltip: [
            { field: 'label', type: 'nominal' },
            ...(hasGroups ? [{ field: 'group', type: 'nominal' }] : []),
            { field: 'value', title: chart.yTitle, format: '.4~g' },
          ],
        },
      },
      ...(fontSize ? [valueText] : []),
      ...(chart.slider
        ? [sliderCaption(chart.slider, step * chart.labels.length, captionAbove)]
        : []),
    ],
  };
}
