// Turns a signal into the end of what the main thread runs (see watchdog.ts).
import { Session } from 'node:inspector/promises';
import type { Debugger } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import { Word, emptyAsyncStack, type StopMessage, type WatchdogData } from './watchdog';

const { memory, graceMilliseconds } = workerData as WatchdogData;
const words = new Int32Array(memory);
const retryMilliseconds = 100;
const attempts = 20;
const pauseMilliseconds = 2000;
/** Code that must not be ended: the compiler and the kernel itself. */
const machinery =
  /[\\/](typescript[\\/]lib[\\/]typescript\.js|tslab[\\/]dist|kernel-lib[\\/](dist|src)[\\/]kernel)/;

let seen = 0;

function tell(type: StopMessage['type']): void {
  const message: StopMessage = { type, signal: seen };
  parentPort?.postMessage(message);
}

/** Whether the event loop answers within the time. */
function ask(milliseconds: number): boolean {
  Atomics.store(words, Word.answered, 0);
  tell('ask');
  return Atomics.wait(words, Word.answered, 0, milliseconds) !== 'timed-out';
}

async function terminate(): Promise<void> {
  // Connected only now: a connected session delays the exit of the process and costs speed.
  const session = new Session();
  session.connectToMainThread();
  try {
    const urls = new Map<string, string>();
    session.on('Debugger.scriptParsed', ({ params }) => {
      urls.set(params.scriptId, params.url);
    });
    const paused = new Promise<Debugger.CallFrame[]>((resolve) => {
      session.once('Debugger.paused', ({ params }) => resolve(params.callFrames));
    });
    await session.post('Debugger.enable', {});
    void session.post('Debugger.pause');
    const calls = await Promise.race([paused, after(pauseMilliseconds)]);
    if (!calls) return;
    await end(
      session,
      calls.map(({ location, url }) => urls.get(location.scriptId) ?? url),
    );
  } finally {
    session.disconnect();
  }
}

async function end(session: Session, files: string[]): Promise<void> {
  const isInCell = Atomics.load(words, Word.inCell) === 1;
  const isUnderVm = files.some((file) => /^node:(internal\/)?vm/.test(file));
  const isOurs = isInCell && !files.some((file) => machinery.test(file));
  if (isInCell && isUnderVm) {
    // Still within the reach of `breakOnSigint`, which ends it with an error that can be caught.
    process.kill(process.pid, 'SIGINT');
    await session.post('Debugger.resume', { terminateOnResume: false }).catch(() => {});
    return;
  }
  if (isOurs) {
    const expression = `${emptyAsyncStack}()`;
    await session.post('Runtime.evaluate', { expression, includeCommandLineAPI: false });
  }
  await session.post('Debugger.resume', { terminateOnResume: isOurs }).catch(() => {});
  if (isOurs) tell('terminated');
}

function after(milliseconds: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), milliseconds));
}

/** In every supported Node, but not in the declarations of ES2023. */
interface WaitAsync {
  waitAsync(
    words: Int32Array,
    index: number,
    value: number,
  ): { async: boolean; value: string | Promise<string> };
}

async function watch(): Promise<void> {
  for (;;) {
    const waiting = (Atomics as typeof Atomics & WaitAsync).waitAsync(words, Word.signals, seen);
    if (waiting.async) await waiting.value;
    seen = Atomics.load(words, Word.signals);
    // Several continuations may each hold a loop: go on until the event loop answers.
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (ask(attempt ? retryMilliseconds : graceMilliseconds)) break;
      await terminate();
    }
  }
}

setInterval(() => {}, 1 << 30); // `waitAsync` alone does not keep a thread alive
void watch();
