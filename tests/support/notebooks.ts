import fs from 'node:fs';
import path from 'node:path';
import { stemsAmong } from 'kernel-lib/exercise/stem';

const root = path.resolve(__dirname, '../..');

/** The lessons of the course, in order, as paths relative to it. */
export function lessons(): string[] {
  const names = fs.readdirSync(path.join(root, 'notebooks'));
  return stemsAmong(names, '.ipynb').map((stem) => `notebooks/${stem}.ipynb`);
}

/** Copies a notebook of the course to the same place below another folder. */
export function copyNotebook(notebook: string, folder: string): void {
  fs.mkdirSync(path.dirname(path.join(folder, notebook)), { recursive: true });
  fs.copyFileSync(path.join(root, notebook), path.join(folder, notebook));
}

/** Writes a small notebook of code cells. */
export function writeNotebook(file: string, sources: string[]): void {
  const cells = sources.map((source, index) => ({
    cell_type: 'code',
    id: `cell-${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  }));
  const kernelspec = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' };
  const notebook = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
  fs.writeFileSync(file, JSON.stringify(notebook));
}
