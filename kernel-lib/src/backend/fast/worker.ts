import { workerData } from 'node:worker_threads';

import type { WorkerData } from './threads';
import { webAssembly } from './web-assembly';

// A helper's whole life: it takes chunks of jobs until the process ends.
const { code, memory, control, workspace, spins } = workerData as WorkerData;
const imports = { env: { memory }, host: { log: Math.log } };
const kernels = new webAssembly.Instance(code, imports).exports as unknown as {
  work(control: number, workspace: number, spins: number): void;
  fail(control: number): void;
};
try {
  kernels.work(control, workspace, spins);
} catch (error) {
  kernels.fail(control);
  throw error;
}
