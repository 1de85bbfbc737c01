/** What figures need of a tensor; `tf.Tensor` fits. Figures read tensors and never dispose them. */
export interface TensorLike {
  readonly shape: number[];
  readonly dtype: string;
  readonly isDisposed: boolean;
  arraySync(): unknown;
  dataSync(): ArrayLike<unknown>;
}

/** A row of numbers: an array, a typed array or a tensor of rank 1. */
export type Vector = ArrayLike<number> | TensorLike;
/** Rows of numbers, all of one length, or a tensor of rank 2. */
export type Matrix = readonly ArrayLike<number>[] | TensorLike;
/** true (or 1) where a query may attend. */
export type Mask = readonly ArrayLike<boolean | number>[] | TensorLike;

/**
 * A picture: rows of grey pixels (H, W), or of pixels with one or three channels (H, W, 1), (H, W, 3);
 * arrays, typed arrays or a tensor.
 */
export type Pixels =
  readonly ArrayLike<number>[] | readonly (readonly ArrayLike<number>[])[] | TensorLike;

/** A slider below the figure; it chooses which frame of the data is drawn. */
export interface Slider {
  /** What the slider sets, e.g. `bandwidth`. */
  label: string;
  /** Its values, one frame of the data for each. */
  values: readonly number[];
  /** The value at the start, one of `values`; the printed picture shows it. */
  start: number;
}

export function isTensor(value: unknown): value is TensorLike {
  const candidate = value as Partial<TensorLike> | null;
  return (
    typeof candidate === 'object' &&
    candidate !== null &&
    Array.isArray(candidate.shape) &&
    typeof candidate.dtype === 'string' &&
    typeof candidate.dataSync === 'function'
  );
}

function tensorValues(where: string, tensor: TensorLike, rank: number): unknown {
  if (tensor.isDisposed) {
    throw new Error(`${where} must be a live tensor, got one that was disposed`);
  }
  if (tensor.shape.length !== rank) {
    const shape = `(${tensor.shape.join(', ')})`;
    throw new Error(`${where} must have rank ${rank}, got shape ${shape}`);
  }
  return tensor.arraySync();
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** `fn: argument must be …` when the value is no finite number. */
export function finite(where: string, value: unknown): number {
  if (typeof value !== 'number') {
    throw new Error(`${where} must be a number, got ${describe(value)}`);
  }
  if (!Number.isFinite(value)) throw new Error(`${where} must be finite, got ${value}`);
  return value;
}

/**
 * Reads a vector of finite numbers.
 * @param where - function and argument for messages, e.g. `lines: series "truth" x`.
 */
export function readVector(where: string, value: Vector): number[] {
  const source = isTensor(value) ? tensorValues(where, value, 1) : value;
  if (!Array.isArray(source) && !ArrayBuffer.isView(source)) {
    throw new Error(`${where} must be an array of numbers or a tensor, got ${describe(source)}`);
  }
  return Array.from(source as ArrayLike<number>, (v, i) => finite(`${where}[${i}]`, v));
}

function readRows(where: string, value: unknown): unknown[][] {
  const source = isTensor(value) ? tensorValues(where, value, 2) : value;
  if (!Array.isArray(source)) {
    throw new Error(`${where} must be rows of numbers or a tensor, got ${describe(source)}`);
  }
  if (source.length === 0) throw new Error(`${where} must have at least one row, got none`);
  const rows = source.map((row: unknown, i) => {
    if (!Array.isArray(row) && !ArrayBuffer.isView(row)) {
      throw new Error(`${where}[${i}] must be a row of numbers, got ${describe(row)}`);
    }
    return Array.from(row as unknown as ArrayLike<unknown>);
  });
  const width = rows[0].length;
  if (width === 0) throw new Error(`${where} must have at least one column, got none`);
  const ragged = rows.findIndex((row) => row.length !== width);
  if (ragged >= 0) {
    throw new Error(
      `${where} must have rows of one length: row 0 has ${width}, row ${ragged} has ${rows[ragged].length}`,
    );
  }
  return rows;
}

/** Reads a matrix; where `mask` is false the value is not looked at and becomes null. */
export function readMatrix(where: string, value: Matrix, mask?: boolean[][]): (number | null)[][] {
  const rows = readRows(where, value);
  checkMaskShape(where, rows, mask);
  return rows.map((row, i) =>
    row.map((v, j) => (mask && !mask[i][j] ? null : finite(`${where}[${i}][${j}]`, v))),
  );
}

function checkMaskShape(where: string, rows: unknown[][], mask?: boolean[][]): void {
  if (!mask) return;
  const [got, expected] = [mask, rows].map((m) => `(${m.length}, ${m[0].length})`);
  if (got !== expected) {
    const name = where.replace(/values$/, 'mask');
    throw new Error(`${name} must have the shape of the values, ${expected}, got ${got}`);
  }
}

/** Reads a mask: true = may attend. */
export function readMask(where: string, value: Mask | undefined): boolean[][] | undefined {
  if (value === undefined) return undefined;
  return readRows(where, value).map((row, i) =>
    row.map((v, j) => {
      if (v === true || v === 1) return true;
      if (v === false || v === 0) return false;
      throw new Error(`${where}[${i}][${j}] must be true or false, got ${String(v)}`);
    }),
  );
}

/** The given labels, or the indices as text. */
export function readLabels(
  where: string,
  labels: readonly string[] | undefined,
  count: number,
): string[] {
  if (labels === undefined) return Array.from({ length: count }, (_, i) => String(i));
  if (labels.length !== count) {
    throw new Error(`${where} must have ${count} labels, got ${labels.length}`);
  }
  return labels.map(String);
}

/** Checks that two lists belong together. */
export function sameLength(where: string, got: number, other: string, expected: number): void {
  if (got !== expected) {
    throw new Error(`${where} must have as many entries as ${other}, ${expected}, got ${got}`);
  }
}
