import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installKernelspec, prefixData } from 'kernel-lib/kernel/kernelspec';
import { projectPython, skip } from '../support/skip';

interface Run {
  ok: boolean;
  output: string;
}

function run(python: string, args: string[], env: NodeJS.ProcessEnv): Promise<Run> {
  const options = { cwd: __dirname, env: { ...process.env, ...env }, timeout: 240_000 };
  return new Promise((resolve) => {
    execFile(python, args, options, (error, stdout, stderr) =>
      resolve({ ok: !error, output: `${stdout}${stderr}` }),
    );
  });
}

/** One line of unittest's report: `test_error (test_kernel.KernelTests.test_error) ... ok`. */
const reportLine = /^(test_\w+) \(.*?\) \.\.\. (ok|skipped '(.*)'|.*)$/gm;

describe('conformance with jupyter_kernel_test', function () {
  this.timeout(300_000);
  let prefix: string;
  let python: string;

  before(async function () {
    const found = projectPython();
    if (!found)
      return skip(this, "the project's Python environment is missing (npm start makes it)");
    python = found;
    const { ok } = await run(python, ['-c', 'import jupyter_kernel_test'], {});
    if (!ok) return skip(this, 'jupyter_kernel_test is missing (tests/requirements.txt lists it)');
    prefix = mkdtempSync(path.join(os.tmpdir(), 'attend-kernelspec-'));
    installKernelspec(prefixData(prefix));
  });
  after(() => {
    if (prefix) rmSync(prefix, { recursive: true, force: true });
  });

  it('passes every case that a kernel without stdin and pager can', async () => {
    // Only the kernelspec under test may be found: neither an installed one nor one of the user.
    const data = prefixData(prefix);
    const env = { JUPYTER_PATH: data, JUPYTER_DATA_DIR: data, JUPYTER_PREFER_ENV_PATH: '0' };
    const { ok, output } = await run(python, ['-m', 'unittest', '-v', 'test_kernel'], env);
    const report = [...output.matchAll(reportLine)];
    const skipped = report.filter(([, , result]) => result.startsWith('skipped'));
    assert.ok(ok, output);
    assert.ok(report.length >= 30, `only ${report.length} cases ran:\n${output}`);
    const names = skipped.map(([, name]) => name).sort();
    assert.deepEqual(names, ['test_clear_output', 'test_pager']);
    assert.doesNotMatch(output, /terminate called|core dumped/);
  });
});
