import { checkTitle, Figure, type FigureOptions } from './figure';
import { heatSpec, type HeatPanel } from './heatmap-spec';
import { heatWords } from './heatmap-words';
import { extent, roundDomain } from './scales';
import { readLabels, readMask, readMatrix, type Mask, type Matrix } from './input';

export interface HeatmapOptions extends FigureOptions {
  /** One label per row; a row is usually a query. */
  rows?: readonly string[];
  /** One label per column; a column is usually a key. */
  columns?: readonly string[];
  /** true where a query may attend; the other cells are drawn grey and their values are not read. */
  mask?: Mask;
  /**
   * The values at the ends of the colour scale: [0, 1], or [-m, m] when diverging (m = largest size).
   * `auto` goes from 0 (or the smallest value below it) to a round number above the largest value.
   */
  domain?: readonly [number, number] | 'auto';
  /** Two hues around zero, for values of both signs. */
  diverging?: boolean;
  /** Print the numbers where cells are large enough; on unless set to false. */
  printValues?: boolean;
  /** Cells to outline, as [row, column]. */
  highlight?: readonly (readonly [number, number])[];
  /** What a value is; `weight` when it is left out. */
  valueTitle?: string;
}

/**
 * A matrix as colours: rows are queries, columns are keys.
 *
 * @param values - (R, C), finite; masked cells may hold anything. A tensor is read and not disposed.
 * @returns a figure; its text says the largest value, whether rows sum to 1 and where each row looks.
 * @throws if rows are ragged, a number is not finite or outside `domain`, or labels do not fit.
 */
export function heatmap(values: Matrix, options: HeatmapOptions): Figure {
  checkTitle('heatmap', options);
  const panel = readPanel('heatmap', values, options);
  return new Figure(options, heatWords(panel), (space) => heatSpec(panel, space));
}

/** Reads and checks one matrix; `where` begins the messages. */
export function readPanel(
  where: string,
  values: Matrix,
  options: Omit<HeatmapOptions, 'title'>,
): HeatPanel {
  const mask = readMask(`${where}: mask`, options.mask);
  const matrix = readMatrix(`${where}: values`, values, mask);
  const isDiverging = options.diverging ?? false;
  const domain =
    options.domain === undefined || options.domain === 'auto'
      ? domainOf(matrix, isDiverging, options.domain === 'auto')
      : options.domain;
  checkDomain(where, matrix, domain, isDiverging);
  const highlight = options.highlight ?? [];
  for (const [row, column] of highlight) {
    if (matrix[row]?.[column] === undefined) {
      throw new Error(
        `${where}: highlight must name cells of (${matrix.length}, ${matrix[0].length}), got [${row}, ${column}]`,
      );
    }
  }
  return {
    values: matrix,
    rows: readLabels(`${where}: rows`, options.rows, matrix.length),
    columns: readLabels(`${where}: columns`, options.columns, matrix[0].length),
    domain,
    isDiverging,
    printValues: options.printValues ?? true,
    highlight,
    valueTitle: options.valueTitle ?? (isDiverging ? 'value' : 'weight'),
  };
}

function domainOf(
  matrix: (number | null)[][],
  isDiverging: boolean,
  isAuto: boolean,
): readonly [number, number] {
  if (!isDiverging && !isAuto) return [0, 1];
  const [low, high] = extent(matrix.flat().filter((value) => value !== null));
  if (!isDiverging) return roundDomain([Math.min(0, low), Math.max(0, high)]);
  const reach = Math.max(-low, high) || 1;
  return [-reach, reach];
}

function checkDomain(
  where: string,
  matrix: (number | null)[][],
  domain: readonly [number, number],
  isDiverging: boolean,
): void {
  const [low, high] = domain;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new Error(`${where}: domain must be [low, high] with low < high, got [${low}, ${high}]`);
  }
  if (isDiverging && low !== -high) {
    throw new Error(`${where}: domain must be [-m, m] when diverging, got [${low}, ${high}]`);
  }
  const tolerance = 1e-4 * (high - low);
  matrix.forEach((row, i) =>
    row.forEach((value, j) => {
      if (value !== null && (value < low - tolerance || value > high + tolerance)) {
        throw new Error(
          `${where}: values must lie in domain [${low}, ${high}], got ${value} at [${i}][${j}]; ` +
            'pass a wider domain or "auto", or diverging: true for values of both signs',
        );
      }
    }),
  );
}
