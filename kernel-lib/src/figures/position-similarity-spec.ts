import type { Space } from './figure';
import { betweenCorners, pictureLayer, silent, textLayer } from './pixel-layers';
import { pngAddress, type Raster } from './png';
import type { VegaLiteSpec } from './render';
import { textWidth } from './text-widths';
import { colors } from './theme';

/** `similarity[m][n]` of positions that lie row by row in a grid. */
export interface SimilarityMaps {
  rows: number;
  columns: number;
  similarity: number[][];
}

const [largestCell, largestSide, indexSpace] = [18, 440, 18];
const [keyTitle, keyWidth, keyHeight] = ['cosine similarity', 120, 8];
/** Pixels of the picture for each of the figure. */
const fine = 2;

/** The sizes of everything, in pixels: a cell, the gap between maps, the whole of the maps. */
interface Layout {
  cell: number;
  gap: number;
  width: number;
  height: number;
  /** Where the map in a row and column of the grid begins. */
  left: (column: number) => number;
  top: (row: number) => number;
}

/** The maps as one picture, with their rows and columns numbered and a key of the colours. */
export function similaritySpec(maps: SimilarityMaps, space: Space): VegaLiteSpec {
  const layout = layoutOf(maps, space.width - indexSpace);
  const { width, height } = layout;
  const [x, y] = [indexSpace, indexSpace];
  const keyX = x + textWidth(keyTitle, 12) + 10;
  const keyY = y + height + 16;
  const key = { x: keyX, x2: keyX + keyWidth, y: keyY, y2: keyY + keyHeight, url: keyAddress() };
  const whole = { x, x2: x + width, y, y2: y + height, url: pngAddress(paint(maps, layout)) };
  const ends = ['−1', '0', '1'].map((text, i) => ({
    ...{ x: keyX + (i * keyWidth) / 2, y: keyY + keyHeight + 10, text },
  }));
  const secondary = { fontSize: 12, color: colors.secondary };
  const layers = [
    pictureLayer([whole, key]),
    hoverLayer(maps, layout),
    textLayer(indices(maps, layout), { ...secondary, fontSize: 11 }),
    textLayer([{ x, y: keyY + keyHeight / 2, text: keyTitle }], { ...secondary, align: 'left' }),
    textLayer(ends, {}),
  ];
  return { width: Math.max(x + width, keyX + keyWidth), height: keyY + 26, layer: layers };
}

function layoutOf({ rows, columns }: SimilarityMaps, room: number): Layout {
  const longest = Math.max(rows, columns);
  const gap = longest <= 8 ? 6 : 3;
  const side = Math.min(room, largestSide);
  const cell = Math.min(largestCell, Math.floor((side - gap * (longest - 1)) / longest ** 2));
  if (cell < 1) {
    throw new Error(
      `positionSimilarity: gridSize must leave a pixel to each cell of ${longest} maps with ${longest} cells ` +
        `each, got ${Math.floor(side)} pixels for all of them`,
    );
  }
  const left = (column: number): number => column * (columns * cell + gap);
  const top = (row: number): number => row * (rows * cell + gap);
  return { cell, gap, width: left(columns) - gap, height: top(rows) - gap, left, top };
}

function paint({ columns, similarity }: SimilarityMaps, layout: Layout): Raster {
  const [width, height] = [layout.width * fine, layout.height * fine];
  const bytes = new Uint8Array(width * height * 3).fill(255);
  const side = layout.cell * fine;
  const place = (index: number): [row: number, column: number] => [
    Math.floor(index / columns),
    index % columns,
  ];
  similarity.forEach((map, m) => {
    const [row, column] = place(m);
    map.forEach((value, n) => {
      const [cellRow, cellColumn] = place(n);
      const color = divergingColor(value);
      const x0 = layout.left(column) * fine + cellColumn * side;
      const y0 = layout.top(row) * fine + cellRow * side;
      for (let y = y0; y < y0 + side; y++) {
        for (let x = x0; x < x0 + side; x++) bytes.set(color, 3 * (y * width + x));
      }
    });
  });
  return { width, height, channels: 3, bytes };
}

const stops = colors.diverging.map((hex) =>
  [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)),
);

/** The colour of a value from −1 to 1. */
function divergingColor(value: number): number[] {
  const at = ((Math.min(1, Math.max(-1, value)) + 1) / 2) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(at));
  return stops[i].map((byte, c) => Math.round(byte + (at - i) * (stops[i + 1][c] - byte)));
}

function keyAddress(): string {
  const width = keyWidth * fine;
  const colours = Array.from({ length: width }, (_, i) =>
    divergingColor((2 * i) / (width - 1) - 1),
  );
  return pngAddress({ width, height: 1, channels: 3, bytes: Uint8Array.from(colours.flat()) });
}

/** Rows and columns of the grid, counted from 1. */
function indices({ rows, columns }: SimilarityMaps, layout: Layout): object[] {
  const middle = (count: number): number => indexSpace + (count * layout.cell) / 2;
  return [
    ...Array.from({ length: columns }, (_, column) => ({
      ...{ x: middle(columns) + layout.left(column), y: indexSpace / 2, text: String(column + 1) },
    })),
    ...Array.from({ length: rows }, (_, row) => ({
      ...{ x: indexSpace / 2 - 2, y: middle(rows) + layout.top(row), text: String(row + 1) },
    })),
  ];
}

/** Invisible, over each map: which position it is, and which other is most similar. */
function hoverLayer({ columns, rows, similarity }: SimilarityMaps, layout: Layout): VegaLiteSpec {
  const name = (m: number): string =>
    `${m + 1} (row ${Math.floor(m / columns) + 1}, column ${(m % columns) + 1})`;
  const values = similarity.map((map, m) => {
    const others = map.map((value, n) => (n === m ? -Infinity : value));
    const nearest = others.indexOf(Math.max(...others));
    const x = indexSpace + layout.left(m % columns);
    const y = indexSpace + layout.top(Math.floor(m / columns));
    return {
      ...{ x, x2: x + columns * layout.cell, y, y2: y + rows * layout.cell, position: name(m) },
      nearest: map.length === 1 ? 'none' : `${name(nearest)}: ${map[nearest].toFixed(2)}`,
    };
  });
  const tooltip = [
    { field: 'position', type: 'nominal' },
    { field: 'nearest', type: 'nominal', title: 'most similar other' },
  ];
  return {
    data: { values },
    mark: { type: 'rect', opacity: 0, ...silent },
    encoding: { ...betweenCorners, tooltip },
  };
}
