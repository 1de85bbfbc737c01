import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { CellError, CellExecutor, CellResult, OutputSink } from '../notebook/executor';
import type { CellMessage, CellRequest } from './cell-process';

/** Cells that run in a process of their own, in `directory`. Its end is an error of the cell, not of the caller. */
export class ChildExecutor implements Pick<CellExecutor, 'execute' | 'interrupt' | 'close'> {
  private readonly child: ChildProcess;
  private readonly cells = new Map<
    number,
    { sink: OutputSink; done: (result: CellResult) => void }
  >();
  /** The most memory that the cells have held so far, in bytes. */
  peakMemory = 0;
  private lastId = 0;
  private ended: CellError | null = null;

  constructor(directory: string) {
    this.child = fork(join(__dirname, 'cell-process.js'), [], {
      cwd: directory,
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.child.on('message', (message: CellMessage) => this.receive(message));
    this.child.on('error', (error) => this.end(`cannot be started: ${error.message}`));
    this.child.on('exit', (code, signal) => this.end(wayOut(code, signal)));
  }

  execute(source: string, sink: OutputSink): Promise<CellResult> {
    if (this.ended) return Promise.resolve(failure(this.ended));
    const id = ++this.lastId;
    const request: CellRequest = { id, source };
    return new Promise((done) => {
      this.cells.set(id, { sink, done });
      this.child.send(request, (error) => {
        if (error) this.end(error.message);
      });
    });
  }

  interrupt(): void {
    this.child.kill('SIGINT');
  }

  close(): void {
    this.child.kill('SIGKILL');
  }

  private receive(message: CellMessage): void {
    const cell = this.cells.get(message.id);
    if (!cell) return;
    if (message.kind === 'stream') cell.sink.stream(message.name, message.text);
    else if (message.kind === 'display') cell.sink.display(message.data, message);
    else {
      this.peakMemory = message.peakMemory;
      cell.done(message.result);
    }
  }

  private end(how: string): void {
    const evalue = `the process of the cells ${how}`;
    this.ended ??= { ename: 'ProcessEnded', evalue, traceback: [`ProcessEnded: ${evalue}`] };
    for (const { done } of this.cells.values()) done(failure(this.ended));
  }
}

function failure(error: CellError): CellResult {
  return { status: 'error', executionCount: 0, error };
}

function wayOut(code: number | null, signal: string | null): string {
  if (signal === 'SIGABRT' || code === 134) return 'ended: it ran out of memory';
  if (signal) return `was ended by ${signal}`;
  return `ended (exit code ${code}); a cell must not call process.exit`;
}
