import { count, plural, say } from './words';

/** A table, checked and ready to be written as HTML or text. */
export interface TableModel {
  columns: TableColumn[];
  /** Labels of the rows shown. */
  index: string[];
  numRows: number;
  numColumns: number;
  caption?: string;
}

export interface TableColumn {
  name: string;
  /** text, int, float, true/false, mixed; and how many entries are missing. */
  kind: string;
  isNumeric: boolean;
  /** The cells shown, as text; null where one is missing. */
  cells: (string | null)[];
}

/** How many rows and columns of a large table are shown. */
export const shownRows = 12;
export const shownColumns = 10;

/** Builds the model from columns of raw values; only the first rows and columns are kept. */
export function tableModel(
  names: readonly string[],
  columns: readonly (readonly unknown[])[],
  index: readonly (string | number)[],
  caption?: string,
): TableModel {
  const numRows = columns.length === 0 ? index.length : columns[0].length;
  // One more than the limit is shown, rather than saying that one is not.
  const numShown = numRows <= shownRows + 1 ? numRows : shownRows;
  const shownNames = names.length <= shownColumns + 1 ? names : names.slice(0, shownColumns);
  return {
    columns: shownNames.map((name, i) => tableColumn(name, columns[i], numShown)),
    index: index.slice(0, numShown).map(String),
    numRows,
    numColumns: names.length,
    caption,
  };
}

function tableColumn(name: string, values: readonly unknown[], numShown: number): TableColumn {
  const present = values.filter((value) => !isMissing(value));
  const numbers = present.filter((value): value is number => typeof value === 'number');
  const isNumeric = present.length > 0 && numbers.length === present.length;
  const isWhole = isNumeric && numbers.every(Number.isInteger);
  const missing = values.length - present.length;
  const kind = isNumeric ? (isWhole ? 'int' : 'float') : kindOf(present);
  const digits = isNumeric && !isWhole ? commonDigits(numbers.slice(0, numShown)) : null;
  return {
    name,
    kind: missing === 0 ? kind : `${kind}, ${count(missing)} missing`,
    isNumeric,
    cells: values.slice(0, numShown).map((value) => cellText(value, digits)),
  };
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

function kindOf(values: unknown[]): string {
  const kinds = new Set(values.map((value) => typeof value));
  if (kinds.size === 0) return 'empty';
  if (kinds.size > 1) return 'mixed';
  if (kinds.has('string')) return 'text';
  return kinds.has('boolean') ? 'true/false' : [...kinds][0];
}

/** Decimals that show about three digits of the typical value, the same for the whole column. */
function commonDigits(numbers: number[]): number | null {
  const sizes = numbers
    .map(Math.abs)
    .filter((v) => v > 0 && Number.isFinite(v))
    .sort((a, b) => a - b);
  if (sizes.length === 0) return 2;
  if (sizes[sizes.length - 1] >= 1e7 || sizes[0] < 1e-6) return null;
  const typical = sizes[Math.floor(sizes.length / 2)];
  return Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(typical))));
}

const longestText = 60;

function cellText(value: unknown, digits: number | null): string | null {
  if (isMissing(value)) return null;
  if (typeof value === 'number') {
    if (Number.isInteger(value) && digits === null) return count(value);
    const text = digits === null || !Number.isFinite(value) ? say(value) : value.toFixed(digits);
    return text.replace('-', '−');
  }
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;
}

/** `12 of 8,000 rows, 4 columns`: how large the table is, and how much of it is shown. */
export function tableSize(model: TableModel): string {
  const part = (shown: number, total: number, noun: string): string =>
    shown < total ? `${count(shown)} of ${plural(total, noun)}` : plural(total, noun);
  const rows = part(model.index.length, model.numRows, 'row');
  return `${rows}, ${part(model.columns.length, model.numColumns, 'column')}`;
}
