import net from 'node:net';

/** Flags in the first byte of a ZMTP frame. */
const longSize = 2;
const command = 4;

/** The greeting of ZMTP 3.0: signature, version 3.0, mechanism NULL, filler. */
const greeting = Buffer.alloc(64);
greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
greeting.write('NULL', 12, 'ascii');

/** The command by which a socket says what it is: READY with the property Socket-Type: REP. */
const ready = Buffer.from('\x04\x19\x05READY\x0bSocket-Type\0\0\0\x03REP', 'latin1');

/** The length of the frame at the start of `bytes`, or null while it is not all there. */
function frameLength(bytes: Buffer): number | null {
  const isLong = bytes.length > 0 && (bytes[0] & longSize) !== 0;
  const head = isLong ? 9 : 2;
  if (bytes.length < head) return null;
  const length = head + (isLong ? Number(bytes.readBigUInt64BE(1)) : bytes[1]);
  return bytes.length < length ? null : length;
}

/** Greets a client and sends each of its messages back as it came. */
function echo(client: net.Socket): void {
  let bytes = Buffer.alloc(0);
  let isGreeted = false;
  client.on('error', () => client.destroy());
  client.write(Buffer.concat([greeting, ready]));
  client.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    if (!isGreeted) {
      if (bytes.length < greeting.length) return;
      isGreeted = true;
      bytes = bytes.subarray(greeting.length);
    }
    for (let length = frameLength(bytes); length !== null; length = frameLength(bytes)) {
      if (!(bytes[0] & command)) client.write(bytes.subarray(0, length));
      bytes = bytes.subarray(length);
    }
  });
}

/**
 * Answers the heartbeat: a socket that sends back what it gets. It is spoken here over a plain socket (ZMTP 3.0,
 * https://rfc.zeromq.org/spec/23/), because it must live in a thread of its own, and Node aborts when a thread
 * that has loaded the zeromq add-on ends.
 * @param address `tcp://127.0.0.1:5555` or `ipc:///path-5`
 */
export function answerHeartbeat(address: string): net.Server {
  const server = net.createServer(echo);
  const [, transport, place] = /^(\w+):\/\/(.*)$/.exec(address) ?? [];
  if (transport === 'ipc') return server.listen(place);
  const colon = place.lastIndexOf(':');
  const host = place.slice(0, colon).replace('*', '0.0.0.0');
  return server.listen(Number(place.slice(colon + 1)), host);
}
