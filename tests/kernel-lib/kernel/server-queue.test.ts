import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FakeCell } from './fake-executor';
import { type JupyterClient, types } from './jupyter-client';
import { serve, type Serving } from './serving';

const cells: Record<string, FakeCell> = {
  one: () => ({ 'text/plain': '1' }),
  'wait, then throw': async () => {
    await sleep(50);
    throw new RangeError('too far');
  },
};

describe('kernel/server-queue', () => {
  let serving: Serving;
  let client: JupyterClient;
  before(async () => {
    serving = await serve(cells);
    ({ client } = serving);
  });
  after(() => serving.close());

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
});
