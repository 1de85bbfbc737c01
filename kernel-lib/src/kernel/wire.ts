import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** The version of the Jupyter messaging protocol that this kernel speaks. */
export const protocolVersion = '5.3';

export interface MessageHeader {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  version: string;
  date: string;
}

export type Content = Record<string, unknown>;

/** One Jupyter message, either way. `identities` route it: who asked on a router socket, the topic on iopub. */
export interface Message {
  identities: Buffer[];
  header: MessageHeader;
  /** The header of the request that caused this message; empty for a request. */
  parent: MessageHeader | Record<string, never>;
  metadata: Content;
  content: Content;
  buffers: Buffer[];
}

const delimiter = Buffer.from('<IDS|MSG>');

/** Hex digest over the four JSON frames; an empty key means an unsigned connection. */
function signature(key: string, frames: readonly (string | Buffer)[]): string {
  if (key === '') return '';
  const hmac = createHmac('sha256', key);
  for (const frame of frames) hmac.update(frame);
  return hmac.digest('hex');
}

function sameSignature(expected: string, given: Buffer): boolean {
  const wanted = Buffer.from(expected);
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

function parseObject(frame: Buffer, name: string): Content {
  const value: unknown = JSON.parse(frame.toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(
      `parseMessage: ${name} must be an object, got ${frame.toString('utf8', 0, 40)}`,
    );
  }
  return value as Content;
}

/**
 * Reads the frames `[identity…, <IDS|MSG>, signature, header, parent, metadata, content, buffer…]`.
 * @param frames as they came from the socket
 * @param key the connection's key; nothing is read from a message whose signature does not fit it
 * @throws when the delimiter or a frame is missing, the signature is wrong, or the JSON is not an object
 */
export function parseMessage(frames: readonly Buffer[], key: string): Message {
  const at = frames.findIndex((frame) => frame.equals(delimiter));
  if (at < 0) throw new Error('parseMessage: frames must hold the delimiter <IDS|MSG>, got none');
  const [given, ...rest] = frames.slice(at + 1);
  const [header, parent, metadata, content, ...buffers] = rest;
  if (!given || !header || !parent || !metadata || !content) {
    throw new Error(
      `parseMessage: frames must hold 5 parts after the delimiter, got ${frames.length - at - 1}`,
    );
  }
  if (!sameSignature(signature(key, [header, parent, metadata, content]), given)) {
    throw new Error('parseMessage: the signature must fit the key of this connection, it does not');
  }
  const head = parseObject(header, 'header');
  if (typeof head.msg_type !== 'string') {
    throw new Error(`parseMessage: header.msg_type must be a string, got ${typeof head.msg_type}`);
  }
  return {
    identities: frames.slice(0, at),
    header: head as unknown as MessageHeader,
    parent: parseObject(parent, 'parent') as unknown as Message['parent'],
    metadata: parseObject(metadata, 'metadata'),
    content: parseObject(content, 'content'),
    buffers,
  };
}

/** The signed frames of a message, ready for a socket. The inverse of {@link parseMessage}. */
export function serializeMessage(message: Message, key: string): (string | Buffer)[] {
  const { identities, header, parent, metadata, content, buffers } = message;
  const json = [header, parent, metadata, content].map((part) => JSON.stringify(part));
  return [...identities, delimiter, signature(key, json), ...json, ...buffers];
}

/**
 * A message that answers `request`: same session and user, the request's header as parent.
 * @param identities where it goes; the asking client when left out (a topic for iopub)
 */
export function answer(
  request: Message,
  type: string,
  content: Content,
  identities: Buffer[] = request.identities,
): Message {
  return {
    identities,
    header: {
      msg_id: randomUUID(),
      msg_type: type,
      session: request.header.session,
      username: request.header.username,
      version: protocolVersion,
      date: new Date().toISOString(),
    },
    parent: request.header,
    metadata: {},
    content,
    buffers: [],
  };
}
