import { setTimeout as sleep } from 'node:timers/promises';
import type { Content } from './wire';

/** After an error, requests that the front end has already sent get this long to arrive (milliseconds). */
const arrival = 50;

export interface ExecuteJob {
  request: Content;
  /** Announces that the kernel is at work on this request. */
  begin(): void;
  /** Runs the cell and returns the content of the reply. */
  run(): Promise<Content>;
  /** Sends the reply and announces that the request is dealt with. */
  end(reply: Content): void;
}

function stopsTheQueue(request: Content, reply: Content): boolean {
  return reply.status === 'error' && request.silent !== true && request.stop_on_error !== false;
}

/**
 * Runs cells in the order of their requests, one at a time.
 *
 * "Run all" sends every cell at once and relies on the kernel to stop at the first error: the cells behind a
 * failed one are answered `aborted`, those that somebody sends after having seen the error run.
 */
export class ExecuteQueue {
  private waiting: ExecuteJob[] = [];
  private running: ExecuteJob | null = null;

  add(job: ExecuteJob): void {
    this.waiting.push(job);
    if (!this.running) void this.work();
  }

  /** The cell that is running now. */
  get current(): ExecuteJob | null {
    return this.running;
  }

  private async work(): Promise<void> {
    for (let job = this.waiting.shift(); job; job = this.waiting.shift()) {
      this.running = job;
      job.begin();
      const reply = await job.run();
      const stops = stopsTheQueue(job.request, reply);
      if (stops) await sleep(arrival);
      const aborted = stops ? this.waiting.splice(0) : [];
      this.running = null;
      job.end(reply);
      for (const late of aborted) {
        late.begin();
        late.end({ status: 'aborted' });
      }
    }
  }
}
