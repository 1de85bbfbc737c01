import { checkTitle, Figure, type FigureOptions } from './figure';
import { finite } from './input';
import { groupShapes, scatterSpec } from './scatter-spec';
import { extent } from './scales';
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
  if (groups.length > groupShapes.length) {
    throw new Error(
      `scatter: points must form at most ${groupShapes.length} groups, got ${groups.length}`,
    );
  }
  const words = scatterWords(points, groups, options);
  return new Figure(options, words, (space) => scatterSpec(points, groups, options, space));
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
