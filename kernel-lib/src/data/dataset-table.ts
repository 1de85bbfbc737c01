import { createHash } from 'node:crypto';

/** A row of the table in `datasets/README.md`. */
export interface DatasetRow {
  /** Name of the file in `datasets/`. */
  file: string;
  /** What is in it, and where it comes from; plain text without `|`. */
  origin: string;
  licence: string;
  bytes: number;
  sha256: string;
}

const HEADINGS = ['File', 'Origin', 'Licence', 'Bytes', 'SHA-256'];
const ROW = /^\| `([^`|]+)` +\| ([^|]+) \| ([^|]+) \| +(\d+) \| `([0-9a-f]{64})` \|$/;

/** SHA-256 of a file's bytes, in lower-case hexadecimal digits. */
export function sha256Of(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * The rows of the table in the text of `datasets/README.md`, in their order.
 *
 * @throws Error when a line of the table cannot be read
 */
export function datasetRows(readme: string): DatasetRow[] {
  return tableLines(readme).map((line) => {
    const parts = ROW.exec(line);
    if (!parts) throw new Error(`datasetRows: datasets/README.md has a row I cannot read: ${line}`);
    const [, file, origin, licence, bytes, sha256] = parts;
    return { file, origin: origin.trim(), licence: licence.trim(), bytes: Number(bytes), sha256 };
  });
}

/** The text of `datasets/README.md` with these rows in its table: new ones added, sorted by file. */
export function withDatasetRows(readme: string, rows: DatasetRow[]): string {
  const byFile = new Map([...datasetRows(readme), ...rows].map((row) => [row.file, row]));
  const sorted = [...byFile.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  const cells = sorted.map(({ file, origin, licence, bytes, sha256 }) => [
    `\`${file}\``,
    origin,
    licence,
    String(bytes),
    `\`${sha256}\``,
  ]);
  const lines = readme.split('\n');
  const start = lines.findIndex((line) => isHeading(line));
  lines.splice(start, 2 + tableLines(readme).length, ...tableText(cells));
  return lines.join('\n');
}

function isHeading(line: string): boolean {
  return /^\| File +\|/.test(line);
}

function tableLines(readme: string): string[] {
  const lines = readme.split('\n');
  const start = lines.findIndex((line) => isHeading(line));
  if (start < 0) throw new Error('datasetRows: datasets/README.md has no table "| File | …"');
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'));
  return lines.slice(start + 2, end < 0 ? undefined : end);
}

/** The table as the formatter of this project writes it: columns padded, numbers to the right. */
function tableText(cells: string[][]): string[] {
  const widths = HEADINGS.map((heading, at) =>
    Math.max(heading.length, ...cells.map((row) => row[at].length)),
  );
  const line = (row: string[]): string => {
    const padded = row.map((cell, at) =>
      HEADINGS[at] === 'Bytes' ? cell.padStart(widths[at]) : cell.padEnd(widths[at]),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, at) =>
    HEADINGS[at] === 'Bytes' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [line(HEADINGS), line(rule), ...cells.map(line)];
}
