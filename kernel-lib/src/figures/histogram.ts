import { checkTitle, Figure, type FigureOptions, type Space } from './figure';
import { readVector, type Vector } from './input';
import type { VegaLiteSpec } from './render';
import { extent, roundStep } from './scales';
import { colors } from './theme';
import { count, plural, say } from './words';

export interface HistogramOptions extends FigureOptions {
  /** About how many bins; their edges are round numbers. About √n, from 5 to 30, when it is left out. */
  bins?: number;
  xTitle: string;
  /** What is counted; `number of values` when it is left out. */
  yTitle?: string;
}

/** A bin [from, to); the last one holds its upper end, too. */
export interface Bin {
  from: number;
  to: number;
  count: number;
}

/** Counts values in bins of one round width. */
export function binValues(values: readonly number[], pieces: number): Bin[] {
  const [low, high] = extent(values);
  if (low === high) {
    const half = Math.abs(low) / 20 || 0.5;
    return [{ from: low - half, to: low + half, count: values.length }];
  }
  const step = roundStep(high - low, pieces);
  const first = Math.floor(low / step + 1e-9);
  const numBins = Math.max(1, Math.ceil(high / step - 1e-9) - first);
  const bins = Array.from({ length: numBins }, (_, i) => ({
    from: Number(((first + i) * step).toPrecision(12)),
    to: Number(((first + i + 1) * step).toPrecision(12)),
    count: 0,
  }));
  for (const value of values) {
    const i = Math.floor(value / step + 1e-9) - first;
    bins[Math.min(numBins - 1, Math.max(0, i))].count++;
  }
  return bins;
}

/**
 * How often values fall into equal bins.
 *
 * @param values - finite, at least one. A tensor of rank 1 is read and not disposed.
 * @throws if there is no value, or one is not finite.
 */
export function histogram(values: Vector, options: HistogramOptions): Figure {
  checkTitle('histogram', options);
  const numbers = readVector('histogram: values', values);
  if (numbers.length === 0) throw new Error('histogram: values must hold at least one, got none');
  const pieces = options.bins ?? Math.max(5, Math.min(30, Math.round(Math.sqrt(numbers.length))));
  if (!Number.isInteger(pieces) || pieces < 1) {
    throw new Error(`histogram: bins must be a whole number from 1 up, got ${pieces}`);
  }
  const bins = binValues(numbers, pieces);
  return new Figure(options, histogramWords(numbers, bins), (space) =>
    histogramSpec(bins, options, space),
  );
}

function histogramSpec(bins: Bin[], options: HistogramOptions, space: Space): VegaLiteSpec {
  const width = Math.min(440, space.width - 70);
  return {
    width,
    height: space.isPanel ? 140 : 220,
    data: { values: bins },
    // Neighbouring bars stay apart by a hair, whatever the width of a bin.
    mark: { type: 'rect', color: colors.category[0], stroke: colors.plate, strokeWidth: 1 },
    encoding: {
      x: {
        field: 'from',
        type: 'quantitative',
        title: options.xTitle,
        scale: { domain: [bins[0].from, bins[bins.length - 1].to], nice: false, zero: false },
        axis: { grid: false, tickCount: Math.max(3, Math.round(width / 70)) },
      },
      x2: { field: 'to' },
      y: {
        field: 'count',
        type: 'quantitative',
        title: options.yTitle ?? 'number of values',
        scale: { zero: true },
        axis: { tickCount: 5 },
      },
      y2: { datum: 0 },
      tooltip: [{ field: 'from' }, { field: 'to' }, { field: 'count' }],
    },
  };
}

function histogramWords(values: number[], bins: Bin[]): string {
  const [low, high] = extent(values);
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  const fullest = bins.reduce((a, b) => (b.count > a.count ? b : a));
  return (
    `Histogram of ${plural(values.length, 'value')} from ${say(low)} to ${say(high)}, ` +
    `mean ${say(mean)}, variance ${say(variance)}. The fullest bin, ${say(fullest.from)} to ` +
    `${say(fullest.to)}, holds ${count(fullest.count)}.`
  );
}
