import type { Band } from './curve-bands';
import type { ReadSlider } from './slider';
import { colors } from './theme';

/** A line, checked. `frames` holds one y per frame; without a slider there is one frame. */
export interface Curve {
  name: string;
  x: number[];
  frames: number[][];
  /** How far values spread around the line, or null. */
  band: Band | null;
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

/** How a curve looks. */
export interface CurveStyle {
  color: string;
  textColor: string;
  dash: number[] | null;
  shape: string;
}

/** Colours in the order of the curves; the truth is dashed black and takes none. */
export function curveStyles(curves: Curve[]): CurveStyle[] {
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
