import type { Curve, CurveChart, CurveStyle } from './curves';
import type { VegaLiteSpec } from './render';
import { colors } from './theme';

/** A curve as a line, with a mark at every point where the chart has marks. */
export function curveLayers(
  chart: CurveChart,
  curve: Curve,
  style: CurveStyle,
  transform: { filter: string }[],
): VegaLiteSpec[] {
  const isFramed = curve.frames.length > 1;
  const values = curve.frames.flatMap((frame, f) =>
    frame.map((y, i) => ({ x: curve.x[i], y, ...(isFramed ? { f } : {}) })),
  );
  const shared = { data: { values }, ...(isFramed ? { transform } : {}) };
  const dash = style.dash ? { strokeDash: style.dash } : {};
  const strokeWidth = curve.isTruth ? 1.6 : 2;
  const line = { type: 'line', color: style.color, strokeWidth, ...dash };
  const point = {
    type: 'point',
    filled: true,
    shape: style.shape,
    color: style.color,
    size: 50,
    opacity: 1,
  };
  const tooltip = [
    { field: 'x', title: chart.xTitle, format: '.4~g' },
    { field: 'y', title: curve.name, format: '.4~g' },
  ];
  return [
    { ...shared, mark: line },
    ...(chart.hasMarks && !curve.isTruth
      ? [{ ...shared, mark: point, encoding: { tooltip } }]
      : []),
  ];
}

/** The data points; the area is the weight where there are weights. */
export function pointLayers(chart: CurveChart, transform: { filter: string }[]): VegaLiteSpec[] {
  const { points } = chart;
  if (!points) return [];
  const isFramed = points.weights.length > 1;
  const hasWeights = points.weights.length > 0;
  const frames = hasWeights ? points.weights : [points.x.map(() => 1)];
  const values = frames.flatMap((weights, f) =>
    weights.map((weight, i) => ({
      x: points.x[i],
      y: points.y[i],
      ...(hasWeights ? { weight } : {}),
      ...(isFramed ? { f } : {}),
    })),
  );
  const largest = Math.max(...frames.flat(), Number.MIN_VALUE);
  const size = {
    field: 'weight',
    type: 'quantitative',
    scale: { domain: [0, largest], range: [8, 420], zero: true },
    legend: null,
  };
  const mark = {
    type: 'point',
    filled: true,
    color: colors.category[0],
    opacity: 0.4,
    stroke: colors.category[0],
    strokeWidth: 0.8,
    ...(hasWeights ? {} : { size: 26 }),
  };
  const tooltip = ['x', 'y', ...(hasWeights ? ['weight'] : [])].map((field) => ({
    field,
    format: '.3~g',
  }));
  return [
    {
      data: { values },
      ...(isFramed ? { transform } : {}),
      mark,
      encoding: { ...(hasWeights ? { size } : {}), tooltip },
    },
  ];
}

/** The current query as a red dashed rule. */
export function queryLayers(
  chart: CurveChart,
  height: number,
  transform: { filter: string }[],
): VegaLiteSpec[] {
  if (chart.query.length === 0) return [];
  const isFramed = chart.query.length > 1;
  const shared = {
    data: { values: chart.query.map((x, f) => ({ x, ...(isFramed ? { f } : {}) })) },
    ...(isFramed ? { transform } : {}),
  };
  const rule = { type: 'rule', color: colors.here, strokeDash: [4, 4], strokeWidth: 1.5 };
  const text = {
    type: 'text',
    align: 'left',
    baseline: 'bottom',
    dx: 5,
    dy: -4,
    color: colors.here,
    text: 'query',
  };
  return [
    { ...shared, mark: rule, encoding: { y: { value: 0 }, y2: { value: height } } },
    { ...shared, mark: text, encoding: { y: { value: height } } },
  ];
}
