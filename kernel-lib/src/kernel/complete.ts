import type { Compiler } from './compiler';

export interface Completions {
  /** Best first. */
  candidates: string[];
  /** The stretch of the code that a candidate replaces, in UTF-16 units. */
  start: number;
  end: number;
}

const exportPrefix = 'export {};\n'.length;

/** What can stand at `cursor`: names, members, names of packages and files inside import strings. */
export function completeCode(
  compiler: Compiler,
  declarations: string,
  code: string,
  cursor: number,
): Completions {
  const found = compiler.query((converter) => converter.complete(declarations, code, cursor));
  const string = stringAround(code, cursor);
  if (!string) return { candidates: found.candidates, start: found.start, end: found.end };

  const entries = found.original?.entries ?? [];
  const span = entries[0]?.replacementSpan;
  const start = span ? span.start - exportPrefix : string.start;
  const end = span ? start + span.length : string.end;
  const typed = code.slice(start, cursor).toLowerCase();
  const names = entries.map((entry) => entry.name);
  const candidates = names.filter((name) => name.toLowerCase().startsWith(typed));
  return { candidates: [...new Set(candidates)].sort(), start, end };
}

/** The string literal of one line that the cursor is in. */
function stringAround(code: string, cursor: number): { start: number; end: number } | null {
  const lineStart = code.lastIndexOf('\n', cursor - 1) + 1;
  const before = code.slice(lineStart, cursor);
  const opening = /^(?:[^'"`]|'[^']*'|"[^"]*"|`[^`]*`)*(['"])([^'"]*)$/.exec(before);
  if (!opening) return null;
  const [, , text] = opening;
  const rest = /^[^'"\n]*/.exec(code.slice(cursor))?.[0] ?? '';
  const hasClosing = /^['"]/.test(code.slice(cursor + rest.length));
  return { start: cursor - text.length, end: hasClosing ? cursor + rest.length : cursor };
}
