import type { Curve, CurveChart, CurveStyle } from './curves';
import { readVector, sameLength, type Vector } from './input';
import type { VegaLiteSpec } from './render';
import { say } from './words';

/** How far values spread around a curve: the lowest and the highest at each x. */
export interface Band {
  low: number[];
  high: number[];
}

/** What a series says about its spread. */
export interface Spread {
  low?: Vector;
  high?: Vector;
  frames?: unknown;
}

/** Reads the spread around y, or null where there is none; `where` names function and series. */
export function readBand(where: string, spread: Spread, y: number[]): Band | null {
  if (spread.low === undefined && spread.high === undefined) return null;
  if (spread.low === undefined || spread.high === undefined) {
    const [given, missing] = spread.low === undefined ? ['high', 'low'] : ['low', 'high'];
    throw new Error(`${where} has ${given}, so ${missing} must be given`);
  }
  if (spread.frames !== undefined) {
    throw new Error(`${where} has frames, which take no low and high: a band does not move`);
  }
  const [low, high] = [
    readVector(`${where} low`, spread.low),
    readVector(`${where} high`, spread.high),
  ];
  sameLength(`${where} low`, low.length, 'y', y.length);
  sameLength(`${where} high`, high.length, 'y', y.length);
  y.forEach((value, i) => {
    // Means of 32-bit numbers may miss equal ends by their last digit.
    const tolerance = 1e-6 * Math.max(1, Math.abs(value));
    if (low[i] > value + tolerance) {
      throw new Error(`${where} low[${i}] must not be above y, ${value}, got ${low[i]}`);
    }
    if (high[i] < value - tolerance) {
      throw new Error(`${where} high[${i}] must not be below y, ${value}, got ${high[i]}`);
    }
  });
  return { low, high };
}

/** The band of a curve in its hue, so light that lines and other bands are seen through it. */
export function bandLayers(chart: CurveChart, curve: Curve, style: CurveStyle): VegaLiteSpec[] {
  const { band } = curve;
  if (band === null) return [];
  const values = curve.x.map((x, i) => ({ x, y: band.low[i], y2: band.high[i] }));
  const shape = values.length > 1 ? { type: 'area' } : { type: 'rule', strokeWidth: 8 };
  return [
    {
      data: { values },
      mark: { ...shape, color: style.color, opacity: 0.18 },
      encoding: {
        y2: { field: 'y2' },
        tooltip: [
          { field: 'x', title: chart.xTitle, format: '.4~g' },
          { field: 'y', title: `${curve.name} lowest`, format: '.4~g' },
          { field: 'y2', title: `${curve.name} highest`, format: '.4~g' },
        ],
      },
    },
  ];
}

/** The band in words: at both ends, and where it is widest; empty where there is none. */
export function bandWords({ band, x }: Curve): string {
  if (band === null) return '';
  const at = (i: number): string => `${say(band.low[i])} to ${say(band.high[i])}`;
  const last = x.length - 1;
  if (last === 0) return ` Its band is ${at(0)}.`;
  const widths = band.low.map((low, i) => band.high[i] - low);
  const widest = widths.indexOf(Math.max(...widths));
  const ends = ` Its band is ${at(0)} at first and ${at(last)} at last`;
  return widest === 0 || widest === last
    ? `${ends}.`
    : `${ends}, widest ${at(widest)} at ${say(x[widest])}.`;
}
