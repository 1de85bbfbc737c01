import type { ImageGridChart } from './image-grid-spec';
import type { ImageTile } from './image-places';
import { weightAt } from './picture';
import { count, plural, say } from './words';

/** What the pictures show: sizes, where weights are largest, how much of them lies inside an outline. */
export function imageGridWords({ tiles, largest }: ImageGridChart): string {
  const isWeighted = tiles.some((tile) => tile.weights !== null);
  const scale =
    largest === undefined
      ? 'the largest weight of each picture is the most opaque'
      : `a weight of ${say(largest)} is the most opaque`;
  return [
    `${plural(tiles.length, 'small picture')}${isWeighted ? `; ${scale}` : ''}.`,
    ...tiles.map((tile, i) => `${tile.title || `Picture ${i + 1}`}: ${tileWords(tile)}.`),
  ].join('\n');
}

function tileWords(tile: ImageTile): string {
  const { width, height, channels, low, high } = tile.picture;
  const parts = [
    `${height} × ${width} ${channels === 1 ? 'grey' : 'colour'} pixels from ${say(low)} to ${say(high)}`,
  ];
  if (tile.patchSize !== null) {
    const [rows, columns] = [height / tile.patchSize, width / tile.patchSize];
    const numbers = tile.hasNumbers ? `, numbered 1 to ${rows * columns}` : '';
    parts.push(`cut into ${rows} × ${columns} patches${numbers}`);
  }
  if (tile.known !== null) {
    parts.push(`the first ${count(tile.known)} of ${count(width * height)} pixels were given`);
  }
  if (tile.weights) parts.push(weightWords(tile.weights));
  if (tile.mask) parts.push(outlineWords(tile, tile.mask));
  return parts.join('; ');
}

function weightWords(weights: number[][]): string {
  const [rows, columns] = [weights.length, weights[0].length];
  const flat = weights.flat();
  const most = Math.max(...flat);
  const grid = `weights on a grid of ${rows} × ${columns}`;
  if (most === Math.min(...flat)) return `${grid}, all ${say(most)}`;
  const at = flat.indexOf(most);
  const where = `row ${Math.floor(at / columns) + 1}, column ${(at % columns) + 1}`;
  return `${grid}, the largest, ${say(most)}, in cell ${at + 1} (${where})`;
}

function outlineWords({ picture, weights }: ImageTile, mask: boolean[][]): string {
  const { width, height } = picture;
  let [inside, insideWeight, allWeight] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const weight = weights ? weightAt(weights, (x + 0.5) / width, (y + 0.5) / height) : 0;
      allWeight += weight;
      if (!mask[y][x]) continue;
      inside++;
      insideWeight += weight;
    }
  }
  if (inside === 0) return 'nothing is outlined';
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const area = `an outline around ${percent(inside / (width * height))} of the picture`;
  return allWeight > 0 ? `${area} with ${percent(insideWeight / allWeight)} of the weight` : area;
}
