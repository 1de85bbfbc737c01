import type { CellError, OutputSink } from '../notebook/executor';
import { Interrupted } from './interrupt';

/** How long a cell that was interrupted may take to end by itself, e.g. to show what it has. */
const graceMilliseconds = 250;

const leftBehind =
  'The cell was interrupted. It waits for something that does not listen to interrupts and may go on in the ' +
  'background; only a restart of the kernel ends that.';
const terminated =
  'The cell was interrupted inside a library, in the middle of its work. The variables are kept; if the library ' +
  'misbehaves from now on, restart the kernel.';

/** One run of one cell, from its first statement to its last late output. */
export class RunningCell {
  isRunning = true;
  isInterrupted = false;
  /** Rejects when something that the cell started fails, or when it is interrupted and does not end. */
  readonly failed: Promise<never>;
  private reject: (error: unknown) => void = () => {};
  private firstFailure: { error: unknown } | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly executionCount: number,
    readonly sink: OutputSink,
    private readonly controller: AbortController,
  ) {
    this.failed = new Promise((_resolve, reject) => {
      this.reject = reject;
    });
    this.failed.catch(() => {});
  }

  fail(error: unknown): void {
    this.firstFailure ??= { error };
    this.reject(error);
  }

  /** Throws what failed behind the cell's back while it ran. */
  assertNothingFailed(): void {
    if (this.firstFailure) throw this.firstFailure.error;
    if (this.isInterrupted) throw Interrupted.elsewhere();
  }

  /** Asks the cell to end: training loops see the signal, loops of cells their word; then it is left behind. */
  interrupt(): void {
    if (!this.isRunning || this.isInterrupted) return;
    this.isInterrupted = true;
    this.controller.abort(Interrupted.elsewhere());
    this.timer = setTimeout(() => this.fail(Interrupted.elsewhere(leftBehind)), graceMilliseconds);
  }

  /** The code of the cell was ended from outside, in the middle of a statement. */
  terminate(): void {
    this.interrupt();
    this.fail(Interrupted.elsewhere(terminated));
  }

  end(): void {
    this.isRunning = false;
    clearTimeout(this.timer);
  }

  /** An error of something that the cell started and that outlived it. */
  reportLate(error: CellError): void {
    if (this.sink.lateError) this.sink.lateError(error);
    else this.sink.stream('stderr', `${error.traceback.join('\n')}\n`);
  }
}
