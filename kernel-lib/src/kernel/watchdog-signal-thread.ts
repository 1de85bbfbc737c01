// Waits for SIGINT (see watchdog.ts). A thread inside `vm` with `breakOnSigint` is woken by the signal, whatever the main
// thread is doing; and while one is, the signal does not end the process.
import * as vm from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { Word, type WatchdogData } from './watchdog';

const words = new Int32Array((workerData as WatchdogData).memory);
const never = new Int32Array(new SharedArrayBuffer(4));
Object.assign(globalThis, { waitForever: () => Atomics.wait(never, 0, 0) });
const wait = new vm.Script('waitForever()');

parentPort?.postMessage('ready');
Atomics.wait(words, Word.begin, 0);
for (;;) {
  try {
    wait.runInThisContext({ breakOnSigint: true });
  } catch {
    Atomics.store(words, Word.urgent, 1);
    Atomics.store(words, Word.look, 1);
    Atomics.add(words, Word.signals, 1);
    Atomics.notify(words, Word.signals);
  }
}
