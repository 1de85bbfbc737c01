import assert from 'node:assert/strict';
import { Cells } from './cells';

describe('compile errors', () => {
  let cells: Cells;
  before(() => {
    cells = new Cells();
  });
  after(() => cells.close());

  it('show the line, a squiggle under the culprit, the code and the reason', async () => {
    const { error, traceback } = await cells.run(
      'const fine = 1;\nconst n: number = "text";\nfine;',
    );
    assert.equal(error?.ename, 'TypeScript');
    const reason = "Type 'string' is not assignable to type 'number'.";
    assert.equal(error.evalue, `TS2322 (line 2): ${reason}`);
    const lines = traceback.split('\n');
    assert.match(lines[0], /^cell \[\d+\]:2:7 - error TS2322: Type 'string' is not/);
    assert.deepEqual(lines.slice(1), [
      '  1 | const fine = 1;',
      '> 2 | const n: number = "text";',
      '    |       ~',
      '  3 | fine;',
    ]);
  });

  it('follow strict TypeScript', async () => {
    const implicit = await cells.run('function f(x) { return x; }');
    assert.match(implicit.traceback, /TS7006/);
    const maybe = await cells.run('const found = [1].find((x) => x > 1);\nfound.toFixed()');
    assert.match(maybe.traceback, /TS18048/);
  });

  it('list the reasons of a chain below it, indented', async () => {
    const source =
      'type F = (x: { a: number }) => void;\nconst f: F = (x: { a: string }) => { void x; };';
    const { traceback, error } = await cells.run(source);
    assert.match(traceback, /error TS2322: .*\n {2}Types of parameters 'x' and 'x'/);
    assert.equal(error?.evalue.split('\n').length, 1);
  });

  it('show every error of the cell', async () => {
    const { error } = await cells.run('missing;\nalso(1);');
    assert.deepEqual(
      error?.evalue.split('\n').map((line) => line.slice(0, 15)),
      ['TS2304 (line 1)', 'TS2304 (line 2)'],
    );
  });

  it('point into the cell when it ends too early', async () => {
    const { traceback } = await cells.run('function unfinished() {\n  return 1;');
    assert.match(traceback, /error TS1005: '}' expected/);
    assert.match(traceback, /> 2 \|/);
  });

  it('explain that a cell needs no export', async () => {
    const { error } = await cells.run('export const shared = 1;');
    assert.equal(
      error?.evalue,
      'TS2323 (line 1): A cell needs no `export`: later cells see all of its names.',
    );
  });

  it('leave earlier declarations alone', async () => {
    await cells.run('const before = 1;');
    await cells.run('const before: number = "no";');
    assert.equal(await cells.value('before'), '1');
  });

  it('know Node once a cell asks for it', async () => {
    assert.equal(await cells.value('Buffer.from("ab").length'), '2');
    assert.equal(await cells.value('import { sep } from "node:path";\nsep.length'), '1');
  });
});
