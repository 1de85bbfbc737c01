import { emit } from './emit';
import { isFrame, frameModel, type FrameLike } from './frame-display';
import type { MimeBundle } from './mime';
import { tableModel, type TableModel } from './table-model';
import { tableHtml, tableText } from './table-output';

export interface TableOptions {
  /** One line above the table. */
  caption?: string;
}

/**
 * Shows a table: the first rows, the kind of each column, how many entries are missing, and how much is
 * not shown.
 *
 * @param rows - objects with the same keys, or a danfo.js data frame.
 * @throws if `rows` is neither.
 */
export function showTable(rows: readonly object[] | FrameLike, options: TableOptions = {}): void {
  emit(tableBundle(rows, options));
}

/** The output that `showTable` shows. */
export function tableBundle(
  rows: readonly object[] | FrameLike,
  options: TableOptions = {},
): MimeBundle {
  const model = isFrame(rows)
    ? frameModel(rows, options.caption)
    : rowsModel(rows, options.caption);
  return { 'text/html': tableHtml(model), 'text/plain': tableText(model) };
}

function rowsModel(rows: unknown, caption?: string): TableModel {
  if (!Array.isArray(rows)) {
    throw new Error(
      `showTable: rows must be an array of objects or a data frame, got ${typeof rows}`,
    );
  }
  const wrong = rows.findIndex((row) => row === null || typeof row !== 'object');
  if (wrong >= 0) {
    throw new Error(`showTable: rows[${wrong}] must be an object, got ${String(rows[wrong])}`);
  }
  const names = [...new Set(rows.flatMap((row: object) => Object.keys(row)))];
  const columns = names.map((name) => rows.map((row: Record<string, unknown>) => row[name]));
  return tableModel(
    names,
    columns,
    rows.map((_, i) => i),
    caption,
  );
}
