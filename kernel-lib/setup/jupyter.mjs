import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { constants } from 'node:os';
import { cleanEnvironment } from './command.mjs';
import { environmentPython, firstLesson, root } from './course.mjs';
import { Trouble } from './trouble.mjs';

const address = '127.0.0.1';

/** A port that was asked for by number has to be free; without one JupyterLab looks for a free one. */
export async function checkPort({ port }) {
  if (port === null || (await isFree(port))) return;
  const other = await freePort();
  throw new Trouble(
    `Port ${port} is taken by another program. Use another one: \`npm start -- --port ${other}\`.`,
  );
}

const isFree = (port) => listenOnce(port).then(Boolean, () => false);

export const freePort = () => listenOnce(0);

function listenOnce(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, address, () => {
      const taken = server.address().port;
      server.close(() => resolve(taken));
    });
  });
}

/** Who started us, asked before anybody can have ended. */
const parent = process.ppid;

/** Runs JupyterLab until it ends, by itself or by Ctrl-C. @returns its exit code */
export function startJupyter(options) {
  const child = spawn(environmentPython, jupyterArguments(options), {
    cwd: root,
    env: cleanEnvironment({ JUPYTER_PREFER_ENV_PATH: '1' }),
    stdio: ['ignore', 'inherit', 'inherit'],
    // A group of its own: Ctrl-C reaches JupyterLab once, through us, and needs no question answered.
    detached: process.platform !== 'win32',
  });
  passSignals(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

export function jupyterArguments({ port, passed }) {
  const lesson = firstLesson();
  const isGiven = (name) => passed.some((arg) => arg === name || arg.startsWith(`${name}=`));
  const ours = [
    ['--ServerApp.root_dir', root, '--notebook-dir'],
    ['--ServerApp.ip', address, '--ip'],
    ['--LabApp.default_url', lesson ? `/lab/tree/${encodeURI(lesson)}` : '/lab'],
    ['--MappingKernelManager.default_kernel_name', 'tslab'],
    // At this level JupyterLab prints its address, warnings and errors, and no list of extensions.
    ['--log-level', 'WARN', '--debug'],
    ...(port === null
      ? []
      : [
          ['--ServerApp.port', port],
          ['--ServerApp.port_retries', 0],
        ]),
  ].filter((names) => !isGiven(names[0]) && !isGiven(names[2]));
  const isRoot = process.getuid?.() === 0;
  return [
    ...['-m', 'jupyterlab'],
    ...ours.map(([name, value]) => `${name}=${value}`),
    ...(isRoot && !isGiven('--allow-root') ? ['--allow-root'] : []),
    ...passed,
  ];
}

/**
 * One request to stop, however often the terminal and npm tell us; a second one after a while again.
 * npm that is killed takes only its shell along: then nobody is left who could stop us, and we stop, too.
 */
function passSignals(child) {
  let last = 0;
  const pass = () => {
    if (Date.now() - last < 2000) return;
    last = Date.now();
    child.kill('SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  if (!process.env.npm_lifecycle_event) return;
  setInterval(() => process.ppid === parent || pass(), 500).unref();
}
