/** What a cell is for, beyond text and code. */
export type CellRole = 'answer' | 'check' | 'setup';

/** One cell of a percent file, with the place it came from. */
export interface Cell {
  kind: 'markdown' | 'code';
  /** Text without the `// ` of a markdown cell and without blank lines at its ends. */
  source: string;
  role?: CellRole;
  /** The exercise that an answer or a check belongs to. */
  exercise?: string;
  tags: string[];
  /** Line of the `// %%` marker, counted from 1. */
  markerLine: number;
  /** Line of the first line of `source`, counted from 1. */
  line: number;
}

/** A percent file read as a value. */
export interface PercentDocument {
  /** The name that messages use, as a reader would type it: `notebooks/03-scoring-functions.ts`. */
  file: string;
  cells: Cell[];
}

/** A mistake in a file that somebody wrote: begins with `file:line:`, so that an editor can jump to it. */
export class SourceError extends Error {
  constructor(
    readonly file: string,
    readonly line: number,
    readonly detail: string,
  ) {
    super(`${file}:${line}: ${detail}`);
    this.name = 'SourceError';
  }
}
