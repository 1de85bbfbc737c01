import type { Engine } from './engine';
import { wantedVariants } from './fast/binaries';
import { fastKernels, startFastKernels } from './fast/fast-kernels';
import { wantedThreads } from './fast/num-threads';
import { useInstalledBinaries, useSharedHeap } from './fast/shared-heap';
import { tf } from './tensorflow';
import { registerWasmKernels } from './wasm-kernels/register';

/** WebAssembly, with kernels of our own on its heap: the engine that every installation has. */
export const wasmEngine: Engine = {
  name: 'wasm',
  async start(): Promise<string> {
    const [numThreads, builds] = [wantedThreads(), wantedVariants()];
    const listeners = processListeners();
    const started = await prepareHeap(numThreads);
    if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly does not start');
    started();
    removeNewListeners(listeners);
    registerWasmKernels();
    const reason = startFastKernels(numThreads, { builds });
    return deviceText((await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true, reason);
  },
};

/** A heap for one thread where a shared one cannot be had, or is not wanted. */
async function prepareHeap(numThreads: number): Promise<() => void> {
  if (tf.engine().registry['wasm'] !== undefined) return () => undefined;
  if (numThreads > 1) {
    try {
      return await useSharedHeap();
    } catch {
      // One thread computes the same, only later; the announcement tells how many there are.
    }
  }
  useInstalledBinaries();
  return () => undefined;
}

function deviceText(hasSimd: boolean, reason: string | null): string {
  const kernels = fastKernels();
  const simd = hasSimd ? 'WebAssembly with SIMD' : 'WebAssembly';
  if (kernels === null) return `${simd}, without the course’s fast kernels (${reason})`;
  const name = kernels.binary.variant === 'relaxed' ? 'WebAssembly with relaxed SIMD' : simd;
  return `${name}, ${kernels.numThreads} thread${kernels.numThreads === 1 ? '' : 's'}`;
}

const events = ['uncaughtException', 'unhandledRejection'] as const;
type Listener = (...args: unknown[]) => void;

function processListeners(): Map<string, Set<unknown>> {
  return new Map(
    events.map((event) => [event, new Set<unknown>(process.listeners(event as never))]),
  );
}

// The module's own start code rethrows every unhandled rejection of the whole process, which would end
// the kernel for a slip in a learner's cell.
function removeNewListeners(before: Map<string, Set<unknown>>): void {
  for (const event of events) {
    for (const listener of process.listeners(event as never) as Listener[]) {
      if (!before.get(event)?.has(listener)) process.removeListener(event, listener);
    }
  }
}
