import fs from 'node:fs';
import path from 'node:path';

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

import { tf } from '../tensorflow';
import { withSharedMemory } from './share-memory';
import { webAssembly } from './web-assembly';

const simdBinary = 'tfjs-backend-wasm-simd.wasm';

/** Tells TensorFlow.js where its WebAssembly binaries lie: in the installed package, so no network. */
export function useInstalledBinaries(): void {
  setWasmPaths(path.join(packageFolder(), '/'));
}

/**
 * Lets TensorFlow.js start on a heap that threads can share: its own single-thread binary, with the memory
 * declared shared. To be called before the backend starts.
 *
 * @returns what to call once the backend has started.
 * @throws Error when this machine or this binary does not allow it; then nothing has changed.
 */
export async function useSharedHeap(): Promise<() => void> {
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw new Error('there is no SIMD here');
  const shared = withSharedMemory(fs.readFileSync(path.join(packageFolder(), simdBinary)));
  // Both would fail in a place from where TensorFlow.js does not come back.
  new webAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  new webAssembly.Module(shared);
  const url = URL.createObjectURL(new Blob([shared as Uint8Array<ArrayBuffer>]));
  const others = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];
  const paths = Object.fromEntries(others.map((name) => [name, 'not used']));
  setWasmPaths({ ...paths, [simdBinary]: url } as never, true);
  return () => URL.revokeObjectURL(url);
}

function packageFolder(): string {
  return path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
}
