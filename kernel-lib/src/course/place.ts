import { existsSync, readFileSync } from 'node:fs';
import { formatIpynb, parseIpynb, sourceOf, type Ipynb, type IpynbCell } from '../notebook/ipynb';
import { builtHash, hasOutputs, isWorkedIn, keepsText, withoutOutputs } from '../notebook/work';
import { writeFileAtomic } from '../notebook/write-file';
import type { BuiltProduct } from './products';

/**
 * How the file on disk stands to the notebook that would be built now.
 *
 * - `absent`: there is none
 * - `current`: it is the one (perhaps run: outputs do not count)
 * - `stale`: nobody has worked in it and the source has changed
 * - `worked`: somebody has written in it; it was built from the source as it is now
 * - `worked-stale`: somebody has written in it, and the source has changed since
 * - `text-changed`: somebody has changed text that the source gives, which belongs into the source
 * - `unreadable`: it is not a notebook
 */
export type Standing =
  'absent' | 'current' | 'stale' | 'worked' | 'worked-stale' | 'text-changed' | 'unreadable';

/** Compares the file on disk with the fresh notebook; reads, never writes. */
export function standingOf(fresh: BuiltProduct): Standing {
  if (!existsSync(fresh.file)) return 'absent';
  const text = readFileSync(fresh.file, 'utf8');
  if (text === fresh.text) return 'current';
  let disk: Ipynb;
  try {
    disk = parseIpynb(text, fresh.file);
  } catch {
    return 'unreadable';
  }
  const isSameBuild = builtHash(disk) === builtHash(fresh.notebook);
  if (isWorkedIn(disk)) {
    if (!isSameBuild) return 'worked-stale';
    return keepsText(disk, fresh.notebook) ? 'worked' : 'text-changed';
  }
  return isSameBuild && sameButRun(disk, fresh.notebook) ? 'current' : 'stale';
}

/** Whether two notebooks differ in nothing but outputs and in what Jupyter itself notes when it saves. */
function sameButRun(disk: Ipynb, fresh: Ipynb): boolean {
  const essence = (notebook: Ipynb): string => {
    const cells = withoutOutputs(notebook).cells.map(({ metadata, ...cell }) => ({
      ...cell,
      source: sourceOf(cell as IpynbCell),
      metadata: { attend: metadata.attend, nbgrader: metadata.nbgrader, tags: metadata.tags },
    }));
    const { attend } = notebook.metadata;
    return formatIpynb({ ...notebook, cells, metadata: { attend } });
  };
  // A blank cell at the end is JupyterLab's; without it the lists must agree.
  const cells = disk.cells.slice(0, fresh.cells.length);
  return essence({ ...disk, cells, nbformat_minor: 5 }) === essence(fresh);
}

/** What a build did with one notebook. */
export type Placement = 'written' | 'unchanged' | 'left';

/**
 * Writes the notebook where nobody's work is lost by it: where there is none, and where nobody has worked in the
 * one that is there. A notebook that has only been run is left with its outputs unless its source has changed.
 */
export function place(fresh: BuiltProduct): { standing: Standing; placement: Placement } {
  const standing = standingOf(fresh);
  if (standing === 'absent' || standing === 'stale') {
    writeFileAtomic(fresh.file, fresh.text);
    return { standing, placement: 'written' };
  }
  return { standing, placement: standing === 'current' ? 'unchanged' : 'left' };
}

/** Whether the notebook on disk holds anything that a fresh one would not: work or outputs. */
export function isWorthKeeping(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    const disk = parseIpynb(readFileSync(file, 'utf8'), file);
    return isWorkedIn(disk) || hasOutputs(disk);
  } catch {
    return true;
  }
}
