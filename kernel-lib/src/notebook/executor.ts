import type { MimeBundle } from '../figures/mime';

/** Where the outputs of one cell go, in order, also after the cell ended (late timers). */
export interface OutputSink {
  stream(name: 'stdout' | 'stderr', text: string): void;
  display(data: MimeBundle, options: { displayId?: string; update: boolean }): void;
  /** An error of something that the cell started and that failed after the cell's end; without it, stderr. */
  lateError?(error: CellError): void;
}

export interface CellError {
  /** Name of the error, e.g. `RangeError`; `TypeScript` for compile errors. */
  ename: string;
  evalue: string;
  /** Lines for the reader: message, code frame, own frames. May hold ANSI colours. */
  traceback: string[];
}

export type CellResult =
  | { status: 'ok'; executionCount: number; result: MimeBundle | null }
  | { status: 'error'; executionCount: number; error: CellError };

/** Compiles and runs cells one after the other in one scope. `kernel/executor.ts` implements it. */
export interface CellExecutor {
  /** Never rejects. Concurrent calls run in the order of the calls. */
  execute(source: string, sink: OutputSink, options?: { silent?: boolean }): Promise<CellResult>;
  /** The names that cells have defined so far, live. */
  readonly scope: Readonly<Record<string, unknown>>;
  /** Stops the running cell if there is one (see kernel/interrupt.ts for what each level can do). */
  interrupt(): void;
  close(): void;
}
