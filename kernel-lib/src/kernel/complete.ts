import { builtinModules } from 'node:module';
import type { Compiler } from './compiler';
import { installedPackages } from './installed-packages';
import type { TslabCompletion } from './tslab';

export interface Completions {
  /** Best first. */
  candidates: string[];
  /** The stretch of the code that a candidate replaces, in UTF-16 units. */
  start: number;
  end: number;
}

/** tslab's converter counts from the line `export {};` that it writes before a cell. */
const linePrefix = 'export {};\n'.length;

/** What can stand at `cursor`: names, members, and inside the string of an import packages, their files, own files. */
export function completeCode(
  compiler: Compiler,
  declarations: string,
  code: string,
  cursor: number,
): Completions {
  const ask = (): TslabCompletion =>
    compiler.query((converter) => converter.complete(declarations, code, cursor));
  let found = ask();
  const typed = code.slice(found.start, cursor);
  const isKnown = found.candidates.some((name) => name.startsWith(typed));
  if (!isKnown && compiler.useFullNodeTypes()) found = ask();
  const string = stringAround(code, cursor);
  const { candidates, start, end, original } = found;
  if (!string) return { candidates, start, end };

  // Entries for paths speak of the part behind the last slash; the whole string is replaced here.
  const text = code.slice(string.start, cursor);
  const fragment = string.start + text.lastIndexOf('/') + 1;
  const entries = (original?.entries ?? []).map(({ name, replacementSpan }) => {
    const begin = replacementSpan ? replacementSpan.start - linePrefix : fragment;
    return code.slice(string.start, Math.max(string.start, begin)) + name;
  });
  const packages = string.isImport ? importable(compiler.directory) : [];
  const all = [...new Set([...entries, ...packages])];
  return {
    candidates: all.filter((name) => name.toLowerCase().startsWith(text.toLowerCase())),
    start: string.start,
    end: string.end,
  };
}

function importable(directory: string): string[] {
  const builtin = builtinModules.filter((name) => !name.startsWith('_'));
  return [
    ...installedPackages(directory),
    ...builtin.map((name) => `node:${name}`),
    ...builtin.map((name) => name),
  ];
}

interface StringContent {
  start: number;
  end: number;
  isImport: boolean;
}

/** The content of the string literal that the cursor is in, if it is in one. */
function stringAround(code: string, cursor: number): StringContent | null {
  const lineStart = code.lastIndexOf('\n', cursor - 1) + 1;
  const before = code.slice(lineStart, cursor);
  const opening = /^((?:[^'"`]|'[^']*'|"[^"]*"|`[^`]*`)*)['"]([^'"]*)$/.exec(before);
  if (!opening) return null;
  const [, head, text] = opening;
  const rest = /^[^'"\n]*/.exec(code.slice(cursor))?.[0] ?? '';
  const isClosed = /^['"]/.test(code.slice(cursor + rest.length));
  return {
    start: cursor - text.length,
    end: isClosed ? cursor + rest.length : cursor,
    isImport: /(\bfrom|\bimport|\b(import|require)\s*\()\s*$/.test(head),
  };
}
