import { Worker } from 'node:worker_threads';
import { createExecutor } from '../kernel/executor';
import type { CellResult, OutputSink } from '../notebook/executor';

/** What the parent asks: run a cell. */
export interface CellRequest {
  id: number;
  source: string;
}

/** What this process answers, in order. `peakMemory` is in bytes, from its beginning on. */
export type CellMessage =
  | { id: number; kind: 'stream'; name: 'stdout' | 'stderr'; text: string }
  | {
      id: number;
      kind: 'display';
      data: Record<string, unknown>;
      displayId?: string;
      update: boolean;
    }
  | { id: number; kind: 'done'; result: CellResult; peakMemory: number };

/** The process in which `attend run` runs cells: a cell that ends or blocks it cannot take the report with it. */
function serveCells(): void {
  const executor = createExecutor({ directory: process.cwd(), handleSigint: true });
  const send = (message: CellMessage): void => void process.send?.(message);
  const texts = new TextQueue(send);
  process.on('message', ({ id, source }: CellRequest) => {
    const sink: OutputSink = {
      stream: (name, text) => texts.add(id, name, text),
      display: (data, { displayId, update }) => {
        texts.flush();
        send({ id, kind: 'display', data, displayId, update });
      },
    };
    void executor.execute(source, sink).then((result) => {
      texts.flush();
      const peakMemory = 1024 * process.resourceUsage().maxRSS;
      send({ id, kind: 'done', result, peakMemory });
    });
  });
  process.on('disconnect', () => process.exit());
}

/** A thread that ends this process when its parent is gone, even out of an endless loop. */
function endWithParent(): void {
  const watch = `
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
    }, 500);`;
  new Worker(watch, { eval: true }).unref();
}

/** Sends text in large pieces: a loop of ten thousand lines is one message. */
class TextQueue {
  private waiting: Extract<CellMessage, { kind: 'stream' }> | null = null;

  constructor(private readonly send: (message: CellMessage) => void) {}

  add(id: number, name: 'stdout' | 'stderr', text: string): void {
    if (this.waiting?.id === id && this.waiting.name === name) {
      this.waiting.text += text;
      if (this.waiting.text.length > 1 << 16) this.flush();
      return;
    }
    this.flush();
    this.waiting = { id, kind: 'stream', name, text };
    setImmediate(() => this.flush());
  }

  flush(): void {
    if (this.waiting) this.send(this.waiting);
    this.waiting = null;
  }
}

if (require.main === module) {
  endWithParent();
  serveCells();
}
