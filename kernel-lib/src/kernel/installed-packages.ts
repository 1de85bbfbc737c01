import * as fs from 'node:fs';
import * as path from 'node:path';

/** Names of the packages that can be imported from a folder: the project's own (links) first, then by name. */
export function installedPackages(directory: string): string[] {
  const own = new Set<string>();
  const others = new Set<string>();
  for (const folder of ancestors(directory)) {
    const root = path.join(folder, 'node_modules');
    for (const entry of list(root)) {
      if (/^[._]/.test(entry.name) || entry.name === '@types') continue;
      if (!entry.name.startsWith('@')) {
        (entry.isSymbolicLink() ? own : others).add(entry.name);
        continue;
      }
      for (const { name } of list(path.join(root, entry.name))) others.add(`${entry.name}/${name}`);
    }
  }
  return [...[...own].sort(), ...[...others].sort()];
}

function ancestors(directory: string): string[] {
  const parent = path.dirname(directory);
  return parent === directory ? [directory] : [directory, ...ancestors(parent)];
}

function list(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
