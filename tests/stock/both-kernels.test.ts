import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { keepProgress } from '../support/keep-progress';
import { copyNotebook, lessons } from '../support/notebooks';
import { projectPython, skip } from '../support/skip';

const root = path.resolve(__dirname, '../..');
const longest = 60;

interface Executed {
  metadata: { language_info: { codemirror_mode?: unknown } };
  cells: { outputs?: { output_type: string; name?: string; text?: string[] | string }[] }[];
}

/** Kernelspec of tslab as it comes, under the name that the notebooks ask for. */
function writeStockKernel(folder: string): void {
  const file = path.join(folder, 'kernels', 'tslab', 'kernel.json');
  const tslab = path.join(root, 'node_modules', 'tslab', 'bin', 'tslab');
  const argv = [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}'];
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify({ argv, display_name: 'tslab', language: 'typescript' }));
}

/** Runs a notebook through nbclient; rejects with what it says when a cell fails. */
function execute(notebook: string, env: NodeJS.ProcessEnv): Promise<Executed> {
  const args = ['--to', 'notebook', '--execute', '--inplace', '--ExecutePreprocessor.timeout=120'];
  const child = spawn(projectPython()!, ['-m', 'nbconvert', ...args, notebook], {
    cwd: root,
    env: { ...process.env, JUPYTER_PREFER_ENV_PATH: '1', ATTEND_PACE: 'quick', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(log.slice(-6000)));
      else resolve(JSON.parse(fs.readFileSync(notebook, 'utf8')) as Executed);
    });
  });
}

for (const kernel of ['ours', 'stock tslab']) {
  describe(`every lesson in Jupyter, on ${kernel}`, function () {
    this.timeout(180_000);
    const seconds: string[] = [];
    let folder = '';
    let restoreProgress = () => {};
    before(function () {
      if (!projectPython()) skip(this, 'Jupyter is not installed (npm start -- --for-tests)');
      folder = fs.mkdtempSync(path.join(root, '.attend', 'lessons-'));
      writeStockKernel(path.join(folder, 'stock'));
      restoreProgress = keepProgress();
    });
    after(() => {
      if (!folder) return;
      restoreProgress();
      fs.rmSync(folder, { recursive: true, force: true });
      console.log(seconds.join('\n'));
    });

    for (const lesson of lessons()) {
      it(`${lesson} runs to its end in under ${longest} s`, async () => {
        copyNotebook(lesson, folder);
        const began = performance.now();
        const jupyterPath = kernel === 'ours' ? '' : path.join(folder, 'stock');
        const executed = await execute(path.join(folder, lesson), { JUPYTER_PATH: jupyterPath });
        const taken = (performance.now() - began) / 1000;
        seconds.push(`      ${taken.toFixed(1).padStart(5)} s  ${lesson}, ${kernel}`);
        // Only tslab as it comes names a mode for the editor.
        const isStock = executed.metadata.language_info.codemirror_mode !== undefined;
        assert.equal(isStock, kernel !== 'ours', 'the kernel that was meant has answered');
        const outputs = executed.cells.flatMap((cell) => cell.outputs ?? []);
        assert.ok(outputs.length > 0, 'the lesson shows something');
        assert.deepEqual(
          outputs.filter(({ output_type, name }) => output_type === 'error' || name === 'stderr'),
          [],
        );
        assert.ok(taken < longest, `took ${taken.toFixed(1)} s`);
      });
    }
  });
}
