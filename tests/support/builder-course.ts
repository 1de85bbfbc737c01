import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const fixture = path.resolve(__dirname, '../fixtures/builder');

/** A fresh copy of the builder's fixture course; `remove` takes it away. */
export function copyBuilderCourse(): { root: string; remove: () => void } {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-course-'));
  fs.cpSync(fixture, root, { recursive: true });
  return { root, remove: () => fs.rmSync(root, { recursive: true, force: true }) };
}

/** Runs `work` with what it prints caught: the lines of stdout and stderr. */
export async function captureConsole<T>(
  work: () => Promise<T>,
): Promise<{ result: T; stdout: string; stderr: string }> {
  const { log, error } = console;
  const lines = { stdout: [] as string[], stderr: [] as string[] };
  console.log = (...parts: unknown[]) => void lines.stdout.push(parts.join(' '));
  console.error = (...parts: unknown[]) => void lines.stderr.push(parts.join(' '));
  try {
    const result = await work();
    return { result, stdout: lines.stdout.join('\n'), stderr: lines.stderr.join('\n') };
  } finally {
    Object.assign(console, { log, error });
  }
}
