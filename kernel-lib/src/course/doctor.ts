import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend, Engine } from '../backend/engine';
import { stemsAmong } from '../exercise/stem';
import { prefixData } from '../kernel/kernelspec';

/** One thing that was looked at. */
export interface Finding {
  name: string;
  /** `optional`: it is not there and everything but that works without it. */
  state: 'ok' | 'missing' | 'optional';
  text: string;
  /** The command that mends it. */
  mend?: string;
}

const OLDEST_NODE = [20, 19];

/**
 * Looks at everything that the course needs on this machine; changes nothing.
 *
 * @param root the course folder
 */
export async function examine(root: string): Promise<Finding[]> {
  return [
    examineNode(process.versions.node),
    ...['tslab', '@tensorflow/tfjs', 'zeromq', 'vega-lite'].map((name) =>
      examinePackage(root, name),
    ),
    examineBuild(root),
    ...(await examineEngines()),
    ...examineJupyter(root),
  ];
}

/** @param version as `process.versions.node` has it */
export function examineNode(version: string): Finding {
  const [major, minor] = version.split('.').map(Number);
  const isNewEnough =
    major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  if (isNewEnough) return { name: 'Node.js', state: 'ok', text: version };
  const text = `${version}, but the course needs ${OLDEST_NODE.join('.')} or newer`;
  return { name: 'Node.js', state: 'missing', text, mend: 'install Node.js 22 (nodejs.org)' };
}

function examinePackage(root: string, name: string): Finding {
  const file = join(root, 'node_modules', name, 'package.json');
  const version = (readJson(file) as { version?: string } | null)?.version;
  return version
    ? { name, state: 'ok', text: version }
    : { name, state: 'missing', text: 'not installed', mend: 'npm ci' };
}

function examineBuild(root: string): Finding {
  const folder = join(root, 'notebooks');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const lessons = stemsAmong(names, '.ts');
  const missing = lessons.filter((stem) => !names.includes(`${stem}.ipynb`));
  const name = 'notebooks';
  if (lessons.length > 0 && missing.length === 0) {
    return { name, state: 'ok', text: `${lessons.length} lessons built` };
  }
  const text =
    lessons.length > 0 ? `${missing.length} of ${lessons.length} not built` : 'no lesson';
  return { name, state: 'missing', text, mend: 'npm run build' };
}

/** Which engines compute here. One is enough; the ones that are not there need no mending. */
async function examineEngines(): Promise<Finding[]> {
  const findings: Finding[] = [];
  // Loaded here: where the packages are missing, the rest of the list is what helps.
  const backend = await loadBackend();
  for (const engine of backend?.engineChain ?? []) {
    const name = `engine ${engine.name}`;
    try {
      const { device, rejected } = await backend!.start(engine);
      findings.push({ name, state: 'ok', text: device });
      for (const { name, reason } of rejected) {
        findings.push({ name, state: 'optional', text: `not used: ${reason}` });
      }
    } catch (error) {
      const reason = /\((.*)\)$/s.exec((error as Error).message)?.[1] ?? (error as Error).message;
      findings.push({ name, state: 'optional', text: reason });
    }
  }
  if (findings.every(({ state }) => state !== 'ok')) {
    const text = 'none computes on this machine';
    findings.push({ name: 'engines', state: 'missing', text, mend: 'npm ci' });
  }
  return findings;
}

interface BackendRoom {
  engineChain: Engine[];
  start: (engine: Engine) => Promise<Backend>;
}

async function loadBackend(): Promise<BackendRoom | null> {
  try {
    const { engineChain } = await import('../backend/use-backend');
    const { chooseEngine } = await import('../backend/choose-engine');
    return { engineChain, start: (engine) => chooseEngine([engine], null) };
  } catch {
    return null;
  }
}

function examineJupyter(root: string): Finding[] {
  const environment = join(root, '.attend', 'venv');
  const python = [join('bin', 'python'), join('Scripts', 'python.exe')]
    .map((name) => join(environment, name))
    .find((file) => existsSync(file));
  const mend = 'npm start -- --setup-only';
  if (!python) {
    const text = 'no environment; `attend run` works without it';
    return [{ name: 'Python', state: 'optional', text, mend }];
  }
  const script =
    'import sys, importlib.metadata as m; print(sys.version.split()[0], m.version("jupyterlab"))';
  const { status, stdout } = spawnSync(python, ['-I', '-c', script], { encoding: 'utf8' });
  if (status !== 0) {
    return [{ name: 'Python', state: 'missing', text: 'the environment is broken', mend }];
  }
  const [version, lab] = stdout.trim().split(' ');
  return [
    { name: 'Python', state: 'ok', text: version },
    { name: 'JupyterLab', state: 'ok', text: lab },
    examineKernelspec(join(prefixData(environment), 'kernels', 'tslab', 'kernel.json'), mend),
  ];
}

/** A spec that points to a Node.js or a kernel that has moved is as good as none. */
function examineKernelspec(file: string, mend: string): Finding {
  const name = 'TypeScript kernel';
  const argv = (readJson(file) as { argv?: unknown } | null)?.argv;
  if (!Array.isArray(argv)) return { name, state: 'missing', text: 'not installed', mend };
  const gone = argv.slice(0, 2).find((path) => !existsSync(String(path)));
  if (gone) return { name, state: 'missing', text: `installed, but ${gone} is gone`, mend };
  return { name, state: 'ok', text: 'installed' };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
