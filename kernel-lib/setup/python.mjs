import { findOnPath, run } from './command.mjs';

const oldest = 10;
const isWindows = process.platform === 'win32';

/** Names under which a Python may be on PATH; the plain name first, since that is the one people know. */
const candidates = isWindows
  ? [['py', '-3'], ['python'], ['python3']]
  : [['python3'], ...[14, 13, 12, 11, 10].map((minor) => [`python3.${minor}`]), ['python']];

/**
 * A Python that JupyterLab can live on.
 * @returns `{ name, command }`, or `{ missing }`: one sentence that says what is wrong.
 */
export async function findPython() {
  let tooOld = null;
  for (const [name, ...args] of candidates) {
    const program = findOnPath(name);
    const version = program && (await versionOf(program, args));
    if (!version) continue;
    const [major, minor] = version.split('.').map(Number);
    if (major === 3 && minor >= oldest) {
      return { name: `Python ${version}`, command: [program, ...args] };
    }
    tooOld ??= version;
  }
  const missing = tooOld
    ? `JupyterLab needs Python 3.${oldest} or newer, and this is ${tooOld}.`
    : `python3 was not found; JupyterLab needs Python 3.${oldest} or newer.`;
  return { missing };
}

/** Null for a name that is on PATH but does not run (a shim, the Windows store's placeholder). */
async function versionOf(program, args) {
  const question = 'import sys; print("%d.%d.%d" % sys.version_info[:3])';
  const { code, output } = await run(program, [...args, '-c', question]);
  return code === 0 ? (/^\d+\.\d+\.\d+$/m.exec(output)?.[0] ?? null) : null;
}
