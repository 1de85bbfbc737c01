import { Console } from 'node:console';
import type { MimeBundle } from '../figures/mime';
import { guardExits, type ExitRefused } from './exit-refused';
import { loadTslab } from './tslab';

export interface DisplayMessage {
  data: MimeBundle;
  metadata: object;
  transient: { display_id?: string };
}

/** What happens in the process and may belong to a cell; each answers whether it took the event. */
export interface ProcessEvents {
  write(name: 'stdout' | 'stderr', text: string): boolean;
  display(message: DisplayMessage, update: boolean): boolean;
  strayError(error: unknown): boolean;
  /** Somebody calls `process.exit()`, which throws `refusal` if this is taken. */
  exit(refusal: ExitRefused): boolean;
}

type Write = typeof process.stdout.write;

const listeners = new Set<ProcessEvents>();
let restore: (() => void) | null = null;

/** Routes output, displays, stray errors and exits of this process to `events`, until the returned function is called. */
export function hookProcess(events: ProcessEvents): () => void {
  listeners.add(events);
  restore ??= install();
  return () => {
    listeners.delete(events);
    if (listeners.size) return;
    restore?.();
    restore = null;
  };
}

let isOffering = false;

/** What a listener itself writes, for example to the terminal, goes its usual way. */
function offer(take: (events: ProcessEvents) => boolean): boolean {
  if (isOffering) return false;
  isOffering = true;
  try {
    for (const events of listeners) if (take(events)) return true;
    return false;
  } finally {
    isOffering = false;
  }
}

function install(): () => void {
  const undo = [captureStream('stdout'), captureStream('stderr'), plainConsole(), serveDisplays()];
  const onStray = (error: unknown): void => {
    if (offer((events) => events.strayError(error))) return;
    console.error(error);
    process.exitCode = 1;
  };
  undo.push(takeStrayErrors(onStray));
  undo.push(guardExits((refusal) => offer((events) => events.exit(refusal))));
  return () => {
    for (const each of undo) each();
  };
}

/**
 * Listeners of others hear of stray errors afterwards, and what they throw is dropped: the start code of Emscripten, and
 * with it of TensorFlow's WebAssembly, rethrows every stray error of the process, which would end the kernel.
 */
function takeStrayErrors(onStray: (error: unknown) => void): () => void {
  const emit = process.emit as (...args: unknown[]) => boolean;
  const shielded = function (this: unknown, ...args: unknown[]): boolean {
    const [event, error] = args;
    if (event !== 'unhandledRejection' && event !== 'uncaughtException') {
      return emit.apply(this, args);
    }
    onStray(error);
    try {
      emit.apply(this, args);
    } catch {
      return true;
    }
    return true;
  };
  process.emit = shielded as typeof process.emit;
  return () => {
    if (process.emit === shielded) process.emit = emit as typeof process.emit;
  };
}

function captureStream(name: 'stdout' | 'stderr'): () => void {
  const stream = process[name];
  const real = stream.write;
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const encoding = typeof rest[0] === 'string' ? (rest[0] as BufferEncoding) : undefined;
    const text =
      typeof chunk === 'string' && encoding !== 'hex' && encoding !== 'base64'
        ? chunk
        : Buffer.from(chunk as string, encoding).toString('utf8');
    if (!offer((events) => events.write(name, text))) {
      return (real as (...args: unknown[]) => boolean).call(stream, chunk, ...rest);
    }
    const done = rest.find((argument) => typeof argument === 'function');
    if (done) process.nextTick(done as (error: null) => void, null);
    return true;
  }) as Write;
  return () => {
    stream.write = real;
  };
}

/**
 * The global console reports each call to the inspector, too, and asks for each line whether it could be written; both
 * take longer than the line itself.
 */
function plainConsole(): () => void {
  const before = globalThis.console;
  const { stdout, stderr } = process;
  const ignore = (): void => {};
  for (const stream of [stdout, stderr]) stream.on('error', ignore);
  globalThis.console = new Console({ stdout, stderr, colorMode: false, ignoreErrors: false });
  return () => {
    for (const stream of [stdout, stderr]) stream.off('error', ignore);
    globalThis.console = before;
  };
}

/** tslab's `display`, and every figure of the library, call this one function. */
function serveDisplays(): () => void {
  const { jupyter } = loadTslab();
  const before = jupyter.lastWriteDisplayData;
  jupyter.lastWriteDisplayData = (message: DisplayMessage, update: boolean): void => {
    offer((events) => events.display(message, update));
  };
  return () => {
    jupyter.lastWriteDisplayData = before;
  };
}
