import assert from 'node:assert/strict';
import { Cells } from './cells';
import { runInChild } from './child';

const sleep = 'const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));\n';
const spin = 'const spin = new Function("for (;;) {}") as () => void;\n';

describe('interrupting a cell by signal', function () {
  this.timeout(60_000);
  this.retries(1);

  /** Runs the cell, interrupts it, and asks the next cell for what it left. */
  async function interrupted(setup: string, source: string): Promise<string> {
    const next = 'await sleep(5);\n[count > 0, isOver]';
    const first = `${sleep}${spin}let count = 0;\nlet isOver = false;\n${setup}`;
    const run = await runInChild([first, `console.log("ready");\n${source}`, next], {
      interrupt: true,
    });
    assert.ok(run.cells, `the process died: ${run.signal ?? run.code} ${run.text}`);
    assert.equal(run.code, 0, run.text);
    const [, cell, after] = run.cells;
    assert.equal(cell.error?.ename, 'Interrupted', cell.traceback);
    assert.equal(after.status, 'ok', after.traceback);
    assert.ok(cell.milliseconds < 15_000);
    return `${after.text}\n${cell.traceback}`;
  }

  it('stops a synchronous loop', async () => {
    assert.match(await interrupted('', 'while (true) count++;'), /^\[ true, false \]/);
  });

  it('stops a loop that awaits, at its line, and runs its finally', async () => {
    const source =
      'try {\n  while (true) { await sleep(5); count++; }\n} finally { isOver = true; }';
    const text = await interrupted('', source);
    assert.match(text, /^\[ true, true \]/);
    assert.match(text, /> 3 \| {3}while \(true\)/);
  });

  it('stops a loop without a pause after an await, and runs its finally', async () => {
    const source = 'await sleep(1);\ntry {\n  for (;;) count++;\n} finally { isOver = true; }';
    const text = await interrupted('', source);
    assert.match(text, /^\[ true, true \]/);
    assert.match(text, /> 4 \| {3}for \(;;\) count\+\+;/);
  });

  it('stops a loop that counts, but ends by something else', async () => {
    const source =
      'await sleep(1);\ntry {\n  for (let i = 0; count >= 0; i++) count++;\n} finally { isOver = true; }';
    const text = await interrupted('', source);
    assert.match(text, /^\[ true, true \]/);
    assert.match(text, /> 4 \| {3}for \(let i/);
  });

  it('stops promises that never let the event loop turn', async () => {
    assert.match(await interrupted('', 'for (;;) { await null; count++; }'), /^\[ true, false \]/);
  });

  it('stops a loop in a timer', async () => {
    const source = 'setTimeout(() => { for (;;) count++; }, 1);\nawait new Promise(() => {});';
    assert.match(await interrupted('', source), /^\[ true, false \]/);
  });

  it('stops a library that computes without a pause', async () => {
    assert.match(await interrupted('', 'count++;\nspin();'), /^\[ true, false \]/);
  });

  it('stops a library that computes without a pause after an await, and says what that means', async () => {
    const text = await interrupted('', 'count++;\nawait sleep(1);\nspin();');
    assert.match(text, /^\[ true, false \]/);
    assert.match(text, /inside a library[^]*restart the kernel/);
  });

  it('leaves a wait behind that listens to nobody, and says that only a restart ends it', async () => {
    const text = await interrupted('', 'count++;\nawait new Promise(() => {});');
    assert.match(text, /only a restart of the kernel ends that/);
  });

  it('aborts the signal that training loops look at', async () => {
    const source = [
      'const { signal } = (globalThis as any)[Symbol.for("attend.interrupt")];',
      'count++;',
      'await new Promise((_, fail) => signal.addEventListener("abort", () => {',
      '  isOver = true;',
      '  fail(signal.reason);',
      '}));',
    ].join('\n');
    assert.match(await interrupted('', source), /^\[ true, true \]/);
  });
});

describe('interrupting a cell by call', () => {
  let cells: Cells;
  before(() => {
    cells = new Cells();
  });
  after(() => cells.close());

  it('stops it and the loops that it left behind, but not the same function in a later cell', async () => {
    await cells.run(
      [
        'const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));',
        'let turns = 0;',
        'async function turn(times: number) {',
        '  for (const _ of Array(times)) { await pause(5); turns++; }',
        '  return "done";',
        '}',
      ].join('\n'),
    );
    setTimeout(() => cells.executor.interrupt(), 100);
    const { error } = await cells.run(
      'void turn(1e6).catch(() => {});\nawait new Promise(() => {});',
    );
    assert.equal(error?.ename, 'Interrupted');
    assert.equal(await cells.value('await turn(3)'), "'done'");
    await cells.run('const before = turns;\nawait pause(100);');
    assert.equal(await cells.value('turns - before'), '0');
  });

  it('does nothing to an idle executor', async () => {
    cells.executor.interrupt();
    assert.equal(await cells.value('let n = 0;\nwhile (n < 5) n++;\nn'), '5');
  });
});
