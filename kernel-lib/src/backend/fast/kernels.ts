import type { Sgemm } from '../blas/library';
import type { Binary } from './binaries';
import type { Heap } from './heap';
import { Threads } from './threads';
import { nativeFrom } from './native-from';
import { webAssembly } from './web-assembly';

/** What the compiled kernels export. */
export interface KernelExports extends Record<string, unknown> {
  workspaceBytes(): number;
  controlBytes(): number;
  argumentsAt(): number;
  epoch(control: number): number;
  lookAround(control: number, epoch: number, spins: number): number;
  numReady(control: number): number;
  numSleeping(control: number): number;
  stop(control: number): void;
  bury(control: number, worker: number): void;
  gemm(...given: number[]): void;
  offer(control: number, operation: number, numChunks: number): void;
  useNative(from: number): void;
  wait(control: number, spins: number): number;
  run(
    control: number,
    workspace: number,
    operation: number,
    numChunks: number,
    isParallel: number,
    spins: number,
  ): number;
}

const numWords = 32;
const firstReal = 24;
/** How a job stands, as in `wasm/pool.ts`. */
const [lost, waiting] = [1, 2];
/** Less work than this many steps is done sooner than handed over. */
const parallelWork = 65536;

/** The least work of a slice for a native BLAS: each packs the other matrix anew, and small ones round otherwise. */
const nativeSlice = 2 ** 22;
/** Work from which on a BLAS whose slices round otherwise than the whole is given so many. */
const nativeSlices: [number, number][] = [
  [2 ** 29, 8],
  [2 ** 25, 4],
  [2 ** 23, 2],
];

/** A native BLAS, opened for this thread. */
export interface Blas {
  file: string;
  sgemm: Sgemm;
  /** Whether slices of a product have the same bits as the whole. */
  isSliceable: boolean;
}

/** The kernels, ready to compute on a heap. */
export class Kernels {
  readonly exports: KernelExports;
  /** What all threads share. */
  readonly control: number;
  /** The helpers; null where one thread does it all. */
  private threads: Threads | null;
  /** The native BLAS that computes the larger products; null where ours do. */
  blas: Blas | null = null;
  private readonly workspace: number;
  private words: Uint32Array = new Uint32Array(0);
  private reals: Float32Array = new Float32Array(0);

  /** @param numThreads how many may compute at once, this one included; 1 where the heap is not shared. */
  constructor(
    readonly heap: Heap,
    readonly binary: Binary,
    numThreads: number,
  ) {
    const sgemm: Sgemm = (...given) => this.blas!.sgemm(...given);
    const imports = { env: { memory: heap.memory }, host: { log: Math.log, sgemm } };
    this.exports = new webAssembly.Instance(binary.module, imports).exports as KernelExports;
    this.control = heap.allocate(this.exports.controlBytes());
    new Uint8Array(heap.memory.buffer, this.control, this.exports.controlBytes()).fill(0);
    this.workspace = heap.allocate(this.exports.workspaceBytes());
    this.threads = numThreads > 1 && heap.isShared ? new Threads(this, numThreads) : null;
  }

  /** How many threads may compute at once. */
  get numThreads(): number {
    return this.threads?.count ?? 1;
  }

  /** Into how many chunks to cut work of so many steps that needs no fixed cut. */
  numChunks(work: number, perThread = 1): number {
    return work < parallelWork ? 1 : this.numThreads * perThread;
  }

  /** Into how many slices to cut the rows of products of so many steps: never so that bits depend on threads. */
  numSlices(work: number): number {
    if (this.blas === null) return this.numChunks(work);
    if (this.blas.isSliceable) {
      return Math.min(this.numThreads, Math.max(1, Math.floor(work / nativeSlice)));
    }
    return nativeSlices.find(([least]) => work >= least)?.[1] ?? 1;
  }

  /**
   * Runs a job. Work below a bound stays on this thread; the cut into chunks, and so every bit of the result,
   * does not depend on that.
   *
   * @param operation its name in `wasm/jobs.ts`.
   * @param numChunks into how many parts it is cut.
   * @param work about how many steps it takes.
   * @param words its whole numbers and addresses.
   * @param reals its real numbers.
   * @throws Error when a helper broke down in it: the result is void, and one thread goes on alone.
   */
  run(
    operation: string,
    numChunks: number,
    work: number,
    words: readonly number[],
    reals: readonly number[] = [],
  ): void {
    this.findArguments();
    this.words.set(words);
    this.reals.set(reals);
    const code = (this.exports[`Operation.${operation}`] as { value: number }).value;
    const threads = numChunks > 1 && work >= parallelWork ? this.threads : null;
    threads?.start();
    const spins = threads?.spins ?? 0;
    const { control, workspace, exports } = this;
    const state = exports.run(control, workspace, code, numChunks, threads ? 1 : 0, 4 * spins);
    if (state !== 0) this.finish(state);
  }

  /** Waits for the helpers, or for the news that one of them will never be done. */
  private finish(state: number): void {
    while (state === waiting) {
      this.threads?.buryDead();
      state = this.exports.wait(this.control, 0);
    }
    if (state !== lost) return;
    this.endThreads();
    throw new Error(
      'A thread of the WebAssembly kernels has broken down; what it computed is lost. ' +
        'Run it again: one thread goes on alone.',
    );
  }

  /** A product by our own kernel, as long as no other is in use. */
  readonly ownSgemm: Sgemm = (...given) =>
    this.exports.gemm(...given.slice(0, -1), this.workspace, given.at(-1)!);

  /** Leaves the larger products to a native BLAS from now on; to be said before the helpers start. */
  useBlas(blas: Blas): void {
    this.blas = blas;
    this.exports.useNative(nativeFrom);
  }

  /** Ends the helpers; this thread goes on alone. */
  endThreads(): void {
    this.threads?.stop();
    this.threads = null;
  }

  /** A heap that is not shared moves when it grows, and takes the views along. */
  private findArguments(): void {
    if (this.words.length > 0) return;
    const at = this.control + this.exports.argumentsAt();
    const { buffer } = this.heap.memory;
    this.words = new Uint32Array(buffer, at, numWords);
    this.reals = new Float32Array(buffer, at + 4 * firstReal, numWords - firstReal);
  }
}
