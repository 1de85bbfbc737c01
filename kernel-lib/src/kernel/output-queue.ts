// Not the global timers: a cell may replace those.
import { clearTimeout, setTimeout } from 'node:timers';
import type { MimeBundle } from '../figures/mime';
import type { CellError, OutputSink } from '../notebook/executor';
import { OutputCut } from './output-cut';

type StreamName = 'stdout' | 'stderr';

/** Publishes one iopub message of the cell. */
export type Publish = (type: string, content: Record<string, unknown>) => void;

/** Text of one stream is collected for this long (milliseconds) … */
const interval = 100;
/** … or until there is this much of it. */
const largest = 64 * 1024;
/** Messages that a cell may send at once before it is slowed to one per interval. */
const burst = 10;
/** While more is printed than the page takes, a note says so this often (milliseconds). */
const noteInterval = 5_000;

/**
 * The outputs of one cell in the order in which they were made, printed text in few messages.
 *
 * A quiet cell's text goes out at once, so it is on the page before a long computation begins; a chatty
 * cell's is collected. Anything that must come after the text (a display, the other stream, the
 * end of the cell) flushes it first. Output that comes after the end goes the same way, to the same cell.
 */
export class OutputQueue implements OutputSink {
  private name: StreamName = 'stdout';
  private text = '';
  private flushTimer: NodeJS.Timeout | null = null;
  private noteTimer: NodeJS.Timeout | null = null;
  private allowance = burst;
  private lastWrite = 0;
  private readonly cut: OutputCut;

  constructor(
    private readonly publish: Publish,
    printLimit?: number,
  ) {
    this.cut = new OutputCut(printLimit);
  }

  stream(name: StreamName, text: string): void {
    const kept = this.cut.take(text);
    if (kept !== text) this.noteTimer ??= setTimeout(() => this.flush(), noteInterval);
    if (kept === '') return;
    if (name !== this.name) this.flushText();
    this.name = name;
    this.text += kept;
    if (this.text.length >= largest || this.mayHurry()) this.flushText();
    else this.flushTimer ??= setTimeout(() => this.flushText(), interval);
  }

  display(data: MimeBundle, options: { displayId?: string; update: boolean }): void {
    const transient = options.displayId === undefined ? {} : { display_id: options.displayId };
    const type = options.update ? 'update_display_data' : 'display_data';
    this.flushText();
    this.publish(type, { data, metadata: {}, transient });
  }

  lateError(error: CellError): void {
    this.flush();
    this.publish('error', { ...error });
  }

  /** Publishes what is collected, and what there is to say about text that was cut. */
  flush(): void {
    this.flushText();
    if (this.noteTimer) clearTimeout(this.noteTimer);
    this.noteTimer = null;
    const note = this.cut.note();
    if (note) this.publish('stream', { name: this.name, text: note });
  }

  private flushText(): void {
    if (this.flushTimer) clearTimeout(this.flushTimer);
    this.flushTimer = null;
    if (this.text === '') return;
    const { name, text } = this;
    this.text = '';
    this.publish('stream', { name, text });
  }

  /** Earns one message per interval, keeps at most a burst of them. */
  private mayHurry(): boolean {
    const now = Date.now();
    this.allowance = Math.min(burst, this.allowance + (now - this.lastWrite) / interval);
    this.lastWrite = now;
    if (this.allowance < 1) return false;
    this.allowance -= 1;
    return true;
  }
}
