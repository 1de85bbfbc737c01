import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeCell } from './fake-executor';
import { type JupyterClient, printed, types } from './jupyter-client';
import { serve, type Serving } from './serving';

const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`);

const cells: Record<string, FakeCell> = {
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
};

describe('kernel/server-cell', () => {
  let serving: Serving;
  let client: JupyterClient;
  before(async () => {
    serving = await serve(cells);
    ({ client } = serving);
  });
  after(() => serving.close());

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

  it('gives late output to the cell that made it', async () => {
    const id = client.send('execute_request', { code: 'late' });
    await client.outcome(id);
    await client.execute('wait');
    assert.deepEqual(types(client.outputs(id)), ['busy', 'execute_input', 'idle', 'stream']);
    assert.equal(printed(client.outputs(id)), 'late\n');
  });
});
