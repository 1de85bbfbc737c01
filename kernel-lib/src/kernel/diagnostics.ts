import type { CellError } from '../notebook/executor';
import { codeFrame } from './code-frame';
import type { TslabDiagnostic } from './tslab';

/** Compile errors as the learner reads them: where, the code (`TS2322`), why, and the line with a squiggle. */
export function describeDiagnostics(
  diagnostics: TslabDiagnostic[],
  source: string,
  executionCount: number,
): CellError {
  const groups = groupChains(withoutExports(diagnostics, source));
  const evalue = groups
    .map(([head]) => `TS${head.code} (line ${head.start.line + 1}): ${head.messageText}`)
    .join('\n');
  const traceback = groups.flatMap(([head, ...reasons], index) => {
    const file = head.fileName ?? `cell [${executionCount}]`;
    const { line, character } = head.start;
    const isOneLine = head.end.line === line;
    const length = isOneLine ? head.end.character - character : Infinity;
    return [
      ...(index ? [''] : []),
      `${file}:${line + 1}:${character + 1} - error TS${head.code}: ${head.messageText}`,
      ...reasons.map((reason, depth) => '  '.repeat(depth + 1) + reason.messageText),
      ...(head.fileName ? [] : frameWithin(source, line, character, length)),
    ];
  });
  return { ename: 'TypeScript', evalue, traceback };
}

const exportedTwice = new Set([2323, 2484]);

/** The kernel exports every name of a cell; an `export` of the learner's own collides with that. */
function withoutExports(diagnostics: TslabDiagnostic[], source: string): TslabDiagnostic[] {
  const messageText = 'A cell needs no `export`: later cells see all of its names.';
  return diagnostics
    .filter(({ code, start }) => !exportedTwice.has(code) || start.offset < source.length)
    .map((each) => (exportedTwice.has(each.code) ? { ...each, messageText } : each));
}

/** tslab flattens a chain of reasons into diagnostics of the same span, one after the other. */
function groupChains(diagnostics: TslabDiagnostic[]): TslabDiagnostic[][] {
  const groups: TslabDiagnostic[][] = [];
  for (const diagnostic of diagnostics) {
    const group = groups.at(-1);
    const isReason =
      group?.[0].start.offset === diagnostic.start.offset &&
      group[0].end.offset === diagnostic.end.offset;
    if (isReason) group.push(diagnostic);
    else groups.push([diagnostic]);
  }
  return groups;
}

/** An error at the end of an unfinished cell lies behind its last line. */
function frameWithin(source: string, line: number, column: number, length: number): string[] {
  const lines = source.split('\n');
  if (line < lines.length) return codeFrame(source, { line, column }, length);
  return codeFrame(source, { line: lines.length - 1, column: lines.at(-1)?.length ?? 0 });
}
