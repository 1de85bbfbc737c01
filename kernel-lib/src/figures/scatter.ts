import { checkTitle, Figure, type FigureOptions, type Space } from './figure';
import { finite } from './input';
import type { VegaLiteSpec } from './render';
import { extent, roundDomain } from './scales';
import { colors } from './theme';
import { plural, say } from './words';

export interface ScatterPoint {
  x: number;
  y: number;
  /** Points of one group share colour and shape. */
  group?: string;
  /** Area, relative to the largest; not negative. */
  size?: number;
  /** Written beside the point. */
  label?: string;
}

export interface ScatterOptions extends FigureOptions {
  xTitle: string;
  yTitle: string;
}

const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross'];

/**
 * Points in the plane, in up to five groups that differ in colour and shape.
 *
 * @throws if there is no point, a number is not finite, or there are more than five groups.
 */
export function scatter(points: readonly ScatterPoint[], options: ScatterOptions): Figure {
  checkTitle('scatter', options);
  if (points.length === 0) throw new Error('scatter: points must hold at least one, got none');
  points.forEach((point, i) => {
    finite(`scatter: points[${i}].x`, point.x);
    finite(`scatter: points[${i}].y`, point.y);
    if (point.size !== undefined && finite(`scatter: points[${i}].size`, point.size) < 0) {
      throw new Error(`scatter: points[${i}].size must not be negative, got ${point.size}`);
    }
  });
  const groups = [...new Set(points.map((point) => point.group ?? ''))];
  if (groups.length > shapes.length) {
    throw new Error(
      `scatter: points must form at most ${shapes.length} groups, got ${groups.length}`,
    );
  }
  const words = scatterWords(points, groups, options);
  return new Figure(options, words, (space) => scatterSpec(points, groups, options, space));
}

function scatterSpec(
  points: readonly ScatterPoint[],
  groups: string[],
  options: ScatterOptions,
  space: Space,
): VegaLiteSpec {
  const width = Math.min(440, space.width - 70);
  const hasGroups = groups.length > 1;
  const hasSizes = points.some((point) => point.size !== undefined);
  const axis = (field: 'x' | 'y'): VegaLiteSpec => ({
    field,
    type: 'quantitative',
    title: options[`${field}Title`],
    scale: { domain: roundDomain(extent(points.map((p) => p[field]))), nice: false, zero: false },
    axis: { tickCount: 5 },
  });
  const legend = { title: null, orient: 'top', symbolOpacity: 1, symbolSize: 70, offset: 6 };
  const byGroup = {
    color: {
      field: 'group',
      type: 'nominal',
      scale: { domain: groups, range: colors.category.slice(0, groups.length) },
      legend,
    },
    shape: {
      field: 'group',
      type: 'nominal',
      scale: { domain: groups, range: shapes.slice(0, groups.length) },
      legend,
    },
  };
  const largest = Math.max(...points.map((point) => point.size ?? 0), Number.MIN_VALUE);
  const size = {
    field: 'size',
    type: 'quantitative',
    scale: { domain: [0, largest], range: [10, 420] },
    legend: null,
  };
  const tooltip = [
    ...(points.some((point) => point.label) ? [{ field: 'label', type: 'nominal' }] : []),
    ...(hasGroups ? [{ field: 'group', type: 'nominal' }] : []),
    { field: 'x', title: options.xTitle, format: '.4~g' },
    { field: 'y', title: options.yTitle, format: '.4~g' },
  ];
  return {
    width,
    height: space.isPanel ? Math.round(0.8 * width) : 280,
    data: { values: points.map((point) => ({ ...point, group: point.group ?? '' })) },
    encoding: { x: axis('x'), y: axis('y') },
    layer: [
      {
        mark: {
          type: 'point',
          filled: true,
          opacity: 0.7,
          ...(hasGroups ? {} : { color: colors.category[0] }),
          ...(hasSizes ? {} : { size: 45 }),
        },
        encoding: { ...(hasGroups ? byGroup : {}), ...(hasSizes ? { size } : {}), tooltip },
      },
      ...(points.some((point) => point.label)
        ? [
            {
              transform: [{ filter: 'isValid(datum.label)' }],
              mark: { type: 'text', align: 'left', baseline: 'middle', dx: 8 },
              encoding: { text: { field: 'label' } },
            },
          ]
        : []),
    ],
  };
}

function scatterWords(
  points: readonly ScatterPoint[],
  groups: string[],
  options: ScatterOptions,
): string {
  const range = (field: 'x' | 'y'): string => {
    const [low, high] = extent(points.map((point) => point[field]));
    return `${options[`${field}Title`]} from ${say(low)} to ${say(high)}`;
  };
  const sentences = [
    `Scatter plot of ${plural(points.length, 'point')}: ${range('x')}, ${range('y')}.`,
  ];
  if (groups.length > 1) {
    for (const group of groups) {
      const members = points.filter((point) => (point.group ?? '') === group);
      const mean = (field: 'x' | 'y'): string =>
        say(members.reduce((sum, point) => sum + point[field], 0) / members.length);
      sentences.push(
        `${group}: ${plural(members.length, 'point')}, centre (${mean('x')}, ${mean('y')}).`,
      );
    }
  }
  return sentences.join('\n');
}
