import assert from 'node:assert/strict';
import type { Message } from 'kernel-lib/kernel/wire';
import { answer, parseMessage, serializeMessage } from 'kernel-lib/kernel/wire';

const key = 'a key';
const request: Message = {
  identities: [Buffer.from([0, 255, 7]), Buffer.from('second')],
  header: {
    msg_id: '1',
    msg_type: 'execute_request',
    session: 's',
    username: 'learner',
    version: '5.3',
    date: '2020-01-01T00:00:00.000Z',
  },
  parent: {},
  metadata: { cellId: 'c' },
  content: { code: '"π 🙂"' },
  buffers: [Buffer.from([1, 2, 3])],
};
const frames = (message: Message, signedWith: string = key): Buffer[] =>
  serializeMessage(message, signedWith).map((frame) => Buffer.from(frame));

describe('kernel/wire', () => {
  it('reads what it wrote, identities and buffers included', () => {
    assert.deepEqual(parseMessage(frames(request), key), request);
  });

  it('signs as RFC 2104 says: the digest of the protocol example, computed with openssl', () => {
    // printf '%s' '{}{}{}{}' | openssl dgst -sha256 -hmac key
    const empty = { ...request, header: {}, metadata: {}, content: {} } as unknown as Message;
    const signature = frames(empty, 'key')[3].toString();
    assert.equal(signature, 'ca767b02c5bc061ed184a9a029e7f93a7f2f7ed4e8fe74120fc1212f0b008fa3');
  });

  it('refuses a message that was changed, signed with another key, or not signed', () => {
    const changed = frames(request);
    changed[7] = Buffer.from('{"code":"process.exit()"}');
    assert.throws(() => parseMessage(changed, key), /signature must fit the key/);
    assert.throws(() => parseMessage(frames(request, 'other'), key), /signature must fit/);
    assert.throws(() => parseMessage(frames(request, ''), key), /signature must fit/);
  });

  it('takes unsigned messages only on an unsigned connection', () => {
    assert.deepEqual(parseMessage(frames(request, ''), '').content, request.content);
    assert.throws(() => parseMessage(frames(request), ''), /signature must fit/);
  });

  it('says what is wrong with broken frames', () => {
    assert.throws(() => parseMessage([Buffer.from('x')], key), /delimiter <IDS\|MSG>, got none/);
    assert.throws(() => parseMessage(frames(request).slice(0, 5), key), /5 parts .* got 2/);
    const text = { ...request, content: 'text' as unknown as Message['content'] };
    assert.throws(() => parseMessage(frames(text), key), /content must be an object, got "text"/);
    const untyped = { ...request, header: {} } as unknown as Message;
    assert.throws(() => parseMessage(frames(untyped), key), /msg_type must be a string/);
  });

  it('answers with the request as parent, to the same client, under a new id', () => {
    const reply = answer(request, 'execute_reply', { status: 'ok' });
    assert.deepEqual(reply.parent, request.header);
    assert.deepEqual(reply.identities, request.identities);
    assert.equal(reply.header.session, 's');
    assert.notEqual(reply.header.msg_id, answer(request, 'execute_reply', {}).header.msg_id);
  });
});
