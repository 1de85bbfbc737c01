import { existsSync, readFileSync, statSync } from 'node:fs';
import { parseIpynb, sourceOf, type IpynbCell } from '../notebook/ipynb';
import { parsePercent } from '../notebook/percent';

/** A cell that has to run before answers can be checked. */
export interface AnswerCell {
  /** The exercise that it answers; null for the set-up and for helpers that the learner added. */
  exercise: string | null;
  source: string;
}

/**
 * Reads what somebody wrote into an exercise notebook, a percent file, or a plain TypeScript file. Check cells and
 * the notebook's own other cells are left out.
 *
 * @param name the name that messages use
 * @throws Error `name: …` when the file is not there or cannot be read
 */
export function readAnswerFile(file: string, name: string): AnswerCell[] {
  if (!existsSync(file)) throw new Error(`${name}: there is no such file`);
  if (!statSync(file).isFile()) throw new Error(`${name}: this is not a file`);
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.ipynb')) return parseIpynb(text, name).cells.flatMap(fromNotebook);
  if (!file.endsWith('.ts')) throw new Error(`${name}: neither an .ipynb nor a .ts file`);
  // A plain file is one cell; what it exports stands in the scope in any case.
  if (!/^\/\/ ?%%/m.test(text)) {
    return [
      { exercise: null, source: text.replace(/^export (?=async|function|const|let|class)/gm, '') },
    ];
  }
  return parsePercent(text, name).cells.flatMap(({ role, exercise, source }): AnswerCell[] => {
    if (role === 'answer' && exercise) return [{ exercise, source }];
    return role === 'setup' ? [{ exercise: null, source }] : [];
  });
}

function fromNotebook(cell: IpynbCell): AnswerCell[] {
  const source = sourceOf(cell);
  if (cell.cell_type !== 'code' || !source.trim()) return [];
  const attend = cell.metadata.attend as { role?: unknown; exercise?: unknown } | undefined;
  if (attend?.role === 'answer' && typeof attend.exercise === 'string') {
    return [{ exercise: attend.exercise, source }];
  }
  const isOwn = !attend && !cell.metadata.nbgrader;
  return attend?.role === 'setup' || isOwn ? [{ exercise: null, source }] : [];
}

/** The exercises that a file answers: those its cells are marked with, and known names that a plain file declares. */
export function answeredIn(cells: readonly AnswerCell[], known: readonly string[]): string[] {
  const marked = new Set(cells.map((cell) => cell.exercise));
  if (marked.size > 1 || !marked.has(null)) return known.filter((id) => marked.has(id));
  const text = cells.map((cell) => cell.source).join('\n');
  return known.filter((id) =>
    new RegExp(`\\b(function|class|const|let|var)\\s+${id}\\b`).test(text),
  );
}
