/** A sentence and its translation, as a line of a file has them. */
export interface TabbedPair {
  source: string;
  target: string;
  /** Who wrote the sentences, where the file has a third column. */
  attribution?: string;
}

/**
 * Reads pairs of sentences from tab-separated text: `Go.⇥Va !`, with a third column in some editions.
 *
 * Line ends may be those of Unix or of Windows; a byte-order mark and empty lines are passed over; no-break
 * spaces, which French puts before ! ? ; and inside « », become plain ones.
 *
 * @param text the whole file.
 * @returns the pairs in the order of the lines.
 * @throws Error with the number of the line that has not two or three columns, or an empty one.
 */
export function readTabbedPairs(text: string): TabbedPair[] {
  const pairs: TabbedPair[] = [];
  text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .forEach((line, at) => {
      if (line.trim() !== '') pairs.push(pairOf(line, at + 1));
    });
  return pairs;
}

function pairOf(line: string, lineNumber: number): TabbedPair {
  const columns = line
    .split('\t')
    .map((column) => column.replace(/[\u00a0\u2009\u202f]/g, ' ').trim());
  if (columns.length < 2 || columns.length > 3) {
    throw new Error(
      `readTabbedPairs: line ${lineNumber} must have two or three columns with a tab between them, got ${columns.length}: ${shown(line)}`,
    );
  }
  const empty = columns.slice(0, 2).indexOf('');
  if (empty >= 0) {
    throw new Error(
      `readTabbedPairs: line ${lineNumber} must have a sentence in column ${empty + 1}, got nothing: ${shown(line)}`,
    );
  }
  const [source, target, attribution] = columns;
  return attribution ? { source, target, attribution } : { source, target };
}

function shown(line: string): string {
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}
