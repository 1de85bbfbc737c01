import assert from 'node:assert/strict';
import { Outbox } from 'kernel-lib/kernel/wire-outbox';

const busy = (): Error => Object.assign(new Error('busy'), { code: 'EBUSY' });

/** A socket that takes `room` messages a turn and refuses the next ones as zeromq does. */
function narrowSocket(room: number, refuse: 'throws' | 'rejects') {
  const sent: string[] = [];
  let left = room;
  const send = (frames: (string | Buffer)[]): Promise<void> => {
    if (left === 0) {
      if (refuse === 'throws') throw busy();
      return Promise.reject(busy());
    }
    left--;
    setImmediate(() => (left = room));
    sent.push(String(frames[0]));
    return Promise.resolve();
  };
  return { sent, send };
}

describe('kernel/wire-outbox', () => {
  const messages = Array.from({ length: 2000 }, (_, index) => String(index));

  it('sends at once what the socket takes', () => {
    const socket = narrowSocket(512, 'throws');
    new Outbox(socket).send(['now']);
    assert.deepEqual(socket.sent, ['now']);
  });

  it('loses and reorders nothing when the socket takes 512 messages a turn', async () => {
    const socket = narrowSocket(512, 'throws');
    const outbox = new Outbox(socket);
    for (const message of messages) outbox.send([message]);
    assert.equal(socket.sent.length, 512);
    await outbox.settled();
    assert.deepEqual(socket.sent, messages);
  });

  it('keeps the order of messages that are added while it drains', async () => {
    const socket = narrowSocket(3, 'throws');
    const slow = async (frames: (string | Buffer)[]): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return socket.send(frames);
    };
    let isSlow = false;
    const outbox = new Outbox({ send: (frames) => (isSlow ? slow(frames) : socket.send(frames)) });
    for (const message of messages.slice(0, 20)) outbox.send([message]);
    isSlow = true; // so that messages come in while one is being sent
    await new Promise((resolve) => setTimeout(resolve, 5));
    for (const message of messages.slice(20, 40)) outbox.send([message]);
    await outbox.settled();
    assert.deepEqual(socket.sent, messages.slice(0, 40));
  });

  it('sends again what a busy socket rejected', async () => {
    const socket = narrowSocket(1, 'rejects');
    const outbox = new Outbox(socket);
    outbox.send(['first']);
    outbox.send(['second']);
    await outbox.settled();
    assert.deepEqual(socket.sent, ['first', 'second']);
  });

  it('drops the message that failed for good, and no other', async () => {
    const socket = narrowSocket(2, 'throws');
    const send = (frames: (string | Buffer)[]): Promise<void> =>
      frames[0] === 'bad' ? Promise.reject(new Error('bad')) : socket.send(frames);
    const outbox = new Outbox({ send });
    for (const text of ['1', '2', '3', 'bad', '4', '5', '6']) outbox.send([text]);
    await outbox.settled();
    assert.deepEqual(socket.sent, ['1', '2', '3', '4', '5', '6']);
  });

  it('drops messages for a closed socket without a word', async () => {
    const closed = Object.assign(new Error('closed'), { code: 'EBADF' });
    const outbox = new Outbox({ send: () => Promise.reject(closed) });
    outbox.send(['late']);
    await outbox.settled();
  });
});
