/** What the outbox needs of a zeromq socket. */
export interface Sender {
  send(frames: (string | Buffer)[]): Promise<void>;
}

function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'EBUSY' || code === 'EAGAIN';
}

/**
 * Sends in order and loses nothing. A message goes out at once when the socket takes it, so that a cell which
 * computes for a minute in one stretch still shows what it printed; what the socket refuses as busy
 * waits here and is sent, in order, from the next turn of the event loop on.
 */
export class Outbox {
  private readonly waiting: (string | Buffer)[][] = [];
  private draining: Promise<void> | null = null;
  private readonly flying = new Set<Promise<void>>();

  constructor(private readonly socket: Sender) {}

  send(frames: (string | Buffer)[]): void {
    if (this.draining) {
      this.waiting.push(frames);
      return;
    }
    try {
      this.track(this.socket.send(frames), frames);
    } catch (error) {
      this.refused(error, frames);
    }
  }

  /** Resolves when everything handed over so far was given to the socket. */
  async settled(): Promise<void> {
    while (this.draining || this.flying.size > 0) {
      await this.draining;
      await Promise.all(this.flying);
    }
  }

  /** A send either throws at once or rejects when it is busy; both mean that nothing went out. */
  private track(sent: Promise<void>, frames: (string | Buffer)[]): void {
    const flight = sent
      .catch((error: unknown) => this.refused(error, frames))
      .finally(() => this.flying.delete(flight));
    this.flying.add(flight);
  }

  private refused(error: unknown, frames: (string | Buffer)[]): void {
    if (!isBusy(error)) return; // closed: nobody is there to read
    this.waiting.push(frames);
    this.draining ??= this.drain();
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      let sent = 0;
      try {
        for (; sent < this.waiting.length; sent++) await this.socket.send(this.waiting[sent]);
      } catch (error) {
        if (!isBusy(error)) sent++;
      }
      this.waiting.splice(0, sent);
    }
    this.draining = null;
  }
}
