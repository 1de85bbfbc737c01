import path from 'node:path';
import { Worker } from 'node:worker_threads';

import type { Kernels } from './kernels';
import type { WasmMemory, WasmModule } from './web-assembly';

/** How long an idle thread looks around for work before it sleeps. */
const spinMicroseconds = 30;
const measuredSpins = 100_000;

/** What a helper is given. */
export interface WorkerData {
  code: WasmModule;
  memory: WasmMemory;
  control: number;
  workspace: number;
  spins: number;
}

/**
 * Threads that take chunks of jobs from the shared heap. They start with the first job that is worth it, use
 * no CPU time while there is none, and do not keep the process alive.
 */
export class Threads {
  /** How many looks around take `spinMicroseconds` on this machine. */
  spins = 0;
  private workers: Worker[] | null = null;
  private readonly end = (): void => this.kernels.exports.stop(this.kernels.control);

  /** @param count how many compute at once, the main thread included. */
  constructor(
    private readonly kernels: Kernels,
    readonly count: number,
  ) {}

  start(): void {
    if (this.workers !== null) return;
    this.spins = this.measureSpins();
    this.workers = Array.from({ length: this.count - 1 }, () => this.startWorker());
    process.once('exit', this.end);
  }

  stop(): void {
    if (this.workers === null) return;
    process.off('exit', this.end);
    this.end();
  }

  private startWorker(): Worker {
    const { binary, control, exports, heap } = this.kernels;
    const workerData: WorkerData = {
      code: binary.module,
      memory: heap.memory,
      control,
      workspace: heap.allocate(exports.workspaceBytes()),
      spins: this.spins,
    };
    const worker = new Worker(path.join(__dirname, 'worker.js'), { workerData, execArgv: [] });
    worker.unref();
    // It has noted its end in the shared heap, and the job that suffers from it says so.
    worker.on('error', () => undefined);
    return worker;
  }

  private measureSpins(): number {
    const { control, exports } = this.kernels;
    const look = (): number => exports.lookAround(control, exports.epoch(control), measuredSpins);
    look(); // compiled by then
    const begin = performance.now();
    look();
    const microseconds = Math.max((performance.now() - begin) * 1000, 1);
    return Math.round((spinMicroseconds * measuredSpins) / microseconds);
  }
}
