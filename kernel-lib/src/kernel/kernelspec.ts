import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The name that stock tslab uses, too: a notebook opens on either kernel. */
export const kernelName = 'tslab';

/** A bird's-eye view for JupyterLab's launcher. */
const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect width="64" height="64" rx="8" fill="#3178c6"/>
<text x="58" y="56" text-anchor="end" font-family="sans-serif" font-weight="bold" font-size="32" fill="#fff">TS</text>
</svg>
`;

/** Content of `kernel.json`. */
export interface Kernelspec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: 'signal' | 'message';
  metadata: Record<string, unknown>;
}

/**
 * What Jupyter needs to start this kernel.
 *
 * Interrupts come as SIGINT, because only a signal reaches a cell that computes without a pause. Windows has no
 * signals: there they come as messages, which reach a cell whenever it awaits something.
 * @param node absolute path of the Node.js that runs it; needs nothing on PATH
 */
export function kernelspec(node: string = process.execPath): Kernelspec {
  return {
    argv: [node, path.join(__dirname, 'main.js'), '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
    interrupt_mode: process.platform === 'win32' ? 'message' : 'signal',
    metadata: { attend: true, debugger: false },
  };
}

/** Jupyter's data folder below a prefix, such as a Python environment. */
export function prefixData(prefix: string): string {
  return path.resolve(prefix, 'share', 'jupyter');
}

/** Jupyter's data folder of the current user, where Jupyter itself would look for it. */
export function userData(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.JUPYTER_DATA_DIR) return path.resolve(environment.JUPYTER_DATA_DIR);
  const home = os.homedir();
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Jupyter');
  if (process.platform === 'win32') {
    return path.join(environment.APPDATA ?? path.join(home, 'AppData', 'Roaming'), 'jupyter');
  }
  return path.join(environment.XDG_DATA_HOME ?? path.join(home, '.local', 'share'), 'jupyter');
}

function folderIn(data: string): string {
  return path.join(data, 'kernels', kernelName);
}

/** A reader sees the old file or the new one, never a part. */
function replaceFile(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

function isOurs(file: string): boolean {
  try {
    const spec = JSON.parse(readFileSync(file, 'utf8')) as Partial<Kernelspec>;
    return spec.metadata?.attend === true;
  } catch {
    return false;
  }
}

/**
 * Writes the kernelspec into a Jupyter data folder ({@link prefixData}, {@link userData}). The kernel.json of another
 * kernel of this name stays beside it as `kernel.json.replaced`.
 * @returns the folder of the kernelspec, and whether another kernel's was replaced
 * @throws when the folder cannot be written
 */
export function installKernelspec(
  data: string,
  node: string = process.execPath,
): { folder: string; replaced: boolean } {
  const folder = folderIn(data);
  const file = path.join(folder, 'kernel.json');
  mkdirSync(folder, { recursive: true });
  const replaced = existsSync(file) && !isOurs(file);
  if (replaced) replaceFile(`${file}.replaced`, readFileSync(file, 'utf8'));
  replaceFile(path.join(folder, 'logo-svg.svg'), logo);
  replaceFile(file, `${JSON.stringify(kernelspec(node), null, 1)}\n`);
  return { folder, replaced };
}

/**
 * Takes the kernelspec out of a Jupyter data folder; one that had been replaced comes back.
 * @returns its folder, or null when ours is not there (another kernel's is left alone)
 */
export function uninstallKernelspec(data: string): string | null {
  const folder = folderIn(data);
  const file = path.join(folder, 'kernel.json');
  if (!isOurs(file)) return null;
  rmSync(path.join(folder, 'logo-svg.svg'), { force: true });
  if (existsSync(`${file}.replaced`)) renameSync(`${file}.replaced`, file);
  else rmSync(folder, { recursive: true });
  return folder;
}
