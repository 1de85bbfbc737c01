import type { Space } from './figure';
import { placeLabels } from './label-places';
import type { VegaLiteSpec } from './render';
import { extent, pixelOf, roundDomain } from './scales';
import type { ScatterOptions, ScatterPoint } from './scatter';
import { colors } from './theme';

/** One shape for each group, so that groups differ without colour, too. */
export const groupShapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross'];

/** Points, their groups and their labels. */
export function scatterSpec(
  points: readonly ScatterPoint[],
  groups: string[],
  options: ScatterOptions,
  space: Space,
): VegaLiteSpec {
  const width = Math.min(440, space.width - 70);
  const height = space.isPanel ? Math.round(0.8 * width) : 280;
  const domains = {
    x: roundDomain(extent(points.map((point) => point.x))),
    y: roundDomain(extent(points.map((point) => point.y))),
  };
  const hasGroups = groups.length > 1;
  const hasSizes = points.some((point) => point.size !== undefined);
  const axis = (field: 'x' | 'y'): VegaLiteSpec => ({
    field,
    type: 'quantitative',
    title: options[`${field}Title`],
    scale: { domain: domains[field], nice: false, zero: false },
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
      scale: { domain: groups, range: groupShapes.slice(0, groups.length) },
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
    height,
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
      ...labelLayers(points, width, height, domains),
    ],
  };
}

type Domains = Record<'x' | 'y', readonly [number, number]>;

function labelLayers(
  points: readonly ScatterPoint[],
  width: number,
  height: number,
  domains: Domains,
): VegaLiteSpec[] {
  const pixels = points.map((point) => ({
    x: width - pixelOf(point.x, domains.x, width, false),
    y: pixelOf(point.y, domains.y, height, false),
    label: point.label,
  }));
  const places = placeLabels(pixels, width);
  const rows = points.flatMap(({ label }, i) => {
    const place = places[i];
    return place
      ? [{ label, align: place.align, px: pixels[i].x + place.dx, py: pixels[i].y + place.dy }]
      : [];
  });
  const aligns = [...new Set(rows.map((row) => row.align))];
  return aligns.map((align) => ({
    data: { values: rows.filter((row) => row.align === align) },
    mark: { type: 'text', align, baseline: 'middle' },
    encoding: {
      text: { field: 'label', type: 'nominal' },
      // Already in pixels: no scale.
      x: { field: 'px', type: 'quantitative', scale: null, axis: null },
      y: { field: 'py', type: 'quantitative', scale: null, axis: null },
    },
  }));
}
