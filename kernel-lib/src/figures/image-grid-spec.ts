import type { Corner } from './contour';
import type { Space } from './figure';
import {
  frameOf,
  lineHeight,
  placeImages,
  titleGap,
  type ImagePlace,
  type ImageTile,
} from './image-places';
import { pictureAddress, weightAddress } from './image-rasters';
import { betweenCorners, inPixels, pictureLayer, silent, textLayer } from './pixel-layers';
import type { VegaLiteSpec } from './render';
import { colors } from './theme';
import { say } from './words';

export interface ImageGridChart {
  tiles: ImageTile[];
  columns: number;
  /** The most opaque weight, or undefined for the largest of each picture. */
  largest: number | undefined;
}

/** A number needs a patch of this many pixels. */
const patchWithNumber = 14;

/** Pictures, their overlays and titles, all placed in pixels. */
export function imageGridSpec(chart: ImageGridChart, space: Space): VegaLiteSpec {
  const { places, width, height } = placeImages(chart.tiles, chart.columns, space);
  const overlays = places.flatMap((place) => {
    const url = weightAddress(place, chart.largest);
    return url === null ? [] : [{ ...frameOf(place), url }];
  });
  const text = { align: 'left', baseline: 'top' };
  const layers = [
    pictureLayer(places.map((place) => ({ ...frameOf(place), url: pictureAddress(place) }))),
    pictureLayer(overlays),
    gridLayer(places),
    ...casedLines(places, (tile) => tile.outline, {}),
    ...casedLines(places, (tile) => [tile.border], { strokeDash: [5, 3] }),
    textLayer(places.flatMap(patchNumbers), { fontSize: 10 }),
    textLayer(places.flatMap(titleRow), { ...text, fontWeight: 600, lineBreak: '\n', lineHeight }),
    textLayer(places.flatMap(captionRow), { ...text, fontSize: 11, color: colors.secondary }),
  ];
  return { width, height, layer: layers.filter((layer) => layer !== null) };
}

/** The borders between patches. */
function gridLayer(places: ImagePlace[]): VegaLiteSpec | null {
  const values = places.flatMap((place) => {
    const { patchSize, picture } = place.tile;
    if (patchSize === null) return [];
    const { x, y, x2, y2 } = frameOf(place);
    const inner = (length: number): number[] =>
      Array.from({ length: length / patchSize - 1 }, (_, i) => (i + 1) * patchSize * place.scale);
    return [
      ...inner(picture.width).map((at) => ({ x: x + at, y, x2: x + at, y2 })),
      ...inner(picture.height).map((at) => ({ x, y: y + at, x2, y2: y + at })),
    ];
  });
  if (values.length === 0) return null;
  const mark = { type: 'rule', color: colors.maskedInk, strokeWidth: 1, clip: true, ...silent };
  return { data: { values }, mark, encoding: betweenCorners };
}

/** Paths over the pictures, on a white casing that keeps them visible wherever they run. */
function casedLines(
  places: ImagePlace[],
  pathsOf: (tile: ImageTile) => Corner[][],
  dash: object,
): VegaLiteSpec[] {
  const values = places.flatMap(({ tile, x, y, scale }, p) =>
    pathsOf(tile).flatMap((path, k) =>
      path.map(([cx, cy], i) => ({ line: `${p}.${k}`, i, x: x + cx * scale, y: y + cy * scale })),
    ),
  );
  if (values.length === 0) return [];
  const encoding = {
    x: inPixels('x'),
    y: inPixels('y'),
    detail: { field: 'line', type: 'nominal' },
    order: { field: 'i', type: 'quantitative' },
  };
  // Clipped, so that a line along the outer edge does not push the figure aside.
  const line = { type: 'line', strokeCap: 'butt', strokeJoin: 'miter', clip: true, ...silent };
  return [
    { ...line, color: colors.plate, strokeWidth: 4 },
    { ...line, color: colors.here, strokeWidth: 2, ...dash },
  ].map((mark) => ({ data: { values }, mark, encoding }));
}

function patchNumbers({ tile, x, y, scale }: ImagePlace): object[] {
  if (!tile.hasNumbers || tile.patchSize === null) return [];
  const side = tile.patchSize * scale;
  if (side < patchWithNumber) {
    throw new Error(
      `imageGrid: patchNumbers need patches of ${patchWithNumber} pixels on the screen, got ` +
        `${say(side)}; show fewer columns or leave the numbers out`,
    );
  }
  const columns = tile.picture.width / tile.patchSize;
  const rows = tile.picture.height / tile.patchSize;
  return Array.from({ length: rows * columns }, (_, i) => ({
    x: x + ((i % columns) + 0.5) * side,
    y: y + (Math.floor(i / columns) + 0.5) * side,
    text: String(i + 1),
  }));
}

function titleRow({ x, y, title }: ImagePlace): object[] {
  if (title.length === 0) return [];
  return [{ x, y: y - titleGap - title.length * lineHeight + 2, text: title.join('\n') }];
}

function captionRow(place: ImagePlace): object[] {
  const { weights } = place.tile;
  if (weights === null) return [];
  const { x, y2 } = frameOf(place);
  return [{ x, y: y2 + 6, text: `max ${say(Math.max(...weights.flat()))}` }];
}
