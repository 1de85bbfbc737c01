import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';

/**
 * Tells whether a thread is still there, to somebody who cannot wait for its `exit` event because nothing happens
 * until he has the answer. The thread holds one end of a channel, which closes when it ends, however it ends.
 */
export class Lifeline {
  /** For the thread's `workerData` and `transferList`. */
  readonly theirs: MessagePort;
  private ours: MessagePort;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    [this.ours, this.theirs] = [port1, port2];
    this.ours.unref();
  }

  isCut(): boolean {
    // Reading takes note that the other end is closed, and a closed port is one that cannot be handed over.
    receiveMessageOnPort(this.ours);
    try {
      this.ours = structuredClone(this.ours, { transfer: [this.ours] });
      this.ours.unref();
      return false;
    } catch {
      return true;
    }
  }
}
