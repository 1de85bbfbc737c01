/**
 * How far a point is from a shape, in the shape's own coordinates, where it fills about −1 … 1: negative
 * inside. `stroke` is half of the width of its lines.
 */
export type Outline = (x: number, y: number, stroke: number) => number;

type Point = readonly [x: number, y: number];

/** Lines from each point to the next. */
const strokes = (...points: Point[]): [Point, Point][] =>
  points.slice(1).map((point, at) => [points[at], point]);

function toSegment(x: number, y: number, [[ax, ay], [bx, by]]: readonly [Point, Point]): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
  const t = Math.min(1, Math.max(0, along));
  return lengthOf(x - ax - t * dx, y - ay - t * dy);
}

/** Not Math.hypot: a square root is the same on every machine. */
function lengthOf(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

const drawn =
  (segments: [Point, Point][]): Outline =>
  (x, y, stroke) =>
    Math.min(...segments.map((segment) => toSegment(x, y, segment))) - stroke;

/** The points of a regular polygon with its first point at the top, every `step`-th, and back to the first. */
function polygon(numPoints: number, step: number): Point[] {
  return Array.from({ length: numPoints + 1 }, (_, at) => {
    const angle = (2 * Math.PI * step * at) / numPoints;
    return [0.9 * Math.sin(angle), -0.9 * Math.cos(angle)] as const;
  });
}

/** The ten classes, in the order of their labels. */
export const OUTLINES: Readonly<Record<string, Outline>> = {
  ring: (x, y, stroke) => Math.abs(lengthOf(x, y) - 0.75) - stroke,
  disc: (x, y) => lengthOf(x, y) - 0.8,
  square: (x, y, stroke) => Math.abs(Math.max(Math.abs(x), Math.abs(y)) - 0.7) - stroke,
  block: (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.72,
  triangle: drawn(strokes(...polygon(3, 1))),
  star: drawn(strokes(...polygon(5, 2))),
  plus: drawn([...strokes([-0.85, 0], [0.85, 0]), ...strokes([0, -0.85], [0, 0.85])]),
  cross: drawn([
    ...strokes([-0.65, -0.65], [0.65, 0.65]),
    ...strokes([-0.65, 0.65], [0.65, -0.65]),
  ]),
  arrow: drawn([
    ...strokes([-0.9, 0], [0.8, 0]),
    ...strokes([0.25, -0.55], [0.85, 0], [0.25, 0.55]),
  ]),
  crescent: (x, y) => Math.max(lengthOf(x, y) - 0.85, 0.7 - lengthOf(x - 0.45, y)),
};
