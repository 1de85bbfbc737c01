import { workerData } from 'node:worker_threads';

import { openBlas, type Sgemm } from '../blas/library';
import { nativeFrom } from './native-from';
import type { WorkerData } from './threads';
import { webAssembly } from './web-assembly';

// A helper's whole life: it takes chunks of jobs until the process ends.
const { code, memory, control, workspace, spins, index, blas } = workerData as WorkerData;

/** A helper that cannot compute as the others do takes no chunk: those who can do all of them. */
function openOrLeave(file: string): Sgemm {
  try {
    return openBlas(file, memory).sgemm;
  } catch {
    return process.exit();
  }
}

const sgemm = blas === null ? undefined : openOrLeave(blas);
const imports = { env: { memory }, host: { log: Math.log, sgemm: sgemm ?? (() => undefined) } };
const kernels = new webAssembly.Instance(code, imports).exports as unknown as {
  useNative(from: number): void;
  work(control: number, workspace: number, spins: number, worker: number): void;
  bury(control: number, worker: number): void;
};
if (sgemm) kernels.useNative(nativeFrom);
try {
  kernels.work(control, workspace, spins, index);
} catch (error) {
  kernels.bury(control, index);
  throw error;
}
