import { inspect } from 'node:util';
import { addLocator, type OwnPlace } from '../exercise/own-line';
import type { CellError } from '../notebook/executor';
import { codeFrame } from './code-frame';
import type { Place } from './source-map';

/** What is needed to speak of a place in a cell that ran. */
export interface LocatedCell {
  executionCount: number;
  source: string;
  toSource(place: Place): Place | null;
}

const machinery =
  /[\\/]kernel-lib[\\/](dist|src)[\\/]kernel[\\/]|[\\/]node_modules[\\/]tslab[\\/]|\(?node:|<anonymous>\)?$/;
const frameLine = /^\s+at /;
const cellPlace = /cell:(\d+):(\d+):(\d+)/;
const excerptLine = /^(cell:\d+(:\d+)*|\s*\^+\s*)$/;
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

  /** The innermost place of a stack that lies in a cell. */
  private locate(stack: string): OwnPlace | null {
    for (const line of stack.split('\n')) {
      const match = cellPlace.exec(line);
      const cell = match && this.cells.get(Number(match[1]));
      if (!match || !cell) continue;
      const place = cell.toSource({ line: Number(match[2]) - 1, column: Number(match[3]) - 1 });
      if (!place) continue;
      const where = `your cell [${cell.executionCount}]`;
      return { where, line: place.line + 1, source: cell.source };
    }
    return null;
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
      evalue: String(message),
      traceback: this.lines(thrown, new Set()),
    };
  }

  private lines(error: Error, seen: Set<unknown>): string[] {
    seen.add(error);
    const { head, frames } = splitStack(error);
    const own: string[] = [];
    const library: string[] = [];
    let frame: string[] = [];
    for (const line of frames) {
      const match = cellPlace.exec(line);
      const cell = match && this.cells.get(Number(match[1]));
      if (!match || !cell) {
        const isShown = !match && !own.length && !machinery.test(line);
        if (isShown && library.length < libraryFramesShown) library.push(shorten(line));
        continue;
      }
      const place = cell.toSource({ line: Number(match[2]) - 1, column: Number(match[3]) - 1 });
      if (!place) continue;
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
  const lines = (error.stack ?? '').split('\n');
  const first = lines.findIndex((line) => frameLine.test(line));
  const frames = first < 0 ? [] : lines.slice(first).filter((line) => frameLine.test(line));
  const written = first < 0 ? lines : lines.slice(0, first);
  const head = written.filter((line) => !excerptLine.test(line));
  const fresh = `${error.name || 'Error'}${error.message ? `: ${error.message}` : ''}`;
  const isStale = !head.join('\n').includes(String(error.message));
  return { head: isStale || !head.length ? fresh.split('\n') : head, frames };
}

function ownFrame(line: string, executionCount: number, place: Place): string {
  const where = `cell [${executionCount}]:${place.line + 1}:${place.column + 1}`;
  const asynchronous = /at async /.test(line) ? 'async ' : '';
  const name = /at (?:async )?((?:new )?[^\s(]+)(?: \[as [^\]]+\])? \(/.exec(line)?.[1];
  const shown = name?.replace(/^(Object|exports)\./, '');
  const isTop = !shown || shown === 'cell' || shown === 'eval';
  return `    at ${asynchronous}${isTop ? where : `${shown} (${where})`}`;
}

/** Paths below node_modules are enough to find a library's line. */
function shorten(line: string): string {
  return line.replace(/(\()?(?:file:\/\/)?[^\s(]*[\\/]node_modules[\\/]/, '$1');
}
