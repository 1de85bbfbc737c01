import { dirname, join } from 'node:path';

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

import type { Engine } from './engine';
import { tf } from './tensorflow';
import { registerWasmKernels } from './wasm-kernels/register';

/** WebAssembly: the engine that every installation has. */
export const wasmEngine: Engine = {
  name: 'wasm',
  async start(): Promise<string> {
    // Resolved at run time from the installed package: no network, no bundler.
    const entry = require.resolve('@tensorflow/tfjs-backend-wasm');
    if (tf.engine().registry['wasm'] === undefined) setWasmPaths(join(dirname(entry), '/'));
    const listeners = processListeners();
    if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly does not start');
    removeNewListeners(listeners);
    registerWasmKernels();
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    return simd ? 'WebAssembly with SIMD' : 'WebAssembly';
  },
};

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
