import assert from 'node:assert/strict';
import { type JupyterClient, types } from './jupyter-client';
import { serve, type Serving } from './serving';

describe('kernel/server-requests', () => {
  let serving: Serving;
  let client: JupyterClient;
  before(async () => {
    serving = await serve({});
    ({ client } = serving);
  });
  after(() => serving.close());

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
});
