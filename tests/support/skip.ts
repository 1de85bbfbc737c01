import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

/** Marks the running test or suite as skipped and keeps the reason for the summary. */
export function skip(context: Mocha.Context, reason: string): never {
  const test = context.test ?? context.currentTest;
  if (test)
    (test as unknown as { skipReason: string }).skipReason = `${test.fullTitle()}: ${reason}`;
  return context.skip();
}

/** Python of the project's own environment, or null when set-up has not made it. */
export function projectPython(): string | null {
  const file =
    process.platform === 'win32' ? '.attend/venv/Scripts/python.exe' : '.attend/venv/bin/python';
  return fs.existsSync(path.join(root, file)) ? path.join(root, file) : null;
}
