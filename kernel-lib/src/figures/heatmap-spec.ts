import type { Space } from './figure';
import type { VegaLiteSpec } from './render';
import { cutText, textWidth } from './text-widths';
import { colors, whiteTextAbove } from './theme';

/** A matrix, checked and ready to be drawn; null where it is masked. */
export interface HeatPanel {
  values: (number | null)[][];
  rows: string[];
  columns: string[];
  domain: readonly [number, number];
  isDiverging: boolean;
  printValues: boolean;
  highlight: readonly (readonly [number, number])[];
  /** What a number is, for the colour key and the tooltip. */
  valueTitle: string;
}

const largestCell = 38;
const smallestCell = 4;
/** Numbers need this much room. */
const cellWithNumber = 30;

/** The side of a cell, so that labels and cells fit the width. */
export function cellSize(panel: HeatPanel, space: Space): number {
  const labels = Math.max(...panel.rows.map((text) => textWidth(shortLabel(text), 12)));
  const lastColumn = shortLabel(panel.columns[panel.columns.length - 1]);
  const overhang = isTilted(panel) ? 0.77 * textWidth(lastColumn, 12) + 8 : 0;
  const room = space.width - labels - 10 - Math.max(0, overhang - largestCell / 2);
  const fitting = Math.floor(room / panel.columns.length);
  return Math.max(smallestCell, Math.min(largestCell, fitting));
}

/** Vega would cut long labels by a width of its own; the tooltip has the whole text. */
function shortLabel(text: string): string {
  return cutText(text, 140, 12);
}

function isTilted(panel: HeatPanel): boolean {
  return panel.columns.some((text) => textWidth(text, 12) > 24);
}

/** Cells, numbers, masked cells and outlines of one matrix. */
export function heatSpec(panel: HeatPanel, space: Space): VegaLiteSpec {
  const size = cellSize(panel, space);
  const [low, high] = panel.domain;
  const reach = Math.max(Math.abs(low), Math.abs(high));
  const data = panel.values.flatMap((row, i) =>
    row.map((value, j) => ({
      row: i,
      column: j,
      // Four digits draw the same picture from a much smaller file.
      value: value === null ? null : Number(value.toPrecision(4)),
    })),
  );
  const hasMasked = data.some((cell) => cell.value === null);
  const fontSize = size >= 36 ? 12 : 11;
  return {
    data: { values: data },
    transform: [
      { calculate: `${JSON.stringify(panel.rows)}[datum.row]`, as: 'r' },
      { calculate: `${JSON.stringify(panel.columns)}[datum.column]`, as: 'c' },
    ],
    width: { step: size },
    height: { step: size },
    encoding: {
      x: axisEncoding('column', panel.columns, size, { orient: 'top', tilted: isTilted(panel) }),
      y: axisEncoding('row', panel.rows, size, { orient: 'left', tilted: false }),
    },
    layer: [
      ...(hasMasked ? maskedLayers(size) : []),
      {
        transform: [{ filter: 'datum.value !== null' }],
        mark: { type: 'rect' },
        encoding: {
          color: colorEncoding(panel),
          tooltip: [
            { field: 'r', title: 'row' },
            { field: 'c', title: 'column' },
            { field: 'value', title: panel.valueTitle, format: '.4~g' },
          ],
        },
      },
      ...(panel.printValues && size >= cellWithNumber
        ? [
            {
              data: { values: printedCells(panel, reach) },
              mark: { type: 'text', fontSize },
              encoding: {
                text: { field: 'text' },
                color: {
                  condition: { test: 'datum.isWhite', value: '#FFFFFF' },
                  value: '#000000',
                },
              },
            },
          ]
        : []),
      ...(panel.highlight.length > 0
        ? [
            {
              data: { values: panel.highlight.map(([row, column]) => ({ row, column })) },
              mark: { type: 'rect', fill: null, stroke: colors.here, strokeWidth: 2.5 },
            },
          ]
        : []),
    ],
  };
}

/** Masked is grey and carries a dash, so that it is not read as a small weight in grey print. */
function maskedLayers(size: number): VegaLiteSpec[] {
  const transform = [{ filter: 'datum.value === null' }];
  const rect = { transform, mark: { type: 'rect', color: colors.masked } };
  if (size < 14) return [rect];
  const dash = { type: 'text', text: '–', color: colors.maskedInk, fontSize: 11 };
  return [rect, { transform, mark: dash }];
}

/** Only what matters is printed: 5 % of the scale or more (of a diverging scale: either side). */
function printedCells(panel: HeatPanel, reach: number): VegaLiteSpec[] {
  const [low, high] = panel.domain;
  const decimals = reach >= 100 ? 0 : reach >= 10 ? 1 : reach >= 0.5 ? 2 : 3;
  return panel.values.flatMap((row, i) =>
    row.flatMap((value, j) => {
      const share = panel.isDiverging
        ? Math.abs(value ?? 0) / reach
        : ((value ?? 0) - low) / (high - low);
      if (value === null || share < 0.05) return [];
      const side = value < 0 ? 'divergingLow' : 'divergingHigh';
      const scale = panel.isDiverging ? side : 'sequential';
      const text = value.toFixed(decimals).replace('-', '−');
      return [
        {
          row: i,
          column: j,
          text,
          isWhite: share > whiteTextAbove[scale],
        },
      ];
    }),
  );
}

function axisEncoding(
  field: string,
  labels: string[],
  size: number,
  place: { orient: string; tilted: boolean },
): VegaLiteSpec {
  // Encoded by index and labelled afterwards: two equal words stay two rows.
  const room = place.orient === 'top' && !place.tilted ? 22 : 15;
  const every = [1, 2, 5, 10, 20, 50].find((step) => step * size >= room) ?? 100;
  const values = labels.map((_, i) => i).filter((i) => i % every === 0);
  const tilt = {
    labelAngle: -40,
    labelAlign: 'left',
    labelBaseline: 'middle',
    labelOffset: -2,
  };
  return {
    field,
    type: 'ordinal',
    scale: { paddingInner: size >= 20 ? 0.04 : 0, paddingOuter: 0 },
    axis: {
      orient: place.orient,
      title: null,
      labelExpr: `${JSON.stringify(labels.map(shortLabel))}[datum.value]`,
      labelLimit: 0,
      labelOverlap: false,
      ...(every > 1 ? { values } : {}),
      ...(place.tilted ? tilt : { labelAngle: 0 }),
    },
  };
}

function colorEncoding(panel: HeatPanel): VegaLiteSpec {
  const [low, high] = panel.domain;
  return {
    field: 'value',
    type: 'quantitative',
    scale: {
      domain: panel.isDiverging ? [low, low / 2, 0, high / 2, high] : [low, high],
      range: panel.isDiverging ? colors.diverging : 'ramp',
      clamp: true,
    },
    legend: {
      title: panel.valueTitle,
      orient: 'bottom',
      direction: 'horizontal',
      titleOrient: 'left',
      offset: 12,
      values: [low, (low + high) / 2, high],
      format: '.3~g',
    },
  };
}
