import assert from 'node:assert/strict';
import { runInChild } from './child';

describe('what a cell starts belongs to it', function () {
  this.timeout(60_000);

  it('fails by a promise that nobody catches, also while it waits for something else', async () => {
    const { cells } = await runInChild([
      'Promise.reject(new Error("stray"));\n1',
      'Promise.reject(new TypeError("same cell"));\nawait new Promise((done) => setTimeout(done, 5_000));',
      'setTimeout(() => { throw new Error("in a timer"); }, 20);\nawait new Promise((done) => setTimeout(done, 5_000));',
    ]);
    const messages = cells?.map(({ error }) => error?.evalue);
    assert.deepEqual(messages, ['stray', 'same cell', 'in a timer']);
    assert.match(cells?.[0].traceback ?? '', /> 1 \| Promise\.reject/);
    assert.ok((cells?.[2].milliseconds ?? 0) < 4_000);
  });

  it('gets late output and late errors, while another cell runs and stays well', async () => {
    const { cells, text, code } = await runInChild(
      [
        'setTimeout(() => { console.log("late"); throw new Error("late error"); }, 50);\n"first"',
        'await new Promise((done) => setTimeout(done, 300));\nconsole.log("mine");\n"second"',
      ],
      { wait: 100 },
    );
    assert.equal(code, 0, text);
    const [first, second] = cells ?? [];
    assert.deepEqual([first.text, second.text], ["'first'", "'second'"]);
    assert.deepEqual(first.outputs, [{ type: 'stdout', text: 'late\n' }]);
    assert.deepEqual(second.outputs, [{ type: 'stdout', text: 'mine\n' }]);
    assert.deepEqual(
      first.late.map(({ evalue }) => evalue),
      ['late error'],
    );
  });

  it('does not end the kernel where a library rethrows every stray error of the process', async () => {
    const listen =
      'for (const event of ["unhandledRejection", "uncaughtException"]) {\n' +
      '  process.on(event, (error: unknown) => { throw error; });\n}';
    const { cells, text, code } = await runInChild(
      [
        listen,
        'Promise.reject(new Error("stray"));',
        'setTimeout(() => { throw 1; }, 20);',
        '"on"',
      ],
      { wait: 100 },
    );
    assert.equal(code, 0, text);
    assert.equal(cells?.[1].error?.evalue, 'stray');
    assert.deepEqual(
      cells?.[2].late.map(({ evalue }) => evalue),
      ['1'],
    );
    assert.equal(cells?.[3].text, "'on'");
  });

  it('leaves nothing behind that keeps the process, once the executor is closed', async () => {
    const { code, signal, text } = await runInChild(['1 + 1'], { interrupt: true });
    assert.deepEqual([code, signal, text], [0, null, '']);
  });
});
