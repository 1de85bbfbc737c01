import { SourceError, type Cell, type PercentDocument } from './cells';
import { isMarker, parseMarker } from './marker';

/** The lines with which every percent file begins, so that JupyterLab can open it as a notebook. */
export const PERCENT_HEADER: string = [
  '// ---',
  '// jupyter:',
  '//   jupytext:',
  '//     text_representation:',
  '//       extension: .ts',
  '//       format_name: percent',
  '//   kernelspec:',
  '//     display_name: TypeScript',
  '//     language: typescript',
  '//     name: tslab',
  '// ---',
].join('\n');

/**
 * Reads a percent file: a header, then cells that begin with `// %%`.
 *
 * @param text the whole file; line ends may be `\n` or `\r\n`
 * @param file the name that messages use
 * @throws SourceError with file and line: no header, another kernel, text before the first cell, a bad marker,
 *   a line of a text cell without `// `, an empty cell, no cell at all
 */
export function parsePercent(text: string, file: string): PercentDocument {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const start = skipHeader(lines, file);
  const cells: Cell[] = [];
  let index = start;
  while (index < lines.length && !isMarker(lines[index])) {
    if (lines[index].trim() !== '') {
      throw new SourceError(
        file,
        index + 1,
        'this stands before the first cell; begin with `// %%`',
      );
    }
    index++;
  }
  while (index < lines.length) {
    let end = index + 1;
    while (end < lines.length && !isMarker(lines[end])) end++;
    cells.push(readCell(lines, index, end, file));
    index = end;
  }
  if (cells.length === 0) throw new SourceError(file, lines.length, 'there is no cell (`// %%`)');
  return { file, cells };
}

function skipHeader(lines: string[], file: string): number {
  const hint = `begin the file with\n${PERCENT_HEADER}`;
  if (lines[0]?.trim() !== '// ---') throw new SourceError(file, 1, `no header; ${hint}`);
  const end = lines.indexOf('// ---', 1);
  if (end < 0) throw new SourceError(file, 1, `the header is not closed; ${hint}`);
  const kernel = lines.slice(1, end).findIndex((line) => /^\/\/\s+name:/.test(line));
  if (kernel < 0) throw new SourceError(file, 1, `the header names no kernelspec; ${hint}`);
  if (!/^\/\/\s+name:\s*"?tslab"?\s*$/.test(lines[kernel + 1])) {
    throw new SourceError(file, kernel + 2, 'the kernelspec of a lesson is tslab');
  }
  return end + 1;
}

function readCell(lines: string[], marker: number, end: number, file: string): Cell {
  const head = parseMarker(lines[marker], file, marker + 1);
  let from = marker + 1;
  while (from < end && isBlank(lines[from], head.kind)) from++;
  let to = end;
  while (to > from && isBlank(lines[to - 1], head.kind)) to--;
  if (from === to) throw new SourceError(file, marker + 1, 'this cell is empty');
  const body = lines.slice(from, to);
  const text =
    head.kind === 'code' ? body : body.map((line, at) => uncomment(line, file, from + at + 1));
  return {
    ...head,
    source: text.map((line) => line.trimEnd()).join('\n'),
    markerLine: marker + 1,
    line: from + 1,
  };
}

function isBlank(line: string, kind: Cell['kind']): boolean {
  return line.trim() === '' || (kind === 'markdown' && line.trim() === '//');
}

function uncomment(line: string, file: string, lineNumber: number): string {
  if (line.trim() === '') return '';
  if (!/^\/\/( |$)/.test(line)) {
    throw new SourceError(file, lineNumber, 'each line of a text cell begins with `// `');
  }
  return line.slice(3);
}
