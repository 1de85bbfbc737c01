import { spawnSync } from 'node:child_process';

/** Runs a program to its end, alone, and gives what it printed. */
export function runChild(program, args, env = {}) {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
    timeout: 900_000,
  });
  if (error) throw error;
  if (status !== 0) {
    const lines = stderr.trim().split('\n').filter(Boolean);
    const reason = lines.find((line) => /^\s*(\w*Error|error)\b/.test(line)) ?? lines.at(-1);
    throw new Error(`${reason ?? 'it says nothing'} (${signal ?? `exit code ${status}`})`);
  }
  return stdout.trim();
}

/** The last line that it printed, read as JSON. */
export function resultOf(program, args, env) {
  return JSON.parse(runChild(program, args, env).split('\n').at(-1));
}
