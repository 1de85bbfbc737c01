import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Cells, collect, type Output } from './cells';

describe('createExecutor', () => {
  let cells: Cells;
  before(() => {
    cells = new Cells();
  });
  after(() => cells.close());

  it('gives the value of the last expression, and nothing without one', async () => {
    assert.equal(await cells.value('const one = 1;\none + 1'), '2');
    assert.equal(await cells.value('const two = 2;'), null);
    assert.equal(await cells.value('undefined'), null);
    assert.equal(await cells.value('null'), 'null');
  });

  it('awaits at the top level, in loops and in declarations', async () => {
    assert.equal(await cells.value('await Promise.resolve(7)'), '7');
    const loop = 'let sum = 0;\nfor await (const x of [1, Promise.resolve(2)]) sum += x;\nsum';
    assert.equal(await cells.value(loop), '3');
  });

  it('speaks TypeScript 5.9: using declarations and const type parameters', async () => {
    const source = [
      'const closed: string[] = [];',
      '{',
      '  using file = { [Symbol.dispose]: () => { closed.push("file"); } };',
      '}',
      'const keep = <const T>(value: T): T => value;',
      'const kept: readonly ["a"] = keep(["a"]);',
      'closed.concat(kept)',
    ].join('\n');
    assert.equal(await cells.value(source), "[ 'file', 'a' ]");
  });

  it('sends both streams and displays to the sink, in order', async () => {
    const { outputs } = await cells.run(
      [
        'import * as tslab from "tslab";',
        'import { emit } from "kernel-lib/figures/emit";',
        'console.log("one"); console.error("two");',
        'tslab.display.html("<b>three</b>");',
        'emit({ "text/plain": "four" }, { displayId: "x" });',
        'process.stdout.write("five");',
      ].join('\n'),
    );
    assert.deepEqual(outputs, [
      { type: 'stdout', text: 'one\n' },
      { type: 'stderr', text: 'two\n' },
      { type: 'display', text: '{"text/html":"<b>three</b>"}' },
      { type: 'display', text: '{"text/plain":"four"}' },
      { type: 'stdout', text: 'five' },
    ]);
  });

  it('runs concurrent calls one after the other', async () => {
    const runs = ['let order = "a"; await null', 'order += "b"', 'order += "c"; order'];
    const results = await Promise.all(runs.map((source) => cells.run(source)));
    assert.equal(results[2].text, "'abc'");
  });

  it('counts cells, but not silent ones', async () => {
    const sink = collect([]);
    const first = await cells.executor.execute('1', sink);
    const silent = await cells.executor.execute('2', sink, { silent: true });
    const second = await cells.executor.execute('3', sink);
    assert.equal(second.executionCount, first.executionCount + 1);
    assert.equal(silent.executionCount, first.executionCount);
  });

  it('keeps what a throwing cell had declared, and the old value of what it never reached', async () => {
    await cells.run('let reached = "old"; let never = "old";');
    const { status } = await cells.run(
      [
        'let reached = 5;',
        'class Point { constructor(readonly x: number) {} }',
        'function double(x: number) { return 2 * x; }',
        'interface Named { name: string }',
        'if (reached > 1) throw new RangeError("too far");',
        'const never = 6;',
      ].join('\n'),
    );
    assert.equal(status, 'error');
    const source = 'const n: Named = { name: never.toUpperCase() };\n';
    const value = await cells.value(`${source}[double(reached), new Point(3).x, n.name]`);
    assert.equal(value, "[ 10, 3, 'OLD' ]");
  });

  it('lets closures of earlier cells see a variable that a later cell assigns', async () => {
    await cells.run('let counter = 1; const read = () => counter; const add = () => ++counter;');
    assert.equal(await cells.value('counter = 10; read()'), '10');
    assert.equal(await cells.value('add(); counter'), '11');
  });

  it('makes a new variable when a name is declared again', async () => {
    await cells.run('let shared = 1; const readShared = () => shared;');
    assert.equal(await cells.value('let shared = "text"; readShared()'), '1');
    assert.equal(await cells.value('shared.length'), '4');
  });

  it('understands object shorthand with names of earlier cells', async () => {
    await cells.run('let width = 1; let height = 2;');
    assert.equal(await cells.value('({ width, height })'), '{ width: 1, height: 2 }');
    assert.equal(await cells.value('({ width } = { width: 8 }); width'), '8');
    const withDefault = '({ width = 9 } = {} as { width?: number }); width';
    assert.equal(await cells.value(withDefault), '9');
    assert.equal(await cells.value('[height = 5] = [width]; height'), '9');
  });

  it('hands out the names of all cells', async () => {
    await cells.run('const answer = 42; let live = 1; const setLive = () => { live = 2; };');
    await cells.run('setLive()');
    assert.equal(cells.executor.scope.answer, 42);
    assert.equal(cells.executor.scope.live, 2);
  });

  it('registers a cell marked @module as a file to import', async () => {
    await cells.run('/** @module helper */\nexport const help = (n: number): number => n + 1;');
    assert.equal(await cells.value('import { help } from "./helper"; help(1)'), '2');
  });

  it('takes any name, and packages without types', async () => {
    assert.equal(await cells.value('let __dirname = 3;\n__dirname'), '3');
    assert.equal(await cells.value('__dirname'), '3');
    assert.equal(await cells.value('import semver from "semver";\nsemver.major("4.5.6")'), '4');
  });

  it('hides its bookkeeping when a promise is printed', async () => {
    assert.equal(await cells.value('Promise.resolve(1)'), 'Promise { 1 }');
  });

  it('offers a fresh AbortController to each cell', async () => {
    const key = 'Symbol.for("attend.interrupt")';
    await cells.run(`const first = (globalThis as any)[${key}];`);
    const { text } = await cells.run(
      `[first === (globalThis as any)[${key}], first.signal.aborted]`,
    );
    assert.equal(text, '[ false, false ]');
  });

  it('gives 10,000 lines of a loop to the sink, none lost', async () => {
    const { outputs } = await cells.run('for (let i = 0; i < 10_000; i++) console.log(i);');
    const text = outputs.map((output) => output.text).join('');
    assert.equal(text.split('\n').length, 10_001);
    assert.ok(text.endsWith('9998\n9999\n'));
  });
});

describe('an executor and its folder', () => {
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-cells-'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  function write(file: string, text: string): void {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  }

  function writeModule(name: string, text: string): void {
    const meta = { name, type: 'module', exports: { import: './index.js' }, types: './index.d.ts' };
    const exportsOf = { '.': { types: './index.d.ts', import: './index.js' } };
    write(`node_modules/${name}/package.json`, JSON.stringify({ ...meta, exports: exportsOf }));
    write(`node_modules/${name}/index.js`, text);
    const types = 'export declare const twice: (n: number) => number;\n';
    write(
      `node_modules/${name}/index.d.ts`,
      `${types}declare const d: string;\nexport default d;\n`,
    );
  }

  it('imports a package that exists as an ES module only, with an await at its top level', async () => {
    const text = 'await null;\nexport const twice = (n) => 2 * n;\nexport default "standard";\n';
    writeModule('modern', text);
    const cells = new Cells(folder);
    const source = 'import standard, { twice } from "modern";\n[standard, twice(4)]';
    assert.equal(await cells.value(source), "[ 'standard', 8 ]");
    assert.equal(await cells.value('import * as all from "modern";\nall.twice(1)'), '2');
    const dynamic = 'const { twice: again } = await import("modern");\nagain(5)';
    assert.equal(await cells.value(dynamic), '10');
    cells.close();
  });

  it('imports a file beside the notebook, and again when it has changed', async () => {
    write('near.ts', 'export const near: number = 1;\n');
    const cells = new Cells(folder);
    assert.equal(await cells.value('import { near } from "./near";\nnear'), '1');
    write('near.ts', 'export const near: string = "changed";\n');
    fs.utimesSync(path.join(folder, 'near.ts'), 1, 2);
    assert.equal(await cells.value('import { near } from "./near";\nnear.length'), '7');
    cells.close();
  });

  it('finds a package that is installed while it runs', async () => {
    const cells = new Cells(folder);
    const source = 'import { twice } from "later";\ntwice(3)';
    assert.match((await cells.run(source)).traceback, /TS2307: Cannot find module 'later'/);
    writeModule('later', 'export const twice = (n) => 2 * n;\nexport default "";\n');
    assert.equal(await cells.value(source), '6');
    cells.close();
  });

  it('lets a sink write to the terminal', async () => {
    const lines: string[] = [];
    const write = process.stdout.write;
    process.stdout.write = ((text: string) => lines.push(text) > 0) as typeof write;
    const other = new Cells();
    const stream = (_name: string, text: string): void => void process.stdout.write(`> ${text}`);
    await other.executor.execute('console.log("echo")', { stream, display: () => {} });
    other.close();
    process.stdout.write = write;
    assert.deepEqual(lines, ['> echo\n']);
  });

  it('leaves the working directory and, once closed, the process as they were', async () => {
    const before = [process.cwd(), process.stdout.write, process.stderr.write, console];
    const listeners = process.listenerCount('unhandledRejection');
    const cells = new Cells(folder);
    const outputs: Output[] = [];
    await cells.executor.execute('console.log(1)', collect(outputs));
    cells.close();
    const after = [process.cwd(), process.stdout.write, process.stderr.write, console];
    after.forEach((value, index) => assert.equal(value, before[index]));
    assert.equal(process.listenerCount('unhandledRejection'), listeners);
    assert.equal(outputs.length, 1);
  });
});
