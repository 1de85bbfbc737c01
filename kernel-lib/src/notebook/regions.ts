import { SourceError, type Cell } from './cells';

/** An answer cell taken apart: what stays, what is removed, and what stands there instead. */
export interface AnswerParts {
  /** The cell with the answer and without the region markers: what teachers see. */
  solved: string;
  /** The cell without the answer: what learners get. */
  open: string;
  /** The lines of the answer with their place, for the search for leaks. */
  answerLines: { text: string; line: number }[];
  /** The lines that the author gives away on purpose. */
  stubLines: string[];
}

const START = /^(\s*)\/\/ ?#region\b\s*(.*?)\s*$/;
const END = /^\s*\/\/ ?#endregion\b/;

/**
 * Splits an answer cell at `// #region solution … // #endregion`. The answer becomes
 * `throw new Error('<exercise>: not written yet');`, or, when `// #region stub … // #endregion` follows, the lines
 * of that block without their `// `.
 *
 * @throws SourceError when a region is not closed, is nested, is unknown, or when there is no solution
 */
export function splitAnswer(cell: Cell, file: string): AnswerParts {
  const lines = cell.source.split('\n');
  const parts = { solved: [] as string[], open: [] as string[] };
  const answerLines: AnswerParts['answerLines'] = [];
  const stubLines: string[] = [];
  const fail = (at: number, detail: string): never => {
    throw new SourceError(file, cell.line + at, detail);
  };
  let pending = false; // a solution has ended and its stub may follow
  let solutions = 0;
  const throwInstead = (indent: string): string =>
    `${indent}throw new Error('${cell.exercise}: not written yet');`;
  let pendingIndent = '';
  const settle = (): void => {
    if (pending) parts.open.push(throwInstead(pendingIndent));
    pending = false;
  };
  for (let at = 0; at < lines.length; at++) {
    if (END.test(lines[at])) fail(at, '#endregion without a #region');
    const start = START.exec(lines[at]);
    if (!start) {
      if (lines[at].trim() !== '') settle();
      parts.solved.push(lines[at]);
      parts.open.push(lines[at]);
      continue;
    }
    const [, indent, name] = start;
    const end = endOfRegion(lines, at, fail);
    const inside = lines.slice(at + 1, end);
    if (name === 'solution') {
      settle();
      solutions++;
      pending = true;
      pendingIndent = indent;
      parts.solved.push(...inside);
      inside.forEach((text, row) => answerLines.push({ text, line: cell.line + at + 1 + row }));
    } else if (name === 'stub') {
      if (!pending) fail(at, 'a stub stands directly after the solution that it replaces');
      const given = inside.map((text, row) => uncommentStub(text, () => fail(at + 1 + row, STUB)));
      pending = false;
      stubLines.push(...given);
      parts.open.push(...given);
    } else fail(at, `unknown region "${name}"; an answer cell has the regions solution and stub`);
    at = end;
  }
  settle();
  if (solutions === 0) fail(0, `the answer "${cell.exercise}" has no \`// #region solution\``);
  return { solved: tidy(parts.solved), open: tidy(parts.open), answerLines, stubLines };
}

const STUB = 'each line of a stub begins with `// `';

function endOfRegion(
  lines: string[],
  start: number,
  fail: (at: number, d: string) => never,
): number {
  for (let at = start + 1; at < lines.length; at++) {
    if (END.test(lines[at])) return at;
    if (START.test(lines[at]))
      fail(at, `a region inside the region of line ${start + 1} of the cell`);
  }
  return fail(start, 'this region is not closed (`// #endregion`)');
}

function uncommentStub(line: string, fail: () => never): string {
  if (line.trim() === '') return '';
  const match = /^(\s*)\/\/ ?(.*)$/.exec(line);
  return match ? `${match[1]}${match[2]}`.trimEnd() : fail();
}

/** Blank lines are kept single and away from the ends. */
function tidy(lines: string[]): string {
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

/** @throws SourceError when a cell that is no answer has a region of solution or stub */
export function refuseRegions(cell: Cell, file: string): void {
  cell.source.split('\n').forEach((line, at) => {
    const name = START.exec(line)?.[2];
    if (name === 'solution' || name === 'stub') {
      const detail = `a ${name} belongs to a cell marked \`// %% answer="…"\``;
      throw new SourceError(file, cell.line + at, detail);
    }
  });
}
