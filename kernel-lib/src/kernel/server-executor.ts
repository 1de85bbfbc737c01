import type { CellExecutor } from '../notebook/executor';
import type { MimeBundle } from '../figures/mime';

export interface Completions {
  /** The stretch of the source that a candidate replaces. */
  start: number;
  end: number;
  candidates: string[];
}

export type Completeness =
  { status: 'complete' | 'invalid' | 'unknown' } | { status: 'incomplete'; indent: string };

/** What the server needs: an executor that also knows the language. Positions count UTF-16 units. */
export interface KernelExecutor extends CellExecutor {
  complete(source: string, position: number): Completions;
  inspect(source: string, position: number): MimeBundle | null;
  isComplete(source: string): Completeness;
}
