import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PERCENT_HEADER } from 'kernel-lib/notebook/percent';
import { parseIpynb } from 'kernel-lib/notebook/ipynb';
import { skip } from '../../../support/skip';

const attend = path.resolve(__dirname, '../../../../kernel-lib/bin/attend.cjs');
const attic = path.resolve(__dirname, '../../../../.attend');

describe('attend run', function () {
  this.timeout(60_000);
  let folder = '';
  // Inside the course, so that cells find what they import.
  beforeEach(() => {
    fs.mkdirSync(attic, { recursive: true });
    folder = fs.mkdtempSync(path.join(attic, 'test-run-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string): void =>
    fs.writeFileSync(path.join(folder, name), text);
  const cells = (...sources: string[]) =>
    `${PERCENT_HEADER}\n${sources.map((source) => `// %%\n${source}\n`).join('\n')}`;
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [attend, 'run', ...args], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 50_000,
    });
    return { status, stdout, stderr };
  };
  const executed = (name = 'out/a.ipynb') =>
    parseIpynb(fs.readFileSync(path.join(folder, name), 'utf8'), name);

  it('runs a file, with a line for each cell, and writes notebook and page', () => {
    write('a.ts', cells('const a: number = 20;', "console.log('seen');\na + 1;"));
    const { status, stdout } = run('a.ts', '--out', 'out');
    assert.equal(status, 0, stdout);
    assert.match(stdout, /\[1\/2\] +\d+\.\d\d s {2}ok {2}const a: number = 20;/);
    assert.match(stdout, /2 cells run, none failed, \d+\.\d s, 0\.\d\d GB of memory at most/);
    const [, second] = executed().cells;
    assert.equal(second.execution_count, 2);
    const [stream, result] = second.outputs ?? [];
    assert.deepEqual(stream.text, ['seen\n']);
    assert.deepEqual((result.data as Record<string, unknown>)['text/plain'], ['21']);
    const page = fs.readFileSync(path.join(folder, 'out/a.html'), 'utf8');
    assert.match(page, /<pre>21<\/pre>/);
  });

  it('runs an .ipynb and leaves it as it is', () => {
    write('a.ts', cells('1 + 1;'));
    run('a.ts', '--out', '.');
    const before = fs.readFileSync(path.join(folder, 'a.ipynb'), 'utf8');
    assert.equal(run('a.ipynb', '--out', 'out').status, 0);
    assert.equal(fs.readFileSync(path.join(folder, 'a.ipynb'), 'utf8'), before);
    assert.equal(run('a.ipynb', '--out', '.').status, 2);
  });

  it('ends with 1 at a cell that failed, and shows it on the page', () => {
    write('a.ts', cells("throw new RangeError('too far');", '2;'));
    const { status, stdout } = run('a.ts', '--out', 'out');
    assert.equal(status, 1);
    assert.match(stdout, /FAILED.*\n +RangeError: too far/);
    assert.match(stdout, /1 failed, 1 not run after that/);
    const page = fs.readFileSync(path.join(folder, 'out/a.html'), 'utf8');
    assert.match(page, /✘ RangeError<\/strong> too far/);
  });

  it('goes on after it when asked to', () => {
    write('a.ts', cells("throw new RangeError('too far');", '2;'));
    const { status, stdout } = run('a.ts', '--out', 'out', '--allow-errors');
    assert.equal(status, 1);
    assert.match(stdout, /2 cells run, 1 failed/);
  });

  it('replaces a display that is brought up to date', () => {
    const show = (text: string, options: string): string =>
      `emit({ 'text/plain': '${text}' }, ${options});`;
    write(
      'a.ts',
      cells(
        `import { emit } from 'kernel-lib/figures/emit';\n${show('1 %', "{ displayId: 'x' }")}`,
        show('100 %', "{ displayId: 'x', update: true }"),
      ),
    );
    assert.equal(run('a.ts', '--out', 'out').status, 0);
    const [first, second] = executed().cells;
    assert.deepEqual(first.outputs?.[0].data, { 'text/plain': ['100 %'] });
    assert.deepEqual(second.outputs, []);
  });

  it('stops a cell that never ends, and writes down what there is', () => {
    write('a.ts', cells('1 + 1;', 'while (true) {}'));
    const { status, stdout } = run('a.ts', '--out', 'out', '--timeout', '8');
    assert.equal(status, 1);
    assert.match(stdout, /Timeout: the cell did not end within 8 s and was stopped/);
    assert.equal(executed().cells[1].outputs?.[0].ename, 'Timeout');
  });

  it('survives a cell that ends its process', () => {
    write('a.ts', cells('1 + 1;', '(process as any).reallyExit(3);'));
    const { status, stdout } = run('a.ts', '--out', 'out');
    assert.equal(status, 1);
    assert.match(stdout, /ProcessEnded: the process of the cells ended \(exit code 3\)/);
    assert.equal(executed().cells[0].execution_count, 1);
  });

  it('leaves no process behind when it is killed itself', async function () {
    if (process.platform === 'win32') skip(this, 'Windows has no SIGKILL');
    const note = "import fs from 'node:fs';\nfs.writeFileSync('pid', String(process.pid));";
    write('a.ts', cells(note, 'while (true) {}'));
    const parent = spawn(process.execPath, [attend, 'run', 'a.ts', '--out', 'out'], {
      cwd: folder,
      stdio: 'ignore',
    });
    const pid = path.join(folder, 'pid');
    const isThere = async (condition: () => boolean): Promise<boolean> => {
      for (let time = 0; time < 200 && !condition(); time++) await pause(100);
      return condition();
    };
    assert.ok(await isThere(() => fs.existsSync(pid) && fs.readFileSync(pid, 'utf8') !== ''));
    await pause(500);
    parent.kill('SIGKILL');
    const child = Number(fs.readFileSync(pid, 'utf8'));
    const isGone = (): boolean => {
      try {
        process.kill(child, 0);
        return false;
      } catch {
        return true;
      }
    };
    assert.ok(await isThere(isGone), 'the process of the cells has ended');
  });

  const bad: [string, string, string, RegExp][] = [
    [
      'a corrupt notebook',
      'a.ipynb',
      '{"cells": [',
      /a\.ipynb: not a notebook: the JSON is broken/,
    ],
    ['a text that is no notebook', 'a.ipynb', '{}', /a\.ipynb: not a notebook: it has no nbformat/],
    ['a notebook for Python', 'a.ipynb', python(), /is a notebook for the kernel "python3"/],
    ['a file without header', 'a.ts', '// %%\n1;', /a\.ts:1: no header/],
    ['a file of another kind', 'a.md', '# A', /neither an \.ipynb nor a \.ts file/],
  ];
  for (const [what, name, text, message] of bad) {
    it(`refuses ${what} with exit code 2`, () => {
      write(name, text);
      const { status, stderr } = run(name);
      assert.equal(status, 2);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n +at /, 'no stack');
    });
  }

  it('refuses a command line that says nothing', () => {
    assert.match(run('nowhere.ipynb').stderr, /there is no file nowhere\.ipynb/);
    assert.match(run().stderr, /say which notebook/);
    write('a.ts', cells('1;'));
    assert.match(run('a.ts', '--timeout', 'soon').stderr, /--timeout must be a number/);
  });
});

function python(): string {
  const kernelspec = { name: 'python3', language: 'python', display_name: 'Python' };
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: [] });
}
