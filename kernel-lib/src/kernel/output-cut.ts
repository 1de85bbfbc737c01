/**
 * How many bytes of printed text of one cell go to the page. A page with more is slow to draw, and Jupyter's
 * server drops what comes faster than 3 MB in 3 seconds, without saying how much it was.
 */
export const printLimit = 2_000_000;
/** How many characters of the end are shown when the middle was cut. */
const tailLength = 2_000;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Lets the first part of a cell's printed text pass, in whole lines, and keeps count, and the end, of the rest. */
export class OutputCut {
  private printed = 0;
  private passed = 0;
  private tail = '';
  private noted = 0;
  private full = false;

  constructor(private readonly limit: number = printLimit) {}

  /** The part of `text` that goes to the page. */
  take(text: string): string {
    const bytes = Buffer.byteLength(text);
    this.printed += bytes;
    if (!this.full && this.passed + bytes <= this.limit) {
      this.passed += bytes;
      return text;
    }
    const kept = this.full ? '' : this.wholeLines(text);
    this.full = true;
    this.passed += Buffer.byteLength(kept);
    this.keepTail(text.slice(kept.length));
    return kept;
  }

  /** The note on what was cut, with the last lines printed; null when nothing was since the last note. */
  note(): string | null {
    const cut = this.printed - this.passed;
    if (cut === this.noted) return null;
    this.noted = cut;
    const lines = this.tail.slice(-tailLength);
    const tail = lines === this.tail ? lines : lines.slice(lines.indexOf('\n') + 1);
    this.tail = '';
    return (
      `\n[This cell printed ${megabytes(this.printed)}; ${megabytes(cut)} of it are not shown, ` +
      `the page takes ${megabytes(this.limit)} a cell. The last lines were:]\n${tail}`
    );
  }

  /** The lines at the start of `text` for which there is still room. */
  private wholeLines(text: string): string {
    const room = Buffer.from(text).subarray(0, this.limit - this.passed);
    return room.toString('utf8', 0, room.lastIndexOf('\n') + 1);
  }

  /** Shortens what is kept only now and then, so that a flood of short lines stays cheap. */
  private keepTail(text: string): void {
    this.tail += text.length > 2 * tailLength ? text.slice(-2 * tailLength) : text;
    if (this.tail.length > 32 * tailLength) this.tail = this.tail.slice(-2 * tailLength);
  }
}
