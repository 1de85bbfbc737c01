import * as path from 'node:path';
import { Worker } from 'node:worker_threads';

/** Words of the memory that the main thread and the two watching threads share. */
export const Word = {
  /** Loops of cells look here: 1 = ask whether to stop. */
  look: 0,
  /** 1 = whichever loop asks first must stop. */
  urgent: 1,
  /** 1 while code of a cell runs, 0 while the kernel itself works. */
  inCell: 2,
  /** Counts the signals. */
  signals: 3,
  /** 1 = the event loop has answered. */
  answered: 4,
  /** 1 = the thread that catches signals may begin. */
  begin: 5,
} as const;

export interface WatchdogData {
  memory: SharedArrayBuffer;
  graceMilliseconds: number;
}

export interface WatchdogEvents {
  /** The event loop turns, and what the cell awaits can be cancelled. `signal` counts the signals so far. */
  onSignal(signal: number): void;
  /** Code was ended in the middle of a library. */
  onTerminated(): void;
}

const graceMilliseconds = 300;

/**
 * Hears SIGINT while the main thread computes. One thread waits for the signal, the other one asks the event loop to
 * deal with it; if that does not answer, the cell's own loops have been told by a shared word (loop-transformer.ts);
 * if they do not answer either, the main thread is in a library, and the debugger's interface ends what runs there.
 */
export class Watchdog {
  private readonly threads: Worker[];

  constructor(words: Int32Array, events: WatchdogEvents) {
    const workerData: WatchdogData = {
      memory: words.buffer as SharedArrayBuffer,
      graceMilliseconds,
    };
    const start = (file: string): Worker => {
      const options = { workerData, execArgv: [], env: process.env };
      const worker = new Worker(path.join(__dirname, file), options);
      worker.unref();
      worker.on('error', (error) => console.error('watchdog:', error));
      return worker;
    };
    const catcher = start('watchdog-signal-thread.js');
    const stopper = start('watchdog-stop-thread.js');
    this.threads = [catcher, stopper];
    exposeEmptyAsyncStack();

    // A listener would take the signal away from the threads; until they are there it keeps the process alive.
    const ignore = (): void => {};
    process.on('SIGINT', ignore);
    catcher.once('message', () => {
      process.off('SIGINT', ignore);
      Atomics.store(words, Word.begin, 1);
      Atomics.notify(words, Word.begin);
    });
    stopper.on('message', (message: StopMessage) => {
      const { type, signal } = message;
      if (type === 'terminated') events.onTerminated();
      else {
        Atomics.store(words, Word.answered, 1);
        Atomics.notify(words, Word.answered);
        events.onSignal(signal);
      }
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }
}

export interface StopMessage {
  type: 'ask' | 'terminated';
  /** How many signals there had been. */
  signal: number;
}

/** Name under which the stopping thread empties Node's stack of async ids; code that is ended skips its own clean-up. */
export const emptyAsyncStack = '__attendEmptyAsyncStack';

function exposeEmptyAsyncStack(): void {
  const host = process as unknown as {
    binding?: (name: string) => { clearAsyncIdStack?: () => void };
    noDeprecation?: boolean;
  };
  const { noDeprecation } = host;
  let empty: (() => void) | undefined;
  try {
    host.noDeprecation = true;
    empty = host.binding?.('async_wrap').clearAsyncIdStack;
  } catch {
    empty = undefined;
  } finally {
    host.noDeprecation = noDeprecation;
  }
  Object.defineProperty(globalThis, emptyAsyncStack, {
    value: empty ?? ((): void => {}),
    configurable: true,
  });
}
