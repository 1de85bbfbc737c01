import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './course.mjs';
import { Trouble, causeOf } from './trouble.mjs';

const isWindows = process.platform === 'win32';

/** The full path of a program on PATH, or null. */
export function findOnPath(name) {
  const endings = isWindows ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (isProgram(file)) return file;
    }
  }
  return null;
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Our environment without what would lead Python or pip away from the project's own folder. */
export function cleanEnvironment(extra = {}) {
  const env = { ...process.env, ...extra };
  for (const name of ['PYTHONHOME', 'PYTHONPATH', 'PIP_USER', 'PIP_TARGET', 'PIP_PREFIX']) {
    delete env[name];
  }
  return env;
}

/**
 * Runs a program to its end and collects what it prints. When the person stops set-up, the program
 * is stopped with it, so that nothing goes on writing behind a second run.
 * @returns `{ code, output }`; code is -1 when the program could not be started.
 */
export function run(program, args, { env = cleanEnvironment(), shows = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: isWindows && /\.(cmd|bat)$/.test(program),
    });
    let output = '';
    let stoppedBy = null;
    const stop = (signal) => {
      stoppedBy = signal;
      child.kill('SIGTERM');
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    signals.forEach((signal) => process.on(signal, stop));
    const collect = (stream) => (chunk) => {
      output = (output + chunk).slice(-100_000);
      if (shows) stream.write(chunk);
    };
    child.stdout.on('data', collect(process.stdout));
    child.stderr.on('data', collect(process.stderr));
    child.on('error', (error) => {
      output += error.message;
    });
    child.on('close', (code) => {
      signals.forEach((signal) => process.off(signal, stop));
      if (stoppedBy) reject(stopped());
      else resolve({ code: code ?? -1, output });
    });
  });
}

function stopped() {
  return new Trouble('Stopped. `npm start` goes on from here.', { exitCode: 130 });
}

/** Runs a program that has to succeed; otherwise says why it did not and what mends it. */
export async function mustRun(what, program, args, options) {
  const { code, output } = await run(program, args, options);
  if (code === 0) return output;
  const cause = causeOf(output);
  if (cause) throw new Trouble(`${what} failed: ${cause}, then run \`npm start\` again.`);
  const last = options?.shows ? '' : `\n\n${output.trim().split('\n').slice(-25).join('\n')}\n`;
  const shown = [program, ...args].join(' ');
  throw new Trouble(
    `${last}\n${what} failed (exit code ${code}). The command was: ${shown}`.trim(),
  );
}
