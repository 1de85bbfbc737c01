import { textWidth } from './text-widths';

/** A label beside a point, in pixels. */
export interface PlacedLabel {
  align: 'left' | 'right' | 'center';
  dx: number;
  dy: number;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const gap = 8;
const halfHeight = 7;

/** Right of the point if it is free there, else left, above, below; the freest where none is. */
const candidates: PlacedLabel[] = [
  { align: 'left', dx: gap, dy: 0 },
  { align: 'right', dx: -gap, dy: 0 },
  { align: 'center', dx: 0, dy: -gap - halfHeight },
  { align: 'center', dx: 0, dy: gap + halfHeight },
  { align: 'left', dx: gap, dy: -gap - halfHeight },
  { align: 'left', dx: gap, dy: gap + halfHeight },
];

/**
 * Places the labels of points so that they cover neither each other nor other points, where that can be.
 *
 * @param points - where the points are in pixels, with their label (none for undefined).
 * @param width - of the plot; a label may stand out to the right by a little, not to the left.
 */
export function placeLabels(
  points: readonly { x: number; y: number; label?: string }[],
  width: number,
): (PlacedLabel | null)[] {
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - 3,
    right: x + 3,
    top: y - 3,
    bottom: y + 3,
  }));
  return points.map(({ x, y, label }, i) => {
    if (label === undefined) return null;
    const others = taken.filter((_, k) => k !== i);
    const ranked = candidates.map((place) => {
      const box = boxOf(x, y, label, place);
      const outside = box.left < 0 || box.right > width + 30 ? 1 : 0;
      return { place, box, cost: outside + others.filter((other) => overlaps(box, other)).length };
    });
    const best = ranked.reduce((a, b) => (b.cost < a.cost ? b : a));
    taken.push(best.box);
    return best.place;
  });
}

function boxOf(x: number, y: number, label: string, place: PlacedLabel): Box {
  const width = textWidth(label, 12);
  const anchor = x + place.dx;
  const left = { left: anchor, right: anchor - width, center: anchor - width / 2 }[place.align];
  const middle = y + place.dy;
  return { left, right: left + width, top: middle - halfHeight, bottom: middle + halfHeight };
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
