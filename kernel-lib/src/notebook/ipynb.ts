/** One output of a code cell, as nbformat 4.5 has it. */
export interface IpynbOutput {
  output_type: 'stream' | 'display_data' | 'execute_result' | 'error';
  [key: string]: unknown;
}

export interface IpynbCell {
  cell_type: 'markdown' | 'code' | 'raw';
  id?: string;
  metadata: Record<string, unknown>;
  source: string | string[];
  outputs?: IpynbOutput[];
  execution_count?: number | null;
}

/** A notebook file, nbformat 4. */
export interface Ipynb {
  cells: IpynbCell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

/** The text of a cell, however the file splits it. */
export function sourceOf(cell: IpynbCell): string {
  return typeof cell.source === 'string' ? cell.source : cell.source.join('');
}

/** Splits a text as Jupyter does: every line keeps its `\n`, an empty text has no line. */
export function toLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/**
 * Reads a notebook file.
 *
 * @param file the name that messages use
 * @throws Error `file: …` when the text is no JSON, no notebook, or older than nbformat 4
 */
export function parseIpynb(text: string, file: string): Ipynb {
  const fail = (detail: string): never => {
    throw new Error(`${file}: ${detail}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (text.trim() === '') return fail('the file is empty, so it is not a notebook');
    if (/^(<{7}|={7}|>{7})/m.test(text)) {
      return fail('the file has conflict markers of Git in it (<<<<<<<), so it is not a notebook');
    }
    return fail(`not a notebook: the JSON is broken (${(error as Error).message})`);
  }
  if (!isObject(value)) return fail('not a notebook: the JSON is not an object');
  if (typeof value.nbformat !== 'number') return fail('not a notebook: it has no nbformat number');
  if (value.nbformat !== 4) {
    return fail(
      `nbformat ${value.nbformat} cannot be read, only 4; JupyterLab converts it on saving`,
    );
  }
  if (!Array.isArray(value.cells)) return fail('not a notebook: it has no list of cells');
  value.cells.forEach((cell, at) => {
    const problem = cellProblem(cell);
    if (problem) fail(`cell ${at + 1} ${problem}`);
  });
  const metadata = isObject(value.metadata) ? value.metadata : {};
  return { ...(value as unknown as Ipynb), metadata };
}

function cellProblem(cell: unknown): string | null {
  if (!isObject(cell)) return 'is not an object';
  if (!['markdown', 'code', 'raw'].includes(cell.cell_type as string)) {
    return `has the unknown type ${JSON.stringify(cell.cell_type)}`;
  }
  const { source } = cell;
  const isText =
    typeof source === 'string' ||
    (Array.isArray(source) && source.every((line) => typeof line === 'string'));
  if (!isText) return 'has no source text';
  if (!isObject(cell.metadata)) cell.metadata = {};
  if (cell.cell_type === 'code' && !Array.isArray(cell.outputs)) cell.outputs = [];
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The file's text, byte for byte as Jupyter saves it: keys sorted, one space of indent, a line end at the end. */
export function formatIpynb(notebook: Ipynb): string {
  return JSON.stringify(sortKeys(notebook), null, 1) + '\n';
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  const entries = Object.keys(value).sort();
  return Object.fromEntries(entries.map((key) => [key, sortKeys(value[key])]));
}
