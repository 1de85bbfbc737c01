import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The best that a learner has reached in one exercise. */
export interface Standing {
  points: number;
  passed: number;
  cases: number;
}

/** What a learner has reached, by exercise id. */
export type Progress = Record<string, Standing>;

/** Where the progress of a course folder is kept. */
export function progressFile(root: string): string {
  return join(root, '.attend', 'progress.json');
}

/** What is kept for a course folder. A missing or broken file counts as nothing reached yet. */
export function readProgress(root: string): Progress {
  try {
    const { version, exercises } = JSON.parse(readFileSync(progressFile(root), 'utf8')) as {
      version: number;
      exercises: Progress;
    };
    return version === 1 && typeof exercises === 'object' && exercises ? exercises : {};
  } catch {
    return {};
  }
}

/**
 * Keeps what was reached, unless better is kept already. The file is replaced in one step, so that an interruption
 * leaves the old or the new one. Gives the progress as it is now; a folder that cannot be written is no error.
 */
export function keepProgress(root: string, id: string, reached: Standing): Progress {
  const known = readProgress(root);
  const before = known[id];
  const isBetter = !before || reached.passed * before.cases > before.passed * reached.cases;
  const isOther = before && before.cases !== reached.cases;
  if (!isBetter && !isOther) return known;
  const next = { ...known, [id]: reached };
  try {
    replaceFile(progressFile(root), next);
  } catch {
    // The learner's result stands on the screen; it is only not kept.
  }
  return next;
}

function replaceFile(file: string, exercises: Progress): void {
  const temporary = `${file}.${process.pid}.tmp`;
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(temporary, `${JSON.stringify({ version: 1, exercises }, null, 1)}\n`);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Whether every check of an exercise has passed. */
export function isSolved(standing: Standing | undefined): boolean {
  return standing !== undefined && standing.cases > 0 && standing.passed === standing.cases;
}
