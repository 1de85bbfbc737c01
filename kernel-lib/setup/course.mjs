import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the course: the one that holds package.json. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const inRoot = (...parts) => join(root, ...parts);

/** The Python environment of the project, and what lies in it. */
export const environment = inRoot('.attend', 'venv');
const isWindows = process.platform === 'win32';
export const environmentPython = isWindows
  ? join(environment, 'Scripts', 'python.exe')
  : join(environment, 'bin', 'python');

/** The stems of the chapters, in order: the list of `notebooks/NN-name.ts`. */
export function chapterStems(folder = 'notebooks') {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder))
    .filter((name) => /^\d\d[a-z]?-[^.]*\.ts$/.test(name))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}

/** The notebook that a learner sees first, relative to the course; null in an empty course. */
export function firstLesson() {
  if (!existsSync(inRoot('notebooks'))) return null;
  const notebooks = readdirSync(inRoot('notebooks')).filter((name) =>
    /^\d\d[a-z]?-.*\.ipynb$/.test(name),
  );
  return notebooks.length === 0 ? null : `notebooks/${notebooks.sort()[0]}`;
}
