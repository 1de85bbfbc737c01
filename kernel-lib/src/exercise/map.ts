import { placeWords, type Axes } from './axes';
import type { WireTensor } from './types';
import { indexOf, stridesOf } from './wire';

/** The part of a tensor that a map shows: the last two axes, for one index of those before. */
export interface Slice {
  /** `batch 0`, or empty for a matrix or less. */
  title: string;
  rowNames: string[];
  columnNames: string[];
  /** Places in the data. */
  places: number[][];
  /** Rows and columns that are not shown. */
  hiddenRows: number;
  hiddenColumns: number;
}

const MAX_ROWS = 8;
const MAX_COLUMNS = 10;

/** The slice of `tensor` that holds the entry at `at`, cut at 8 rows and 10 columns around its beginning. */
export function sliceAround(tensor: WireTensor, at: number, axes: Axes): Slice {
  const { shape } = tensor;
  const rank = shape.length;
  const index = indexOf(at, shape);
  const rows = rank < 2 ? 1 : shape[rank - 2];
  const columns = rank < 1 ? 1 : shape[rank - 1];
  const strides = stridesOf(shape);
  const start = index.slice(0, -2).reduce((sum, i, axis) => sum + i * strides[axis], 0);
  // The window begins further down or right when the entry would otherwise be outside.
  const firstRow = windowStart(rank < 2 ? 0 : index[rank - 2], rows, MAX_ROWS);
  const firstColumn = windowStart(rank < 1 ? 0 : index[rank - 1], columns, MAX_COLUMNS);
  const rowNumbers = range(firstRow, Math.min(rows, firstRow + MAX_ROWS));
  const columnNumbers = range(firstColumn, Math.min(columns, firstColumn + MAX_COLUMNS));
  const nameOfRow = (row: number): string =>
    axes[rank - 2] ? `${axes[rank - 2]} ${row}` : `${row}`;
  return {
    title: index
      .slice(0, -2)
      .map((place, axis) => placeWords(axes, axis, place))
      .join(', '),
    rowNames: rank < 2 ? [''] : rowNumbers.map(nameOfRow),
    columnNames: rank < 1 ? [''] : columnNumbers.map(String),
    places: rowNumbers.map((row) => columnNumbers.map((column) => start + row * columns + column)),
    hiddenRows: rows - rowNumbers.length,
    hiddenColumns: columns - columnNumbers.length,
  };
}

function windowStart(place: number, length: number, size: number): number {
  return length <= size || place < size ? 0 : Math.min(place - size + 2, length - size);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

/** `2 more rows and 3 more columns`, or empty. */
export function hiddenWords({ hiddenRows, hiddenColumns }: Slice): string {
  const part = (count: number, noun: string): string =>
    count === 0 ? '' : `${count} more ${noun}${count === 1 ? '' : 's'}`;
  return [part(hiddenRows, 'row'), part(hiddenColumns, 'column')].filter(Boolean).join(' and ');
}
