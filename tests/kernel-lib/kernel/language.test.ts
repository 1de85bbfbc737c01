import assert from 'node:assert/strict';
import { Cells } from './cells';

describe('questions about code', () => {
  let cells: Cells;
  before(async () => {
    cells = new Cells();
    await cells.run('/** How far. */\nconst distance = 3;\nconst point = { column: 1, row: 2 };');
  });
  after(() => cells.close());

  /** Completes where the bar stands. */
  function complete(text: string): { candidates: string[]; replaced: string } {
    const cursor = text.indexOf('|');
    const code = text.replace('|', '');
    const { candidates, start, end } = cells.executor.complete(code, cursor);
    return { candidates, replaced: code.slice(start, end) };
  }

  it('completes names of earlier cells and members', () => {
    const names = complete('const x = dist|');
    assert.equal(names.candidates[0], 'distance');
    assert.equal(names.replaced, 'dist');
    assert.deepEqual(complete('point.|').candidates, ['column', 'row']);
    assert.equal(complete('point.col|;\npoint.row').candidates[0], 'column');
  });

  it('completes what Node provides, also before a cell has used it', () => {
    assert.equal(complete('process.env|').candidates[0], 'env');
    assert.equal(complete('Buff|').candidates[0], 'Buffer');
    assert.ok(complete('console.group|').candidates.includes('groupCollapsed'));
  }).timeout(20_000);

  it('completes names of imports', () => {
    const { candidates, replaced } = complete('import { em| } from "kernel-lib/figures/emit"');
    assert.equal(candidates[0], 'emit');
    assert.equal(replaced, 'em');
  });

  it('completes packages, their files, and files of the folder', () => {
    const own = complete('import {} from "kern|"');
    assert.deepEqual(own, { candidates: ['kernel-lib'], replaced: 'kern' });
    assert.ok(
      complete('import {} from "kernel-lib/fi|"').candidates.includes('kernel-lib/figures'),
    );
    const scoped = complete('import {} from "@tensorflow/tfjs-co|"');
    assert.ok(scoped.candidates.includes('@tensorflow/tfjs-core'));
    assert.equal(scoped.replaced, '@tensorflow/tfjs-co');
    assert.ok(complete('import {} from "node:f|').candidates.includes('node:fs'));
  });

  it('completes strings of a union', () => {
    const { candidates } = cells.executor.complete('const s: "left" | "right" = "l"', 30);
    assert.deepEqual(candidates, ['left']);
  });

  it('tells type and documentation of what stands at the cursor', () => {
    const own = String(cells.executor.inspect('distance', 3)?.['text/plain']);
    assert.match(own, /const distance: (number|3)/);
    const library = String(cells.executor.inspect('[1].map', 6)?.['text/plain']);
    assert.match(library, /Array<number>\.map<U>\(/);
    assert.match(library, /Calls a defined callback function on each element/);
    assert.equal(cells.executor.inspect('   ', 1), null);
  });

  it('tells complete, incomplete and invalid code apart', () => {
    const status = (code: string): string => cells.executor.isComplete(code).status;
    assert.equal(status('1 + 1'), 'complete');
    assert.equal(status('await f()'), 'complete');
    assert.equal(status('const x = <T,>(a: T) => a;'), 'complete');
    assert.equal(status('function f() {'), 'incomplete');
    assert.equal(status('const t = `open'), 'incomplete');
    assert.equal(status('/* open'), 'incomplete');
    assert.equal(status('if (ready)\n'), 'incomplete');
    assert.equal(status('for (const each of list) '), 'incomplete');
    assert.equal(status('f(1))'), 'invalid');
    assert.equal(status('"open'), 'invalid');
    assert.deepEqual(cells.executor.isComplete('if (a) {'), { status: 'incomplete', indent: '  ' });
  });
});
