import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeCell } from './fake-executor';
import { type JupyterClient, types } from './jupyter-client';
import { serve, type Serving } from './serving';

const cells: Record<string, FakeCell> = {
  wait: async () => {
    await sleep(300);
    return null;
  },
};

describe('kernel/server', () => {
  let serving: Serving;
  let client: JupyterClient;
  before(async () => {
    serving = await serve(cells);
    ({ client } = serving);
  });
  after(() => serving.close());

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
    assert.equal(serving.executor.interrupts, 1);
  });

  it('ignores messages it does not know, and takes odd contents', async () => {
    const id = client.send('no_such_request', {});
    await client.until(() => client.outputs(id).length === 2);
    assert.deepEqual(types(client.outputs(id)), ['busy', 'idle']);
    assert.equal(client.reply(id), undefined);
    const { reply } = await client.ask('complete_request', { code: 17 });
    assert.equal(reply.content.status, 'ok');
    assert.deepEqual(serving.troubles, []);
  });

  it('replies to a shutdown before it ends', async () => {
    const { reply, published } = await client.ask('shutdown_request', { restart: true }, 'control');
    assert.deepEqual(reply.content, { status: 'ok', restart: true });
    assert.deepEqual(types(published), ['busy', 'shutdown_reply', 'idle']);
    assert.equal(serving.shutdowns, 1);
  });
});
