import assert from 'node:assert/strict';
import { Subscriber } from 'zeromq';
import { address } from 'kernel-lib/kernel/wire-connection';
import { answer, parseMessage } from 'kernel-lib/kernel/wire';
import type { Message } from 'kernel-lib/kernel/wire';
import { openWire } from 'kernel-lib/kernel/wire-sockets';
import { JupyterClient, freeConnection } from './jupyter-client';

const request: Message = {
  identities: [],
  header: {
    msg_id: '1',
    msg_type: 'execute_request',
    session: 's',
    username: 'learner',
    version: '5.3',
    date: '',
  },
  parent: {},
  metadata: {},
  content: {},
  buffers: [],
};

describe('kernel/wire-sockets', () => {
  it('loses nothing to a front end that does not read for a while', async () => {
    const connection = await freeConnection();
    const wire = await openWire(connection);
    const lazy = new Subscriber({ receiveHighWaterMark: 1, linger: 0 });
    lazy.connect(address(connection, connection.iopub_port));
    lazy.subscribe();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const filler = 'x'.repeat(2_000);
    for (let index = 0; index < 10_000; index++) {
      wire.publish(answer(request, 'stream', { index, filler }, [Buffer.from('stream')]));
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let index = 0; index < 10_000; index++) {
      const message = parseMessage(await lazy.receive(), connection.key);
      assert.equal(message.content.index, index);
    }
    lazy.close();
    await wire.close();
  });

  it('hands over requests of both channels, and drops those of another key', async () => {
    const connection = await freeConnection();
    const wire = await openWire(connection);
    const asked: string[] = [];
    const rejected: unknown[] = [];
    wire.listen({
      request: (channel, { header }) => asked.push(`${channel} ${header.msg_type}`),
      rejected: (error) => rejected.push(error),
    });
    const client = new JupyterClient(connection);
    const stranger = new JupyterClient({ ...connection, key: 'guessed' });
    stranger.send('execute_request', {});
    client.send('kernel_info_request', {});
    client.send('interrupt_request', {}, 'control');
    const end = Date.now() + 5000;
    while (asked.length + rejected.length < 3 && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.deepEqual(asked.sort(), ['control interrupt_request', 'shell kernel_info_request']);
    assert.match(String(rejected), /signature must fit the key/);
    client.close();
    stranger.close();
    await wire.close();
  });
});
