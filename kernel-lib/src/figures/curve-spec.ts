import { bandLayers } from './curve-bands';
import { curveLayers, pointLayers, queryLayers } from './curve-layers';
import { curveStyles, type CurveChart } from './curves';
import { labelLayer, measureLabels, type EndLabel } from './end-labels';
import type { Space } from './figure';
import type { VegaLiteSpec } from './render';
import { extent, logDomain, logTicks, roundDomain } from './scales';
import { sliderCaption } from './slider';
import { textWidth } from './text-widths';

/** The chart that `lines` and `regression` share: curves with labels at their ends. */
export function curveSpec(chart: CurveChart, space: Space): VegaLiteSpec {
  const allX = [...chart.curves.flatMap((c) => c.x), ...(chart.points?.x ?? []), ...chart.query];
  const bands = chart.curves.flatMap(({ band }) => (band ? [...band.low, ...band.high] : []));
  const allY = [
    ...chart.curves.flatMap((c) => c.frames.flat()),
    ...bands,
    ...(chart.points?.y ?? []),
  ];
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
          labelFlush: false,
          ...axisFormat(chart.xFormat, chart.xLog),
          ...(chart.xLog
            ? { values: xLogTicks(allX, width), labelOverlap: 'greedy' }
            : { tickCount: Math.max(3, Math.round(width / 70)) }),
        },
      },
    },
    layer: [
      ...chart.curves.flatMap((curve, i) => bandLayers(chart, curve, styles[i])),
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

/** The measured values where there are few (2, 4, 8, …), else round numbers. */
function xLogTicks(values: number[], width: number): number[] {
  const own = [...new Set(values)].sort((a, b) => a - b);
  return own.length <= Math.min(12, width / 32) ? own : logTicks(extent(values));
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
      ...(chart.yLog ? { values: logTicks(domain) } : { tickCount: 5 }),
      ...axisFormat(chart.yFormat, chart.yLog),
    },
  };
  return { ...layer, encoding: { y, ...encoding } };
}

/** A logarithmic axis would leave out labels if it were given a format, so it gets an expression. */
function axisFormat(format: string | undefined, isLog: boolean): Record<string, string> {
  if (isLog) return { labelExpr: `format(datum.value, ${JSON.stringify(format ?? ',.4~g')})` };
  return format === undefined ? {} : { format };
}
