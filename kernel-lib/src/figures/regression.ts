import { curveSpec } from './curve-spec';
import type { CurveChart } from './curves';
import { curveWords } from './curve-words';
import { checkTitle, Figure, type FigureOptions } from './figure';
import { finite, readVector, sameLength, type Slider, type Vector } from './input';
import { readSeries, type Series } from './lines';
import { checkFrames, readSlider, type ReadSlider } from './slider';

/** A data point; its area is its attention weight. With a slider, `weights` holds one per frame. */
export interface RegressionPoint {
  x: number;
  y: number;
  weight?: number;
  weights?: Vector;
}

export interface RegressionData {
  points: readonly RegressionPoint[];
  /** The truth is drawn dashed black: `dashed: true` or `color: 'truth'`. */
  curves: readonly Series[];
  /** Where the query stands; with a slider, one per frame if it moves. */
  query?: number | Vector;
}

export interface RegressionOptions extends FigureOptions {
  xTitle: string;
  yTitle: string;
  yDomain?: readonly [number, number];
  slider?: Slider;
}

/**
 * Kernel regression: points (keys and values) whose area is the weight that the query gives them,
 * the estimated curves, the truth dashed, the query as a red dashed rule.
 *
 * @param data - finite numbers; either every point has a weight or none.
 * @throws if a number is not finite, weights are negative or incomplete, or frames do not match.
 */
export function regression(data: RegressionData, options: RegressionOptions): Figure {
  checkTitle('regression', options);
  const slider = readSlider('regression', options.slider);
  const { points } = data;
  if (points.length === 0) throw new Error('regression: points must hold at least one, got none');
  const chart: CurveChart = {
    curves: readSeries('regression: curves', data.curves, slider).map((curve) => ({
      ...curve,
      isTruth: curve.isTruth || curve.isDashed,
    })),
    points: {
      x: points.map((point, i) => finite(`regression: points[${i}].x`, point.x)),
      y: points.map((point, i) => finite(`regression: points[${i}].y`, point.y)),
      weights: readWeights(points, slider),
    },
    query: readQuery(data.query, slider),
    slider,
    xTitle: options.xTitle,
    yTitle: options.yTitle,
    xLog: false,
    yLog: false,
    yDomain: options.yDomain,
    hasMarks: false,
  };
  const words = curveWords(chart, 'Points and curves');
  return new Figure(options, words, (space) => curveSpec(chart, space));
}

function readWeights(points: readonly RegressionPoint[], slider: ReadSlider | null): number[][] {
  const isFramed = points[0].weights !== undefined;
  if (!isFramed && points.every((point) => point.weight === undefined)) return [];
  if (isFramed && !slider) {
    throw new Error('regression: points have weights per frame, so options.slider must be given');
  }
  const perPoint = points.map((point, i) => {
    const where = `regression: points[${i}].${isFramed ? 'weights' : 'weight'}`;
    const weights = isFramed
      ? readVector(where, point.weights as Vector)
      : [finite(where, point.weight)];
    if (isFramed) checkFrames(where, weights.length, slider!);
    const negative = weights.find((weight) => weight < 0);
    if (negative !== undefined) throw new Error(`${where} must not be negative, got ${negative}`);
    return weights;
  });
  return perPoint[0].map((_, f) => perPoint.map((weights) => weights[f]));
}

function readQuery(query: RegressionData['query'], slider: ReadSlider | null): number[] {
  if (query === undefined) return [];
  if (typeof query === 'number') return [finite('regression: query', query)];
  const values = readVector('regression: query', query);
  sameLength('regression: query', values.length, 'the slider', slider?.values.length ?? 1);
  return values;
}
