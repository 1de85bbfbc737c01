import { createHash } from 'node:crypto';
import { sourceOf, type Ipynb, type IpynbCell } from './ipynb';

/**
 * A fingerprint of what somebody can have written: kind and text of the cells. Outputs, metadata and blank cells
 * (JupyterLab adds one after the last) do not count.
 */
export function hashOfCells(cells: IpynbCell[]): string {
  const written = cells
    .map((cell) => [cell.cell_type, sourceOf(cell).trimEnd()])
    .filter(([, text]) => text.trim() !== '');
  return createHash('sha256').update(JSON.stringify(written)).digest('hex').slice(0, 24);
}

/** The fingerprint that a built notebook had when it was built; null when it is not a built notebook. */
export function builtHash(notebook: Ipynb): string | null {
  const attend = notebook.metadata.attend as { cells?: unknown } | undefined;
  return typeof attend?.cells === 'string' ? attend.cells : null;
}

/** Whether somebody has changed, added or removed a cell since the notebook was built. */
export function isWorkedIn(notebook: Ipynb): boolean {
  return hashOfCells(notebook.cells) !== builtHash(notebook);
}

/** Whether a cell has been run: it has outputs or a number. */
export function hasOutputs(notebook: Ipynb): boolean {
  return notebook.cells.some(
    (cell) => (cell.outputs?.length ?? 0) > 0 || (cell.execution_count ?? null) !== null,
  );
}

/** The notebook as a build would have left it: without outputs and numbers. */
export function withoutOutputs(notebook: Ipynb): Ipynb {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return { ...notebook, cells };
}

/** The answers that stand in a notebook: text of each answer cell by exercise id. */
export function answersIn(notebook: Ipynb): Map<string, string> {
  const answers = new Map<string, string>();
  for (const cell of notebook.cells) {
    const attend = cell.metadata.attend as { role?: unknown; exercise?: unknown } | undefined;
    if (cell.cell_type === 'code' && attend?.role === 'answer') {
      if (typeof attend.exercise === 'string') answers.set(attend.exercise, sourceOf(cell));
    }
  }
  return answers;
}

/**
 * Whether every text cell of `fresh` still stands in `worked`, in the same order. What a learner adds and what they
 * write in code cells does not matter.
 */
export function keepsText(worked: Ipynb, fresh: Ipynb): boolean {
  const texts = worked.cells.map((cell) => `${cell.cell_type}\n${sourceOf(cell).trimEnd()}`);
  let at = 0;
  return fresh.cells
    .filter((cell) => cell.cell_type === 'markdown')
    .every((cell) => {
      at = texts.indexOf(`markdown\n${sourceOf(cell).trimEnd()}`, at) + 1;
      return at > 0;
    });
}
