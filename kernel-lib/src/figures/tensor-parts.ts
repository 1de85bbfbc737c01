import type { TensorSummary } from './tensor-summary';

/** What is shown of a tensor: matrices cut to a number of rows and columns. */
export interface TensorParts {
  matrices: MatrixPart[];
  /** How many matrices there are. */
  numMatrices: number;
  numRows: number;
  numColumns: number;
  /** Shown rows and columns of each matrix. */
  rows: number;
  columns: number;
  /** Leading index of the first matrix that is not shown; empty when all are. */
  next: number[];
}

export interface MatrixPart {
  /** Index of the matrix in the leading dimensions, e.g. [0, 1]. */
  at: number[];
  values: unknown[][];
}

/** Limits for rank 1, 2, 3 and 4; HTML of this many cells stays below 20 KB. */
const limits = [
  { matrices: 1, rows: 1, columns: 8 },
  { matrices: 1, rows: 8, columns: 8 },
  { matrices: 2, rows: 6, columns: 6 },
  { matrices: 4, rows: 8, columns: 8 },
];

/** Cuts a tensor of rank 1 or more into the parts that are shown. */
export function tensorParts(data: ArrayLike<unknown>, summary: TensorSummary): TensorParts {
  const { shape } = summary;
  const limit = limits[Math.min(shape.length, 4) - 1];
  const numColumns = shape[shape.length - 1];
  const numRows = shape.length === 1 ? 1 : shape[shape.length - 2];
  const leading = shape.slice(0, Math.max(0, shape.length - 2));
  const numMatrices = leading.reduce((product, n) => product * n, 1);
  const rows = shownOf(numRows, limit.rows, shape.length <= 2 ? 1 : 0);
  const columns = shownOf(numColumns, limit.columns, shape.length <= 3 ? 1 : 0);
  const matrices = Array.from({ length: Math.min(numMatrices, limit.matrices) }, (_, m) => ({
    at: indexOf(m, leading),
    values: Array.from({ length: rows }, (_row, i) =>
      Array.from({ length: columns }, (_column, j) => data[(m * numRows + i) * numColumns + j]),
    ),
  }));
  const next = matrices.length < numMatrices ? indexOf(matrices.length, leading) : [];
  return { matrices, numMatrices, numRows, numColumns, rows, columns, next };
}

/** One more than the limit is shown, rather than a mark that says one is not. */
function shownOf(total: number, limit: number, slack: number): number {
  return total <= limit + slack ? total : limit;
}

function indexOf(position: number, dims: readonly number[]): number[] {
  const index: number[] = [];
  let rest = position;
  for (const dim of [...dims].reverse()) {
    index.unshift(rest % dim);
    rest = Math.floor(rest / dim);
  }
  return index;
}

/** What is not shown, in words; empty when everything is. */
export function hiddenWords(parts: TensorParts): string {
  const words: string[] = [];
  if (parts.matrices.length < parts.numMatrices) {
    words.push(
      `first ${parts.matrices.length} of ${parts.numMatrices.toLocaleString('en-US')} matrices`,
    );
  }
  if (parts.rows < parts.numRows)
    words.push(`${parts.rows} of ${parts.numRows.toLocaleString('en-US')} rows`);
  if (parts.columns < parts.numColumns) {
    const noun = parts.numRows === 1 && parts.numMatrices === 1 ? 'values' : 'columns';
    words.push(`${parts.columns} of ${parts.numColumns.toLocaleString('en-US')} ${noun}`);
  }
  return words.join(', ');
}
