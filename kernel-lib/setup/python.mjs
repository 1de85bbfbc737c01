import { findOnPath, run } from './command.mjs';

const oldest = 10;
const isWindows = process.platform === 'win32';

/** Names under which a Python may be on PATH; the plain name first, since that is the one people know. */
const candidates = isWindows
  ? [['py', '-3'], ['python'], ['python3']]
  : [['python3'], ...[14, 13, 12, 11, 10].map((minor) => [`python3.${minor}`]), ['python']];

const question = `
import sys
try:
    import ensurepip, venv
    has = "with"
except ImportError:
    has = "without"
print("%d.%d.%d" % sys.version_info[:3], has, "venv")
`;

/**
 * A Python that JupyterLab can live on, with the module that makes environments.
 * @returns `{ version, command }`, or `{ missing, piece }`: one sentence that says what is wrong, and what to install.
 */
export async function findPython() {
  let tooOld = null;
  let bare = null;
  for (const [name, ...args] of candidates) {
    const program = findOnPath(name);
    const found = program && (await ask(program, args));
    if (!found) continue;
    const { version, hasVenv } = found;
    const [major, minor] = version.split('.').map(Number);
    if (major !== 3 || minor < oldest) tooOld ??= version;
    else if (!hasVenv) bare ??= version;
    else return { version, command: [program, ...args] };
  }
  if (bare) return { missing: missingVenv(bare), piece: 'venv' };
  const missing = tooOld
    ? `JupyterLab needs Python 3.${oldest} or newer, and this is ${tooOld}.`
    : `python3 was not found; JupyterLab needs Python 3.${oldest} or newer.`;
  return { missing, piece: 'python' };
}

export const missingVenv = (version) => `Python ${version} is there, but its venv module is not.`;

/** Null for a name that is on PATH but does not run (a shim, the Windows store's placeholder). */
async function ask(program, args) {
  const { code, output } = await run(program, [...args, '-c', question]);
  const answer = code === 0 && /^(\d+\.\d+\.\d+) (with|without) venv$/m.exec(output);
  return answer ? { version: answer[1], hasVenv: answer[2] === 'with' } : null;
}
