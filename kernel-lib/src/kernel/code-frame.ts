import type { Place } from './source-map';

/** The line at `place` with one neighbour on each side, its number, and a squiggle under `length` characters. */
export function codeFrame(source: string, place: Place, length = 1): string[] {
  const lines = source.split('\n');
  const first = Math.max(0, place.line - 1);
  const last = Math.min(lines.length - 1, place.line + 1);
  const width = String(last + 1).length;
  const frame: string[] = [];
  for (let line = first; line <= last; line++) {
    const mark = line === place.line ? '>' : ' ';
    frame.push(`${mark} ${String(line + 1).padStart(width)} | ${lines[line]}`.trimEnd());
    if (line !== place.line) continue;
    const room = lines[line].length - place.column;
    const squiggle = '~'.repeat(Math.max(1, Math.min(length, room)));
    const indent = lines[line].slice(0, place.column).replace(/[^\t]/g, ' ');
    frame.push(`  ${' '.repeat(width)} | ${indent}${squiggle}`);
  }
  return frame;
}
