import { createHash } from 'node:crypto';
import { version as typescriptVersion } from 'typescript/package.json';
import { SourceError, type Cell, type PercentDocument } from './cells';
import { toLines, type Ipynb, type IpynbCell } from './ipynb';
import { findLeaks } from './leaks';
import { nbgraderMetadata } from './nbgrader';
import { refuseRegions, splitAnswer, type AnswerParts } from './regions';
import { hashOfCells } from './work';

/** The three notebooks that the builder makes. */
export type Product = 'lesson' | 'solution' | 'exercise';

/**
 * The lesson's notebook: every cell as it is written.
 *
 * @throws SourceError when a cell has a role of an exercise
 */
export function lessonNotebook(document: PercentDocument): Ipynb {
  for (const cell of document.cells) {
    if (cell.role === 'answer' || cell.role === 'check') {
      const detail = `an ${cell.role} belongs to the chapter's file in solutions/`;
      throw new SourceError(document.file, cell.markerLine, detail);
    }
  }
  return notebook(document, 'lesson', (cell) => cell.source);
}

/** The teachers' notebook: answers in place, region markers and stubs removed. */
export function solutionNotebook(document: PercentDocument): Ipynb {
  const answers = splitAnswers(document);
  return notebook(document, 'solution', (cell) => answers.get(cell)?.solved ?? cell.source);
}

/**
 * The learners' notebook: answers removed, nbgrader metadata on every cell.
 *
 * @param points points of each exercise, by id
 * @throws SourceError when a line of an answer can be read in it, an id is answered twice, or points are not known
 */
export function exerciseNotebook(document: PercentDocument, points: Map<string, number>): Ipynb {
  const answers = splitAnswers(document);
  const built = notebook(document, 'exercise', (cell) => answers.get(cell)?.open ?? cell.source);
  document.cells.forEach((cell, at) => {
    if (cell.exercise !== undefined && !points.has(cell.exercise)) {
      const detail = `"${cell.exercise}" is not among the chapter's exercises (${[...points.keys()].join(', ')})`;
      throw new SourceError(document.file, cell.markerLine, detail);
    }
    const { id, metadata } = built.cells[at];
    metadata.nbgrader = nbgraderMetadata(cell, id as string, points);
    if (cell.role === 'answer') metadata.deletable = false;
  });
  const sources = built.cells.map((cell) => (cell.source as string[]).join(''));
  const [leak] = findLeaks([...answers.values()], sources);
  if (leak) {
    const detail = `this line of the answer can be read in the exercise: ${leak.text.trim()}`;
    throw new SourceError(document.file, leak.line, detail);
  }
  return built;
}

function splitAnswers(document: PercentDocument): Map<Cell, AnswerParts> {
  const answers = new Map<Cell, AnswerParts>();
  const seen = new Map<string, number>();
  for (const cell of document.cells) {
    if (cell.role !== 'answer') {
      refuseRegions(cell, document.file);
      if (cell.role !== 'check') continue;
    }
    const key = `${cell.role} "${cell.exercise}"`;
    const before = seen.get(key);
    if (before !== undefined) {
      throw new SourceError(
        document.file,
        cell.markerLine,
        `a second ${key}; the first is in line ${before}`,
      );
    }
    seen.set(key, cell.markerLine);
    if (cell.role === 'answer') answers.set(cell, splitAnswer(cell, document.file));
  }
  return answers;
}

function notebook(
  document: PercentDocument,
  product: Product,
  textOf: (cell: Cell) => string,
): Ipynb {
  const takenIds = new Map<string, number>();
  const cells = document.cells.map((cell): IpynbCell => {
    const source = toLines(textOf(cell));
    const id = cellId(cell, document.file, takenIds);
    const metadata: Record<string, unknown> = {};
    if (cell.role) {
      metadata.attend = { role: cell.role, ...(cell.exercise && { exercise: cell.exercise }) };
    }
    if (cell.tags.length > 0) metadata.tags = cell.tags;
    return cell.kind === 'markdown'
      ? { cell_type: 'markdown', id, metadata, source }
      : { cell_type: 'code', execution_count: null, id, metadata, outputs: [], source };
  });
  return {
    cells,
    metadata: {
      attend: { cells: hashOfCells(cells), product, source: document.file },
      kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
      // As the kernel describes itself: otherwise JupyterLab takes a freshly opened notebook for changed.
      language_info: {
        file_extension: '.ts',
        mimetype: 'application/typescript',
        name: 'typescript',
        pygments_lexer: 'typescript',
        version: typescriptVersion,
      },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/**
 * Answers and checks are called by their exercise. Any other id is a hash of file and text, so that a new cell
 * changes no id but its own; the same text twice is told apart by its number.
 */
function cellId(cell: Cell, file: string, taken: Map<string, number>): string {
  const isNamed = cell.exercise !== undefined && /^\w+$/.test(cell.exercise);
  if (isNamed) return `${cell.role}-${cell.exercise}`.slice(0, 64);
  const text = `${file}\n${cell.kind}\n${cell.role ?? ''}\n${cell.source}`;
  const count = (taken.get(text) ?? 0) + 1;
  taken.set(text, count);
  return createHash('sha256').update(`${count}\n${text}`).digest('hex').slice(0, 12);
}
