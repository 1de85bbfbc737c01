import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** SHA-256 of the contents of files, in the order given; a file that is not there counts as such. */
export function hashOfFiles(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\0`);
    const content = readOrNull(file);
    hash.update(content === null ? 'absent' : `${content.length}\0`);
    if (content !== null) hash.update(content);
  }
  return hash.digest('hex');
}

function readOrNull(file) {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

/** All files below a folder that `keep` accepts by name, sorted; none when there is no such folder. */
export function filesBelow(folder, keep) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.name !== 'node_modules' && entry.name !== 'dist')
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path, keep);
      return keep(entry.name) ? [path] : [];
    })
    .sort();
}

/**
 * A stamp says that a step came to its end. It is taken away before the step begins and written,
 * in one movement, after it succeeded: an interrupted step never looks finished.
 */
export function readStamp(file) {
  const content = readOrNull(file);
  return content === null ? null : content.toString('utf8').trim();
}

export function removeStamp(file) {
  rmSync(file, { force: true });
}

export function writeStamp(file, text) {
  writeWhole(file, `${text}\n`);
}

/** Writes a file so that nobody ever sees half of it. */
export function writeWhole(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}
