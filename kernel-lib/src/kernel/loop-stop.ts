import { Interrupted } from './interrupt';
import type { RunningCell } from './running-cell';
import { Word } from './watchdog';

const rearmMilliseconds = 50;

/**
 * The word that loops of cells look at. While it is not 0 a loop asks `here`, which throws if the loop belongs to an
 * interrupted cell, also one that was left behind and goes on in the background.
 */
export class LoopStop {
  readonly words = new Int32Array(new SharedArrayBuffer(32));
  private rearm: NodeJS.Timeout | undefined;

  constructor(private readonly ownerOfLoop: () => RunningCell | undefined) {}

  /** A cell begins: what was urgent was meant for an earlier one. Returns the number of signals so far. */
  begin(): number {
    Atomics.store(this.words, Word.urgent, 0);
    return this.signals();
  }

  /** The number of signals so far. */
  signals(): number {
    return Atomics.load(this.words, Word.signals);
  }

  /** Makes loops ask from now on. */
  raise(): void {
    Atomics.store(this.words, Word.look, 1);
  }

  readonly here = (): void => {
    const isUrgent = Atomics.exchange(this.words, Word.urgent, 0) === 1;
    const cell = this.ownerOfLoop();
    if (isUrgent) cell?.interrupt();
    if (isUrgent || cell?.isInterrupted) throw new Interrupted();
    // Not ours: let this loop run on at full speed, and look again once the event loop has turned.
    Atomics.store(this.words, Word.look, 0);
    this.rearm ??= setTimeout(() => {
      this.rearm = undefined;
      this.raise();
    }, rearmMilliseconds).unref();
  };

  /** Nothing is left behind: loops run at full speed again. */
  clear(): void {
    clearTimeout(this.rearm);
    this.rearm = undefined;
    Atomics.store(this.words, Word.look, 0);
    Atomics.store(this.words, Word.urgent, 0);
  }
}
