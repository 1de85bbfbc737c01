import { readBand } from './curve-bands';
import { curveSpec } from './curve-spec';
import type { Curve, CurveChart } from './curves';
import { curveWords } from './curve-words';
import { checkTitle, Figure, type FigureOptions } from './figure';
import { readVector, sameLength, type Slider, type Vector } from './input';
import { checkPositive } from './scales';
import { checkFrames, readSlider, type ReadSlider } from './slider';

/** One line. With a slider it has `frames`, one list of y per slider value, instead of `y`. */
export interface Series {
  /** The label at the end of the line; empty for none. */
  name: string;
  x: Vector;
  y?: Vector;
  frames?: readonly Vector[];
  /**
   * The spread around y, both or neither: for example the smallest and the largest of three seeds, around
   * their mean. Drawn as a light band in the hue of the line; not with frames.
   */
  low?: Vector;
  high?: Vector;
  dashed?: boolean;
  /** `truth` is dashed black. */
  color?: 'truth';
}

export interface LinesOptions extends FigureOptions {
  xTitle: string;
  yTitle: string;
  /** Logarithmic axes; their values must be above 0. */
  xLog?: boolean;
  yLog?: boolean;
  /** Number formats of the axes, as in d3-format: `.0%`. */
  xFormat?: string;
  yFormat?: string;
  /** The ends of the vertical axis; round numbers around the data when it is left out. */
  yDomain?: readonly [number, number];
  /** A mark at every point, for measured values. */
  marks?: boolean;
  slider?: Slider;
}

const mostLines = 10;

/**
 * Lines over a common x, each labelled at its end.
 *
 * @param series - at most 10; x and y of one length, finite.
 * @returns a figure; its text says where each line begins, ends and peaks, and how wide its band is.
 * @throws if lengths differ, a number is not finite, y lies outside its band, or frames do not match the
 *   slider.
 */
export function lines(series: readonly Series[], options: LinesOptions): Figure {
  checkTitle('lines', options);
  const slider = readSlider('lines', options.slider);
  const curves = readSeries('lines: series', series, slider);
  if (options.xLog)
    for (const curve of curves) checkPositive(`lines: series "${curve.name}" x`, curve.x);
  if (options.yLog) {
    for (const curve of curves) {
      checkPositive(`lines: series "${curve.name}" y`, curve.frames.flat());
      checkPositive(`lines: series "${curve.name}" low`, curve.band?.low ?? []);
    }
  }
  const chart: CurveChart = {
    curves,
    points: null,
    query: [],
    slider,
    xTitle: options.xTitle,
    yTitle: options.yTitle,
    xLog: options.xLog ?? false,
    yLog: options.yLog ?? false,
    xFormat: options.xFormat,
    yFormat: options.yFormat,
    yDomain: options.yDomain,
    hasMarks: options.marks ?? false,
  };
  return new Figure(options, curveWords(chart, 'Line chart'), (space) => curveSpec(chart, space));
}

/** Reads and checks lines; `where` begins the messages. */
export function readSeries(
  where: string,
  series: readonly Series[],
  slider: ReadSlider | null,
): Curve[] {
  if (!Array.isArray(series) || series.length === 0) {
    throw new Error(`${where} must hold at least one line, got none`);
  }
  if (series.length > mostLines) {
    throw new Error(`${where} must hold at most ${mostLines} lines, got ${series.length}`);
  }
  return series.map((line) => {
    const name = `${where} "${line.name}"`;
    const x = readVector(`${name} x`, line.x);
    if (x.length === 0) throw new Error(`${name} x must hold at least one number, got none`);
    const frames = readFrames(name, line, x.length, slider);
    return {
      name: String(line.name),
      x,
      frames,
      band: readBand(name, line, frames[0]),
      isDashed: line.dashed ?? false,
      isTruth: line.color === 'truth',
    };
  });
}

function readFrames(
  name: string,
  line: Series,
  length: number,
  slider: ReadSlider | null,
): number[][] {
  if (line.frames === undefined) {
    if (line.y === undefined)
      throw new Error(`${name} must have y${slider ? ' or frames' : ''}, got neither`);
    const y = readVector(`${name} y`, line.y);
    sameLength(`${name} y`, y.length, 'x', length);
    return [y];
  }
  if (!slider) throw new Error(`${name} has frames, so options.slider must be given`);
  checkFrames(name, line.frames.length, slider);
  return line.frames.map((frame, f) => {
    const y = readVector(`${name} frames[${f}]`, frame);
    sameLength(`${name} frames[${f}]`, y.length, 'x', length);
    return y;
  });
}
