import { randomUUID } from 'node:crypto';
import net from 'node:net';
import { Dealer, Subscriber } from 'zeromq';
import type { Message } from 'kernel-lib/kernel/wire';
import { parseMessage, serializeMessage } from 'kernel-lib/kernel/wire';
import type { ConnectionInfo } from 'kernel-lib/kernel/wire-connection';
import { address } from 'kernel-lib/kernel/wire-connection';

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A connection on five free ports of this machine. */
export async function freeConnection(): Promise<ConnectionInfo> {
  const [shell_port, control_port, iopub_port, stdin_port, hb_port] = await Promise.all(
    Array.from({ length: 5 }, freePort),
  );
  const ports = { shell_port, control_port, iopub_port, stdin_port, hb_port };
  return { transport: 'tcp', ip: '127.0.0.1', key: randomUUID(), ...ports };
}

export interface Outcome {
  reply: Message;
  /** Everything published for this request, from busy to idle. */
  published: Message[];
}

/** A small Jupyter front end: sends requests, collects what comes back. */
export class JupyterClient {
  /** Everything published so far, in order. */
  readonly published: Message[] = [];
  readonly replies: Message[] = [];
  private readonly session = randomUUID();
  private readonly shell = new Dealer({ linger: 0 });
  private readonly control = new Dealer({ linger: 0 });
  private readonly iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  private wake: () => void = () => undefined;

  constructor(private readonly connection: ConnectionInfo) {
    this.shell.connect(address(connection, connection.shell_port));
    this.control.connect(address(connection, connection.control_port));
    this.iopub.connect(address(connection, connection.iopub_port));
    this.iopub.subscribe();
    void this.collect(this.shell, this.replies);
    void this.collect(this.control, this.replies);
    void this.collect(this.iopub, this.published);
  }

  /** Asks for kernel_info until an answer and its idle have come: then all channels are connected. */
  async ready(): Promise<Message> {
    for (;;) {
      const id = this.send('kernel_info_request', {});
      const isIdle = (): boolean => this.outputs(id).some(isIdleMessage);
      await this.until(() => isIdle() && this.reply(id) !== undefined, 500).catch(() => undefined);
      const reply = this.reply(id);
      if (reply && isIdle()) return reply;
    }
  }

  send(type: string, content: object, channel: 'shell' | 'control' = 'shell'): string {
    const id = randomUUID();
    const frames = serializeMessage(
      {
        identities: [],
        header: {
          msg_id: id,
          msg_type: type,
          session: this.session,
          username: 'learner',
          version: '5.3',
          date: new Date().toISOString(),
        },
        parent: {},
        metadata: {},
        content: content as Record<string, unknown>,
        buffers: [],
      },
      this.connection.key,
    );
    void this[channel].send(frames);
    return id;
  }

  reply(id: string): Message | undefined {
    return this.replies.find((message) => message.parent.msg_id === id);
  }

  outputs(id: string): Message[] {
    return this.published.filter((message) => message.parent.msg_id === id);
  }

  /** Waits for the reply to a request and its idle. */
  async outcome(id: string, timeout: number = 15_000): Promise<Outcome> {
    await this.until(() => !!this.reply(id) && this.outputs(id).some(isIdleMessage), timeout);
    return { reply: this.reply(id) as Message, published: this.outputs(id) };
  }

  ask(type: string, content: object, channel: 'shell' | 'control' = 'shell'): Promise<Outcome> {
    return this.outcome(this.send(type, content, channel));
  }

  execute(code: string, options: object = {}): Promise<Outcome> {
    return this.ask('execute_request', { code, ...options });
  }

  async until(holds: () => boolean, timeout: number = 15_000): Promise<void> {
    const end = Date.now() + timeout;
    while (!holds()) {
      const left = end - Date.now();
      if (left <= 0) throw new Error(`nothing came in ${timeout} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  close(): void {
    for (const socket of [this.shell, this.control, this.iopub]) socket.close();
  }

  private async collect(socket: AsyncIterable<Buffer[]>, into: Message[]): Promise<void> {
    for await (const frames of socket) {
      into.push(parseMessage(frames, this.connection.key));
      this.wake();
    }
  }
}

function isIdleMessage(message: Message): boolean {
  return message.header.msg_type === 'status' && message.content.execution_state === 'idle';
}

export function types(messages: Message[]): string[] {
  return messages.map(({ header, content }) =>
    header.msg_type === 'status' ? String(content.execution_state) : header.msg_type,
  );
}

/** All text that was printed on a stream, joined. */
export function printed(messages: Message[], name: string = 'stdout'): string {
  return messages
    .filter(({ header, content }) => header.msg_type === 'stream' && content.name === name)
    .map(({ content }) => content.text)
    .join('');
}
