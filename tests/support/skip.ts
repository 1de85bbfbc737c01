import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

type Skipped = Mocha.Runnable & { skipReason?: string; type?: string };

/** Skips the running test, or from a `before` its whole suite, and keeps the reason for the summary. */
export function skip(context: Mocha.Context, reason: string): never {
  const running: Skipped | undefined = context.test ?? context.currentTest;
  const suite = running?.type === 'hook' ? running.parent : undefined;
  if (suite) {
    suite.eachTest((test: Skipped) => {
      test.skipReason = `${suite.fullTitle()}: ${reason}`;
    });
  } else if (running) {
    running.skipReason = `${running.fullTitle()}: ${reason}`;
  }
  return context.skip();
}

/** Python of the project's own environment, or null when set-up has not made it. */
export function projectPython(): string | null {
  const file =
    process.platform === 'win32' ? '.attend/venv/Scripts/python.exe' : '.attend/venv/bin/python';
  return fs.existsSync(path.join(root, file)) ? path.join(root, file) : null;
}
