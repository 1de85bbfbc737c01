import { checkTitle, Figure, type FigureOptions } from './figure';
import { readMatrix, type Matrix } from './input';
import { similaritySpec, type SimilarityMaps } from './position-similarity-spec';
import { plural, say } from './words';

export interface PositionSimilarityOptions extends FigureOptions {
  /** Rows and columns of the grid of patches: [rows, columns], or one number for a square. */
  gridSize: number | readonly [number, number];
}

/**
 * How similar the learned positions of an image's patches are: a small map for each position m, placed where
 * m lies in the grid of patches, and on it cos(eₘ, eₙ) = eₘ·eₙ / (‖eₘ‖ ‖eₙ‖) for every position n.
 *
 * @param embedding - (M, D), a row for each patch, row by row, without the class token; a tensor is read and
 *   not disposed.
 * @returns a figure, all maps on one scale from −1 to 1; its text compares neighbours, rows and columns.
 * @throws if M is not the number of patches, a number is not finite, or a row is zero and has no direction.
 * @see Dosovitskiy et al. 2021, figure 7.
 */
export function positionSimilarity(embedding: Matrix, options: PositionSimilarityOptions): Figure {
  checkTitle('positionSimilarity', options);
  const [rows, columns] = readGridSize(options.gridSize);
  const vectors = readMatrix('positionSimilarity: embedding', embedding) as number[][];
  if (vectors.length !== rows * columns) {
    throw new Error(
      `positionSimilarity: embedding must have a row for each of ${rows} × ${columns} patches, ` +
        `${rows * columns}, got ${vectors.length}; leave the class token out`,
    );
  }
  const maps = { rows, columns, similarity: cosines(vectors) };
  return new Figure(options, similarityWords(maps), (space) => similaritySpec(maps, space));
}

function readGridSize(gridSize: PositionSimilarityOptions['gridSize']): readonly [number, number] {
  const sides = typeof gridSize === 'number' ? [gridSize, gridSize] : gridSize;
  const isSize = (side: unknown): boolean => Number.isInteger(side) && (side as number) >= 1;
  if (!Array.isArray(sides) || sides.length !== 2 || !sides.every(isSize)) {
    const expected = 'a whole number from 1 up or [rows, columns]';
    throw new Error(`positionSimilarity: gridSize must be ${expected}, got ${String(gridSize)}`);
  }
  return sides as [number, number];
}

function cosines(vectors: number[][]): number[][] {
  const dot = (a: number[], b: number[]): number => a.reduce((sum, v, i) => sum + v * b[i], 0);
  const lengths = vectors.map((vector) => Math.sqrt(dot(vector, vector)));
  const zero = lengths.indexOf(0);
  if (zero >= 0) {
    throw new Error(
      `positionSimilarity: embedding must have a direction in every row, got only zeros in row ${zero}`,
    );
  }
  return vectors.map((a, m) => vectors.map((b, n) => dot(a, b) / (lengths[m] * lengths[n])));
}

/** What the maps show: neighbours against one row, one column and all others. */
function similarityWords({ rows, columns, similarity }: SimilarityMaps): string {
  const count = rows * columns;
  const sentences = [
    `${plural(count, 'map')} of ${rows} × ${columns} cells: the cosine similarity of each position with every ` +
      'position, from −1 to 1',
  ];
  if (count === 1) return `${sentences[0]}.`;
  const means = kinds
    .map(({ name, isOne }) => {
      const values = similarity.flatMap((map, m) =>
        map.filter((_, n) => m !== n && isOne(...distance(m, n, columns))),
      );
      return values.length === 0 ? null : `${name} ${say(mean(values))}`;
    })
    .filter((part) => part !== null);
  sentences.push(`Mean similarity: ${means.join(', ')}`);
  const numAdjacent = similarity.filter((map, m) => {
    const others = map.map((value, n) => (n === m ? -Infinity : value));
    const [down, across] = distance(m, others.indexOf(Math.max(...others)), columns);
    return Math.max(down, across) === 1;
  }).length;
  sentences.push(
    `For ${numAdjacent} of ${plural(count, 'position')} the most similar other position is adjacent`,
  );
  return `${sentences.join('. ')}.`;
}

const kinds: readonly { name: string; isOne: (down: number, across: number) => boolean }[] = [
  { name: 'side by side or one above the other', isOne: (down, across) => down + across === 1 },
  { name: 'anywhere in one row', isOne: (down) => down === 0 },
  { name: 'anywhere in one column', isOne: (_down, across) => across === 0 },
  { name: 'in another row and column', isOne: (down, across) => down > 0 && across > 0 },
];

/** How many rows and columns lie between two positions. */
function distance(m: number, n: number, columns: number): [down: number, across: number] {
  const down = Math.abs(Math.floor(m / columns) - Math.floor(n / columns));
  return [down, Math.abs((m % columns) - (n % columns))];
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
