import * as path from 'node:path';
import type { MimeBundle } from '../figures/mime';
import type { CellError, CellExecutor, CellResult, OutputSink } from '../notebook/executor';
import { Compiler, type CompiledCell } from './compiler';
import { completeCode, type Completions } from './complete';
import { declarationsAfterThrow } from './declarations';
import { describeDiagnostics } from './diagnostics';
import { ErrorPrinter } from './errors';
import { inspectCode } from './inspect';
import { Interrupted, armInterruptSignal } from './interrupt';
import { checkComplete, type Completeness } from './is-complete';
import { LoopStop } from './loop-stop';
import { Owner } from './owner';
import { hookProcess } from './process-hooks';
import { NotebookRequire } from './require';
import { resultBundle } from './result';
import { runBody, turnOfEventLoop } from './run-body';
import { RunningCell } from './running-cell';
import { Scope } from './scope';
import { loadTslab, type TslabDiagnostic } from './tslab';
import { Watchdog, Word } from './watchdog';

export type { Completeness, Completions };

export interface ExecutorOptions {
  /** The notebook's folder: imports resolve from here. Relative file names in cells follow the process, as always. */
  directory: string;
  /**
   * Take SIGINT as "stop the running cell" (default false). Starts two worker threads, and the process must have no
   * SIGINT listener of its own.
   */
  handleSigint?: boolean;
}

/** A cell executor with what a Jupyter kernel is asked besides. */
export interface KernelExecutor extends CellExecutor {
  /** Number of the last cell that counted. */
  readonly executionCount: number;
  /** Whether a cell is being executed now. */
  readonly isBusy: boolean;
  /** What can stand at `cursor` (an offset in UTF-16 units, as JavaScript counts). */
  complete(code: string, cursor: number): Completions;
  /** Type and documentation of what stands at `cursor`; null if there is nothing to say. */
  inspect(code: string, cursor: number): MimeBundle | null;
  /** Whether Enter should run the code or go on to the next line. */
  isComplete(code: string): Completeness;
}

/** An executor of TypeScript cells in this process, in one scope, one after the other. */
export function createExecutor(options: ExecutorOptions): KernelExecutor {
  return new Executor(path.resolve(options.directory), options.handleSigint ?? false);
}

class Executor implements KernelExecutor {
  executionCount = 0;
  private readonly compiler: Compiler;
  private readonly notebook: NotebookRequire;
  private readonly names = new Scope();
  private readonly errors = new ErrorPrinter();
  private readonly owner = new Owner<RunningCell>();
  private readonly loops = new LoopStop(() => this.owner.current() ?? this.running);
  private readonly unhook: () => void;
  private declarations = '';
  private running: RunningCell | undefined;
  private signalsBefore = 0;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly watchdog: Watchdog | undefined;

  constructor(directory: string, handleSigint: boolean) {
    if (handleSigint) {
      this.watchdog = new Watchdog(this.loops.words, {
        onSignal: (signal) => this.onSignal(signal),
        onTerminated: () => this.running?.terminate(),
      });
    }
    this.compiler = new Compiler(directory);
    this.notebook = new NotebookRequire(directory);
    this.unhook = hookProcess({
      write: (name, text) => {
        const cell = this.owner.current() ?? this.running;
        cell?.sink.stream(name, this.errors.tidy(text));
        return cell !== undefined;
      },
      display: ({ data, transient }, update) => {
        const cell = this.owner.current() ?? this.running;
        const tidy = this.errors.tidyBundle(data);
        cell?.sink.display(tidy, { displayId: transient?.display_id, update });
        return cell !== undefined;
      },
      strayError: (error) => {
        const cell = this.owner.current();
        if (cell?.isRunning) cell.fail(error);
        else if (!isEndOfInterrupted(cell, error)) cell?.reportLate(this.errors.describe(error));
        return cell !== undefined;
      },
      exit: (refusal) => {
        const cell = this.owner.current();
        // The cell fails also when it catches what it gets.
        if (cell?.isRunning) cell.fail(refusal);
        return cell !== undefined;
      },
    });
  }

  get scope(): Readonly<Record<string, unknown>> {
    return this.names.values;
  }

  get isBusy(): boolean {
    return this.running !== undefined;
  }

  execute(
    source: string,
    sink: OutputSink,
    { silent = false }: { silent?: boolean } = {},
  ): Promise<CellResult> {
    const result = this.queue.then(() => this.executeNow(source, sink, silent));
    this.queue = result;
    return result;
  }

  interrupt(): void {
    this.loops.raise();
    this.running?.interrupt();
  }

  complete(code: string, cursor: number): Completions {
    return completeCode(this.compiler, this.declarations, code, cursor);
  }

  inspect(code: string, cursor: number): MimeBundle | null {
    return inspectCode(this.compiler, this.declarations, code, cursor);
  }

  isComplete(code: string): Completeness {
    return checkComplete(code);
  }

  close(): void {
    this.loops.clear();
    void this.watchdog?.close();
    this.unhook();
    this.errors.close();
    this.compiler.close();
  }

  /** A signal means the cell that ran when it came, not one that began since. */
  private onSignal(signal: number): void {
    if (signal > this.signalsBefore) this.interrupt();
  }

  private async executeNow(source: string, sink: OutputSink, silent: boolean): Promise<CellResult> {
    const executionCount = silent ? this.executionCount : ++this.executionCount;
    const cell = new RunningCell(executionCount, sink, armInterruptSignal());
    this.running = cell;
    this.signalsBefore = this.loops.begin();
    try {
      const result = await this.compileAndRun(cell, source);
      return { status: 'ok', executionCount, result };
    } catch (thrown) {
      const error = thrown instanceof CompileFailure ? thrown.error : this.describe(cell, thrown);
      return { status: 'error', executionCount, error };
    } finally {
      cell.end();
      this.running = undefined;
    }
  }

  private async compileAndRun(cell: RunningCell, source: string): Promise<MimeBundle | null> {
    const metadata = loadTslab().getCodeMetadata(source);
    if (metadata.module) {
      const problems = this.compiler.addModule(metadata.module, source, metadata);
      if (problems.length) throw new CompileFailure(problems, source, cell);
      return null;
    }
    const { cell: compiled, diagnostics } = this.compiler.compile(this.declarations, source);
    if (!compiled) throw new CompileFailure(diagnostics, source, cell);
    this.notebook.addCompiled(compiled.modules);
    await this.owner.run(cell, () => this.notebook.preload(source));
    // What waits for messages in this process must not share a queue of microtasks with the cell.
    await turnOfEventLoop();
    // A signal that came while the cell was compiled; word of it may still be under way.
    if (this.loops.signals() > this.signalsBefore) this.interrupt();
    cell.assertNothingFailed();
    // `return await`: a promise that is merely returned is connected by a microtask, which a terminated cell drops.
    return await this.run(cell, source, compiled);
  }

  private async run(
    cell: RunningCell,
    source: string,
    compiled: CompiledCell,
  ): Promise<MimeBundle | null> {
    const { executionCount } = cell;
    const { resultName, toSource } = compiled;
    const filename = this.errors.add({ executionCount, source, toSource });
    this.names.begin();
    let value: unknown;
    Atomics.store(this.loops.words, Word.inCell, 1);
    try {
      const surroundings = {
        names: this.names,
        require: this.notebook.require,
        loops: this.loops,
        isStoppable: this.watchdog !== undefined,
      };
      await this.owner.run(cell, () => runBody(cell, compiled, filename, surroundings));
      await turnOfEventLoop();
      cell.assertNothingFailed();
    } finally {
      Atomics.store(this.loops.words, Word.inCell, 0);
      const lost = this.names.end();
      const { declarations } = compiled;
      if (lost) this.declarations = declarationsAfterThrow(this.declarations, declarations, lost);
      if (resultName) value = this.names.take(resultName);
    }
    if (value === undefined) return null;
    const shown = this.owner.run(cell, () => resultBundle(value));
    const bundle = await Promise.race([shown, cell.failed]);
    const { 'text/plain': text } = bundle;
    return typeof text === 'string' ? { ...bundle, 'text/plain': this.errors.tidy(text) } : bundle;
  }

  private describe(cell: RunningCell, thrown: unknown): CellError {
    const isPlain = !cell.isInterrupted || isEndOfInterrupted(cell, thrown);
    return this.errors.describe(
      isPlain ? thrown : Object.assign(Interrupted.elsewhere(), { cause: thrown }),
    );
  }
}

/** What a cell left behind ends with is no news. */
function isEndOfInterrupted(cell: RunningCell | undefined, error: unknown): boolean {
  return cell?.isInterrupted === true && (error as Error | null)?.name === 'Interrupted';
}

class CompileFailure extends Error {
  readonly error: CellError;

  constructor(diagnostics: TslabDiagnostic[], source: string, { executionCount }: RunningCell) {
    super('The cell does not compile.');
    this.error = describeDiagnostics(diagnostics, source, executionCount);
  }
}
