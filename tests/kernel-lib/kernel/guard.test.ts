import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Request } from 'zeromq';
import { answerHeartbeat } from 'kernel-lib/kernel/guard-heartbeat';
import { parentIsThere } from 'kernel-lib/kernel/guard-parent';

describe('kernel/guard', () => {
  it('answers heartbeats of a zeromq client, short and long ones', async () => {
    const server = answerHeartbeat('tcp://127.0.0.1:0');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const client = new Request({ linger: 0, receiveTimeout: 2000 });
    client.connect(`tcp://127.0.0.1:${port}`);
    for (const beat of ['ping', 'x'.repeat(100_000), '']) {
      await client.send(beat);
      assert.equal((await client.receive()).toString(), beat);
    }
    client.close();
    server.close();
  });

  it('has a parent for ever when Jupyter names none', () => {
    assert.equal(parentIsThere({})(), true);
    assert.equal(parentIsThere({ JPY_PARENT_PID: 'none' })(), true);
  });

  it('has a parent as long as the named process is there', () => {
    assert.equal(parentIsThere({ JPY_PARENT_PID: String(process.ppid) })(), true);
    assert.equal(parentIsThere({ JPY_PARENT_PID: String(process.pid) })(), true);
  });
});
