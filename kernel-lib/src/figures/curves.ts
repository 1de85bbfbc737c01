import type { Space } from './figure';
import { labelLayer, measureLabels, type EndLabel } from './end-labels';
import type { VegaLiteSpec } from './render';
import { extent, logDomain, roundDomain } from './scales';
import { sliderCaption, type ReadSlider } from './slider';
import { colors } from './theme';
import { textWidth } from './text-widths';

/** A line, checked. `frames` holds one y per frame; without a slider there is one frame. */
export interface Curve {
  name: string;
  x: number[];
  frames: number[][];
  isDashed: boolean;
  isTruth: boolean;
}

/** Points whose area is a weight. `weights` holds one list per frame, or nothing. */
export interface WeightedPoints {
  x: number[];
  y: number[];
  weights: number[][];
}

export interface CurveChart {
  curves: Curve[];
  points: WeightedPoints | null;
  /** The query in each frame (one entry when it does not move), or nothing. */
  query: number[];
  slider: ReadSlider | null;
  xTitle: string;
  yTitle: string;
  xLog: boolean;
  yLog: boolean;
  xFormat?: string;
  yFormat?: string;
  yDomain?: readonly [number, number];
  hasMarks: boolean;
}

const shapes = ['circle', 'square', 'triangle-up', 'diamond', 'cross'];
const dashes = [[6, 4]];

interface Style {
  color: string;
  textColor: string;
  dash: number[] | null;
  shape: string;
}

/** Colours in the order of the curves; the truth is dashed black and takes none. */
export function curveStyles(curves: Curve[]): Style[] {
  let used = 0;
  return curves.map((curve) => {
    if (curve.isTruth) {
      return { color: colors.ink, textColor: colors.ink, dash: [5, 4], shape: 'circle' };
    }
    const i = used++;
    const isSecondRound = i >= colors.category.length;
    return {
      color: colors.category[i % colors.category.length],
      textColor: colors.categoryText[i % colors.category.length],
      dash: curve.isDashed || isSecondRound ? dashes[0] : null,
      shape: shapes[i % shapes.length],
    };
  });
}

/** The chart that `lines` and `regression` share: curves with labels at their ends. */
export function curveSpec(chart: CurveChart, space: Space): VegaLiteSpec {
  const allX = [...chart.curves.flatMap((c) => c.x), ...(chart.points?.x ?? []), ...chart.query];
  const allY = [...chart.curves.flatMap((c) => c.frames.flat()), ...(chart.points?.y ?? [])];
  const xDomain = chart.xLog ? extent(allX) : linearDomain(extent(allX));
  const yDomain =
    chart.yDomain ?? (chart.yLog ? logDomain(extent(allY)) : roundDomain(extent(allY)));
  const { lines, width: labelWidth } = measureLabels(
    chart.curves.map((curve) => curve.name),
    space.width,
  );
  const tickWidth = Math.max(
    ...yDomain.map((v) => textWidth(String(Number(v.toPrecision(3))), 12)),
  );
  const axisWidth = Math.max(22, Math.min(60, tickWidth)) + 36;
  const width = Math.max(90, Math.floor(space.width - axisWidth - labelWidth));
  const height = space.isPanel ? Math.max(120, Math.min(200, Math.round(0.75 * width))) : 250;
  const styles = curveStyles(chart.curves);
  const frameOnly = chart.slider ? [chart.slider.filter] : [];
  const labels: EndLabel[] = chart.curves.map((curve, i) => ({
    text: curve.name,
    x: curve.x[curve.x.length - 1],
    y: curve.frames.map((frame) => frame[frame.length - 1]),
    color: styles[i].textColor,
  }));
  const ownTicks = chart.xLog ? distinct(allX) : [];
  return {
    width,
    height,
    ...(chart.slider ? { params: [chart.slider.param] } : {}),
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        title: chart.xTitle,
        scale: {
          domain: xDomain,
          nice: false,
          ...(chart.xLog ? { type: 'log' } : { zero: false }),
        },
        axis: {
          grid: false,
          tickCount: Math.max(3, Math.round(width / 70)),
          ...(chart.xFormat ? { format: chart.xFormat } : {}),
          ...(chart.xLog ? { format: chart.xFormat ?? ',.4~g' } : {}),
          ...(ownTicks.length > 0 && ownTicks.length <= 12
            ? { values: ownTicks, labelOverlap: false }
            : {}),
        },
      },
    },
    layer: [
      ...queryLayers(chart, height, frameOnly),
      ...pointLayers(chart, frameOnly),
      ...chart.curves.flatMap((curve, i) => curveLayers(chart, curve, styles[i], frameOnly)),
      labelLayer(labels, lines, { domain: yDomain, height, isLog: chart.yLog }, chart.slider),
      ...(chart.slider ? [sliderCaption(chart.slider, width)] : []),
    ].map((layer) => withY(layer, chart, yDomain)),
  };
}

/** Exactly the data, so that lines end where their labels begin; from 0 where 0 is near. */
function linearDomain([low, high]: [number, number]): [number, number] {
  if (low === high) return [low - 1, high + 1];
  return low > 0 && low < 0.3 * high ? [0, high] : [low, high];
}

function distinct(values: number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Layers that have a y in data units share the axis; labels and captions are placed in pixels. */
function withY(
  layer: VegaLiteSpec,
  chart: CurveChart,
  domain: readonly [number, number],
): VegaLiteSpec {
  const encoding = (layer.encoding ?? {}) as Record<string, unknown>;
  if ('y' in encoding) return layer;
  const y = {
    field: 'y',
    type: 'quantitative',
    title: chart.yTitle,
    scale: { domain, nice: false, ...(chart.yLog ? { type: 'log' } : { zero: false }) },
    axis: {
      ...(chart.yLog ? logTicks(domain) : { tickCount: 5 }),
      ...(chart.yFormat ? { format: chart.yFormat } : chart.yLog ? { format: ',.4~g' } : {}),
    },
  };
  return { ...layer, encoding: { y, ...encoding } };
}

/** Powers of ten where there are enough of them; else Vega's choice. */
function logTicks([low, high]: readonly [number, number]): { values?: number[] } {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  if (last - first < 1) return {};
  const step = Math.ceil((last - first) / 8);
  const exponents = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return { values: exponents.filter((_, i) => i % step === 0).map((e) => Number(`1e${e}`)) };
}

function curveLayers(
  chart: CurveChart,
  curve: Curve,
  style: Style,
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

function pointLayers(chart: CurveChart, transform: { filter: string }[]): VegaLiteSpec[] {
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

function queryLayers(
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
