import path from 'node:path';
import { Worker, type MessagePort } from 'node:worker_threads';

import type { Kernels } from './kernels';
import { Lifeline } from './lifeline';
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
  /** Its number among the helpers, from 0. */
  index: number;
  /** The native BLAS it calls, or null. */
  blas: string | null;
  /** Never read: it closes when the helper ends. */
  lifeline: MessagePort;
}

interface Helper {
  worker: Worker;
  lifeline: Lifeline;
}

/**
 * Threads that take chunks of jobs from the shared heap. They start with the first job that is worth it, use
 * no CPU time while there is none, and do not keep the process alive.
 */
export class Threads {
  /** How many looks around take `spinMicroseconds` on this machine. */
  spins = 0;
  private helpers: Helper[] | null = null;
  private readonly end = (): void => this.kernels.exports.stop(this.kernels.control);

  /** @param count how many compute at once, the main thread included. */
  constructor(
    private readonly kernels: Kernels,
    readonly count: number,
  ) {}

  start(): void {
    if (this.helpers !== null) return;
    this.spins = this.measureSpins();
    const { exports, heap } = this.kernels;
    // All of them before the first helper: where the heap is full, none starts.
    const workspaces = Array.from({ length: this.count - 1 }, () =>
      heap.allocate(exports.workspaceBytes()),
    );
    this.helpers = workspaces.map((workspace, index) => this.startHelper(index, workspace));
    process.once('exit', this.end);
  }

  stop(): void {
    if (this.helpers === null) return;
    process.off('exit', this.end);
    this.end();
  }

  /** Notes which helpers have ended, so that nobody waits for them. */
  buryDead(): void {
    const { control, exports } = this.kernels;
    this.helpers?.forEach(({ lifeline }, i) => {
      if (lifeline.isCut()) exports.bury(control, i);
    });
  }

  private startHelper(index: number, workspace: number): Helper {
    const { binary, blas, control, heap } = this.kernels;
    const lifeline = new Lifeline();
    const workerData: WorkerData = {
      code: binary.module,
      memory: heap.memory,
      control,
      workspace,
      spins: this.spins,
      index,
      blas: blas?.file ?? null,
      lifeline: lifeline.theirs,
    };
    const worker = new Worker(path.join(__dirname, 'worker.js'), {
      workerData,
      transferList: [lifeline.theirs],
      execArgv: [],
    });
    worker.unref();
    // It is known by its lifeline, and the job that suffers from it says so.
    worker.on('error', () => undefined);
    return { worker, lifeline };
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
