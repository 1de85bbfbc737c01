import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { kernelInfo } from 'kernel-lib/kernel/server-requests';
import { KernelServer } from 'kernel-lib/kernel/server';
import type { Wire } from 'kernel-lib/kernel/wire-sockets';
import { openWire } from 'kernel-lib/kernel/wire-sockets';
import { fakeExecutor } from './fake-executor';
import { JupyterClient, freeConnection, printed, types } from './jupyter-client';

const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`);

const executor = fakeExecutor({
  one: () => ({ 'text/plain': '1' }),
  nothing: () => null,
  print: (sink) => {
    sink.stream('stdout', 'out\n');
    sink.stream('stderr', 'err\n');
    return { 'text/plain': '2' };
  },
  'print 10,000 lines': (sink) => {
    for (const line of lines) sink.stream('stdout', line);
    return null;
  },
  'show 2,000 displays': (sink) => {
    for (let index = 0; index < 2000; index++) {
      sink.display({ 'text/plain': String(index) }, { update: false });
    }
    return null;
  },
  'switch streams 3,000 times': (sink) => {
    for (let index = 0; index < 3000; index++) {
      sink.stream(index % 2 ? 'stderr' : 'stdout', `${index},`);
    }
    return null;
  },
  'result without JSON': () => ({ 'text/plain': 'big', 'application/json': 1n }),
  'display without JSON': (sink) => {
    sink.display({ 'application/json': 1n }, { update: false });
    return null;
  },
  late: (sink) => {
    setTimeout(() => sink.stream('stdout', 'late\n'), 100);
    return null;
  },
  wait: async () => {
    await sleep(300);
    return null;
  },
  'wait, then throw': async () => {
    await sleep(50);
    throw new RangeError('too far');
  },
});

describe('kernel/server', () => {
  let wire: Wire;
  let client: JupyterClient;
  let shutdowns = 0;
  const troubles: unknown[] = [];

  before(async () => {
    const connection = await freeConnection();
    wire = await openWire(connection);
    new KernelServer({
      executor,
      info: kernelInfo('0.1.0', '5.9.3'),
      shutdown: () => shutdowns++,
      report: (trouble) => troubles.push(trouble),
    }).serve(wire);
    client = new JupyterClient(connection);
    await client.ready();
  });
  after(async () => {
    client.close();
    await wire.close();
  });

  it('introduces itself as TypeScript, in words that JupyterLab colours right', async () => {
    const { reply, published } = await client.ask('kernel_info_request', {});
    assert.equal(reply.header.msg_type, 'kernel_info_reply');
    assert.equal(reply.content.status, 'ok');
    assert.deepEqual(reply.content.language_info, {
      name: 'typescript',
      version: '5.9.3',
      mimetype: 'application/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
    });
    assert.deepEqual(types(published), ['busy', 'idle']);
  });

  it('publishes input, outputs and result of a cell in order, and replies', async () => {
    const { reply, published } = await client.execute('print');
    const order = ['busy', 'execute_input', 'stream', 'stream', 'execute_result', 'idle'];
    assert.deepEqual(types(published), order);
    assert.equal(published[1].content.code, 'print');
    const { execution_count } = reply.content;
    assert.equal(published[1].content.execution_count, execution_count);
    const result = { execution_count, data: { 'text/plain': '2' }, metadata: {} };
    assert.deepEqual(published[4].content, result);
    const ok = { status: 'ok', execution_count, payload: [], user_expressions: {} };
    assert.deepEqual(reply.content, ok);
  });

  it('fails a cell whose output cannot be written as JSON, and goes on', async () => {
    for (const code of ['result without JSON', 'display without JSON']) {
      const { reply, published } = await client.execute(code);
      assert.deepEqual(types(published), ['busy', 'execute_input', 'error', 'idle']);
      assert.equal(reply.content.ename, 'TypeError');
    }
    const user_expressions = { big: 'result without JSON' };
    const { reply } = await client.execute('nothing', { user_expressions });
    assert.equal(reply.content.status, 'error');
    assert.equal((await client.execute('one')).reply.content.status, 'ok');
  });

  it('counts the cells that are stored in the history', async () => {
    const count = async (options: object): Promise<number> =>
      (await client.execute('one', options)).reply.content.execution_count as number;
    const first = await count({});
    assert.equal(await count({ store_history: false }), first + 1);
    assert.equal(await count({}), first + 1);
    assert.equal(await count({ silent: true }), first + 1);
    const { reply } = await client.ask('history_request', { hist_access_type: 'tail', n: 2 });
    assert.deepEqual(reply.content.history, [
      [1, first, 'one'],
      [1, first + 1, 'one'],
    ]);
  });

  it('runs a silent cell without a word', async () => {
    const { published } = await client.execute('print', { silent: true });
    assert.deepEqual(types(published), ['busy', 'idle']);
    const failed = await client.execute('wait, then throw', { silent: true });
    assert.deepEqual(types(failed.published), ['busy', 'idle']);
    assert.equal(failed.reply.content.status, 'error');
  });

  it('evaluates user expressions, each on its own', async () => {
    const user_expressions = { good: 'one', bad: 'missing' };
    const { reply } = await client.execute('nothing', { user_expressions });
    const answers = reply.content.user_expressions as Record<string, Record<string, unknown>>;
    assert.deepEqual(answers.good, { status: 'ok', data: { 'text/plain': '1' }, metadata: {} });
    assert.equal(answers.bad.status, 'error');
    assert.equal(answers.bad.ename, 'ReferenceError');
  });

  it('delivers 10,000 lines complete, in order, in few messages, with idle', async () => {
    const { published } = await client.execute('print 10,000 lines');
    assert.equal(printed(published), lines.join(''));
    assert.ok(published.length < 30, `${published.length} messages`);
  });

  it('delivers 2,000 displays and 3,000 stream switches in order, with idle', async () => {
    const displays = (await client.execute('show 2,000 displays')).published.slice(2, -1);
    const shown = displays.map(
      ({ content }) => (content.data as { 'text/plain': string })['text/plain'],
    );
    assert.deepEqual(
      shown,
      Array.from({ length: 2000 }, (_, index) => String(index)),
    );
    const switches = (await client.execute('switch streams 3,000 times')).published.slice(2, -1);
    const text = switches.map(({ content }) => content.text).join('');
    assert.equal(text, Array.from({ length: 3000 }, (_, index) => `${index},`).join(''));
  });

  it('aborts the cells that were queued behind an error, and runs those sent afterwards', async () => {
    const failing = client.send('execute_request', { code: 'wait, then throw' });
    const queued = client.send('execute_request', { code: 'one' });
    await sleep(70); // the cell has thrown, its reply has not been sent
    const late = client.send('execute_request', { code: 'one' });
    const { reply, published } = await client.outcome(failing);
    assert.deepEqual(types(published), ['busy', 'execute_input', 'error', 'idle']);
    const { ename, evalue, traceback } = published[2].content;
    assert.deepEqual(
      [ename, evalue, traceback],
      ['RangeError', 'too far', ['RangeError: too far']],
    );
    assert.equal(reply.content.ename, 'RangeError');
    assert.equal(reply.content.status, 'error');
    for (const id of [queued, late]) {
      const aborted = await client.outcome(id);
      assert.deepEqual(aborted.reply.content, { status: 'aborted' });
      assert.deepEqual(types(aborted.published), ['busy', 'idle']);
    }
    assert.equal((await client.execute('one')).reply.content.status, 'ok');
  });

  it('goes on after an error when asked to', async () => {
    const options = { code: 'wait, then throw', stop_on_error: false };
    const failing = client.send('execute_request', options);
    const queued = client.send('execute_request', { code: 'one' });
    assert.equal((await client.outcome(failing)).reply.content.status, 'error');
    assert.equal((await client.outcome(queued)).reply.content.status, 'ok');
  });

  it('gives late output to the cell that made it', async () => {
    const id = client.send('execute_request', { code: 'late' });
    await client.outcome(id);
    await client.execute('wait');
    assert.deepEqual(types(client.outputs(id)), ['busy', 'execute_input', 'idle', 'stream']);
    assert.equal(printed(client.outputs(id)), 'late\n');
  });

  it('answers other requests while a cell runs, which stays the busy one', async () => {
    const cell = client.send('execute_request', { code: 'wait' });
    await sleep(50);
    const asked = await client.ask('complete_request', { code: 'a.', cursor_pos: 2 });
    await client.until(() => client.published.at(-1)?.content.execution_state === 'busy');
    assert.equal(client.reply(cell), undefined);
    assert.equal(client.published.at(-1)?.parent.msg_id, cell);
    assert.deepEqual(types(asked.published), ['busy', 'idle']);
    await client.outcome(cell);
  });

  it('completes and inspects at positions counted in characters', async () => {
    const { reply } = await client.ask('complete_request', { code: '"🙂".le', cursor_pos: 6 });
    const { matches, cursor_start, cursor_end } = reply.content;
    assert.deepEqual([matches, cursor_start, cursor_end], [['length'], 4, 6]);
    const inspect = async (code: string): Promise<unknown> =>
      (await client.ask('inspect_request', { code, cursor_pos: 1 })).reply.content;
    const data = { 'text/plain': 'const known: 1' };
    assert.deepEqual(await inspect('known'), { status: 'ok', found: true, data, metadata: {} });
    const nothing = { status: 'ok', found: false, data: {}, metadata: {} };
    assert.deepEqual(await inspect('unknown'), nothing);
  });

  it('tells complete code from incomplete', async () => {
    const ask = async (code: string): Promise<unknown> =>
      (await client.ask('is_complete_request', { code })).reply.content;
    assert.deepEqual(await ask('a'), { status: 'complete' });
    assert.deepEqual(await ask('if (a) {'), { status: 'incomplete', indent: '  ' });
  });

  it('has no comms, and says so to whoever opens one', async () => {
    const { reply } = await client.ask('comm_info_request', { target_name: 'jupyter.widget' });
    assert.equal(reply.header.msg_type, 'comm_info_reply');
    assert.deepEqual(reply.content, { status: 'ok', comms: {} });
    const open = client.send('comm_open', {
      comm_id: 'c',
      target_name: 'jupyter.widget',
      data: {},
    });
    await client.until(() => client.outputs(open).length === 3);
    assert.deepEqual(types(client.outputs(open)), ['busy', 'comm_close', 'idle']);
    assert.equal(client.outputs(open)[1].content.comm_id, 'c');
  });

  it('interrupts on request', async () => {
    const { reply } = await client.ask('interrupt_request', {}, 'control');
    assert.equal(reply.header.msg_type, 'interrupt_reply');
    assert.equal(executor.interrupts, 1);
  });

  it('ignores messages it does not know, and takes odd contents', async () => {
    const id = client.send('no_such_request', {});
    await client.until(() => client.outputs(id).length === 2);
    assert.deepEqual(types(client.outputs(id)), ['busy', 'idle']);
    assert.equal(client.reply(id), undefined);
    const { reply } = await client.ask('complete_request', { code: 17 });
    assert.equal(reply.content.status, 'ok');
    assert.deepEqual(troubles, []);
  });

  it('replies to a shutdown before it ends', async () => {
    const { reply, published } = await client.ask('shutdown_request', { restart: true }, 'control');
    assert.deepEqual(reply.content, { status: 'ok', restart: true });
    assert.deepEqual(types(published), ['busy', 'shutdown_reply', 'idle']);
    assert.equal(shutdowns, 1);
  });
});
