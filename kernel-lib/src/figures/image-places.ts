import type { Corner } from './contour';
import type { Space } from './figure';
import type { Picture } from './picture';
import { textWidth, wrapText } from './text-widths';

/** One picture of a grid, checked. */
export interface ImageTile {
  title: string;
  picture: Picture;
  weights: number[][] | null;
  mask: boolean[][] | null;
  outline: Corner[][];
  patchSize: number | null;
  hasNumbers: boolean;
  known: number | null;
  border: Corner[];
}

/** Where a picture stands, and how many pixels of the figure one of its own is wide. */
export interface ImagePlace {
  tile: ImageTile;
  x: number;
  y: number;
  scale: number;
  title: string[];
}

/** Of the title above a picture. */
export const [lineHeight, titleGap] = [15, 5];
const [gap, largestSide, captionHeight] = [18, 200, 19];

/** Places pictures in rows of `columns`, each row as high as its tallest. */
export function placeImages(
  tiles: readonly ImageTile[],
  columns: number,
  space: Space,
): { places: ImagePlace[]; width: number; height: number } {
  const box = Math.floor((space.width - gap * (columns - 1)) / columns);
  const scales = tiles.map(({ picture }) => scaleOf(picture, Math.min(box, largestSide)));
  const titles = tiles.map(({ title }) => wrapText(title, box, 12, true));
  const widths = tiles.map(({ picture }, i) =>
    Math.max(picture.width * scales[i], ...titles[i].map((line) => textWidth(line, 12, true))),
  );
  const pitch = Math.min(box, Math.ceil(Math.max(...widths))) + gap;
  const places: ImagePlace[] = [];
  let y = 0;
  for (let start = 0; start < tiles.length; start += columns) {
    const row = tiles.slice(start, start + columns).map((_, k) => start + k);
    const titleLines = Math.max(...row.map((i) => titles[i].length));
    const top = y + (titleLines > 0 ? titleLines * lineHeight + titleGap : 0);
    row.forEach((i, k) =>
      places.push({ tile: tiles[i], x: k * pitch, y: top, scale: scales[i], title: titles[i] }),
    );
    const heights = row.map(
      (i) => tiles[i].picture.height * scales[i] + (tiles[i].weights ? captionHeight : 0),
    );
    y = top + Math.max(...heights) + gap;
  }
  return { places, width: columns * pitch - gap, height: y - gap };
}

/** Whole numbers keep the pixels of a small picture equally large. */
function scaleOf({ width, height }: Picture, side: number): number {
  const fitting = side / Math.max(width, height);
  return fitting >= 1 ? Math.floor(fitting) : fitting;
}

/** The corners of a picture, for the rows of a layer. */
export function frameOf({ tile, x, y, scale }: ImagePlace): {
  x: number;
  y: number;
  x2: number;
  y2: number;
} {
  return { x, y, x2: x + tile.picture.width * scale, y2: y + tile.picture.height * scale };
}
