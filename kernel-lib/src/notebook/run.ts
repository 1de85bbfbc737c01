import { setTimeout as pause } from 'node:timers/promises';
import type { CellExecutor, CellResult } from './executor';
import { sourceOf, type Ipynb, type IpynbCell } from './ipynb';
import { errorOutput, OutputCollector, resultOutput } from './outputs';

/** What became of one code cell. */
export interface CellRun {
  /** Its number among the code cells, from 1, and how many there are. */
  number: number;
  total: number;
  /** Its first line that says something. */
  title: string;
  seconds: number;
  status: 'ok' | 'failed' | 'expected';
  /** `TypeError: …` when it failed. */
  error?: string;
}

export interface RunOptions {
  /** Go on after a cell that failed. A cell tagged `raises-exception` may fail in any case. */
  allowErrors?: boolean;
  /** Seconds a cell may take (default: no limit). */
  timeout?: number;
  /** When it is aborted, no further cell is begun; the running one is the executor's business. */
  signal?: AbortSignal;
  /** Called before and after each code cell. */
  onStart?: (cell: Pick<CellRun, 'number' | 'total' | 'title'>) => void;
  onEnd?: (cell: CellRun) => void;
}

export interface RunReport {
  /** The notebook with outputs and numbers; the one given is not changed. */
  notebook: Ipynb;
  cells: CellRun[];
  /** How many cells failed that may not. */
  failed: number;
  /** How many cells were not run because an earlier one failed. */
  skipped: number;
}

type Runner = Pick<CellExecutor, 'execute' | 'interrupt' | 'close'>;

/**
 * Runs every code cell of a notebook in order, without Jupyter.
 *
 * @param executor where the cells run; it is not closed, but for a cell that does not stop after its time
 */
export async function runNotebook(
  notebook: Ipynb,
  executor: Runner,
  options: RunOptions = {},
): Promise<RunReport> {
  const cells = notebook.cells.map((cell): IpynbCell => {
    return cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell;
  });
  const codeCells = cells.filter((cell) => cell.cell_type === 'code' && sourceOf(cell).trim());
  const collector = new OutputCollector();
  const runs: CellRun[] = [];
  for (const [at, cell] of codeCells.entries()) {
    const source = sourceOf(cell);
    const head = { number: at + 1, total: codeCells.length, title: titleOf(source) };
    options.onStart?.(head);
    const began = performance.now();
    const sink = collector.sinkFor((cell.outputs ??= []));
    const result = await withTimeout(executor, executor.execute(source, sink), options.timeout);
    const seconds = (performance.now() - began) / 1000;
    cell.execution_count = result.executionCount;
    const run: CellRun = { ...head, seconds, status: 'ok' };
    if (result.status === 'ok') {
      if (result.result) cell.outputs.push(resultOutput(result.result, result.executionCount));
    } else {
      const { error } = result;
      cell.outputs.push(errorOutput(error));
      run.status = isAllowedToFail(cell) ? 'expected' : 'failed';
      run.error = error.evalue ? `${error.ename}: ${error.evalue}` : error.ename;
    }
    runs.push(run);
    options.onEnd?.(run);
    if (options.signal?.aborted || (run.status === 'failed' && !options.allowErrors)) break;
  }
  return {
    notebook: { ...notebook, cells },
    cells: runs,
    failed: runs.filter((run) => run.status === 'failed').length,
    skipped: codeCells.length - runs.length,
  };
}

const GRACE_SECONDS = 5;

/** Interrupts a cell that takes too long; one that goes on nevertheless is ended with its executor. */
async function withTimeout(
  executor: Runner,
  running: Promise<CellResult>,
  seconds: number | undefined,
): Promise<CellResult> {
  if (seconds === undefined) return running;
  const first = await atMost(running, seconds);
  if (first) return first;
  executor.interrupt();
  const stopped = await atMost(running, GRACE_SECONDS);
  if (!stopped) executor.close();
  const traceback = stopped?.status === 'error' ? stopped.error.traceback : [];
  const evalue = `the cell did not end within ${seconds} s and was stopped`;
  const error = { ename: 'Timeout', evalue, traceback: [`Timeout: ${evalue}`, ...traceback] };
  return { status: 'error', executionCount: stopped?.executionCount ?? 0, error };
}

async function atMost<T>(promise: Promise<T>, seconds: number): Promise<T | null> {
  const timer = new AbortController();
  const clock = pause(seconds * 1000, null, { signal: timer.signal }).catch(() => null);
  try {
    return await Promise.race([promise, clock]);
  } finally {
    timer.abort();
  }
}

function isAllowedToFail(cell: IpynbCell): boolean {
  const { tags } = cell.metadata;
  return Array.isArray(tags) && tags.includes('raises-exception');
}

function titleOf(source: string): string {
  const lines = source.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && !line.startsWith('//')) ?? lines[0];
}
