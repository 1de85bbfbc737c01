import type { Random } from '../../tensor/random';
import type { Outline } from './outlines';

/** A shape before it is coloured; every list has side · side numbers, row by row. */
export interface DrawnShape {
  /** How much of each pixel the shape covers, from 0 to 1. */
  cover: Float64Array;
  /** How much of each pixel the lines behind it cover, from 0 to 1. */
  lines: Float64Array;
}

/**
 * Draws a shape of random place, size, slant and stroke, and up to two short lines that mean nothing.
 *
 * @param side pixels of a side of the picture
 */
export function drawShape(random: Random, outline: Outline, side: number): DrawnShape {
  const pixels = side / 28;
  const radius = random.uniform(6.5, 10) * pixels;
  const room = side / 2 - radius;
  const centre = [0, 1].map(() => side / 2 + random.uniform(-1, 1) * room);
  const angle = random.uniform(-0.25, 0.25);
  const stretch = random.uniform(0.9, 1.1);
  const stroke = random.uniform(0.12, 0.2);
  const mirror = random.integer(2) === 0 ? 1 : -1;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const cover = new Float64Array(side * side);
  eachPixel(side, (x, y, at) => {
    const [dx, dy] = [x - centre[0], y - centre[1]];
    const across = (mirror * (dx * cosine + dy * sine)) / (radius * stretch);
    const down = ((dy * cosine - dx * sine) * stretch) / radius;
    // A pixel is covered gradually within half a pixel of the edge.
    cover[at] = clamp(0.5 - outline(across, down, stroke) * radius);
  });
  const lines = new Float64Array(side * side);
  for (let left = random.integer(3); left > 0; left--) addLine(random, lines, side);
  return { cover, lines };
}

/** A line of random place, direction and strength, from a quarter to half of the picture long. */
function addLine(random: Random, lines: Float64Array, side: number): void {
  const [x0, y0] = [random.uniform(0, side), random.uniform(0, side)];
  const angle = random.uniform(0, Math.PI);
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const half = (side * random.uniform(0.25, 0.5)) / 2;
  const strength = random.uniform(0.4, 0.9);
  eachPixel(side, (x, y, at) => {
    const along = Math.abs((x - x0) * dx + (y - y0) * dy) - half;
    const aside = Math.abs((y - y0) * dx - (x - x0) * dy) - 0.45;
    lines[at] = Math.max(lines[at], strength * clamp(0.5 - Math.max(along, aside)));
  });
}

function eachPixel(side: number, visit: (x: number, y: number, at: number) => void): void {
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      visit(column + 0.5, row + 0.5, row * side + column);
    }
  }
}

/** Within 0 … 1. */
export function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
