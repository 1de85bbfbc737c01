import { startBlas } from './blas/start-blas';
import type { Engine, Started } from './engine';
import { wantedVariants } from './fast/binaries';
import { fastKernels, startFastKernels } from './fast/fast-kernels';
import { wantedThreads } from './fast/num-threads';
import { useInstalledBinaries, useSharedHeap } from './fast/shared-heap';
import { startWasmBackend } from './start-wasm';
import { tf } from './tensorflow';
import { registerWasmKernels } from './wasm-kernels/register';

/** WebAssembly, with kernels of our own on its heap: the engine that every installation has. */
export const wasmEngine: Engine = {
  name: 'wasm',
  async start(): Promise<Started> {
    const [numThreads, builds] = [wantedThreads(), wantedVariants()];
    const started = await prepareHeap(numThreads);
    await startWasmBackend().finally(started);
    registerWasmKernels();
    const reason = startFastKernels(numThreads, { builds });
    const kernels = fastKernels();
    const blas = kernels && startBlas(kernels);
    const hasSimd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
    const parts = [deviceText(hasSimd, reason), ...(blas?.name ? [blas.name] : [])];
    const name = blas?.name ? { blas: blas.name } : {};
    return { device: parts.join(', '), ...name, refused: blas?.refused ?? [] };
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
