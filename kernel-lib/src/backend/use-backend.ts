import { announce } from './announcement';
import { chooseEngine } from './choose-engine';
import { cpuEngine } from './cpu-engine';
import type { Backend, Engine } from './engine';
import { gpuEngine, nodeEngine } from './native-engines';
import { wasmEngine } from './wasm-engine';

/** All engines: the first that has its device and passes the self-test computes. */
export const engineChain: Engine[] = [gpuEngine, nodeEngine, wasmEngine, cpuEngine];

/** The engines to try. TensorFlow on the CPU is slower than our own kernels: it computes only when forced by name. */
export function chainFor(forced: string | null): Engine[] {
  return forced === null ? engineChain.filter((engine) => engine !== nodeEngine) : engineChain;
}

let choosing: Promise<Backend> | null = null;
let chosen: Backend | null = null;

/**
 * Starts the fastest engine that works here and shows one line that names it. The first call chooses;
 * later calls show the same line below their own cell (in a console it is printed once).
 *
 * The environment variable `ATTEND_BACKEND` (`tfjs-node-gpu`, `tfjs-node`, `wasm` or `cpu`) forces one.
 *
 * @throws Error when the forced engine is not available; it names those that are.
 */
export async function useBackend(): Promise<void> {
  const isFirst = choosing === null;
  const forced = process.env.ATTEND_BACKEND || null;
  choosing ??= chooseEngine(chainFor(forced), forced);
  try {
    chosen = await choosing;
  } catch (error) {
    choosing = null;
    throw error;
  }
  announce(chosen, isFirst);
}

/** Name, device and version of the engine that computes, and why those before it were passed over; null before `useBackend`. */
export function backendInUse(): Backend | null {
  return chosen;
}
