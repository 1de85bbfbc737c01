import { fork } from 'node:child_process';
import path from 'node:path';
import type { CellError, CellResult } from 'kernel-lib/notebook/executor';
import { courseFolder, outcomeOf, type Outcome, type Output } from './cells';

export interface ChildOutcome extends Outcome {
  late: CellError[];
  milliseconds: number;
}

interface Report {
  ready?: boolean;
  outcomes?: {
    outputs: Output[];
    late: CellError[];
    milliseconds: number;
    result: CellResult;
  }[];
}

export interface ChildRun {
  /** One for each cell; null when the process died. */
  cells: ChildOutcome[] | null;
  /** Everything that the process itself wrote. */
  text: string;
  code: number | null;
  signal: NodeJS.Signals | null;
}

/**
 * Runs cells in a process of their own. With `interrupt`, each line `ready` that a cell prints is answered with SIGINT.
 * `wait` milliseconds after the last cell it closes the executor, and the process is expected to end by itself.
 */
export function runInChild(
  cells: string[],
  { interrupt = false, wait = 0 }: { interrupt?: boolean; wait?: number } = {},
): Promise<ChildRun> {
  const request = { directory: courseFolder, cells, handleSigint: interrupt, wait };
  const child = fork(path.join(__dirname, 'child-cells.cjs'), [JSON.stringify(request)], {
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let outcomes: ChildOutcome[] | null = null;
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.on('message', (report: Report) => {
    if (report.ready) setTimeout(() => child.kill('SIGINT'), 100);
    outcomes ??=
      report.outcomes?.map(({ result, outputs, late, milliseconds }) => {
        return { ...outcomeOf(result, outputs), late, milliseconds };
      }) ?? null;
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), 50_000);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(deadline);
      resolve({ cells: outcomes, text, code, signal });
    });
  });
}
