import { Publisher, Router } from 'zeromq';
import type { ConnectionInfo } from './wire-connection';
import { address } from './wire-connection';
import type { Message } from './wire';
import { parseMessage, serializeMessage } from './wire';
import { Outbox } from './wire-outbox';

/** A channel on which clients ask. */
export type Channel = 'shell' | 'control';

export interface Wire {
  /** Hands every request to `events` from now on; what came before has waited. */
  listen(events: WireEvents): void;
  /** Sends a message to the client named by its identities. */
  reply(channel: Channel, message: Message): void;
  /** Sends a message to everybody who listens. */
  publish(message: Message): void;
  /** Sends what is queued, then closes all sockets. */
  close(): Promise<void>;
}

export interface WireEvents {
  /** A well-formed, well-signed request. */
  request(channel: Channel, message: Message): void;
  /** A message that could not be read; it was dropped. */
  rejected(error: unknown): void;
}

/** No limit on queued messages, and a send that never waits: what is printed is never dropped. */
const lossless = { sendHighWaterMark: 0, sendTimeout: 0, linger: 1000 };

/** Binds the sockets of a connection, all but the heartbeat (see guard.ts). */
export async function openWire(connection: ConnectionInfo): Promise<Wire> {
  const shell = new Router(lossless);
  const control = new Router(lossless);
  const iopub = new Publisher(lossless);
  const stdin = new Router(lossless);
  await Promise.all([
    iopub.bind(address(connection, connection.iopub_port)),
    stdin.bind(address(connection, connection.stdin_port)),
    control.bind(address(connection, connection.control_port)),
    shell.bind(address(connection, connection.shell_port)),
  ]);

  const outboxes = {
    shell: new Outbox(shell),
    control: new Outbox(control),
    iopub: new Outbox(iopub),
  };
  const receive = async (channel: Channel, socket: Router, events: WireEvents): Promise<void> => {
    for await (const frames of socket) {
      try {
        events.request(channel, parseMessage(frames, connection.key));
      } catch (error) {
        events.rejected(error);
      }
    }
  };

  return {
    listen(events) {
      receive('control', control, events).catch((error: unknown) => events.rejected(error));
      receive('shell', shell, events).catch((error: unknown) => events.rejected(error));
    },
    reply: (channel, message) => outboxes[channel].send(serializeMessage(message, connection.key)),
    publish: (message) => outboxes.iopub.send(serializeMessage(message, connection.key)),
    async close() {
      await Promise.all(Object.values(outboxes).map((outbox) => outbox.settled()));
      for (const socket of [shell, control, iopub, stdin]) socket.close();
    },
  };
}
