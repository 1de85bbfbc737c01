import { bandWords } from './curve-bands';
import type { Curve, CurveChart } from './curves';
import { extent } from './scales';
import { sliderWords } from './slider';
import { plural, say } from './words';

/** What the curves show, at the start frame: range of x, ends, highest and lowest of each. */
export function curveWords(chart: CurveChart, kind: string): string {
  const frame = chart.slider?.startFrame ?? 0;
  const [low, high] = extent(chart.curves.flatMap((curve) => curve.x));
  const lines = [
    `${kind}; ${plural(chart.curves.length, 'line')}, ${chart.xTitle} from ${say(low)} to ${say(high)}.`,
  ];
  if (chart.points) lines.push(pointWords(chart, frame));
  if (chart.slider) lines.push(sliderWords(chart.slider));
  for (const curve of chart.curves) lines.push(oneCurve(curve, frame) + bandWords(curve));
  return lines.join('\n');
}

function oneCurve(curve: Curve, frame: number): string {
  const y = curve.frames[Math.min(frame, curve.frames.length - 1)];
  const [low, high] = extent(y);
  const first = y[0];
  const last = y[y.length - 1];
  const name = curve.name === '' ? 'The line' : curve.name;
  if (low === high) return `${name}: ${say(low)} everywhere.`;
  const ends = `${name}: from ${say(first)} to ${say(last)}`;
  const peaks = [
    high > Math.max(first, last) ? `highest ${say(high)} ${placeOf(high, curve.x, y)}` : '',
    low < Math.min(first, last) ? `lowest ${say(low)} ${placeOf(low, curve.x, y)}` : '',
  ].filter(Boolean);
  return `${[ends, ...peaks].join(', ')}.`;
}

/** Where a value is reached: `at 2`, or `first at 2` where it is reached more than once. */
function placeOf(value: number, x: number[], y: number[]): string {
  const isOnce = y.indexOf(value) === y.lastIndexOf(value);
  return `${isOnce ? '' : 'first '}at ${say(x[y.indexOf(value)])}`;
}

function pointWords(chart: CurveChart, frame: number): string {
  const points = chart.points!;
  const query = chart.query[Math.min(frame, chart.query.length - 1)];
  const at = query === undefined ? '' : ` The query is at ${say(query)}.`;
  if (points.weights.length === 0) return `${plural(points.x.length, 'point')}.${at}`;
  const weights = points.weights[Math.min(frame, points.weights.length - 1)];
  const best = weights.indexOf(Math.max(...weights));
  const where = `the largest, ${say(weights[best])}, at ${say(points.x[best])}`;
  return `${plural(points.x.length, 'point')}; a larger point has a larger weight, ${where}.${at}`;
}
