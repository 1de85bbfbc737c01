import type { Content, Message } from './wire';
import { answer } from './wire';
import type { Channel, Wire, WireEvents } from './wire-sockets';
import type { KernelExecutor } from './executor';
import { CellRunner } from './server-cell';
import { History } from './server-history';
import { ExecuteQueue } from './server-queue';
import { complete, inspect, isComplete } from './server-requests';

export interface ServerOptions {
  executor: KernelExecutor;
  /** Content of the `kernel_info_reply`. */
  info: Content;
  /** Called once the reply to a `shutdown_request` is on its way. */
  shutdown(): void;
  /** Where the kernel's own troubles are reported (never a cell's). */
  report?(trouble: unknown): void;
}

/** Null: the protocol wants no reply to this message. */
type Handler = (message: Message) => Content | null;

/** An error of the kernel itself, in the fields of the protocol. */
function describe(thrown: unknown): Content {
  const { name, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { ename: name, evalue: message, traceback: (stack ?? message).split('\n') };
}

/** Answers the messages of a Jupyter front end; cells run one after the other, all else at once. */
export class KernelServer implements WireEvents {
  private wire: Wire | null = null;
  private readonly history = new History();
  private readonly queue = new ExecuteQueue();
  private readonly cells: CellRunner;
  private readonly handlers: Record<string, Handler>;
  private runningCell: Message | null = null;

  constructor(private readonly options: ServerOptions) {
    const { executor, info } = options;
    this.cells = new CellRunner(executor, this.history);
    this.handlers = {
      kernel_info_request: () => info,
      complete_request: ({ content }) => complete(executor, content),
      inspect_request: ({ content }) => inspect(executor, content),
      is_complete_request: ({ content }) => isComplete(executor, content),
      history_request: ({ content }) => this.history.find(content),
      comm_info_request: () => ({ comms: {} }),
      comm_open: (message) => this.refuseComm(message),
      comm_msg: () => null,
      comm_close: () => null,
      interrupt_request: () => {
        executor.interrupt();
        return {};
      },
      shutdown_request: ({ content }) => ({ restart: content.restart === true }),
    };
  }

  /** Answers the requests of this wire from now on. */
  serve(wire: Wire): void {
    this.wire = wire;
    wire.listen(this);
  }

  request(channel: Channel, message: Message): void {
    if (message.header.msg_type === 'execute_request') this.execute(channel, message);
    else this.handle(channel, message);
  }

  rejected(error: unknown): void {
    this.options.report?.(error);
  }

  private publish(parent: Message, type: string, content: Content): void {
    this.wire?.publish(answer(parent, type, content, [Buffer.from(type)]));
  }

  private status(parent: Message, execution_state: 'busy' | 'idle'): void {
    this.publish(parent, 'status', { execution_state });
  }

  private reply(channel: Channel, request: Message, content: Content): void {
    const type = request.header.msg_type.replace(/_request$/, '_reply');
    this.wire?.reply(channel, answer(request, type, { status: 'ok', ...content }));
  }

  private execute(channel: Channel, message: Message): void {
    this.queue.add({
      request: message.content,
      begin: () => {
        this.runningCell = message;
        this.status(message, 'busy');
      },
      run: () => this.run(message),
      end: (reply) => {
        this.runningCell = null;
        this.reply(channel, message, reply);
        this.status(message, 'idle');
      },
    });
  }

  /** Never rejects: a result that cannot be written as JSON (a BigInt, a cycle) is an error of its cell. */
  private async run(message: Message): Promise<Content> {
    try {
      const publish = (type: string, content: Content): void =>
        this.publish(message, type, content);
      const reply = await this.cells.run(message.content, publish);
      JSON.stringify(reply.user_expressions);
      return reply;
    } catch (thrown) {
      const error = describe(thrown);
      this.publish(message, 'error', error);
      return { status: 'error', ...error };
    }
  }

  private handle(channel: Channel, message: Message): void {
    const type = message.header.msg_type;
    this.status(message, 'busy');
    try {
      const content = this.handlers[type]?.(message);
      if (content) this.reply(channel, message, content);
      if (content && type === 'shutdown_request') {
        this.publish(message, 'shutdown_reply', { status: 'ok', ...content });
      }
    } catch (error) {
      this.options.report?.(error);
      this.reply(channel, message, { status: 'error', ...describe(error) });
    }
    this.status(message, 'idle');
    // A front end shows the latest state; the cell behind this request is still at work.
    if (this.runningCell) this.status(this.runningCell, 'busy');
    if (type === 'shutdown_request') this.options.shutdown();
  }

  /** No widgets here: whoever opens a comm is told at once that nobody listens. */
  private refuseComm(message: Message): null {
    this.publish(message, 'comm_close', { comm_id: message.content.comm_id, data: {} });
    return null;
  }
}
