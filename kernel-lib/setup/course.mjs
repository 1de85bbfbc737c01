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

// As in kernel-lib/src/exercise/stem.ts, which cannot be asked: this runs before anything is compiled.
const STEM = /^\d\d[a-z]?-[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** The stems of the chapters, in order: the list of `notebooks/NN-name.ts`. */
export function chapterStems(folder = 'notebooks', ending = '.ts') {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .filter((stem) => STEM.test(stem))
    .sort();
}

/** The notebook that a learner sees first, relative to the course; null in an empty course. */
export function firstLesson() {
  const [first] = chapterStems('notebooks', '.ipynb');
  return first === undefined ? null : `notebooks/${first}.ipynb`;
}
