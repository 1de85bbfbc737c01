import { tf } from './tensorflow';

interface Instantiate {
  instantiate(...given: unknown[]): Promise<unknown>;
}

const api = (globalThis as unknown as { WebAssembly: Instantiate }).WebAssembly;

/**
 * Starts TensorFlow.js's WebAssembly backend, and leaves the process as it was when that fails.
 *
 * @throws Error that says why it does not start.
 */
export async function startWasmBackend(): Promise<void> {
  const listeners = processListeners();
  const { instantiate } = api;
  try {
    const failure = new Promise<never>((_resolve, reject) => {
      api.instantiate = (...given) =>
        instantiate.apply(api, given).catch((error: Error) => {
          reject(new Error(`WebAssembly does not start: ${error.message}`));
          // A rejection here would be nobody's, and the end of the process: TensorFlow.js waits in vain instead.
          return new Promise(() => undefined);
        });
    });
    if (!(await Promise.race([tf.setBackend('wasm'), failure]))) {
      throw new Error('WebAssembly does not start');
    }
  } catch (error) {
    (tf.engine() as unknown as { pendingBackendInit: unknown }).pendingBackendInit = null;
    throw error;
  } finally {
    api.instantiate = instantiate;
    removeNewListeners(listeners);
  }
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
