import { announce } from './announcement';
import { chooseEngine } from './choose-engine';
import { cpuEngine } from './cpu-engine';
import type { Backend, Engine } from './engine';
import { gpuEngine, nodeEngine } from './native-engines';
import { wasmEngine } from './wasm-engine';

/** The chain: the first engine that has its device and passes the self-test computes. */
export const engineChain: Engine[] = [gpuEngine, nodeEngine, wasmEngine, cpuEngine];

let chosen: Promise<Backend> | null = null;

/**
 * Starts the fastest engine that works here and shows one line that names it. The first call chooses;
 * later calls return the same answer and show nothing.
 *
 * The environment variable `ATTEND_BACKEND` (`tfjs-node-gpu`, `tfjs-node`, `wasm` or `cpu`) forces one.
 *
 * @returns name, device and version of the engine, and why the ones before it were passed over.
 * @throws Error when the forced engine is not available; it names those that are.
 */
export function useBackend(): Promise<Backend> {
  chosen ??= start();
  return chosen;
}

async function start(): Promise<Backend> {
  try {
    const backend = await chooseEngine(engineChain, process.env.ATTEND_BACKEND || null);
    announce(backend);
    return backend;
  } catch (error) {
    chosen = null;
    throw error;
  }
}
