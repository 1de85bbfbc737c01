import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ConnectionInfo } from 'kernel-lib/kernel/wire-connection';
import { skip } from '../../support/skip';
import { JupyterClient, freeConnection, printed, types } from './jupyter-client';

const main = require.resolve('kernel-lib/kernel/main');
const root = path.resolve(__dirname, '../../..');

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function gone(pid: number, milliseconds: number): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (Date.now() < end && isAlive(pid)) await new Promise((done) => setTimeout(done, 50));
  return !isAlive(pid);
}

describe('kernel/main', function () {
  this.timeout(40_000);
  let folder: string;
  let file: string;
  let connection: ConnectionInfo;
  let client: JupyterClient;
  let kernel: ChildProcess;
  let complaints = '';

  const start = (env: NodeJS.ProcessEnv = process.env): ChildProcess => {
    const child = spawn(process.execPath, [main, file], { cwd: root, env });
    child.stderr?.on('data', (text: Buffer) => (complaints += text.toString()));
    return child;
  };

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-kernel-'));
    file = path.join(folder, 'connection.json');
    connection = await freeConnection();
    fs.writeFileSync(file, JSON.stringify(connection));
    kernel = start();
    client = new JupyterClient(connection);
    await client.ready();
  });
  after(() => {
    client.close();
    kernel.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('runs TypeScript, with results', async () => {
    const { published } = await client.execute('const list: number[] = [1, 2]; list.length * 21');
    assert.deepEqual(types(published), ['busy', 'execute_input', 'execute_result', 'idle']);
    assert.deepEqual(published[2].content.data, { 'text/plain': '42' });
  });

  it('delivers 10,000 logs of a loop, and of a loop that awaits', async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `${index}\n`).join('');
    for (const pause of ['', 'await null; ']) {
      const code = `for (let i = 0; i < 10_000; i++) { ${pause}console.log(i); }`;
      const { reply, published } = await client.execute(code);
      assert.equal(reply.content.status, 'ok');
      assert.equal(printed(published), lines);
    }
  });

  it('delivers 2,000 displays in order', async () => {
    const code = `import { display } from 'tslab';
      for (let i = 0; i < 2_000; i++) display.text(String(i));`;
    const { published } = await client.execute(code);
    const shown = published
      .filter(({ header }) => header.msg_type === 'display_data')
      .map(({ content }) => (content.data as Record<string, string>)['text/plain']);
    assert.deepEqual(
      shown,
      Array.from({ length: 2_000 }, (_, index) => String(index)),
    );
    assert.equal(types(published).at(-1), 'idle');
  });

  it('cuts 50 MB of text and says how much', async () => {
    const code = `for (let i = 0; i < 500_000; i++) console.log('x'.repeat(99));`;
    const { reply, published } = await client.execute(code);
    assert.equal(reply.content.status, 'ok');
    assert.ok(printed(published).length < 2_100_000);
    assert.match(printed(published), /printed 50\.0 MB; 48\.0 MB of it are not shown/);
  });

  it('gives output that comes late to the cell that made it', async () => {
    const first = client.send('execute_request', {
      code: `setTimeout(() => console.log('late'), 200);
        setTimeout(() => { throw new RangeError('later'); }, 250);
        0`,
    });
    await client.outcome(first);
    const second = await client.execute('await new Promise((done) => setTimeout(done, 400));');
    assert.deepEqual(types(second.published), ['busy', 'execute_input', 'idle']);
    assert.deepEqual(types(client.outputs(first)).slice(-2), ['stream', 'error']);
    assert.equal(printed(client.outputs(first)), 'late\n');
  });

  it('aborts cells queued behind an error and runs the next ones', async () => {
    const failing = client.send('execute_request', { code: `throw new Error('stop');` });
    const queued = client.send('execute_request', { code: '1' });
    const { reply, published } = await client.outcome(failing);
    assert.equal(reply.content.status, 'error');
    assert.deepEqual(types(published), ['busy', 'execute_input', 'error', 'idle']);
    assert.deepEqual((await client.outcome(queued)).reply.content, { status: 'aborted' });
    assert.equal((await client.execute('1')).reply.content.status, 'ok');
  });

  it('stops an endless loop on SIGINT and stays alive on one without a cell', async function () {
    if (process.platform === 'win32') skip(this, 'Windows has no signals');
    kernel.kill('SIGINT');
    // A signal has no answer; one that were still under way would interrupt the next cell.
    await new Promise((done) => setTimeout(done, 500));
    assert.equal((await client.execute('const kept = 7;')).reply.content.status, 'ok');
    const looping = client.send('execute_request', { code: 'while (true) {}' });
    await client.until(() => types(client.outputs(looping)).includes('execute_input'));
    await new Promise((done) => setTimeout(done, 300));
    kernel.kill('SIGINT');
    const { reply } = await client.outcome(looping);
    assert.equal(reply.content.ename, 'Interrupted');
    const { published } = await client.execute('kept');
    assert.deepEqual(published[2].content.data, { 'text/plain': '7' });
  });

  it('does not begin a cell that SIGINT reaches while it is compiled', async function () {
    if (process.platform === 'win32') skip(this, 'Windows has no signals');
    const code = `const many = [${'0,'.repeat(150_000)}];\nconsole.log('begun');`;
    const running = client.send('execute_request', { code });
    await client.until(() => types(client.outputs(running)).includes('execute_input'));
    await new Promise((done) => setTimeout(done, 100));
    kernel.kill('SIGINT');
    const { reply, published } = await client.outcome(running);
    assert.equal(reply.content.ename, 'Interrupted');
    assert.equal(printed(published), '');
  });

  it('outlives a cell that calls process.exit', async () => {
    const { reply, published } = await client.execute('const stays = 3;\nprocess.exit(1);');
    assert.equal(reply.content.ename, 'ExitRefused');
    assert.deepEqual(types(published), ['busy', 'execute_input', 'error', 'idle']);
    const next = await client.execute('stays');
    assert.deepEqual(next.published[2].content.data, { 'text/plain': '3' });
  });

  it('replies to a shutdown and ends without a complaint', async () => {
    const ended = once(kernel, 'exit');
    const { reply } = await client.ask('shutdown_request', { restart: false }, 'control');
    assert.deepEqual(reply.content, { status: 'ok', restart: false });
    assert.deepEqual(await ended, [0, null]);
    assert.equal(complaints, '');
  });

  it('ends when its parent dies, even out of an endless loop', async function () {
    if (process.platform === 'win32') skip(this, 'processes of Windows have no live parent');
    // A parent that starts the kernel, as a Jupyter server does, tells its process id and stays.
    const script = `
      process.env.JPY_PARENT_PID = String(process.pid);
      const { spawn } = require('node:child_process');
      const options = { detached: true, stdio: 'ignore', cwd: ${JSON.stringify(root)} };
      console.log(spawn(process.execPath, ${JSON.stringify([main, file])}, options).pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', script]);
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    try {
      await client.ready();
      const looping = client.send('execute_request', { code: 'for (;;) {}' });
      await client.until(() => types(client.outputs(looping)).includes('execute_input'));
      assert.equal(await gone(pid, 1500), false, 'it ended although its parent lives');
      parent.kill('SIGKILL');
      assert.equal(await gone(pid, 4000), true, 'it outlived its parent');
    } finally {
      parent.kill('SIGKILL');
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    }
  });

  it('says how it is used when it gets no connection file, or a broken one', async () => {
    const run = async (args: string[]): Promise<[number, string]> => {
      const child = spawn(process.execPath, [main, ...args], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.on('data', (text: Buffer) => (said += text.toString()));
      const [code] = (await once(child, 'close')) as [number];
      return [code, said];
    };
    const [none, usage] = await run([]);
    assert.equal(none, 2);
    assert.match(usage, /usage: node main\.js CONNECTION_FILE/);
    fs.writeFileSync(file, '{"shell_port": "1"}');
    const [broken, why] = await run([file]);
    assert.equal(broken, 1);
    assert.match(why, /shell_port must be an integer, got 1/);
  });
});
