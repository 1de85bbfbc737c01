import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { keepProgress } from '../support/keep-progress';
import { projectPython } from '../support/skip';

const root = path.resolve(__dirname, '../..');

/** A running JupyterLab on a course folder of its own, apart from the learner's files and settings. */
export interface Lab {
  /** Folder that it serves; lies inside the project, so that notebooks find their packages. */
  folder: string;
  url(notebook: string): string;
  /** What the server has printed so far. */
  log(): string;
  stop(): Promise<void>;
}

export async function startLab(): Promise<Lab> {
  const python = projectPython();
  if (!python) throw new Error('startLab: the Python environment of the project is missing');
  fs.mkdirSync(path.join(root, '.attend'), { recursive: true });
  const folder = fs.mkdtempSync(path.join(root, '.attend', 'browser-'));
  const home = path.join(folder, '.jupyter');
  const port = await freePort();
  const token = 'browser-test';
  const child = spawn(python, argumentsOf(folder, port, token), {
    cwd: folder,
    env: { ...process.env, ...environmentOf(home) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const restoreProgress = keepProgress();
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const stop = async (): Promise<void> => {
    await stopChild(child);
    restoreProgress();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const server = `http://127.0.0.1:${port}`;
  try {
    await answers(`${server}/api/status?token=${token}`, child, () => log);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    folder,
    url: (notebook) => `${server}/lab/tree/${encodeURI(notebook)}?token=${token}&reset`,
    log: () => log,
    stop,
  };
}

function argumentsOf(folder: string, port: number, token: string): string[] {
  return [
    ...['-m', 'jupyterlab', '--no-browser', '--allow-root', '--LabApp.expose_app_in_browser=True'],
    ...[`--ServerApp.root_dir=${folder}`, '--ServerApp.ip=127.0.0.1', `--ServerApp.port=${port}`],
    ...['--ServerApp.port_retries=0', `--IdentityProvider.token=${token}`],
  ];
}

function environmentOf(home: string): Record<string, string> {
  return {
    JUPYTER_PREFER_ENV_PATH: '1',
    JUPYTER_CONFIG_DIR: path.join(home, 'config'),
    JUPYTER_DATA_DIR: path.join(home, 'data'),
    JUPYTER_RUNTIME_DIR: path.join(home, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: path.join(home, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: path.join(home, 'workspaces'),
    IPYTHONDIR: path.join(home, 'ipython'),
    ATTEND_PACE: 'quick',
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function answers(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const end = Date.now() + 60_000;
  while (Date.now() < end && child.exitCode === null) {
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`JupyterLab did not start:\n${log().slice(-4000)}`);
}

/** Asks the server to stop (it takes its kernels along) and insists after ten seconds. */
async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(insist);
}
