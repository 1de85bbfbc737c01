import assert from 'node:assert/strict';
import { Cells } from './cells';
import { runInChild } from './child';

describe('errors of cells', () => {
  let cells: Cells;
  before(() => {
    cells = new Cells();
  });
  after(() => cells.close());

  it("point at the learner's own line, with the frames of all cells and no others", async () => {
    await cells.run('type Gone = string;\n\nfunction inner(x: any) {\n  return x.y.z;\n}');
    const count = cells.executor.executionCount;
    const { error, traceback } = await cells.run(
      '// a comment\nenum Kind { A }\nconst outer = () => inner(Kind);\nouter();',
    );
    assert.equal(error?.ename, 'TypeError');
    assert.equal(error.evalue, "Cannot read properties of undefined (reading 'z')");
    assert.deepEqual(traceback.split('\n'), [
      "TypeError: Cannot read properties of undefined (reading 'z')",
      '  3 | function inner(x: any) {',
      '> 4 |   return x.y.z;',
      '    |              ~',
      '  5 | }',
      `    at inner (cell [${count}]:4:14)`,
      `    at outer (cell [${count + 1}]:3:21)`,
      `    at cell [${count + 1}]:4:1`,
    ]);
  });

  it('begin with their message where SIGINT stops cells, not with a line of compiled text', async () => {
    const sources = ['throw new Error("plain");', 'let exports = 1;'];
    const { cells: outcomes } = await runInChild(sources, { interrupt: true });
    assert.match(outcomes?.[0].traceback ?? '', /^Error: plain\n> 1 \| throw/);
    assert.match(outcomes?.[1].traceback ?? '', /^SyntaxError: Every cell is given `exports`/);
  }).timeout(60_000);

  it('call a variable of an earlier cell by its name', async () => {
    await cells.run('let nothing: any; let few: any = 3;');
    const { error, traceback } = await cells.run('nothing()');
    assert.equal(error?.evalue, 'nothing is not a function');
    assert.equal(traceback.split('\n')[0], 'TypeError: nothing is not a function');
    const caught =
      'try { for (const x of few) void x; } catch (error) { console.log(String(error)); }';
    const { outputs } = await cells.run(caught);
    assert.equal(outputs[0].text, 'TypeError: few is not iterable\n');
    const shown = `import { display } from 'tslab';\n${caught.replace('console.log', 'display.html')}`;
    const [{ text }] = (await cells.run(shown)).outputs;
    assert.equal(text, '{"text/html":"TypeError: few is not iterable"}');
  });

  it('keep their lines after an await', async () => {
    const { traceback } = await cells.run(
      'async function late() {\n  await null;\n  throw new Error("late");\n}\nawait late();',
    );
    assert.match(traceback, /> 3 \| {3}throw new Error\("late"\);/);
    assert.match(traceback, /at async cell \[\d+\]:5:1$/);
  });

  it('show their causes, and the errors of an AggregateError', async () => {
    const { traceback } = await cells.run('throw new Error("top", { cause: new Error("deep") });');
    assert.match(traceback, /^Error: top\n[^]*\nCaused by: Error: deep\n[^]*cell \[\d+\]:1:33$/);
    const many = await cells.run('await Promise.any([Promise.reject(new Error("one"))]);');
    assert.match(many.traceback, /AggregateError[^]*Caused by: Error: one/);
  });

  it('survive a cause that points back', async () => {
    const source = 'const ring: any = new Error("ring");\nring.cause = ring;\nthrow ring;';
    assert.match((await cells.run(source)).traceback, /Error: ring/);
  });

  it('may be anything at all', async () => {
    const text = await cells.run('throw "just text";');
    assert.deepEqual([text.error?.ename, text.error?.evalue], ['Thrown', 'just text']);
    assert.match(text.traceback, /Throw an Error to learn where it comes from/);
    for (const value of ['null', 'undefined', '{ code: 1 }', 'Object.create(null)']) {
      assert.equal((await cells.run(`throw ${value};`)).error?.ename, 'Thrown');
    }
  });

  it('show the message they have now, not the one they were born with', async () => {
    const source = 'const e = new Error("before");\ne.message = "after";\nthrow e;';
    assert.match((await cells.run(source)).traceback, /^Error: after\n/);
  });

  it('keep the lines of a message and of a deep recursion apart', async () => {
    const { traceback } = await cells.run('function go(): number { return go() + 1; }\ngo();');
    assert.match(traceback, /^RangeError: Maximum call stack size exceeded/);
    assert.ok(traceback.split('\n').length < 16);
    assert.match(traceback, / {4}… \d+ more$/);
  });

  it('hide the kernel, but name the function of a library that threw', async () => {
    const { traceback } = await cells.run(
      'import * as tf from "@tensorflow/tfjs";\ntf.zeros([-1]);',
    );
    assert.doesNotMatch(traceback, /kernel-lib\/dist|node:internal|tslab\/dist/);
    assert.match(traceback, /at assert .*util_base|at assert .*@tensorflow/);
    assert.match(traceback, /> 2 \| tf\.zeros\(\[-1\]\);/);
  }).timeout(60_000);

  it('are printed with the lines of the cell, too', async () => {
    const { outputs } = await cells.run(
      'function fail(): never {\n  throw new RangeError("printed");\n}\ntry { fail(); } catch (e) { console.error(e); }',
    );
    const count = cells.executor.executionCount;
    const text = `RangeError: printed\n    at fail (cell [${count}]:2:9)\n    at cell [${count}]:4:7\n`;
    assert.deepEqual(outputs, [{ type: 'stderr', text }]);
    const result = await cells.value('new Error("a value")');
    assert.equal(result, `Error: a value\n    at cell [${count + 1}]:1:1`);
  });
});
