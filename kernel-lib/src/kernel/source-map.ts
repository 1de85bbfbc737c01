const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const valueOf = new Map([...digits].map((digit, value) => [digit, value]));

/** Line and column, both counted from 0. */
export interface Place {
  line: number;
  column: number;
}

interface Segment {
  column: number;
  original: Place;
}

/** Reads a source map with one source file (revision 3 of the format). */
export class SourceMap {
  private readonly lines: Segment[][] = [];

  constructor(json: string) {
    const { mappings } = JSON.parse(json) as { mappings: string };
    const original = { line: 0, column: 0 };
    for (const line of mappings.split(';')) {
      const segments: Segment[] = [];
      let column = 0;
      for (const field of line.split(',')) {
        if (!field) continue;
        const [columns, , lines, originalColumns] = decodeNumbers(field);
        column += columns;
        if (lines === undefined) continue;
        original.line += lines;
        original.column += originalColumns;
        segments.push({ column, original: { ...original } });
      }
      this.lines.push(segments);
    }
  }

  /** Where a place of the emitted text comes from; null for text that the compiler added. */
  originOf({ line, column }: Place): Place | null {
    const segments = this.lines[line] ?? [];
    let best: Segment | undefined = segments[0];
    for (const segment of segments) {
      if (segment.column > column) break;
      best = segment;
    }
    return best?.original ?? null;
  }
}

/** Variable-length numbers in base 64: five bits a digit, lowest first, the very lowest bit is the sign. */
function decodeNumbers(field: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of field) {
    const digit = valueOf.get(character) ?? 0;
    value |= (digit & 31) << shift;
    if (digit & 32) {
      shift += 5;
      continue;
    }
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}
