import assert from 'node:assert/strict';
import { guardExits } from 'kernel-lib/kernel/exit-refused';
import { Cells } from './cells';
import { runInChild, type ChildRun } from './child';

describe('a cell that would end its process', () => {
  const cells = {
    plainly: 'let kept = 7;\nprocess.exit(3);',
    again: 'kept',
    catching: 'try { process.exit(); } catch {}\nkept',
    later:
      'setTimeout(() => process.exit(4), 10);\nawait new Promise((done) => setTimeout(done, 100));',
    imported: "import { exit } from 'node:process';\nexit(5);",
    aborting: 'process.abort();',
    afterwards: 'setTimeout(() => process.exit(6), 50);\nkept',
    last: 'await new Promise((done) => setTimeout(done, 200));\nkept',
  };
  let run: ChildRun;
  before(async () => {
    run = await runInChild(Object.values(cells));
  });

  const outcomeOf = (name: keyof typeof cells): NonNullable<ChildRun['cells']>[number] => {
    assert.ok(run.cells, `the process has ended: ${run.code} ${run.signal} ${run.text}`);
    return run.cells[Object.keys(cells).indexOf(name)];
  };

  it('fails at its own line, and is told what to do instead', () => {
    const { error, traceback } = outcomeOf('plainly');
    assert.equal(error?.ename, 'ExitRefused');
    assert.match(error.evalue, /^process\.exit\(\) would end the kernel.*throw an error.*restart/);
    assert.match(traceback, /\n> 2 \| process\.exit\(3\);\n/);
    assert.doesNotMatch(traceback, /kernel-lib|node:/);
  });

  it('leaves the kernel and its variables alone', () => {
    assert.equal(outcomeOf('again').text, '7');
    assert.equal(outcomeOf('last').text, '7');
    assert.deepEqual([run.code, run.signal], [0, null]);
  });

  for (const name of ['catching', 'later', 'imported'] as const) {
    it(`fails also ${name}`, () => assert.equal(outcomeOf(name).error?.ename, 'ExitRefused'));
  }

  it('may not abort either', () => {
    assert.match(outcomeOf('aborting').error?.evalue ?? '', /^process\.abort\(\) would end/);
  });

  it('is told late when it does so late', () => {
    assert.equal(outcomeOf('afterwards').status, 'ok');
    assert.deepEqual(
      outcomeOf('afterwards').late.map(({ ename }) => ename),
      ['ExitRefused'],
    );
  });
});

describe('guardExits', () => {
  it('lets others end the process, and leaves it as it was', () => {
    const { exit } = process;
    const codes: unknown[] = [];
    const real = ((code: unknown) => codes.push(code)) as unknown as typeof process.exit;
    process.exit = real;
    const release = guardExits(() => false);
    try {
      process.exit(9);
      assert.deepEqual(codes, [9]);
      release();
      assert.equal(process.exit, real);
    } finally {
      process.exit = exit;
    }
  });

  it('asks only while an executor is open', () => {
    const { exit } = process;
    const cells = new Cells();
    assert.notEqual(process.exit, exit);
    cells.close();
    assert.equal(process.exit, exit);
  });
});
