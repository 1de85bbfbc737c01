import type { Backend, Engine, Refused, Started } from './engine';
import { registerGradients } from './gradients/register';
import { selfTest } from './self-test';
import { tf } from './tensorflow';

/**
 * Starts the first engine of the chain that is there and passes the self-test.
 *
 * @param chain engines, the preferred one first.
 * @param forced name of the only engine to accept; null takes the first that works.
 * @returns the engine that now computes, with the reasons why those before it do not.
 * @throws Error when no engine works, or when the forced one is unknown or does not: it names those that do.
 */
export async function chooseEngine(chain: Engine[], forced: string | null): Promise<Backend> {
  registerGradients();
  await pendingStart();
  if (forced !== null) return startForced(chain, forced);
  const rejected: Refused[] = [];
  for (const engine of chain) {
    const started = await tryEngine(engine);
    if (started.reason === null) return backend(engine, started, rejected);
    rejected.push({ name: engine.name, reason: started.reason });
  }
  const reasons = rejected.map(({ name, reason }) => `${name} (${reason})`).join(', ');
  throw new Error(`useBackend: no engine works here: ${reasons}`);
}

async function startForced(chain: Engine[], forced: string): Promise<Backend> {
  const engine = chain.find(({ name }) => name === forced);
  let reason = 'there is no engine of that name';
  if (engine) {
    const started = await tryEngine(engine);
    if (started.reason === null) return backend(engine, started, []);
    reason = started.reason;
  }
  const available: string[] = [];
  for (const other of chain) {
    if (other !== engine && (await tryEngine(other)).reason === null) available.push(other.name);
  }
  throw new Error(
    `useBackend: ATTEND_BACKEND=${forced} cannot be used: ${reason}. Available here: ${available.join(', ') || 'none'}`,
  );
}

/** Waits for the engine that somebody's tensor, made too early, has set off: it would block the others. */
async function pendingStart(): Promise<void> {
  await (tf.engine() as unknown as { pendingBackendInit?: Promise<boolean> }).pendingBackendInit;
}

type Attempt = (Started & { reason: null }) | { reason: string };

async function tryEngine(engine: Engine): Promise<Attempt> {
  try {
    const started = await engine.start();
    selfTest();
    if (typeof started === 'string') return { device: started, refused: [], reason: null };
    return { ...started, reason: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { reason: message.trim().split('\n')[0].trim() };
  }
}

function backend(engine: Engine, { device, blas, refused }: Started, rejected: Refused[]): Backend {
  const facts = { name: engine.name, device, version: tf.version_core };
  return { ...facts, ...(blas && { blas }), rejected: [...rejected, ...refused] };
}
