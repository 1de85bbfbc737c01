import type { MimeBundle } from './mime';
import { tableModel, type TableModel } from './table-model';
import { tableHtml, tableText } from './table-output';

/** What a table needs of a danfo.js data frame or series; danfo itself is not loaded for it. */
export interface FrameLike {
  readonly columns: string[];
  readonly shape: number[];
  readonly values: unknown;
  readonly index: (string | number)[];
}

/** Whether a value is a danfo.js data frame (or series). */
export function isFrame(value: unknown): value is FrameLike {
  if (typeof value !== 'object' || value === null) return false;
  const frame = value as Partial<FrameLike> & { ctypes?: unknown; config?: unknown };
  return (
    Array.isArray(frame.columns) &&
    Array.isArray(frame.index) &&
    Array.isArray(frame.shape) &&
    Array.isArray(frame.values) &&
    'config' in frame
  );
}

/** The table of a data frame; a column that is named like a method is read all the same. */
export function frameModel(frame: FrameLike, caption?: string): TableModel {
  const values = frame.values as unknown[];
  const isSeries = !Array.isArray(values[0]) && frame.columns.length === 1;
  const columns = isSeries
    ? [values]
    : frame.columns.map((_, i) => (values as unknown[][]).map((row) => row[i]));
  return tableModel(frame.columns.map(String), columns, frame.index, caption);
}

/** The output of a data frame. */
export function frameBundle(frame: FrameLike): MimeBundle {
  const model = frameModel(frame);
  return { 'text/html': tableHtml(model), 'text/plain': tableText(model) };
}
