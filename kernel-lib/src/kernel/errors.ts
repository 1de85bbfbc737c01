import { inspect } from 'node:util';
import { addLocator, type OwnPlace } from '../exercise/own-line';
import type { MimeBundle } from '../figures/mime';
import type { CellError } from '../notebook/executor';
import { codeFrame } from './code-frame';
import { withoutEarlierNames } from './earlier-names';
import type { Place } from './source-map';

/** What is needed to speak of a place in a cell that ran. */
export interface LocatedCell {
  executionCount: number;
  source: string;
  toSource(place: Place): Place | null;
}

const machinery =
  /[\\/]kernel-lib[\\/](dist|src)[\\/]kernel[\\/]|[\\/]node_modules[\\/]tslab[\\/]|\(?node:|<anonymous>\)?( \{)?$|lines matching /;
const frameLine = /^\s+(at |\.\.\. \d+ lines matching )/;
const cellPlace = /cell:(\d+):(\d+):(\d+)/;
const excerptLine = /^(cell:\d+(:\d+)*|\s*\^+\s*)$/;
/** What Node writes in front of a stack that leaves `vm`: a line of the compiled text, with a caret. */
const excerpt = /^.+:\d+\n.*\n *\^+ *\n\n?/;
const libraryFramesShown = 3;
const ownFramesShown = 8;
/** V8 keeps 10 frames of a stack; a deep library would leave none of the cell. */
const framesKept = 50;

/** Turns whatever a cell threw into lines for its reader: message, code frame, own frames, causes. */
export class ErrorPrinter {
  private readonly cells = new Map<number, LocatedCell>();
  private nextId = 1;
  /** Takes the cells out of the sight of checks. */
  readonly close: () => void;

  constructor() {
    Error.stackTraceLimit = Math.max(Error.stackTraceLimit, framesKept);
    // A check that catches an error shows the same line of the cell.
    this.close = addLocator((stack) => this.locate(stack));
  }

  /** Registers a cell; the returned file name stands in the stack frames of its code. */
  add(cell: LocatedCell): string {
    const id = this.nextId++;
    this.cells.set(id, cell);
    return `cell:${id}`;
  }

  /** The cell and the place in it that a line of a stack speaks of. */
  private find(line: string): { cell: LocatedCell; place: Place } | null {
    const [, id, row, column] = (frameLine.test(line) && cellPlace.exec(line)) || [];
    const cell = this.cells.get(Number(id));
    // Frames count from 1.
    const place = cell?.toSource({ line: Number(row) - 1, column: Number(column) - 1 });
    return cell && place ? { cell, place } : null;
  }

  /** The innermost place of a stack that lies in a cell. */
  private locate(stack: string): OwnPlace | null {
    const found = stack.split('\n').map((line) => this.find(line));
    const first = found.find((each) => each !== null);
    if (!first) return null;
    const { cell, place } = first;
    const where = `your cell [${cell.executionCount}]`;
    return { where, line: place.line + 1, source: cell.source };
  }

  describe(thrown: unknown): CellError {
    const isError = thrown instanceof Error || hasStack(thrown);
    if (!isError) {
      const text = inspect(thrown);
      return {
        ename: 'Thrown',
        evalue: typeof thrown === 'string' ? thrown : text,
        traceback: [`Thrown: ${text}`, 'Throw an Error to learn where it comes from.'],
      };
    }
    const { name, message } = thrown;
    return {
      ename: String(name || 'Error'),
      evalue: withoutEarlierNames(String(message)),
      traceback: this.lines(thrown, new Set()).map(withoutEarlierNames),
    };
  }

  /** Text that may hold stacks, such as a printed error, with the learner's lines and without the kernel's. */
  tidy(printed: string): string {
    const text = withoutEarlierNames(printed);
    if (!text.includes('cell:') || !cellPlace.test(text)) return text;
    const kept: string[] = [];
    /** Frames outside of cells: shown if a cell's frame follows, else they are of whoever runs the cells. */
    let outside: string[] = [];
    for (const line of text.split('\n')) {
      const found = this.find(line);
      if (found) {
        kept.push(...outside, ownFrame(line, found.cell.executionCount, found.place));
        outside = [];
      } else if (!frameLine.test(line)) {
        outside = [];
        kept.push(line);
      } else if (!machinery.test(line) && !cellPlace.test(line)) {
        outside.push(line);
      }
      // What follows the last frame of an error with further properties.
      if (frameLine.test(line) && line.endsWith(' {')) kept.push(`${kept.pop()} {`);
    }
    return kept.join('\n');
  }

  /** The report of a check, for example, quotes what an answer threw. */
  tidyBundle(bundle: MimeBundle): MimeBundle {
    const entries = Object.entries(bundle).map(([type, content]) => [
      type,
      typeof content === 'string' ? withoutEarlierNames(content) : content,
    ]);
    return Object.fromEntries(entries) as MimeBundle;
  }

  private lines(error: Error, seen: Set<unknown>): string[] {
    seen.add(error);
    const { head, frames } = splitStack(error);
    const own: string[] = [];
    const library: string[] = [];
    let frame: string[] = [];
    for (const line of frames) {
      const found = this.find(line);
      if (!found) {
        const isShown = !own.length && !machinery.test(line) && !cellPlace.test(line);
        if (isShown && library.length < libraryFramesShown) library.push(shorten(line));
        continue;
      }
      const { cell, place } = found;
      if (!own.length) frame = codeFrame(cell.source, place);
      own.push(ownFrame(line, cell.executionCount, place));
    }
    const more = own.length - ownFramesShown;
    const shown = more > 1 ? [...own.slice(0, ownFramesShown), `    … ${more} more`] : own;
    return [...head, ...frame, ...library, ...shown, ...this.related(error, seen)];
  }

  private related(error: Error, seen: Set<unknown>): string[] {
    const causes = 'cause' in error && error.cause !== undefined ? [error.cause] : [];
    const errors = error instanceof AggregateError ? error.errors : [];
    return [...causes, ...errors]
      .filter((other) => !seen.has(other))
      .flatMap((other) => {
        const lines = hasStack(other) ? this.lines(other, seen) : [inspect(other)];
        return [`Caused by: ${lines[0]}`, ...lines.slice(1)];
      });
  }
}

function hasStack(value: unknown): value is Error {
  return typeof (value as Error | null)?.stack === 'string';
}

/** The message as V8 wrote it at construction is stale when it was changed later; the fresh one is shown. */
function splitStack(error: Error): { head: string[]; frames: string[] } {
  const lines = (error.stack ?? '').replace(excerpt, '').split('\n');
  const first = lines.findIndex((line) => frameLine.test(line));
  const frames = first < 0 ? [] : lines.slice(first).filter((line) => frameLine.test(line));
  const written = first < 0 ? lines : lines.slice(0, first);
  const head = written.filter((line) => !excerptLine.test(line));
  const fresh = `${error.name || 'Error'}${error.message ? `: ${error.message}` : ''}`;
  const isStale = !head.join('\n').includes(String(error.message));
  return { head: isStale || !head.length ? fresh.split('\n') : head, frames };
}

function ownFrame(line: string, executionCount: number, place: Place): string {
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const where = `cell [${executionCount}]:${place.line + 1}:${place.column + 1}`;
  const asynchronous = /at async /.test(line) ? 'async ' : '';
  const name = /at (?:async )?((?:new )?[^\s(]+)(?: \[as [^\]]+\])? \(/.exec(line)?.[1];
  const shown = name?.replace(/^Object\./, '');
  const isTop = !shown || shown === 'cell' || shown === 'eval';
  return `${indent}at ${asynchronous}${isTop ? where : `${shown} (${where})`}`;
}

/** Paths below node_modules are enough to find a library's line. */
function shorten(line: string): string {
  return line.replace(/(\()?(?:file:\/\/)?[^\s(]*[\\/]node_modules[\\/]/, '$1');
}
